//! Pace, quotas and wishes to be left alone, kept by all workers together.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ingest::fetch::{Client, FetchError};
use ingest::source::{Card, Pace, Quota, Request};

use super::{CARD, Scene, place};
use crate::wild::Reply;

const URL: &str = "https://example.com/jobs";

#[tokio::test]
async fn two_workers_together_keep_the_pace_of_one() {
    let pace = Duration::from_millis(200);
    let scene = Scene::with(|_| Reply::json("[]"), |settings| settings.pace = Some(200)).await;
    let mut settings = scene.wild.settings();
    settings.pace = Some(200);
    let other = Client::new(scene.world.pool().clone(), settings).unwrap();
    let request = Request::json(URL);
    let ask = async |client: &Client| {
        for _ in 0..3 {
            client.fetch(&CARD, &request, false).await.unwrap();
        }
    };
    let begun = Instant::now();
    tokio::join!(ask(&scene.client), ask(&other), ask(&scene.client));
    let moments = scene.wild.asked().into_iter().map(|asked| asked.at);
    let moments: Vec<Instant> = moments.collect();
    assert_eq!(moments.len(), 9);
    // A busy machine makes requests late, so they may come close to each other, but none comes before its turn.
    let span = *moments.iter().max().unwrap() - begun + Duration::from_millis(50);
    assert!(span >= pace * 8, "{span:?}");
}

#[tokio::test]
async fn hosts_do_not_wait_for_each_other() {
    let scene = Scene::with(
        |_| Reply::json("[]"),
        |settings| settings.pace = Some(60_000),
    )
    .await;
    let begun = Instant::now();
    for host in 0..10 {
        scene
            .body(&format!("https://board{host}.example.com/"))
            .await;
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_turn_that_is_too_far_away_is_put_off() {
    let scene = Scene::with(
        |_| Reply::json("[]"),
        |settings| {
            settings.pace = Some(600_000);
            settings.patience = Duration::from_secs(1);
        },
    )
    .await;
    scene.body(URL).await;
    let error = scene.error(URL).await;
    let FetchError::Later { until, .. } = error else {
        panic!("{error}");
    };
    assert!((9.0..=10.0).contains(&minutes_until(&scene, until).await));
    assert_eq!(scene.wild.count("/jobs"), 1);
}

#[tokio::test]
async fn only_a_few_requests_to_a_host_are_under_way() {
    let slow = Reply::json(vec![b'1'; 1_000]).drip(Duration::from_millis(500));
    let scene = Scene::new(move |_| slow.clone()).await;
    let asking = futures_util::future::join_all((0..6).map(|_| scene.fetch(URL)));
    let watching = async {
        while scene.wild.asked().len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        scene.wild.asked().len()
    };
    // No answer ends in the meantime, so nobody else's turn comes.
    tokio::select! {
        _ = asking => panic!("an answer of many minutes has ended"),
        asked = watching => assert_eq!(asked, 2),
    }
}

#[tokio::test]
async fn a_short_wish_to_be_left_alone_is_waited_for() {
    let times = AtomicUsize::new(0);
    let scene = Scene::new(move |_| match times.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::status(429).header("Retry-After", "1"),
        _ => Reply::json("[]"),
    })
    .await;
    scene.body(URL).await;
    let [first, second] = scene.wild.asked().try_into().unwrap();
    assert!(second.at - first.at >= Duration::from_millis(990));
}

#[tokio::test]
async fn a_long_wish_to_be_left_alone_is_respected_by_all() {
    let wishes = [
        (429, "1200"),
        (503, "1200"),
        (429, "Sun, 22 Nov 2026 12:20:00 GMT"),
        (503, "Sunday, 22-Nov-26 12:20:00 GMT"),
    ];
    let reply = |(status, wish)| {
        let reply = Reply::status(status).header("Retry-After", wish);
        reply.header("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
    };
    let scene = Scene::playing(wishes.map(reply).to_vec(), |_| {}).await;
    let other = Client::new(scene.world.pool().clone(), scene.wild.settings()).unwrap();
    for (host, (status, wish)) in wishes.into_iter().enumerate() {
        let request = Request::json(place(host));
        for client in [&scene.client, &other] {
            let Err(error) = client.fetch(&CARD, &request, false).await else {
                panic!("it was answered");
            };
            let FetchError::Later { until, because } = error else {
                panic!("{error}");
            };
            let minutes = minutes_until(&scene, until).await;
            assert!((19.0..=20.0).contains(&minutes), "{wish}: {minutes}");
            let expected = format!("host{host}.example.com asks to be left alone ({status})");
            assert_eq!(because, expected);
        }
    }
    assert_eq!(scene.wild.asked().len(), wishes.len());
}

#[tokio::test]
async fn a_date_is_understood_without_the_hosts_clock() {
    let world = crate::world::World::new().await;
    let until: String = sea_orm::sqlx::query_scalar(
        "select to_char(now() at time zone 'UTC' + interval '10 minutes', 'Dy, DD Mon YYYY HH24:MI:SS \"GMT\"')",
    )
    .fetch_one(world.pool())
    .await
    .unwrap();
    let scene = Scene::new(move |_| Reply::status(429).header("Retry-After", until.clone())).await;
    let error = scene.error(URL).await;
    let FetchError::Later { until, .. } = error else {
        panic!("{error}");
    };
    assert!((9.0..=10.0).contains(&minutes_until(&scene, until).await));
}

#[tokio::test]
async fn nobody_is_sent_away_for_longer_than_a_day() {
    let scene = Scene::new(|_| Reply::status(429).header("Retry-After", "99999999999")).await;
    let error = scene.error(URL).await;
    let FetchError::Later { until, .. } = error else {
        panic!("{error}");
    };
    assert!((1439.0..=1440.0).contains(&minutes_until(&scene, until).await));
}

#[tokio::test]
async fn a_host_that_is_always_busy_is_put_off() {
    let scene = Scene::new(|_| Reply::status(429)).await;
    let error = scene.error(URL).await;
    assert!(matches!(error, FetchError::Later { .. }), "{error}");
    assert_eq!(scene.wild.count("/jobs"), 3);
}

const LIMITED: Card = Card {
    pace: Pace {
        quotas: &[
            Quota {
                requests: 5,
                seconds: 600,
            },
            Quota {
                requests: 100,
                seconds: 86_400,
            },
        ],
        ..Pace::POLITE
    },
    ..CARD
};

#[tokio::test]
async fn a_quota_is_shared_and_never_passed() {
    let scene = Scene::new(|_| Reply::json("[]")).await;
    let other = Client::new(scene.world.pool().clone(), scene.wild.settings()).unwrap();
    // Different hosts: the quota is the source's.
    let requests: Vec<Request> = (0..12)
        .map(|number| Request::json(format!("https://api{number}.example.com/jobs")))
        .collect();
    let asking = requests.iter().enumerate().map(|(number, request)| {
        let client = if number % 2 == 0 {
            &scene.client
        } else {
            &other
        };
        client.fetch(&LIMITED, request, false)
    });
    let fetched = futures_util::future::join_all(asking).await;
    let (answered, refused): (Vec<_>, Vec<_>) = fetched.into_iter().partition(Result::is_ok);
    assert_eq!((answered.len(), scene.wild.asked().len()), (5, 5));
    for error in refused.into_iter().filter_map(Result::err) {
        let FetchError::Later { until, because } = error else {
            panic!("{error}");
        };
        assert!((9.0..=10.0).contains(&minutes_until(&scene, until).await));
        assert_eq!(
            because,
            "the terms of Example allow 5 requests in 600 s, and they are spent"
        );
    }
    // Another source has a quota of its own.
    let fetched = scene
        .client
        .fetch(
            &Card {
                slug: "another",
                ..LIMITED
            },
            &requests[0],
            false,
        )
        .await;
    assert!(fetched.is_ok());
    // Once the earliest request has left the stretch, one more may be made.
    sea_orm::sqlx::query(
        "update quota_request set asked_at = asked_at - interval '10 minutes'
         where asked_at = (select min(asked_at) from quota_request where source = 'example')",
    )
    .execute(scene.world.pool())
    .await
    .unwrap();
    let mut answered = 0;
    for request in &requests[..2] {
        answered += usize::from(scene.client.fetch(&LIMITED, request, false).await.is_ok());
    }
    assert_eq!(answered, 1);
}

async fn minutes_until(scene: &Scene, until: DateTime<Utc>) -> f64 {
    sea_orm::sqlx::query_scalar("select extract(epoch from $1 - now())::float8 / 60")
        .bind(until)
        .fetch_one(scene.world.pool())
        .await
        .unwrap()
}

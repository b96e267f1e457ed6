//! Servers that fail: what is asked again, how often, and what is said in the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ingest::fetch::FetchError;

use super::{Scene, number, place};
use crate::wild::Reply;

const URL: &str = "https://example.com/jobs";

#[tokio::test]
async fn a_passing_failure_is_gone_with_the_next_attempt() {
    let whole = || Reply::json(vec![b' '; 10_000]);
    let zipped = || Reply::json(vec![b'1'; 100_000]).gzip();
    let replies = [
        Reply::status(500),
        Reply::status(502),
        Reply::status(408),
        Reply::status(503),
        Reply::status(429),
        whole().reset_at(5_000),
        whole().reset_at(0),
        whole().cut_at(5_000),
        zipped().cut_at(20),
        zipped().reset_at(20),
    ];
    let hosts = replies.len();
    let times: Vec<AtomicUsize> = replies.iter().map(|_| AtomicUsize::new(0)).collect();
    let scene = Scene::new(move |asked| {
        let host = number(asked);
        match times[host].fetch_add(1, Ordering::Relaxed) {
            0 => replies[host].clone(),
            _ => Reply::json("[\"well\"]"),
        }
    })
    .await;
    for host in 0..hosts {
        assert_eq!(scene.body(&place(host)).await, "[\"well\"]");
        assert_eq!(scene.wild.count("/jobs"), 2 * (host + 1));
    }
}

#[tokio::test]
async fn a_refusal_is_taken_at_its_word() {
    let statuses = [401, 403, 404, 410, 451, 400, 418];
    let page = |status| Reply::html("<h1>Go <b>away</b></h1>").with_status(status);
    let scene = Scene::playing(statuses.map(page).to_vec(), |_| {}).await;
    for (host, status) in statuses.into_iter().enumerate() {
        let error = scene.error(&place(host)).await;
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        match status {
            401 | 403 | 451 => assert!(matches!(error, FetchError::Refused { .. })),
            404 | 410 => assert!(matches!(error, FetchError::Gone { .. })),
            _ => assert!(error.to_string().contains("“Go away”"), "{error}"),
        }
    }
    assert_eq!(scene.wild.asked().len(), statuses.len());
}

#[tokio::test]
async fn a_host_that_keeps_failing_is_left_alone() {
    let scene = Scene::new(|_| Reply::status(500)).await;
    for _ in 0..5 {
        let error = scene.error(URL).await;
        assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
    }
    assert_eq!(scene.wild.count("/jobs"), 15);
    let error = scene.error("https://example.com/other").await;
    let FetchError::Later { until, because } = error else {
        panic!("{error}");
    };
    assert_eq!(
        because,
        "example.com has failed 5 times in a row, lately it failed (500)"
    );
    let minutes: f64 =
        sea_orm::sqlx::query_scalar("select extract(epoch from $1 - now())::float8 / 60")
            .bind(until)
            .fetch_one(scene.world.pool())
            .await
            .unwrap();
    assert!((4.5..=5.0).contains(&minutes), "{minutes}");
    assert_eq!(scene.wild.asked().len(), 15);
    // Others are asked all the same.
    let error = scene.error("https://elsewhere.example.com/").await;
    assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
}

#[tokio::test]
async fn failures_in_a_row_are_forgotten_with_a_success() {
    let times = AtomicUsize::new(0);
    let scene = Scene::with(
        move |_| match times.fetch_add(1, Ordering::Relaxed) {
            4 => Reply::json("[]"),
            _ => Reply::status(500),
        },
        |settings| settings.attempts = 1,
    )
    .await;
    for _ in 0..4 {
        scene.error(URL).await;
    }
    assert_eq!(scene.body(URL).await, "[]");
    for _ in 0..4 {
        let error = scene.error(URL).await;
        assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_slow_host_is_not_waited_for() {
    let packed = Reply::json(vec![b'1'; 1_000_000]).gzip();
    let long = || Reply::json(vec![b'1'; 1_000]);
    let (replies, said): (Vec<_>, Vec<_>) = [
        (long().drip(Duration::from_millis(20)), "took more than 3 s"),
        (packed.drip(Duration::from_millis(20)), "took more than 3 s"),
        (long().drip(Duration::from_mins(1)), "fell silent for 2 s"),
        (Reply::silence(), "did not answer in time"),
    ]
    .into_iter()
    .unzip();
    let scene = Scene::playing(replies, |settings| {
        settings.attempts = 1;
        settings.idle_timeout = Duration::from_secs(2);
        settings.timeout = Duration::from_secs(3);
    })
    .await;
    let begun = Instant::now();
    let places: Vec<String> = (0..said.len()).map(place).collect();
    let asking = places.iter().map(|url| scene.error(url));
    let errors = futures_util::future::join_all(asking).await;
    for (error, words) in errors.into_iter().zip(said) {
        assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    // The slowest would have taken a thousand minutes.
    assert!(begun.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn a_request_that_is_given_up_lets_go_of_its_host() {
    let stuck = Reply::json(vec![b'1'; 1_000]).drip(Duration::from_mins(1));
    let packed = Reply::json(vec![b'1'; 1_000]).gzip();
    let packed = packed.drip(Duration::from_mins(1));
    let scene = Scene::playing(vec![stuck, packed], |_| {}).await;
    for host in 0..2 {
        let url = place(host);
        let begun = Instant::now();
        let asking = scene.fetch(&url);
        assert!(
            tokio::time::timeout(Duration::from_secs(3), asking)
                .await
                .is_err()
        );
        while scene.wild.connections() > 0 {
            let waited = begun.elapsed();
            assert!(waited < Duration::from_secs(20), "{host}: {waited:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(scene.wild.asked().len(), host + 1);
    }
}

#[tokio::test]
async fn what_is_not_what_was_asked_for_is_recognised() {
    let page = "<!doctype html><title>Just a moment...</title>";
    let (replies, said): (Vec<_>, Vec<_>) = [
        (
            Reply::html(page),
            "a web page instead of JSON: “Just a moment...”",
        ),
        (Reply::json(page), "a web page instead of JSON"),
        (
            Reply::of("image/png", "\u{89}PNG"),
            "image/png instead of JSON",
        ),
        (Reply::json(""), "answered with nothing"),
        (Reply::status(204), "204"),
        (Reply::status(304), "304"),
        (
            Reply::json("[]").header("Content-Encoding", "compress"),
            "`compress`",
        ),
        (
            Reply::json("no gzip, whatever its head says").header("Content-Encoding", "gzip"),
            "cannot be unpacked",
        ),
    ]
    .into_iter()
    .unzip();
    let scene = Scene::playing(replies, |_| {}).await;
    for (host, words) in said.into_iter().enumerate() {
        let error = scene.error(&place(host)).await;
        assert!(matches!(error, FetchError::Unexpected { .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(scene.wild.asked().len(), host + 1);
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_fails_for_now() {
    let scene = Scene::with(
        |_| Reply::json("[]"),
        |settings| {
            // Nobody listens at the port of a listener that is gone.
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            settings.rewrite = Some(address.parse().unwrap());
        },
    )
    .await;
    let error = scene.error(URL).await;
    assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
    assert!(
        error.to_string().contains("example.com cannot be reached"),
        "{error}"
    );
}

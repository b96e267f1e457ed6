//! What a site wants read, by RFC 9309.

use std::time::Duration;

use ingest::fetch::{FetchError, Fetched};
use ingest::source::{Card, Kind, Request};

use super::{CARD, Scene, number, place, text};
use crate::wild::Reply;

const SITE: Card = Card {
    kind: Kind::Site,
    ..CARD
};

async fn site(robots: Reply) -> Scene {
    Scene::with(
        move |asked| match asked.path.as_str() {
            "/robots.txt" => robots.clone(),
            _ => Reply::html("<p>page</p>"),
        },
        |settings| settings.attempts = 2,
    )
    .await
}

/// Sites with these wishes, each at [`place`].
async fn sites(wishes: Vec<Reply>) -> Scene {
    Scene::with(
        move |asked| match asked.path.as_str() {
            "/robots.txt" => wishes[number(asked)].clone(),
            _ => Reply::html("<p>page</p>"),
        },
        |settings| settings.attempts = 2,
    )
    .await
}

async fn read(scene: &Scene, path: &str) -> Result<Fetched, FetchError> {
    let request = Request::html(format!("https://example.com{path}"));
    scene.client.fetch(&SITE, &request, false).await
}

#[tokio::test]
async fn a_site_is_read_as_it_wishes_and_asked_once_for_its_wishes() {
    let rules = "User-agent: *\nDisallow: /\n\nUser-agent: waymark\nDisallow: /private\nAllow: /private/open\n";
    let scene = site(Reply::of("text/plain", rules)).await;
    for path in ["/jobs/1", "/private/open"] {
        assert_eq!(text(read(&scene, path).await.unwrap()), "<p>page</p>");
    }
    for path in ["/private", "/private/jobs?x=1"] {
        let Err(error) = read(&scene, path).await else {
            panic!("{path} was read");
        };
        assert!(matches!(error, FetchError::Forbidden { .. }), "{error}");
        assert!(error.to_string().contains("robots.txt"), "{error}");
    }
    assert_eq!(scene.wild.count("/robots.txt"), 1);
    assert_eq!(scene.wild.asked().len(), 3);
    let hours = scene
        .world
        .number("select round(extract(epoch from robots_until - now()) / 3600)::bigint from host")
        .await;
    assert_eq!(hours, 24);
}

#[tokio::test]
async fn old_wishes_are_asked_for_again() {
    let scene = site(Reply::of("text/plain", "")).await;
    read(&scene, "/1").await.unwrap();
    sea_orm::sqlx::query("update host set robots_until = now() - interval '1 second'")
        .execute(scene.world.pool())
        .await
        .unwrap();
    read(&scene, "/2").await.unwrap();
    assert_eq!(scene.wild.count("/robots.txt"), 2);
}

#[tokio::test]
async fn a_site_without_wishes_may_be_read() {
    let replies = vec![
        Reply::status(404),
        Reply::status(403),
        Reply::status(401),
        Reply::status(410),
        Reply::status(400),
        Reply::of("text/plain", ""),
        Reply::of("text/plain", b"\0\xff\xfe".to_vec()),
        Reply::redirect("/robots.txt"),
        Reply::html("<html><p>We have moved.</p>"),
    ];
    let hosts = replies.len();
    let scene = sites(replies).await;
    for host in 0..hosts {
        let request = Request::html(place(host));
        let fetched = scene.client.fetch(&SITE, &request, false).await;
        assert_eq!(text(fetched.unwrap()), "<p>page</p>");
    }
}

#[tokio::test]
async fn a_site_whose_wishes_cannot_be_had_is_left_alone() {
    let replies = vec![
        Reply::status(500),
        Reply::of("text/plain", "User-agent: *").reset_at(3),
        Reply::of("text/plain", "User-agent: *").cut_at(3),
    ];
    let hosts = replies.len();
    let scene = sites(replies).await;
    for host in 0..hosts {
        let request = Request::html(place(host));
        let Err(error) = scene.client.fetch(&SITE, &request, false).await else {
            panic!("it was read");
        };
        let FetchError::Later { because, .. } = error else {
            panic!("{error}");
        };
        assert!(because.contains("robots.txt"), "{because}");
        let asked = scene.wild.asked().len();
        let again = scene.client.fetch(&SITE, &request, false).await;
        assert!(again.is_err());
        assert_eq!(scene.wild.asked().len(), asked);
    }
    assert_eq!(scene.wild.count("/jobs"), 0);
}

#[tokio::test]
async fn only_the_beginning_of_endless_wishes_is_read() {
    let rules =
        "User-agent: *\nDisallow: /private\n".to_owned() + &"# a long story\n".repeat(1_000);
    let scene = site(Reply::of("text/plain", rules).endless(10_000)).await;
    assert!(read(&scene, "/jobs").await.is_ok());
    assert!(read(&scene, "/private").await.is_err());
}

#[tokio::test]
async fn a_site_sets_a_slower_pace() {
    let scene = site(Reply::of("text/plain", "User-agent: *\nCrawl-delay: 1\n")).await;
    read(&scene, "/1").await.unwrap();
    read(&scene, "/2").await.unwrap();
    let [_, first, second] = scene.wild.asked().try_into().unwrap();
    assert!(second.at - first.at >= Duration::from_millis(950));
}

#[tokio::test]
async fn a_redirect_leads_only_where_the_other_site_wants_it() {
    let scene = Scene::new(|asked| match (asked.host.as_str(), asked.path.as_str()) {
        ("other.example.org", "/robots.txt") => {
            Reply::of("text/plain", "User-agent: *\nDisallow: /")
        }
        (_, "/robots.txt") => Reply::status(404),
        ("example.com", _) => Reply::redirect("https://other.example.org/jobs"),
        _ => Reply::html("<p>page</p>"),
    })
    .await;
    assert!(matches!(
        read(&scene, "/jobs").await,
        Err(FetchError::Forbidden { .. })
    ));
    let asked = scene.wild.asked();
    assert!(
        !asked
            .iter()
            .any(|asked| asked.host == "other.example.org" && asked.path == "/jobs")
    );
}

#[tokio::test]
async fn a_boards_own_interface_is_no_page() {
    let scene = Scene::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::of("text/plain", "User-agent: *\nDisallow: /"),
        _ => Reply::json("[]"),
    })
    .await;
    assert_eq!(scene.body("https://example.com/api/jobs").await, "[]");
    assert_eq!(scene.wild.count("/robots.txt"), 0);
}

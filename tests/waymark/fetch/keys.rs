//! Keys go where they belong and nowhere else.

use ingest::fetch::{FetchError, Fetched};
use ingest::source::{Access, Card, Key, KeyPlace, Request};

use super::{CARD, Scene, place, text};
use crate::wild::Reply;

const KEYED: Card = Card {
    access: Access::Keys(&[
        Key {
            variable: "EXAMPLE_ID",
            place: KeyPlace::Header("X-Example-Id"),
        },
        Key {
            variable: "EXAMPLE_KEY",
            place: KeyPlace::Query("app_key"),
        },
    ]),
    ..CARD
};

fn known(variable: &str) -> Option<String> {
    match variable {
        "EXAMPLE_ID" => Some("identity".to_owned()),
        "EXAMPLE_KEY" => Some("top secret".to_owned()),
        _ => None,
    }
}

async fn fetch(scene: &Scene, url: &str) -> Result<Fetched, FetchError> {
    scene.client.fetch(&KEYED, &Request::json(url), false).await
}

#[tokio::test]
async fn keys_stay_with_the_host_that_they_were_given_for() {
    let scene = Scene::with(
        |asked| match (asked.host.as_str(), asked.path.as_str()) {
            ("api.example.com", "/home") => Reply::redirect("/jobs"),
            ("api.example.com", "/away") => Reply::redirect("https://cdn.example.com/jobs"),
            _ => Reply::json("[]"),
        },
        |settings| settings.environment = known,
    )
    .await;
    for path in ["/home?page=1", "/away?page=1"] {
        let fetched = fetch(&scene, &format!("https://api.example.com{path}")).await;
        assert_eq!(text(fetched.unwrap()), "[]");
    }
    let [home, again, away, elsewhere] = scene.wild.asked().try_into().unwrap();
    assert_eq!(home.query, "page=1&app_key=top+secret");
    assert_eq!(away.query, home.query);
    assert_eq!(again.query, "app_key=top+secret");
    for asked in [home, again, away] {
        assert_eq!(asked.header("x-example-id"), Some("identity"));
    }
    assert_eq!(
        (elsewhere.host.as_str(), elsewhere.query.as_str()),
        ("cdn.example.com", "")
    );
    assert_eq!(elsewhere.header("x-example-id"), None);
}

#[tokio::test]
async fn no_text_tells_a_key() {
    let replies = vec![
        Reply::html("<p>Bad key: ?app_key=top+secret</p>").with_status(400),
        Reply::html("<p>Bad key top secret</p>"),
        Reply::json("key: top secret").with_status(400),
        Reply::redirect("http://api.example.com/?app_key=top+secret"),
        Reply::redirect("https://10.0.0.1/?app_key=top+secret"),
        Reply::status(500),
        Reply::status(403),
        Reply::json("[1]").cut_at(1),
    ];
    let hosts = replies.len();
    let scene = Scene::playing(replies, |settings| settings.environment = known).await;
    for host in 0..hosts {
        let Err(error) = fetch(&scene, &place(host)).await else {
            panic!("it was answered");
        };
        let said = format!("{error} {error:?}");
        assert!(!said.contains("secret"), "{said}");
        assert_eq!(said.contains("***"), host < 3, "{said}");
    }
    let stored = scene
        .world
        .number("select count(*) from host where host::text like '%secret%'")
        .await;
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn a_key_that_is_missing_is_named() {
    let scene = Scene::with(
        |_| Reply::json("[]"),
        |settings| {
            settings.environment = |variable| match variable {
                "EXAMPLE_KEY" => Some(String::new()),
                other => known(other),
            };
        },
    )
    .await;
    let Err(error) = fetch(&scene, "https://api.example.com/jobs").await else {
        panic!("it was answered");
    };
    assert!(matches!(
        error,
        FetchError::MissingKey {
            variable: "EXAMPLE_KEY",
            ..
        }
    ));
    assert!(
        error
            .to_string()
            .contains("set EXAMPLE_KEY in the environment"),
        "{error}"
    );
    assert!(scene.wild.asked().is_empty());
}

#[tokio::test]
async fn a_key_that_everybody_may_use_is_sent_along() {
    let card = Card {
        access: Access::PublicKey {
            header: "X-API-Key",
            key: "everybody",
        },
        ..CARD
    };
    let scene = Scene::new(|_| Reply::json("[]")).await;
    let request = Request::json("https://example.com/jobs");
    scene.client.fetch(&card, &request, false).await.unwrap();
    assert_eq!(scene.wild.asked()[0].header("x-api-key"), Some("everybody"));
}

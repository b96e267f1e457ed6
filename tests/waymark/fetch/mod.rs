//! The polite client against servers that are anything but.

use ingest::fetch::{Client, FetchError, Fetched, Settings};
use ingest::source::{Access, Card, Kind, Pace, Request, Shipped, Terms};

use crate::wild::{Asked, Reply, Wild};
use crate::world::World;

mod damage;
mod keys;
mod packing;
mod politeness;
mod redirects;
mod robots;
mod stretches;

/// A board that is asked in these tests.
const CARD: Card = Card {
    slug: "example",
    name: "Example",
    url: "https://example.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: None,
        read_on: "2026-11-22",
        summary: "None.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

/// A client, the server that plays everybody, and the database they share.
struct Scene {
    world: World,
    wild: Wild,
    client: Client,
}

impl Scene {
    async fn new(respond: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::with(respond, |_| {}).await
    }

    /// A scene under other settings.
    async fn with(
        respond: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let world = World::new().await;
        let wild = Wild::start(respond).await;
        let mut settings = wild.settings();
        change(&mut settings);
        let client = Client::new(world.pool().clone(), settings).unwrap();
        Self {
            world,
            wild,
            client,
        }
    }

    /// A scene in which each of these answers is given by a host of its own, at [`place`].
    async fn playing(replies: Vec<Reply>, change: impl FnOnce(&mut Settings)) -> Self {
        Self::with(move |asked| replies[number(asked)].clone(), change).await
    }

    /// Asks for JSON.
    async fn fetch(&self, url: &str) -> Result<Fetched, FetchError> {
        self.client.fetch(&CARD, &Request::json(url), true).await
    }

    /// The body of an answer that has to come.
    async fn body(&self, url: &str) -> String {
        text(self.fetch(url).await.unwrap())
    }

    /// The sentence of an error that has to come.
    async fn error(&self, url: &str) -> FetchError {
        match self.fetch(url).await {
            Ok(_) => panic!("{url} was answered"),
            Err(error) => error,
        }
    }
}

/// An address at the host of an answer.
fn place(number: usize) -> String {
    format!("https://host{number}.example.com/jobs")
}

/// Which host is asked.
fn number(asked: &Asked) -> usize {
    let name = asked.host.strip_prefix("host").unwrap();
    name.split('.').next().unwrap().parse().unwrap()
}

fn text(fetched: Fetched) -> String {
    match fetched {
        Fetched::Body { bytes, .. } => String::from_utf8(bytes).unwrap(),
        Fetched::Stretches(_) => panic!("it came in stretches"),
        Fetched::Unchanged => panic!("it is unchanged"),
    }
}

#[tokio::test]
async fn an_answer_is_asked_for_in_our_name_and_can_be_spawned() {
    let scene = Scene::new(|_| Reply::json("[1]")).await;
    let Scene {
        client,
        wild,
        world,
    } = scene;
    let asking = tokio::spawn(async move {
        let request = Request::json("https://boards.example.com/v1/jobs?page=2");
        client.fetch(&CARD, &request, true).await.map(text)
    });
    assert_eq!(asking.await.unwrap().unwrap(), "[1]");
    let [asked] = wild.asked().try_into().unwrap();
    assert_eq!(asked.method, "GET");
    assert_eq!(asked.host, "boards.example.com");
    assert_eq!(
        (asked.path.as_str(), asked.query.as_str()),
        ("/v1/jobs", "page=2")
    );
    let agent = format!("Waymark/{} (+tests@example.org)", env!("CARGO_PKG_VERSION"));
    assert_eq!(asked.header("user-agent"), Some(agent.as_str()));
    assert!(
        asked
            .header("accept")
            .unwrap()
            .starts_with("application/json")
    );
    assert_eq!(asked.header("accept-encoding"), Some("gzip, br, zstd"));
    drop(world);
}

#[tokio::test]
async fn nobody_is_asked_without_a_contact() {
    let world = World::new().await;
    let Err(error) = Client::new(world.pool().clone(), Settings::new(None)) else {
        panic!("a client without a contact");
    };
    assert!(matches!(error, FetchError::NoContact));
    assert!(
        error.to_string().contains("`contact` in waymark.toml"),
        "{error}"
    );
}

#[tokio::test]
async fn json_is_posted() {
    let scene = Scene::new(|asked| Reply::json(asked.body.clone())).await;
    let mut request = Request::json("https://example.com/search");
    request.post = Some(r#"{"offset":20}"#.to_owned());
    let fetched = scene.client.fetch(&CARD, &request, true).await.unwrap();
    assert_eq!(text(fetched), r#"{"offset":20}"#);
    let [asked] = scene.wild.asked().try_into().unwrap();
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let scene = Scene::new(|asked| {
        let mark = "\"v1\"";
        let known = asked.header("if-none-match") == Some(mark)
            && asked.header("if-modified-since") == Some("Sun, 22 Nov 2026 12:00:00 GMT");
        let reply = if known {
            Reply::status(304)
        } else {
            Reply::json("[1]")
        };
        let reply = reply.header("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT");
        reply.header("ETag", mark)
    })
    .await;
    let url = "https://example.com/jobs";
    // Nothing is remembered before the answer has been stored.
    for _ in 0..2 {
        assert_eq!(scene.body(url).await, "[1]");
    }
    let Fetched::Body { validator, .. } = scene.fetch(url).await.unwrap() else {
        panic!("no body");
    };
    let mut transaction = scene.world.pool().begin().await.unwrap();
    let validator = validator.unwrap();
    ingest::fetch::store_validator(&mut transaction, url, &validator)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert!(matches!(scene.fetch(url).await, Ok(Fetched::Unchanged)));
    let request = Request::json(url);
    let fetched = scene.client.fetch(&CARD, &request, false).await.unwrap();
    assert_eq!(text(fetched), "[1]");
}

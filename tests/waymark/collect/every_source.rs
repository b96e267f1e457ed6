//! Every source from end to end: its answers as it gives them, and every trouble there is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use entity::health::{self, Condition, Health};
use ingest::collect::Collector;
use ingest::fetch::{Client, Settings};
use ingest::source::SOURCES;
use ingest::store::{Target, targets};
use sea_orm::{EntityTrait, sqlx};
use serde_json::Value;
use tokio::sync::watch;

use super::plays::{PLAYS, Play};
use crate::wild::{Asked, Reply, Wild};
use crate::world::{World, reader};

/// What goes wrong, and a word of what is said about it.
const TROUBLES: &[(Trouble, &str)] = &[
    (Trouble::Status(500), "500"),
    (Trouble::Status(403), "403"),
    (Trouble::Status(404), "404"),
    (Trouble::Reset, "broke off"),
    (Trouble::Cut, ""),
    (Trouble::Page, "answer"),
    (Trouble::Bomb, "more than"),
    (Trouble::Inside, "169.254.169.254"),
    (Trouble::Slow, "took more than"),
];

#[derive(Clone, Copy, Debug)]
enum Trouble {
    Status(u16),
    Busy,
    Reset,
    Cut,
    Page,
    Bomb,
    Inside,
    Slow,
}

impl Trouble {
    fn reply(self, whole: &Reply, media_type: &str, body: &[u8]) -> Reply {
        match self {
            Self::Status(status) => Reply::status(status),
            Self::Busy => Reply::status(429).header("Retry-After", "3600"),
            Self::Reset => whole.clone().reset_at(body.len() / 2),
            Self::Cut => Reply::of(media_type, &body[..body.len() / 2]),
            Self::Page => Reply::html("<html><body>Just a moment...</body></html>"),
            Self::Bomb => Reply::of(media_type, vec![b' '; 3 << 20]).gzip(),
            Self::Inside => Reply::redirect("http://169.254.169.254/latest/meta-data"),
            Self::Slow => Reply::of(media_type, vec![b' '; 1_000]).drip(Duration::from_millis(200)),
        }
    }
}

/// The sources on one server, all of them well or in one trouble.
struct Stage {
    world: World,
    collector: Collector,
    /// One that does not wait for what is slow.
    hasty: Collector,
    trouble: Arc<Mutex<Option<Trouble>>>,
    _wild: Wild,
}

impl Stage {
    async fn new() -> Self {
        let world = World::new().await;
        let trouble = Arc::<Mutex<Option<Trouble>>>::default();
        let playing = Arc::clone(&trouble);
        let wild = Wild::start(move |asked| answer(asked, *playing.lock().unwrap())).await;
        let settings = Settings {
            environment: |_| Some("key@example.org".to_owned()),
            largest_plain: 2 << 20,
            largest_stretches: 2 << 20,
            attempts: 2,
            ..wild.settings()
        };
        let hasty = Settings {
            timeout: Duration::from_millis(400),
            stretches_timeout: Duration::from_millis(400),
            attempts: 1,
            ..settings.clone()
        };
        let collector = |settings| {
            let pool = world.pool().clone();
            let client = Client::new(pool.clone(), settings).unwrap();
            Collector::new(pool, reader(), client, waymark::clock::now, 30)
        };
        Self {
            collector: collector(settings),
            hasty: collector(hasty),
            world,
            trouble,
            _wild: wild,
        }
    }

    async fn collect(&self, target: &Target, trouble: Option<Trouble>) -> Value {
        *self.trouble.lock().unwrap() = trouble;
        let (_stop, stopped) = watch::channel(false);
        let collector = match trouble {
            Some(Trouble::Slow) => &self.hasty,
            _ => &self.collector,
        };
        let report = collector.collect(target, None, stopped).await.unwrap();
        // Another day: hosts have rested, quotas are full, and the first answer is not remembered.
        for statement in [
            "delete from host",
            "delete from quota_request",
            "delete from validator",
        ] {
            sqlx::query(statement)
                .execute(self.world.pool())
                .await
                .unwrap();
        }
        serde_json::to_value(report).unwrap()
    }

    /// How a target fares, as it is served.
    async fn health(&self, target: &Target) -> Condition {
        let row = entity::target::Entity::find_by_id(target.id);
        let row = row.one(&self.world.connection).await.unwrap().unwrap();
        health::of_target(&row, waymark::clock::now())
    }

    /// Postings that are open, and those that are known, of a source.
    async fn open(&self, source: &str) -> (i64, i64) {
        sqlx::query_as(
            "select count(*) filter (where closed_at is null), count(*) from posting p join source s on s.id = p.source_id where s.slug = $1",
        )
        .bind(source)
        .fetch_one(self.world.pool())
        .await
        .unwrap()
    }
}

/// The play whose source a host belongs to.
fn play(asked: &Asked) -> Option<&'static Play> {
    PLAYS.iter().find(|play| {
        let source = ingest::source::find(play.source).unwrap();
        let board = source_target(play);
        let first = source.start(&board).unwrap().remove(0);
        first.url.split('/').nth(2) == Some(asked.host.as_str())
    })
}

fn source_target(play: &Play) -> ingest::source::Target {
    ingest::source::Target {
        board: play.board.to_owned(),
        since: None,
    }
}

fn answer(asked: &Asked, trouble: Option<Trouble>) -> Reply {
    let address = format!("{}?{}", asked.path, asked.query);
    let Some(play) = play(asked) else {
        return Reply::status(404);
    };
    let is_asked = |words: &&[&str]| words.iter().all(|word| address.contains(word));
    let found = play.answers.iter().find(|(words, _)| is_asked(words));
    let Some((words, body)) = found else {
        return Reply::status(404);
    };
    let media_type = match body.trim_ascii_start() {
        [b'{' | b'[', ..] => "application/json",
        [b'<', b'?', ..] => "application/xml",
        [b'<', ..] => "text/html",
        _ => "text/plain",
    };
    let whole = Reply::of(media_type, *body);
    match trouble {
        Some(trouble) if !words.contains(&"robots.txt") => trouble.reply(&whole, media_type, body),
        _ => whole,
    }
}

#[test]
fn every_source_is_played() {
    let played: Vec<_> = PLAYS.iter().map(|play| play.source).collect();
    let known: Vec<_> = SOURCES.iter().map(|source| source.card().slug).collect();
    assert_eq!(played, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_source_survives_every_trouble() {
    let stage = Stage::new().await;
    for play in PLAYS {
        let name = play.source;
        let card = ingest::source::card(name).unwrap();
        let boards = [play.board.to_owned()];
        let target = targets::follow(stage.world.pool(), card, &boards)
            .await
            .unwrap()
            .remove(0);
        let well = stage.collect(&target, None).await;
        assert_eq!(well["outcome"], "finished", "{name}: {well}");
        assert_eq!(well["added"], play.postings, "{name}: {well}");
        let before = stage.open(name).await;
        for (trouble, word) in TROUBLES {
            let report = stage.collect(&target, Some(*trouble)).await;
            let told = format!("{name} {trouble:?}: {report}");
            assert_eq!(report["outcome"], "failed", "{told}");
            assert!(report["why"].as_str().unwrap().contains(word), "{told}");
            assert_eq!(stage.open(name).await, before, "{told}");
            let condition = stage.health(&target).await;
            assert!(
                matches!(condition.health, Health::Degraded | Health::Dead),
                "{told}, {condition:?}"
            );
            assert!(condition.reason.contains(word), "{told}, {condition:?}");
            let again = stage.collect(&target, None).await;
            assert_eq!(again["outcome"], "finished", "{told}, then {again}");
            assert_eq!(stage.open(name).await, before, "{told}, then {again}");
        }
        let report = stage.collect(&target, Some(Trouble::Busy)).await;
        assert_eq!(report["outcome"], "postponed", "{name}: {report}");
        let again = stage.collect(&target, None).await;
        assert_eq!(again["run"], report["run"], "{name}: {again}");
        assert_eq!(stage.open(name).await, before, "{name}: {again}");
        let failing =
            "select count(*) from target where failing_since is not null or failure is not null";
        assert_eq!(stage.world.number(failing).await, 0, "{name}");
    }
}

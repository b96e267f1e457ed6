//! An import that is under way learns what is forgotten meanwhile; and texts go when their days are over.

use chrono::{DateTime, Duration, Utc};
use entity::run::Kind;
use ingest::expiry;
use ingest::facts::Facts;
use ingest::forget::{self, Subject};
use ingest::raw::RawPosting;
use ingest::reading::Observation;
use ingest::store::{Ledger, Outcome, Retention, Store};
use sea_orm::sqlx;
use serde_json::json;

use super::{file, posting};
use crate::binary::{import, json, waymark};
use crate::world::{World, reader};

fn now() -> DateTime<Utc> {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

fn facts(id: &str, company: &str) -> Facts {
    let raw = RawPosting {
        source: "test".into(),
        external_id: id.into(),
        title: Some("Data Engineer".into()),
        company: Some(company.into()),
        url: Some(format!("https://example.com/{id}")),
        body: "We ask for Python.".into(),
        ..RawPosting::default()
    };
    let observation = Observation {
        now: now(),
        day: None,
        is_listing: true,
    };
    reader().read(&raw, observation).unwrap()
}

#[tokio::test]
async fn a_writer_under_way_learns_what_is_forgotten() {
    let world = World::new().await;
    let retention = Retention {
        now: now(),
        text_days: 30,
    };
    let reader = reader();
    let mut store = Store::open(world.pool(), &reader.vocabulary_key(), retention)
        .await
        .unwrap();
    let ledger = Ledger::open(store.connection(), Kind::Import, "test", now());
    let mut ledger = ledger.await.unwrap();
    let batch = [facts("1", "One"), facts("2", "Two"), facts("3", "Three")];
    let outcomes = store.write(&batch, &mut ledger).await.unwrap();
    assert_eq!(outcomes, [Outcome::Added; 3]);

    for subject in [
        Subject::company_of("One Ltd").unwrap(),
        Subject::url("https://example.com/2").unwrap(),
    ] {
        forget::forget(world.pool(), &subject, now()).await.unwrap();
    }
    let outcomes = store.write(&batch, &mut ledger).await.unwrap();
    assert_eq!(
        outcomes,
        [Outcome::Forgotten, Outcome::Forgotten, Outcome::Unchanged]
    );
    assert_eq!(world.number("select count(*) from company").await, 1);
    // The company of a forgotten posting may come again with another one, although it was written over this connection before.
    let batch = [facts("4", "Two"), facts("5", "One")];
    let outcomes = store.write(&batch, &mut ledger).await.unwrap();
    assert_eq!(outcomes, [Outcome::Added, Outcome::Forgotten]);
    let nameless = "select count(*) from posting p where not exists (select from company c where c.id = p.company_id)";
    assert_eq!(world.number(nameless).await, 0);
}

#[tokio::test]
async fn texts_go_when_their_days_are_over_and_the_facts_stay() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let postings: Vec<_> = (0..4_500)
        .map(|id| posting("test", &id.to_string(), "Example", ""))
        .collect();
    let path = file(&folder, &postings);
    import(&world, &["--text-days", "30"], &[&path]);
    sqlx::query("update posting_text set expires_at = expires_at + interval '1 day' where posting_id % 2 = 0")
        .execute(world.pool())
        .await
        .unwrap();
    let later: i64 = world
        .number("select count(*) from posting_text where posting_id % 2 = 0")
        .await;

    let imported: DateTime<Utc> = sqlx::query_scalar("select max(started_at) from run")
        .fetch_one(world.pool())
        .await
        .unwrap();
    let days = |days| imported + Duration::days(days) + Duration::hours(1);
    assert_eq!(expiry::texts(world.pool(), days(29)).await.unwrap(), 0);
    let gone = expiry::texts(world.pool(), days(30)).await.unwrap();
    assert_eq!(gone, 4_500 - u64::try_from(later).unwrap());
    assert_eq!(
        world.number("select count(*) from posting_text").await,
        later
    );
    assert_eq!(world.number("select count(*) from posting").await, 4_500);

    sqlx::query("update posting_text set expires_at = '2020-01-01'")
        .execute(world.pool())
        .await
        .unwrap();
    let output = waymark(&world)
        .args(["forget", "--expired-texts", "--json"])
        .output()
        .unwrap();
    assert_eq!(json(&output), json!({ "texts": later }));
    assert_eq!(world.number("select count(*) from posting_text").await, 0);
}

//! Importing twice changes nothing; importing something else changes just that.

use entity::run::Kind;
use ingest::raw::RawPosting;
use ingest::reading::Observation;
use ingest::store::{Ledger, Retention, Store};

use super::{counts, file, lines, posting};
use crate::binary::import;
use crate::world::{World, reader};

/// Every row of what an import writes, except the runs' own records.
const ROWS: &str = "select coalesce(sum(hashtextextended(p::text, 0)::numeric % 1000000007), 0)::bigint
    + (select coalesce(sum(hashtextextended(t::text, 0)::numeric % 1000000007), 0)::bigint from posting_text t)
    + (select coalesce(sum(hashtextextended(c::text, 0)::numeric % 1000000007), 0)::bigint from company c) from posting p";

#[tokio::test]
async fn the_second_time_changes_nothing() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let postings: Vec<_> = (0..2_500)
        .map(|n| posting(&n.to_string(), "Data Engineer"))
        .collect();
    let file = file(&folder, "postings.jsonl", lines(&postings));
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([2_500, 0, 0, 0], 0));
    let rows = world.number(ROWS).await;
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([0, 0, 2_500, 0], 0));
    assert_eq!(world.number(ROWS).await, rows);
}

#[tokio::test]
async fn what_changed_is_counted_and_kept() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let first = file(
        &folder,
        "first.jsonl",
        lines(&[posting("1", "Data Engineer"), posting("2", "Data Engineer")]),
    );
    let second = file(
        &folder,
        "second.jsonl",
        lines(&[
            posting("1", "Senior Data Engineer"),
            posting("2", "Data Engineer"),
            posting("3", "Data Engineer"),
        ]),
    );
    import(&world, &[], &[&first]);
    let (summary, _) = import(&world, &[], &[&second]);
    assert_eq!(counts(&summary), [1, 1, 1, 0]);
    assert_eq!(
        world
            .number("select count(*) from posting where title = 'Senior Data Engineer'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_posting_twice_in_a_file_is_one_posting() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let text = lines(&[
        posting("1", "Data Engineer"),
        posting("1", "Data Engineer"),
        posting("1", "Data Analyst"),
    ]);
    let (summary, _) = import(&world, &[], &[&file(&folder, "a.jsonl", text)]);
    assert_eq!(counts(&summary), [1, 1, 1, 0]);
    assert_eq!(
        world
            .number("select count(*) from posting where title = 'Data Analyst'")
            .await,
        1
    );
}

#[tokio::test]
async fn ids_that_collide_are_reported() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file(
        &folder,
        "a.jsonl",
        lines(&[posting("1", "Data Engineer"), posting("2", "Data Engineer")]),
    );
    import(&world, &[], &[&file]);
    // 2^64 ids do not collide by waiting for it: pretend that another posting was stored under this one's.
    world.number("with moved as (update posting set external_id = 'other' where external_id = '1' returning 1) select count(*) from moved").await;
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([0, 0, 1, 1], 0));
    let kept = world
        .number("select count(*) from posting where external_id = 'other'")
        .await;
    assert_eq!(kept, 1, "the posting that was there first stays");
    let reason = "select count(*) from run_rejection where position = 'line 1' and reason like '%belongs to another posting%'";
    assert_eq!(world.number(reason).await, 1);
}

#[tokio::test]
async fn two_imports_at_once_wait_for_each_other() {
    let world = World::new().await;
    let reader = reader();
    let now = chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_000);
    let retention = Retention { now, text_days: 30 };
    let observation = Observation {
        now,
        day: None,
        is_listing: true,
    };
    let facts = |round: i64, writer: i64, id: i64| {
        // Each writer changes the postings that the other one merely sees again.
        let changes = id % 2 == writer;
        let raw = RawPosting {
            source: "test".into(),
            external_id: id.to_string(),
            title: Some(if changes {
                format!("Title {round}")
            } else {
                "Title".into()
            }),
            ..RawPosting::default()
        };
        reader.read(&raw, observation).unwrap()
    };
    let mut writers = Vec::new();
    for _ in 0..2 {
        let key = reader.vocabulary_key();
        let mut store = Store::open(world.pool(), &key, retention).await.unwrap();
        let ledger = Ledger::open(store.connection(), Kind::Import, "test", now).await;
        writers.push((store, ledger.unwrap()));
    }
    let [
        (mut first, mut first_ledger),
        (mut second, mut second_ledger),
    ] = writers.try_into().ok().unwrap();
    for round in 0..20 {
        let one: Vec<_> = (0..600).map(|id| facts(round, 0, id)).collect();
        let other: Vec<_> = (0..600).rev().map(|id| facts(round, 1, id)).collect();
        let (one, other) = tokio::join!(
            first.write(&one, &mut first_ledger),
            second.write(&other, &mut second_ledger)
        );
        assert_eq!(one.unwrap().len(), 600, "round {round}");
        assert_eq!(other.unwrap().len(), 600, "round {round}");
    }
    assert_eq!(world.number("select count(*) from posting").await, 600);
    let added = first_ledger.by_source["test"].added + second_ledger.by_source["test"].added;
    assert_eq!(added, 600);
}

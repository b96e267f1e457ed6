//! Importing twice changes nothing; importing something else changes just that.

use super::{counts, file, lines, posting};
use crate::binary::import;
use crate::world::World;

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

//! When a posting is known to have been open.

use serde_json::json;

use super::{counts, file, lines, posting};
use crate::binary::import;
use crate::world::World;

/// Postings of the test's source whose sightings begin and end on these days.
const SEEN: &str =
    "select count(*) from posting where first_seen::date = '2026-03-04' and last_seen::date = ";

async fn seen_until(world: &World, day: &str) -> i64 {
    let statement = format!("{SEEN}'{day}'");
    sea_orm::sqlx::query_scalar(sea_orm::sqlx::AssertSqlSafe(statement))
        .fetch_one(world.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_archive_proves_the_day_of_posting_and_no_more() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file(&folder, "a.jsonl", lines(&[posting("1", "Data Engineer")]));
    import(&world, &[], &[&file]);
    assert_eq!(seen_until(&world, "2026-03-04").await, 1);
    let (summary, _) = import(&world, &["--observed", "2026-04-01"], &[&file]);
    assert_eq!(
        counts(&summary),
        [0, 0, 1, 0],
        "seeing it again changes nothing else"
    );
    assert_eq!(seen_until(&world, "2026-04-01").await, 1);
    import(&world, &["--observed", "2026-03-10"], &[&file]);
    assert_eq!(
        seen_until(&world, "2026-04-01").await,
        1,
        "an older sighting takes nothing away"
    );
}

#[tokio::test]
async fn a_record_may_say_when_it_was_seen() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut record = posting("1", "Data Engineer");
    record["observed"] = json!("2026-05-06T07:08:09Z");
    import(
        &world,
        &["--observed", "2026-04-01"],
        &[&file(&folder, "a.jsonl", lines(&[record]))],
    );
    assert_eq!(seen_until(&world, "2026-05-06").await, 1);
}

//! Nothing that belongs to a person is stored: addresses and numbers are planted, and the whole database is searched for them.

use sea_orm::sqlx::{self, AssertSqlSafe};

use super::{counts, file, lines, posting};
use crate::binary::import;
use crate::world::World;

/// What was planted; none of it may be found anywhere.
const PLANTED: [&str; 4] = ["jane.planted", "example.org", "5551234567", "555-123-4567"];

#[tokio::test]
async fn contacts_are_dropped_before_storing() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut record = posting("1", "Data Engineer");
    record["html_or_text"] = "<p>We use Python and SQL. Write to Jane at <a href=\"mailto:jane.planted@example.org\">jane.planted@example.org</a>. \
        Docker is a plus.</p><p>Phone: 555-123-4567</p><p>Or +1 5551234567, any time.</p>"
        .into();
    record["company"] = "jane.planted@example.org".into();
    record["location"] = "Berlin; jane.planted@example.org".into();
    record["url"] = "mailto:jane.planted@example.org".into();
    record["salary_raw"] = "ask jane.planted@example.org".into();
    let mut header = posting("2", "");
    header["html_or_text"] = "Example | Rust Engineer | Berlin | jane.planted@example.org | REMOTE<p>We build with Rust.".into();
    let mut signed = posting("3", "");
    signed["html_or_text"] = "jane.planted@example.org hires<p>Analyst with Excel skills".into();
    let file = file(&folder, "a.jsonl", lines(&[record, header, signed]));
    assert_eq!(counts(&import(&world, &[], &[&file]).0), [3, 0, 0, 0]);
    assert_eq!(
        world
            .number("select count(*) from posting where title like 'Analyst%'")
            .await,
        1
    );

    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public'",
    )
    .fetch_all(world.pool())
    .await
    .unwrap();
    for table in tables {
        for planted in PLANTED {
            let statement =
                format!("select count(*) from \"{table}\" t where t::text ilike '%{planted}%'");
            let found: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
                .fetch_one(world.pool())
                .await
                .unwrap();
            assert_eq!(found, 0, "{planted} in {table}");
        }
    }
    let kept = "select count(*) from posting p, skill s where s.slug in ('python', 'sql', 'docker', 'rust') and s.id = any(p.skill_ids)";
    assert_eq!(world.number(kept).await, 4, "what else was said stays");
}

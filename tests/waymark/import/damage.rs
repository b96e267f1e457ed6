//! One bad record costs one record; a file that cannot be read costs nothing but the exit code.

use std::path::Path;

use super::{counts, file, lines, posting};
use crate::binary::{import, json, said, waymark};
use crate::world::World;

#[tokio::test]
async fn bad_records_are_reported_with_place_and_reason() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut text = lines(&[posting("1", "Data Engineer")]).into_bytes();
    text.extend(b"{\"title\": \"cut off\n");
    text.extend(b"\n");
    text.extend(b"{\"title\": \"\xff\", \"id\": 2}\n");
    text.extend(b"{\"title\": \"neither id nor url\"}\n");
    text.extend(b"{\"id\": 5, \"title\": \"t\", \"date\": \"someday\"}\n");
    text.extend(b"{\"id\": 6, \"title\": \"t\", \"date\": \"2926-01-01\"}\n");
    text.extend(b"{\"id\": 7}\n");
    text.extend(b"{\"id\": 8, \"title\": \"t\", \"format\": \"word\"}\n");
    text.extend(lines(&[posting("9\u{0}", "NUL\u{0} is no letter")]).into_bytes());
    let file = file(&folder, "bad.jsonl", text);
    let (summary, code) = import(&world, &["--format", "jsonl"], &[&file]);
    assert_eq!((counts(&summary), code), ([2, 0, 0, 7], 0));
    assert_eq!(summary["read"], 9, "an empty line is no record");

    let output = waymark(&world)
        .args(["runs", "show", "--json"])
        .output()
        .unwrap();
    let report = json(&output);
    let rejections = report["rejections"].as_array().unwrap();
    let reasons: Vec<_> = rejections
        .iter()
        .map(|r| {
            (
                r["position"].as_str().unwrap(),
                r["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(reasons.len(), 7);
    for (position, part) in [
        ("line 2", "control character"),
        ("line 4", "unicode"),
        ("line 5", "neither `id` nor `url`"),
        ("line 6", "`someday` is no date"),
        ("line 7", "2926"),
        ("line 8", "neither a title nor a text"),
        ("line 9", "`format` is `word`"),
    ] {
        let found = reasons.iter().find(|(at, _)| *at == position);
        let (_, reason) = found.unwrap_or_else(|| panic!("{position} in {reasons:?}"));
        assert!(reason.contains(part), "{position}: {reason}");
    }
    assert!(
        rejections
            .iter()
            .all(|r| r["file"].as_str().unwrap().ends_with("bad.jsonl"))
    );
}

#[tokio::test]
async fn a_value_that_postgres_refuses_costs_one_posting() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let postings: Vec<_> = (0..40)
        .map(|n| posting(&n.to_string(), "Data Engineer"))
        .collect();
    let file = file(&folder, "a.jsonl", lines(&postings));
    sea_orm::sqlx::query("alter table posting add check (external_id <> '17')")
        .execute(world.pool())
        .await
        .unwrap();
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([39, 0, 0, 1], 0));
    assert_eq!(
        world
            .number("select count(*) from run_rejection where position = 'line 18'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_source_that_is_no_name_costs_one_record() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut nameless = posting("2", "Data Engineer");
    nameless["source"] = "a\u{0}b".into();
    let records = [
        posting("1", "Data Engineer"),
        nameless,
        posting("3", "Data Engineer"),
    ];
    let file = file(&folder, "a.jsonl", lines(&records));
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([2, 0, 0, 1], 0));
    let named = world.number(
        "select count(*) from run_rejection where position = 'line 2' and reason like '`source`%'",
    );
    assert_eq!(named.await, 1);
}

#[tokio::test]
async fn an_unreadable_file_writes_nothing() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let good = file(
        &folder,
        "good.jsonl",
        lines(&[posting("1", "Data Engineer")]),
    );
    let unknown = file(&folder, "unknown.bin", "\u{1}\u{2}\u{3}");
    let damaged = file(
        &folder,
        "damaged.jsonl.zst",
        [0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff, 0xff],
    );
    for bad in [
        &folder.path().join("missing.jsonl"),
        &unknown,
        &damaged,
        folder.path(),
    ] {
        let bad: &Path = bad;
        let output = waymark(&world)
            .arg("import")
            .arg(&good)
            .arg(bad)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", bad.display());
        let said = said(&output);
        let name = bad.file_name().unwrap().to_str().unwrap();
        assert!(said.starts_with("error: ") && said.contains(name), "{said}");
    }
    assert_eq!(world.number("select count(*) from posting").await, 0);
    assert_eq!(world.number("select count(*) from run").await, 0);
}

#[tokio::test]
async fn a_file_that_breaks_off_says_so() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let job = r#"{"id": "a", "title": "Data Engineer", "isListed": true, "descriptionHtml": "<p>SQL</p>", "jobUrl": "https://jobs.ashbyhq.com/x/a"}"#;
    let file = file(
        &folder,
        "board.json",
        format!("{{\"apiVersion\": \"1\", \"jobs\": [{job}, {{\"id\""),
    );
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([1, 0, 0, 0], 1));
    assert!(
        summary["error"].as_str().unwrap().contains("after job 1"),
        "{summary}"
    );
    let failed = world
        .number("select count(*) from run where status = 2 and note like '%board.json%'")
        .await;
    assert_eq!(failed, 1);
}

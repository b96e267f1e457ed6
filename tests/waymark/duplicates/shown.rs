//! What `waymark duplicates` shows of clusters, and how it measures.

use std::collections::BTreeMap;

use ingest::sample;
use sea_orm::sqlx;

use super::text;
use crate::binary::{bare, json, waymark};
use crate::world::World;

#[tokio::test]
async fn the_samples_copies_are_found_and_shown() {
    let world = World::new().await;
    assert!(
        waymark(&world)
            .args(["sample", "load"])
            .status()
            .unwrap()
            .success()
    );
    let today = waymark::clock::now().date_naive();
    let sample = sample::generate(sample::SEED, sample::COUNT, today).unwrap();
    let truth: BTreeMap<String, Option<String>> = sample
        .into_iter()
        .map(|posting| (posting.raw.external_id, posting.truth.duplicate_of))
        .collect();
    let pairs: Vec<(String, String)> = sqlx::query_as(
        "select p.external_id, c.external_id from posting p join posting c on c.id = p.canonical_id and c.id <> p.id",
    )
    .fetch_all(world.pool())
    .await
    .unwrap();
    // The canonical posting of a pair or a third copy may be the one that was made later.
    let original = |id: &String| truth[id].clone().unwrap_or_else(|| id.clone());
    let (right, wrong): (Vec<_>, Vec<_>) = pairs
        .iter()
        .partition(|(one, other)| original(one) == original(other));
    let made = truth.values().flatten().count();
    assert!(
        right.len() * 100 >= made * 95,
        "{} of {made} found",
        right.len()
    );
    assert!(wrong.len() * 100 <= pairs.len() * 3, "{wrong:?}");
    let output = waymark(&world)
        .args(["duplicates", "--json", "--top", "2"])
        .output()
        .unwrap();
    let summary = json(&output);
    assert_eq!(summary["postings"], sample::COUNT);
    assert_eq!(summary["canonical"], sample::COUNT - pairs.len());
    let largest = summary["largest"].as_array().unwrap();
    assert_eq!(largest.len(), 2);
    assert!(largest[0]["postings"].as_i64() >= largest[1]["postings"].as_i64());
    assert!(
        largest[0]["reason"]
            .as_str()
            .unwrap()
            .starts_with("same employer, same title"),
        "{summary}"
    );
}

#[test]
fn judged_pairs_are_scored() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pairs.jsonl");
    let pair = |title: &str, text: &str, date: &str, same: bool| {
        serde_json::json!({
            "a": {"title": "Data Engineer", "company": "Example", "text": text, "date": "2025-01-01"},
            "b": {"title": title, "company": "Example Ltd", "html": format!("<p>{text}"), "date": date},
            "same": same, "kind": title,
        })
        .to_string()
    };
    let text = text(1);
    let lines = [
        pair("Data Engineer (m/f/d)", &text, "2025-02-01", true),
        pair("Senior Data Engineer", &text, "2025-02-01", false),
        pair("Data Engineer", &text, "2025-12-01", true),
        "no pair".into(),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let output = bare()
        .args(["duplicates", "score", "--json"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "a line was no pair");
    let scored = json(&output);
    assert_eq!(
        scored["all"],
        serde_json::json!({"found": 1, "missed": 1, "mistaken": 0, "apart": 1})
    );
    assert_eq!(
        (&scored["precision"], &scored["recall"]),
        (&serde_json::json!(1.0), &serde_json::json!(0.5))
    );
    assert_eq!(scored["kinds"]["Senior Data Engineer"]["apart"], 1);
    assert!(
        scored["refused"][0]
            .as_str()
            .unwrap()
            .starts_with("line 4: "),
        "{scored}"
    );
}

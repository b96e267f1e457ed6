//! What somebody asks us to forget is gone from everywhere, stays away, and nothing else goes with it.

mod lasting;

use std::path::PathBuf;

use ingest::forget::{self, Subject};
use sea_orm::sqlx;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{import, json, said, waymark};
use crate::world::World;

/// A posting in our own form, with a text long enough to tell copies by.
pub(super) fn posting(source: &str, id: &str, company: &str, url: &str) -> Value {
    let sentence = |at: usize| format!("You take care of part {at} of the {company} platform. ");
    let text: String = (0..20).map(sentence).collect();
    json!({
        "source": source, "id": id, "title": "Data Engineer", "company": company, "location": "Berlin, Germany",
        "date": "2026-03-04", "url": url, "format": "text", "html_or_text": format!("{text} We ask for Python and SQL."),
    })
}

/// A file with postings, one a line.
pub(super) fn file(folder: &TempDir, postings: &[Value]) -> PathBuf {
    let path = folder.path().join("postings.jsonl");
    let lines: Vec<String> = postings.iter().map(Value::to_string).collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    path
}

/// Runs `waymark forget` and gives what it said, its notes and its exit code.
fn run(world: &World, arguments: &[&str]) -> (Value, String, i32) {
    let mut command = waymark(world);
    let output = command.args(["forget", "--json"]).args(arguments).output();
    let output = output.unwrap();
    (json(&output), said(&output), output.status.code().unwrap())
}

/// Four postings: two copies of one job of Planted Works, another of theirs, and somebody else's.
fn postings() -> [Value; 4] {
    [
        posting(
            "ashby",
            "planted-0001",
            "Planted Works GmbH",
            "https://jobs.planted.example/1",
        ),
        posting(
            "collector",
            "copy-000001",
            "PLANTED WORKS",
            "https://collector.example/jobs?id=1",
        ),
        posting(
            "ashby",
            "planted-0002",
            "Planted Works",
            "https://www.notplanted.example/2",
        ),
        posting(
            "ashby",
            "other-00001",
            "Other Ltd",
            "https://jobs.other.example/1",
        ),
    ]
}

/// A row for every posting in each table that knows postings, and rows in our books that quote Planted Works.
async fn plant(world: &World) {
    for statement in [
        "insert into posting_spell select id, first_seen, last_seen, 'gone' from posting",
        "insert into posting_detail select id, 1, true, now() from posting",
        "insert into posting_reading select id, vocabulary_id, 1, '{}', '{}', '{}', '{}', '{}' from posting",
        "insert into run (kind, input, started_at, status) values (0, 'x', now(), 1)",
        "insert into run_rejection select max(id), 1, 'x', 'line 1', 'Planted Works says nonsense' from run",
        "insert into run_rejection select max(id), 2, 'x', 'line 2', 'a record of Plantedworks is torn' from run",
        "insert into collection_request select max(id), 1, '{\"url\": \"https://jobs.planted.example/1\", \"step\": {\"detail\": {\"outline\": \"x\"}}}' from run",
        "insert into collection_request select max(id), 2, '{\"url\": \"https://jobs.planted.example/\", \"step\": \"list\"}' from run",
        "insert into validator (url) values ('https://jobs.planted.example/1'), ('https://other.example/')",
    ] {
        sqlx::query(statement).execute(world.pool()).await.unwrap();
    }
}

#[tokio::test]
async fn a_company_is_gone_from_every_table() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file(&folder, &postings());
    assert_eq!(import(&world, &[], &[&file]).0["added"], 4);
    plant(&world).await;
    assert!(world.tables_with("planted works").await.len() >= 3);

    let (shown, notes, code) = run(&world, &["--company", "Planted Works Inc."]);
    assert_eq!((code, &shown["forgotten"]), (1, &json!(false)));
    assert!(
        notes.contains("2 postings of ashby") && notes.contains("add --yes"),
        "{notes}"
    );
    assert_eq!(
        world.number("select count(*) from posting").await,
        4,
        "nobody agreed"
    );

    let (done, _, code) = run(&world, &["--company", "Planted Works Inc.", "--yes"]);
    assert_eq!((code, &done["forgotten"]), (0, &json!(true)));
    assert_eq!(done["postings"], json!({ "ashby": 2, "collector": 1 }));
    assert_eq!((&done["texts"], &done["spells"]), (&json!(3), &json!(3)));
    for word in [
        "planted works",
        "planted-0001",
        "copy-000001",
        "planted-0002",
        "notplanted",
    ] {
        assert_eq!(world.tables_with(word).await, [""; 0], "{word}");
    }
    for (table, left) in [
        ("select count(*) from posting", 1),
        ("select count(*) from posting_text", 1),
        ("select count(*) from posting_spell", 1),
        ("select count(*) from posting_detail", 1),
        ("select count(*) from posting_reading", 1),
        ("select count(*) from company", 1),
        ("select count(*) from run_rejection", 1),
        ("select count(*) from collection_request", 1),
        ("select count(*) from validator", 1),
    ] {
        assert_eq!(world.number(table).await, left, "{table}");
    }

    let (again, _) = import(&world, &[], &[&file]);
    assert_eq!(
        (&again["unchanged"], &again["rejected"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(world.tables_with("planted works").await, [""; 0]);
    let reasons = "select count(*) from run_rejection where reason = 'forgotten on request'";
    assert_eq!(world.number(reasons).await, 3);
}

#[tokio::test]
async fn the_copy_of_a_forgotten_posting_stands_for_itself() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file(&folder, &postings()[..2]);
    import(&world, &[], &[&file]);
    let clustered = "select count(*) from posting where canonical_id <> id";
    assert_eq!(world.number(clustered).await, 1);

    let (done, _, code) = run(
        &world,
        &[
            "--yes",
            "--url",
            "http://jobs.planted.example/1/?utm_source=x",
        ],
    );
    assert_eq!((code, &done["postings"]), (0, &json!({ "ashby": 1 })));
    assert_eq!(
        done["companies"],
        json!([]),
        "the copy is still of that company"
    );
    let alone =
        "select count(*) from posting where canonical_id = id and cluster_first_seen is null";
    assert_eq!(world.number(alone).await, 1);
    assert_eq!(world.number("select count(*) from company").await, 1);
}

#[tokio::test]
async fn a_domain_goes_with_what_lies_in_it() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &postings());
    import(&world, &[], &[&path]);
    let (done, _, _) = run(&world, &["--yes", "--domain", "Planted.example"]);
    assert_eq!(
        done["postings"],
        json!({ "ashby": 1 }),
        "notplanted.example is another one"
    );
    assert_eq!(world.tables_with("jobs.planted.example").await, [""; 0]);
    let elsewhere = posting(
        "new-source",
        "new",
        "New Ltd",
        "https://careers.planted.example:8443/7",
    );
    let path = file(&folder, &[elsewhere]);
    assert_eq!(import(&world, &[], &[&path]).0["rejected"], 1);
    assert_eq!(
        world.tables_with("new ltd").await,
        [""; 0],
        "nor is its company known"
    );
}

#[tokio::test]
async fn forgetting_twice_is_no_mistake() {
    let world = World::new().await;
    let subject = Subject::company_of("Nobody Knows Ltd").unwrap();
    for _ in 0..2 {
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        let found = forget::forget(world.pool(), &subject, now).await.unwrap();
        assert!(found.is_nothing());
    }
    assert_eq!(world.number("select count(*) from forgotten").await, 1);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let world = World::new().await;
    for arguments in [
        &["--domain", "com", "--yes"][..],
        &["--url", "jobs/7", "--yes"],
        &["--company", "–", "--yes"],
        &["--url", "https://a.example/1", "--company", "A", "--yes"],
        &["--yes"],
    ] {
        let (_, notes, code) = run(&world, arguments);
        assert_eq!(code, 2, "{arguments:?}: {notes}");
    }
}

//! All of a person's data in one document, and what another account takes over of it.

use serde_json::{Value, json};

use super::{Person, keys, served};
use crate::graphql::server::Server;

async fn export(person: &Person, server: &Server) -> String {
    let data = person.data(server, "{viewer {export}}", json!({})).await;
    data["viewer"]["export"]
        .as_str()
        .expect("a document")
        .to_owned()
}

async fn import(person: &Person, server: &Server, document: &str, dry_run: bool) -> Value {
    let query = "mutation($input: ImportProgressInput!) {importProgress(input: $input) {
        changed {key} skills {slug} refused {reason roadmap node skill} dryRun undoToken errors {path message}}}";
    let input = json!({"input": {"document": document, "dryRun": dry_run}});
    person.data(server, query, input).await["importProgress"].take()
}

async fn busy(server: &Server) -> Person {
    let ada = Person::new(server, "Ada", 1).await;
    let noted = json!({"roadmap": "way", "nodes": ["start"], "state": "DONE", "note": "a note"});
    ada.sets(server, noted).await;
    ada.says(server, &["models"], "LEARNING").await;
    ada.sets(
        server,
        json!({"roadmap": "path", "nodes": ["only"], "state": "SKIPPED"}),
    )
    .await;
    let skills = "mutation {setSkills(input: {skills: [\"sql\", \"rust\"]}) {viewer {skills {slug}} errors {path}}}";
    let set = ada.data(server, skills, json!({})).await;
    let expected = json!({"viewer": {"skills": [{"slug": "rust"}, {"slug": "sql"}]}, "errors": []});
    assert_eq!(set["setSkills"], expected);
    ada
}

#[tokio::test]
async fn the_document_holds_everything_but_what_could_be_used() {
    let server = served().await;
    let ada = busy(&server).await;
    let text = export(&ada, &server).await;
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["waymark"], 1);
    assert_eq!(document["account"]["name"], "Ada");
    assert_eq!(document["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["skills"], json!(["rust", "sql"]));
    assert_eq!(document["progress"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["history"].as_array().map(Vec::len), Some(3));
    assert_eq!(document["history"][0]["nodes"][0]["note"], "a note");
    assert!(
        !text.contains("hash") && !text.contains(&ada.token),
        "{text}"
    );
}

#[tokio::test]
async fn another_account_takes_it_over_once() {
    let server = served().await;
    let ada = busy(&server).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let text = export(&ada, &server).await;
    let preview = import(&ben, &server, &text, true).await;
    assert_eq!(
        keys(&preview["changed"]),
        ["only", "models", "python", "start"]
    );
    assert_eq!(preview["undoToken"], Value::Null);
    assert!(ben.stands(&server).await.is_empty(), "nothing was done yet");
    let taken = import(&ben, &server, &text, false).await;
    for part in ["changed", "skills", "refused", "errors"] {
        assert_eq!(taken[part], preview[part], "{part}");
    }
    assert_eq!(ben.stands(&server).await, ada.stands(&server).await);
    let again = import(&ben, &server, &text, false).await;
    assert_eq!(
        (&again["changed"], &again["skills"]),
        (&json!([]), &json!([]))
    );
    // One's own document changes nothing either, and what was taken over is exported in turn.
    let own = import(&ada, &server, &text, false).await;
    assert_eq!(
        (&own["changed"], &own["undoToken"]),
        (&json!([]), &Value::Null)
    );
    let other: Value = serde_json::from_str(&export(&ben, &server).await).expect("JSON");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(other["progress"], document["progress"]);
    assert_eq!(other["skills"], document["skills"]);
    ben.undoes(&server, &taken["undoToken"]).await;
    assert!(ben.stands(&server).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_taken_over_is_named_and_the_later_word_counts() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    ada.says(&server, &["python"], "DONE").await;
    let at = |day: u32| format!("2026-11-{day}T12:00:00Z");
    let part = |roadmap, node, state, at| json!({"roadmap": roadmap, "node": node, "state": state, "at": at});
    let mut long = part("way", "models", "DONE", at(1));
    long["note"] = json!("x".repeat(2_001));
    let document = json!({"waymark": 1, "skills": ["sql", "spells"], "progress": [
        part("way", "python", "LEARNING", at(1)), part("way", "python", "SKIPPED", at(2)),
        part("way", "gone", "DONE", at(1)), part("nowhere", "a", "DONE", at(1)), part("nowhere", "b", "DONE", at(1)),
        long, part("path", "only", "KNOWN", "9999-01-01T00:00:00Z".to_owned()),
    ]});
    let taken = import(&ada, &server, &document.to_string(), false).await;
    assert_eq!(keys(&taken["changed"]), ["only"]);
    assert_eq!(taken["skills"], json!([{"slug": "sql"}]));
    let refused = taken["refused"].as_array().expect("a list");
    let reasons: Vec<&str> = refused
        .iter()
        .filter_map(|part| part["reason"].as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "UNKNOWN_NODE",
            "UNKNOWN_ROADMAP",
            "UNSOUND_NOTE",
            "UNKNOWN_SKILL"
        ]
    );
    assert_eq!(ada.stands(&server).await, ["start DONE", "python DONE"]);
    let only = ada
        .data(
            &server,
            "{roadmap(slug: \"path\") {nodes {progress {at}}}}",
            json!({}),
        )
        .await;
    assert_eq!(
        only["roadmap"]["nodes"][0]["progress"]["at"],
        "2026-11-22T12:00:00+00:00"
    );
    for wrong in ["", "{}", "{\"waymark\": 2}", "[[[["] {
        let refused = import(&ada, &server, wrong, false).await;
        assert_eq!(refused["errors"][0]["path"], json!(["input", "document"]));
    }
}

#[tokio::test]
async fn skills_are_replaced_or_refused_as_a_whole() {
    let server = served().await;
    let ada = busy(&server).await;
    let set = "mutation($skills: [String!]!) {setSkills(input: {skills: $skills}) {errors {path}}}";
    for wrong in [json!(["python", "spells"]), json!(vec!["python"; 501])] {
        let refused = ada.data(&server, set, json!({"skills": wrong})).await;
        assert_eq!(
            refused["setSkills"]["errors"][0]["path"],
            json!(["input", "skills"])
        );
    }
    let skills = "{viewer {skills {slug}}}";
    let before = ada.data(&server, skills, json!({})).await;
    assert_eq!(
        before["viewer"]["skills"],
        json!([{"slug": "rust"}, {"slug": "sql"}])
    );
    ada.data(&server, set, json!({"skills": ["python", "sql"]}))
        .await;
    let after = ada.data(&server, skills, json!({})).await;
    assert_eq!(
        after["viewer"]["skills"],
        json!([{"slug": "python"}, {"slug": "sql"}])
    );
}

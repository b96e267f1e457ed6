//! Saying how nodes stand: once, many at once, again under the same key, and wrongly.

use serde_json::{Value, json};

use super::{Person, keys, served};

#[tokio::test]
async fn what_is_said_is_kept() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    assert!(ada.stands(&server).await.is_empty());
    let made = ada.says(&server, &["python"], "DONE").await;
    assert_eq!(keys(&made["changed"]), ["python"]);
    assert_eq!(made["errors"], json!([]));
    // One required leaf, and one that is recommended.
    let progress = json!({"percent": 62.5, "done": 1, "total": 2});
    assert_eq!(made["progress"], progress);
    assert_eq!(ada.stands(&server).await, ["start DONE", "python DONE"]);
    ada.says(&server, &["models"], "LEARNING").await;
    ada.says(&server, &["python"], "KNOWN").await;
    let all = ["start KNOWN", "python KNOWN", "models LEARNING"];
    assert_eq!(ada.stands(&server).await, all);
}

#[tokio::test]
async fn a_phase_is_ticked_with_its_parts_and_taken_back_as_one() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let made = ada.says(&server, &["start", "models"], "DONE").await;
    assert_eq!(keys(&made["changed"]), ["python", "models"]);
    assert_eq!(made["progress"]["percent"], 100.0);
    let undone = ada.undoes(&server, &made["undoToken"]).await;
    assert_eq!(keys(&undone["changed"]), ["models", "python"]);
    assert_eq!(undone["progress"]["percent"], 0.0);
    assert!(ada.stands(&server).await.is_empty());
}

#[tokio::test]
async fn notes_stay_until_they_are_emptied() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let say = |nodes: Value, state, note: Value| {
        ada.sets(
            &server,
            json!({"roadmap": "way", "nodes": nodes, "state": state, "note": note}),
        )
    };
    say(json!(["python"]), "LEARNING", json!("chapter 3")).await;
    say(json!(["python"]), "DONE", Value::Null).await;
    assert_eq!(
        ada.stands(&server).await,
        ["start DONE", "python DONE chapter 3"]
    );
    // A note on a phase is about the phase, and its parts keep theirs.
    say(json!(["start"]), "DONE", json!("at last")).await;
    let noted = ["start DONE at last", "python DONE chapter 3"];
    assert_eq!(ada.stands(&server).await, noted);
    say(json!(["python"]), "DONE", json!("")).await;
    assert_eq!(
        ada.stands(&server).await,
        ["start DONE at last", "python DONE"]
    );
    let long = "ü".repeat(2_000);
    let made = say(json!(["models"]), "DONE", json!(long)).await;
    assert_eq!(made["errors"], json!([]));
}

#[tokio::test]
async fn a_mistake_is_told_and_nothing_is_written() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let sound = json!({"roadmap": "way", "nodes": ["python"], "state": "DONE"});
    for (wrong, part) in [
        (json!({"roadmap": "nowhere"}), "roadmap"),
        (json!({"roadmap": "a\u{0}b"}), "roadmap"),
        (json!({"nodes": ["python", "nothing"]}), "nodes"),
        (json!({"nodes": []}), "nodes"),
        (json!({"nodes": vec!["python"; 501]}), "nodes"),
        (json!({"note": "x".repeat(2_001)}), "note"),
        (json!({"note": "a\u{0}b"}), "note"),
        (json!({"clientKey": ""}), "clientKey"),
        (json!({"clientKey": "x".repeat(201)}), "clientKey"),
    ] {
        let mut input = sound.clone();
        for (name, value) in wrong.as_object().expect("an object") {
            input[name] = value.clone();
        }
        let made = ada.sets(&server, input).await;
        assert_eq!(made["errors"][0]["path"], json!(["input", part]), "{made}");
        assert_eq!(made["changed"], json!([]));
        assert_eq!(made["undoToken"], Value::Null);
    }
    let written = server
        .database
        .number("select count(*) from progress_change");
    assert_eq!(written.await, 0);
}

#[tokio::test]
async fn the_same_key_is_answered_again_and_done_once() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let input = |state| json!({"roadmap": "way", "nodes": ["python"], "state": state, "clientKey": "k\u{0}1"});
    let first = ada.sets(&server, input("DONE")).await;
    assert_eq!(ada.sets(&server, input("DONE")).await, first);
    let other = ada.sets(&server, input("LEARNING")).await;
    assert_eq!(other["errors"][0]["path"], json!(["input", "clientKey"]));
    let reset = "mutation {resetRoadmap(input: {roadmap: \"way\", clientKey: \"k\\u00001\"}) {errors {path}}}";
    let reset = ada.data(&server, reset, json!({})).await;
    assert_eq!(
        reset["resetRoadmap"]["errors"][0]["path"],
        json!(["input", "clientKey"])
    );
    assert_eq!(ada.stands(&server).await, ["start DONE", "python DONE"]);
    // Somebody else's keys are their own.
    let bens = ben.sets(&server, input("LEARNING")).await;
    assert_eq!(bens["errors"], json!([]));
    assert_ne!(bens["undoToken"], first["undoToken"]);
    let written = server
        .database
        .number("select count(*) from progress_event");
    assert_eq!(written.await, 2);
}

#[tokio::test]
async fn a_roadmap_is_begun_anew_with_its_notes() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let noted = json!({"roadmap": "way", "nodes": ["python"], "state": "DONE", "note": "mine"});
    ada.sets(&server, noted).await;
    ada.says(&server, &["models"], "SKIPPED").await;
    let reset = "mutation {resetRoadmap(input: {roadmap: \"way\"}) {changed {key} undoToken progress {percent}}}";
    let made = ada.data(&server, reset, json!({})).await;
    assert_eq!(keys(&made["resetRoadmap"]["changed"]), ["models", "python"]);
    assert_eq!(made["resetRoadmap"]["progress"]["percent"], 0.0);
    let anew = [
        "start NOT_STARTED",
        "python NOT_STARTED mine",
        "models NOT_STARTED",
    ];
    assert_eq!(ada.stands(&server).await, anew);
    ada.undoes(&server, &made["resetRoadmap"]["undoToken"])
        .await;
    assert_eq!(
        ada.stands(&server).await,
        ["start DONE", "python DONE mine", "models SKIPPED"]
    );
}

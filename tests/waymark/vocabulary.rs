//! A vocabulary of one's own: added to, found, counted.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{bare, import_from_standard_input, json, said, waymark};
use crate::world::World;

const VARIABLE: &str = "WAYMARK_VOCABULARY_DIR";

fn add(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = bare();
    command.env(VARIABLE, folder).args(["vocabulary", "add"]);
    command.args(arguments).output().unwrap()
}

/// The slugs that are found in a text.
fn explained(folder: &Path, text: &str) -> Vec<String> {
    let mut command = bare();
    command
        .arg("explain")
        .env(VARIABLE, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let question = json!({ "title": "Engineer", "text": text }).to_string();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(question.as_bytes())
        .unwrap();
    let answer: Value = json(&child.wait_with_output().unwrap());
    let skills = answer["skills"].as_array().unwrap().iter();
    skills
        .map(|skill| skill["slug"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_added_skill_is_found_and_after_a_reread_counted() {
    let world = World::new().await;
    let line = json!({
        "id": 1, "title": "Engineer", "format": "text", "date": "2026-03-04",
        "html_or_text": "Requirements\n• Python, Zorblang and SQL\n• five years of work on systems that many people use",
    });
    import_from_standard_input(&world, &line.to_string());
    let home = TempDir::new().unwrap();
    let folder = home.path().join("not/yet/there");
    let added = add(
        &folder,
        &[
            "Zorblang",
            "--kind",
            "language",
            "--alias",
            "zorb-lang",
            "--json",
        ],
    );
    assert!(added.status.success(), "{}", said(&added));
    assert_eq!(json(&added)["slug"], "zorblang");
    assert_eq!(
        explained(&folder, "You know zorb lang and Python."),
        ["python", "zorblang"]
    );
    let reread = |arguments: &[&str]| {
        let mut command = waymark(&world);
        command.env(VARIABLE, &folder).args(["reread", "--json"]);
        json(&command.args(arguments).output().unwrap())
    };
    assert_eq!(reread(&["--dry-run"])["texts"], 1);
    let summary = reread(&[]);
    assert_eq!(
        (&summary["read"], &summary["changed"]),
        (&json!(1), &json!(1))
    );
    let naming = "select count(*) from posting where skill_ids @> array[(select id from skill where slug = 'zorblang')]";
    assert_eq!(world.number(naming).await, 1);
    let evidence = "select count(*) from posting_text where span_skills @> array[(select id from skill where slug = 'zorblang')]";
    assert_eq!(world.number(evidence).await, 1);
    assert_eq!(
        reread(&[])["run"],
        Value::Null,
        "the second one has nothing to do"
    );
    let runs = json(
        &waymark(&world)
            .args(["runs", "list", "--json"])
            .output()
            .unwrap(),
    );
    assert_eq!(runs.as_array().unwrap().len(), 2);
    assert_eq!(
        (&runs[0]["read"], &runs[0]["status"]),
        (&json!(1), &json!("succeeded"))
    );
}

#[test]
fn a_clash_is_refused_and_the_file_is_as_it_was() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("own.yaml");
    // Written by hand, without an end to its last line.
    let own = "# ours, by hand\n- {slug: zorblang, name: Zorblang, kind: language} # keep";
    std::fs::write(&file, own).unwrap();
    for (arguments, reason) in [
        (
            &["PyThon", "--kind", "language", "--slug", "x"][..],
            "already belongs to `python`",
        ),
        (
            &["Other", "--kind", "tool", "--slug", "zorblang"],
            "slug `zorblang` is already taken",
        ),
        (
            &["Other", "--kind", "tool", "--alias", "zorblang"],
            "already belongs to `zorblang`",
        ),
        (
            &["Other", "--kind", "tool", "--broader", "no-such"],
            "no skill `no-such`",
        ),
        (&["Other", "--kind", "tool", "--slug", "O T"], "is no slug"),
        (&["データ", "--kind", "tool"], "--slug"),
        (&["Other", "--kind", "gadget"], "gadget"),
        (
            &["Other", "--kind", "tool", "--file", "/nowhere/own.yaml"],
            "nothing would read",
        ),
        (&["Other", "--kind", "tool", "--file", "own.txt"], ".yaml"),
    ] {
        let refused = add(home.path(), arguments);
        assert!(!refused.status.success(), "{arguments:?}");
        let said = said(&refused);
        assert!(said.contains(reason), "{arguments:?}: {said}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), own);
    }
    let added = add(home.path(), &["Grobnet", "--kind", "tool"]);
    assert!(added.status.success(), "{}", said(&added));
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        text,
        format!("{own}\n- slug: grobnet\n  name: Grobnet\n  kind: tool\n")
    );
    let names = std::fs::read_dir(home.path()).unwrap();
    assert_eq!(names.count(), 1, "nothing else is left in the folder");
}

#[test]
fn a_faulty_file_is_named_with_its_line() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("faulty.yaml");
    std::fs::write(&file, "# one\n- {slug: py, name: Python, kind: language}\n").unwrap();
    let output = bare()
        .arg("explain")
        .env(VARIABLE, home.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let expected = format!(
        "{}:2: alias `Python` already belongs to `python`",
        file.display()
    );
    assert!(said(&output).contains(&expected), "{}", said(&output));
    let missing = home.path().join("missing");
    let output = bare()
        .arg("explain")
        .env(VARIABLE, &missing)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "a folder that was named has to be there"
    );
}

//! Skills are read as the labels say: our own sentences and postings, scored by the command that operators use.

use serde_json::Value;

use crate::binary;

fn score(kind: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/labelled");
    let mut command = binary::bare();
    command.args(["score", kind, "--json"]);
    command.arg(format!("{folder}/{kind}.jsonl"));
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn share(score: &Value, path: &str) -> f64 {
    score.pointer(path).and_then(Value::as_f64).unwrap()
}

#[test]
fn postings_in_four_languages_are_read_as_labelled() {
    let score = score("skills");
    assert!(share(&score, "/all/f1") >= 0.97, "{score}");
    assert!(share(&score, "/technologies/f1") >= 0.98, "{score}");
    assert!(share(&score, "/nice_accuracy") >= 0.97, "{score}");
    assert_eq!(score["company_false_alarms"], 0, "{score}");
    assert_eq!(score["postings"], 7);
}

#[test]
fn ordinary_words_take_nobody_in() {
    let score = score("traps");
    assert!(share(&score, "/fooled") <= 0.01, "{score}");
    assert!(share(&score, "/recall") >= 0.99, "{score}");
    assert!(score["sentences"].as_u64().unwrap() >= 100);
}

#[test]
fn a_file_of_another_sort_is_refused_with_its_line() {
    let mut command = binary::bare();
    command.args(["score", "skills", "Cargo.toml"]);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("line 1"), "{error}");
}

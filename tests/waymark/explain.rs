//! `waymark explain` answers line by line, without a database.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::binary;

#[test]
fn lines_are_answered_in_their_order() {
    let mut command = binary::bare();
    command
        .arg("explain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let questions = "{\"id\": 1, \"title\": \"Rust Engineer\", \"location\": \"Paris, TX\"}\nno json\n\n{\"id\": 3, \"salary\": \"$45/hour\"}\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(questions.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "a line was no question");
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["places"][0]["subdivision"], "US-TX");
    assert_eq!(answers[0]["skills"][0]["slug"], "rust");
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2]["pay"]["annual_min"], 93_600.0);
}

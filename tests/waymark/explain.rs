//! `waymark explain` answers line by line, without a database.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::binary;

/// What `explain` says to these lines, and its exit code.
fn explain(arguments: &[&str], questions: &str) -> (String, Option<i32>) {
    let mut command = binary::bare();
    command
        .arg("explain")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(questions.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        output.status.code(),
    )
}

#[test]
fn a_person_sees_the_text_with_its_marks() {
    let posting = r#"{"title": "Data Engineer", "location": "Berlin", "salary": "60.000 – 75.000 €", "date": "2020-01-31",
        "text": "About us\nProud users of Kafka.\n\nRequirements\n• 5+ years of Python\n• no PHP needed\n\nNice to have\n• Rust"}"#;
    let (page, code) = explain(
        &["--pretty", "--currency", "usd"],
        &posting.replace('\n', " "),
    );
    assert_eq!(code, Some(0));
    for line in [
        "Data Engineer",
        "role          data-engineer",
        "places        Berlin, DE-BE, DE",
        "required      Python (5 years)",
        "not wanted    PHP",
        "• 5+ years of [Python:required]",
        "• no [PHP:not wanted] needed",
        "• [Rust:nice]",
        "Proud users of Kafka.",
    ] {
        assert!(
            page.lines().any(|one| one == line),
            "{line} is missing in:\n{page}"
        );
    }
    assert!(
        page.contains("USD a year at the rate of 2020-01-31"),
        "{page}"
    );
    assert!(!page.contains('\u{1b}'), "no colours where nobody watches");
}

#[test]
fn rules_are_named_on_demand() {
    let posting = "{\"title\": \"Senior Rust Engineer\", \"text\": \"Nice to have\\n• Docker\"}\n";
    let (answer, _) = explain(&["--why"], posting);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let why = answer["why"].as_array().unwrap();
    let docker: Vec<_> = why
        .iter()
        .filter(|reason| reason["field"] == "skills.docker")
        .collect();
    let rules: Vec<_> = docker
        .iter()
        .filter_map(|reason| reason["rule"].as_str())
        .collect();
    assert!(
        rules.iter().any(|rule| rule.contains("Nice to have")),
        "{rules:?}"
    );
    assert!(
        rules.iter().any(|rule| rule.contains("spelling")),
        "{rules:?}"
    );
    let (answer, _) = explain(&[], posting);
    assert!(!answer.contains("\"why\""));
}

#[test]
fn lines_are_answered_in_their_order() {
    let questions = "{\"id\": 1, \"title\": \"Rust Engineer\", \"location\": \"Paris, TX\"}\nno json\n\n{\"id\": 3, \"salary\": \"$45/hour\"}\n";
    let (text, code) = explain(&[], questions);
    assert_eq!(code, Some(1), "a line was no question");
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

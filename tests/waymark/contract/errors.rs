//! What `docs/ERRORS.md` says of errors is what there is: every code and every type of user errors, no other, and each as a real server
//! gives it.

mod walk;

use std::{collections::BTreeSet, fs, path::Path};

use super::{SCHEMA, model::Schema};

const DOCUMENT: &str = include_str!("../../../docs/ERRORS.md");

/// The part of the document under a heading, down to the next one of the same level.
fn section(heading: &str) -> &'static str {
    let level = heading.split(' ').next().unwrap_or_default();
    let (_, rest) = DOCUMENT
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("docs/ERRORS.md has no {heading}"));
    let next = rest.find(&format!("\n{level} "));
    &rest[..next.unwrap_or(rest.len())]
}

/// The rows of the first table in a part, without its head.
fn rows(part: &str) -> Vec<&str> {
    let table = part.lines().skip_while(|line| !line.starts_with('|'));
    let table = table.take_while(|line| line.starts_with('|'));
    table.skip(2).collect()
}

/// What stands in backticks at the beginning of each row.
fn named(part: &'static str) -> Vec<&'static str> {
    let rows = rows(part).into_iter();
    let names = rows.map(|row| row.split('`').nth(1).expect("a row begins with a name"));
    names.collect()
}

/// The headings below a part's own.
fn headings(part: &'static str) -> Vec<&'static str> {
    part.lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect()
}

#[test]
fn the_table_of_codes_is_that_of_the_program() {
    let list = |statuses: &[u16]| {
        let statuses: Vec<_> = statuses.iter().map(u16::to_string).collect();
        statuses.join(", ")
    };
    let expected = api::ERROR_CODES.iter().map(|code| {
        let (json, graphql) = (list(code.json), list(code.graphql));
        let api::ErrorCode {
            name,
            meaning,
            again,
            advice,
            ..
        } = code;
        format!("| `{name}` | {meaning} | {json} | {graphql} | {again} | {advice} |")
    });
    let expected: Vec<_> = expected.collect();
    assert_eq!(rows(section("## Codes")), expected, "docs/ERRORS.md");
    let names: Vec<_> = api::ERROR_CODES.iter().map(|code| code.name).collect();
    let different: BTreeSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len());
    let mut examples = headings(section("## An example of each"));
    examples.sort_unstable();
    let mut names = names;
    names.sort_unstable();
    assert_eq!(examples, names, "an example of each, and of nothing else");
}

#[test]
fn user_errors_are_those_of_the_schema() {
    let schema = Schema::of(SCHEMA);
    let kinds = schema
        .types
        .iter()
        .filter(|(_, shape)| shape.interfaces.contains("UserError"));
    let kinds: BTreeSet<&str> = kinds.map(|(name, _)| name.as_str()).collect();
    assert!(kinds.len() >= 5, "{kinds:?}");
    let part = section("## User errors");
    assert_eq!(named(part).into_iter().collect::<BTreeSet<_>>(), kinds);
    assert_eq!(headings(part).into_iter().collect::<BTreeSet<_>>(), kinds);
}

/// Rust files under a folder, with their text as it is without tests.
fn program(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            program(&path, found);
        } else if !name.contains("tests")
            && !name.ends_with("example.rs")
            && !name.contains("propert")
        {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.push((name, text.to_owned()));
        }
    }
}

#[test]
fn no_text_is_made_the_way_rust_writes_values_for_programmers() {
    let mut files = Vec::new();
    for room in [
        "graphql",
        "http",
        "demand",
        "people",
        "query",
        "readiness",
        "progress",
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("api/src")
            .join(room);
        program(&folder, &mut files);
    }
    assert!(files.len() > 150, "{}", files.len());
    for (name, text) in files {
        let lines = text.lines().filter(|line| line.contains(":?}"));
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{name}");
    }
}

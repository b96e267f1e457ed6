//! Whoever reads the contract as it was last released is told of every change that is not harmless.
//!
//! `schema.released.graphql` is that contract. What `schema.graphql` breaks in it passes only if `CHANGELOG.md` names the coordinate, in
//! backticks, under `### Breaking` of what is unreleased; what is merely dangerous, there or under `### Dangerous`.

use std::collections::BTreeSet;

use super::{
    SCHEMA,
    difference::{Change, Severity, between},
};

const RELEASED: &str = include_str!("../../../schema.released.graphql");

const CHANGELOG: &str = include_str!("../../../CHANGELOG.md");

/// What stands in backticks under some heading of what is unreleased.
fn named(changelog: &str, heading: &str) -> BTreeSet<String> {
    let unreleased = changelog
        .split("\n## ")
        .find(|part| part.starts_with("Unreleased"));
    let sections = unreleased.unwrap_or_default().split("\n### ").skip(1);
    let sections = sections.filter(|section| section.lines().next() == Some(heading));
    let quoted = sections.flat_map(|section| section.split('`').skip(1).step_by(2));
    quoted.map(str::to_owned).collect()
}

/// The changes that a changelog passes over in silence.
fn undeclared(changes: Vec<Change>, changelog: &str) -> Vec<Change> {
    let breaking = named(changelog, "Breaking");
    let dangerous = named(changelog, "Dangerous");
    let is_declared = |change: &Change| {
        breaking.contains(&change.coordinate)
            || change.severity == Severity::Dangerous && dangerous.contains(&change.coordinate)
    };
    let changes = changes.into_iter();
    changes.filter(|change| !is_declared(change)).collect()
}

#[test]
fn nothing_breaks_in_silence() {
    let undeclared = undeclared(between(RELEASED, SCHEMA), CHANGELOG);
    let lines = undeclared.iter().map(|change| {
        let Change {
            severity,
            coordinate,
            what,
        } = change;
        format!("\n  {severity:?}: `{coordinate}`: {what}")
    });
    let lines: String = lines.collect();
    assert!(
        lines.is_empty(),
        "clients of schema.released.graphql would be surprised. Take it back, or keep the old beside the new with @deprecated, or name \
         the coordinate in CHANGELOG.md under `## Unreleased`, `### Breaking` or `### Dangerous`:{lines}"
    );
}

#[test]
fn only_what_is_named_in_its_place_is_declared() {
    let changes = between(
        "type Query {a: Int b: Int c(x: Int = 1): Int}",
        "type Query {c(x: Int = 2): Int}",
    );
    let left = |changelog: &str| -> Vec<String> {
        let left = undeclared(changes.clone(), changelog).into_iter();
        left.map(|change| change.coordinate).collect()
    };
    let all = ["Query.a", "Query.b", "Query.c(x:)"];
    assert_eq!(left(""), all);
    assert_eq!(
        left("# Changelog\n\n## Unreleased\n\n### Added\n- `Query.a`"),
        all
    );
    assert_eq!(
        left("# Changelog\n\n## 1.0\n\n### Breaking\n- `Query.a`"),
        all
    );
    let declared = "# Changelog\n\n## Unreleased\n\n### Breaking\n- `Query.a` is gone: ask for `Query.d`.\n\n### Dangerous\n- `Query.b`, \
                    `Query.c(x:)`\n\n## 1.0\n";
    assert_eq!(left(declared), ["Query.b"]);
    assert_eq!(
        left("x\n## Unreleased\n### Breaking\n`Query.a` `Query.b` `Query.c(x:)`"),
        Vec::<String>::new()
    );
}

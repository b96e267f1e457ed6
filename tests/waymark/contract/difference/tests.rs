//! Each rule, by the smallest change that it is about.

use super::{Severity::*, *};

const BASE: &str = r#"
schema {query: Query mutation: Change}
directive @shown(when: Boolean) on FIELD | QUERY
interface Node {id: ID!}
interface Named {name: String}
type Query implements Node & Named {
  id: ID!
  name: String
  sure: [String!]!
  loose: [String]
  list(first: Int = 10, must: Int!, kind: Kind = A, all: [Int!]): [Item]
}
type Change {go: Int}
type Item {n: Int}
type Other {n: Int}
union Either = Item | Other
enum Kind {A B}
scalar Day
input Filter {word: String = "x", must: Int!, words: [String!]}
"#;

/// A change of a piece of the schema, and what it comes to.
type Case = (
    &'static str,
    &'static str,
    &'static [(Severity, &'static str)],
);

const CASES: &[Case] = &[
    // Types.
    ("scalar Day\n", "", &[(Breaking, "Day")]),
    ("scalar Day\n", "enum Day {MONDAY}\n", &[(Breaking, "Day")]),
    ("scalar Day\n", "scalar Day\nscalar Hour\n", &[]),
    (
        "type Change {go: Int}",
        "type Change {go: Int} type More {n: Int}",
        &[],
    ),
    (
        "type Change {go: Int}",
        "type Change {go: Int} type More implements Named {name: String}",
        &[(Dangerous, "More.Named")],
    ),
    ("mutation: Change", "", &[(Breaking, "Change")]),
    (
        "mutation: Change",
        "mutation: Change subscription: Change",
        &[],
    ),
    // Fields.
    (
        "type Item {n: Int}",
        "type Item {m: Int}",
        &[(Breaking, "Item.n")],
    ),
    ("type Item {n: Int}", "type Item {n: Int m: Int}", &[]),
    ("type Item {n: Int}", "type Item {n: Int!}", &[]),
    (
        "type Item {n: Int}",
        "type Item {n: Float}",
        &[(Breaking, "Item.n")],
    ),
    (
        "type Item {n: Int}",
        "type Item {n: [Int]}",
        &[(Breaking, "Item.n")],
    ),
    (
        "sure: [String!]!",
        "sure: [String!]",
        &[(Breaking, "Query.sure")],
    ),
    (
        "sure: [String!]!",
        "sure: [String]!",
        &[(Breaking, "Query.sure")],
    ),
    ("loose: [String]", "loose: [String!]!", &[]),
    // Interfaces and unions.
    (
        "implements Node & Named",
        "implements Node",
        &[(Breaking, "Query.Named")],
    ),
    (
        "type Item {n: Int}",
        "type Item implements Named {n: Int name: String}",
        &[(Dangerous, "Item.Named")],
    ),
    (
        "interface Named {name: String}",
        "interface Named {title: String}",
        &[(Breaking, "Named.name")],
    ),
    (
        "Either = Item | Other",
        "Either = Item",
        &[(Breaking, "Either.Other")],
    ),
    (
        "Either = Item | Other",
        "Either = Item | Other | Query",
        &[(Dangerous, "Either.Query")],
    ),
    // Enums.
    ("Kind {A B}", "Kind {A}", &[(Breaking, "Kind.B")]),
    ("Kind {A B}", "Kind {A B C}", &[(Dangerous, "Kind.C")]),
    // Arguments.
    ("first: Int = 10, ", "", &[(Breaking, "Query.list(first:)")]),
    (
        "first: Int = 10",
        "first: Int = 20",
        &[(Dangerous, "Query.list(first:)")],
    ),
    (
        "first: Int = 10",
        "first: Int",
        &[(Dangerous, "Query.list(first:)")],
    ),
    (
        "first: Int = 10",
        "first: Int! = 10",
        &[(Breaking, "Query.list(first:)")],
    ),
    ("first: Int = 10", "first: Int = 10, last: Int", &[]),
    (
        "first: Int = 10",
        "first: Int = 10, last: Int!",
        &[(Breaking, "Query.list(last:)")],
    ),
    ("first: Int = 10", "first: Int = 10, last: Int! = 1", &[]),
    ("must: Int!, kind", "must: Int, kind", &[]),
    (
        "must: Int!, kind",
        "must: Int! = 7, kind",
        &[(Dangerous, "Query.list(must:)")],
    ),
    (
        "must: Int!, kind",
        "must: Float!, kind",
        &[(Breaking, "Query.list(must:)")],
    ),
    (
        "kind: Kind = A",
        "kind: Kind = B",
        &[(Dangerous, "Query.list(kind:)")],
    ),
    ("all: [Int!]", "all: [Int]", &[]),
    (
        "all: [Int!]",
        "all: [Int!]!",
        &[(Breaking, "Query.list(all:)")],
    ),
    ("all: [Int!]", "all: Int", &[(Breaking, "Query.list(all:)")]),
    // Inputs.
    ("word: String = \"x\", ", "", &[(Breaking, "Filter.word")]),
    (
        "word: String = \"x\"",
        "word: String = \"y\"",
        &[(Dangerous, "Filter.word")],
    ),
    (
        "word: String = \"x\"",
        "word: String!",
        &[(Breaking, "Filter.word")],
    ),
    ("must: Int!, words", "must: Int, words", &[]),
    ("words: [String!]", "words: [String!], more: Int", &[]),
    (
        "words: [String!]",
        "words: [String!], more: Int!",
        &[(Breaking, "Filter.more")],
    ),
    ("words: [String!]", "words: [String!], more: Int! = 1", &[]),
    // Directives.
    (
        "directive @shown(when: Boolean) on FIELD | QUERY",
        "",
        &[(Breaking, "@shown")],
    ),
    ("on FIELD | QUERY", "on FIELD", &[(Breaking, "@shown")]),
    ("on FIELD | QUERY", "on FIELD | QUERY | MUTATION", &[]),
    (
        "@shown(when: Boolean)",
        "@shown(when: Boolean!)",
        &[(Breaking, "@shown(when:)")],
    ),
    (
        "@shown(when: Boolean)",
        "@shown(when: Boolean, how: Int!)",
        &[(Breaking, "@shown(how:)")],
    ),
    // What only people read.
    ("scalar Day", "\"A day.\" scalar Day", &[]),
    (
        "type Item {n: Int}",
        "type Item {n: Int @deprecated(reason: \"Late.\")}",
        &[],
    ),
];

#[test]
fn nothing_changes_where_nothing_changed() {
    assert_eq!(between(BASE, BASE), []);
}

#[test]
fn every_rule_is_told_from_its_neighbour() {
    for (before, after, expected) in CASES {
        assert_eq!(BASE.matches(before).count(), 1, "{before} is found once");
        let later = BASE.replace(before, after);
        let found = between(BASE, &later);
        let found = found
            .iter()
            .map(|change| (change.severity, &*change.coordinate));
        assert_eq!(found.collect::<Vec<_>>(), *expected, "{before} → {after}");
    }
}

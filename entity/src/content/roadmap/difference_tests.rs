//! What an edition changes, told from two files.

use super::*;

const FIRST: &str = "
slug: way
title: Way
summary: A way.
role: engineer
nodes:
  - {key: begin, kind: phase, title: Begin, summary: Start., months: {from: 0, to: 2}}
  - key: middle
    kind: phase
    title: Middle
    requires: [begin]
    skills: {required: [python]}
    children:
      - {key: tools, kind: topic, title: Tools, summary: Use them.}
      - {key: tests, kind: topic, title: Tests, summary: Write them., requires: [tools]}
";

fn file(text: &str) -> Roadmap {
    let file = ContentFile {
        name: "roadmaps/way.yaml".into(),
        text: text.into(),
    };
    parse(&file).expect("it is a roadmap")
}

/// What the file changes after some replacements, beyond what it then declares.
#[track_caller]
fn changes(replacements: &[(&str, &str)]) -> Difference {
    let (before, mut text) = (file(FIRST), FIRST.to_owned());
    for (from, to) in replacements {
        assert!(text.contains(from), "`{from}` is there");
        text = text.replace(from, to);
    }
    let after = file(&text);
    let settled = after.settled();
    let renamed = settled.renamed.iter().map(|(old, new)| (*old, *new));
    difference(&before.nodes(), &after.nodes(), renamed)
}

fn changed(key: &str, aspects: &[Aspect]) -> ChangedNode {
    ChangedNode {
        key: key.into(),
        aspects: aspects.into(),
    }
}

#[test]
fn the_same_file_changes_nothing() {
    assert_eq!(changes(&[]), Difference::default());
}

#[test]
fn a_renamed_node_changes_nobody_else() {
    let difference = changes(&[
        ("key: middle", "key: centre"),
        ("key: tools", "key: gear"),
        ("[tools]", "[gear]"),
        (
            "role: engineer",
            "role: engineer\nrenamed: {middle: centre, tools: gear}",
        ),
    ]);
    let expected = Difference {
        renamed: vec![
            ("middle".into(), "centre".into()),
            ("tools".into(), "gear".into()),
        ],
        ..Difference::default()
    };
    assert_eq!(difference, expected);
}

#[test]
fn what_is_new_and_what_is_gone_is_told() {
    let difference = changes(&[("key: tests, ", "key: proofs, ")]);
    assert_eq!(difference.added, ["proofs"]);
    assert_eq!(difference.removed, ["tests"]);
    assert_eq!((difference.renamed, difference.changed), (vec![], vec![]));
}

#[test]
fn every_side_of_a_node_is_compared() {
    use Aspect::{Importance, Kind, Months, Parent, Requires, Skills, Summary, Title};
    for (from, to, expected) in [
        (
            "tools, kind: topic",
            "tools, kind: project",
            ("tools", Kind),
        ),
        ("title: Tools", "title: Gear", ("tools", Title)),
        ("Use them.", "Know them.", ("tools", Summary)),
        (
            "title: Tools,",
            "title: Tools, importance: optional,",
            ("tools", Importance),
        ),
        ("to: 2", "to: 3", ("begin", Months)),
        ("to: 2}", "to: 2}, printed_length: soon", ("begin", Months)),
        ("requires: [begin]", "requires: []", ("middle", Requires)),
        (
            "requires: [tools]",
            "requires: [tools, begin]",
            ("tests", Requires),
        ),
        ("[python]", "[python, rust]", ("middle", Skills)),
        (
            "required: [python]",
            "optional: [python]",
            ("middle", Skills),
        ),
        ("      - {key: tests", "  - {key: tests", ("tests", Parent)),
    ] {
        let difference = changes(&[(from, to)]);
        assert_eq!(
            difference.changed,
            [changed(expected.0, &[expected.1])],
            "{to}"
        );
    }
}

#[test]
fn a_node_that_absorbs_another_is_compared_with_itself() {
    let merged = FIRST.find("      - {key: tests").expect("it is there");
    let difference = changes(&[
        (&FIRST[merged..], ""),
        ("role: engineer", "role: engineer\nrenamed: {tests: tools}"),
    ]);
    assert_eq!(difference.renamed, [("tests".into(), "tools".into())]);
    assert_eq!(difference.changed, []);
}

#[test]
fn renamings_settle_on_nodes_and_on_reasons() {
    let text = FIRST.replace(
        "role: engineer",
        "role: engineer\nrenamed: {a: b, b: tools, c: d, d: e}\nremoved: {e: old, f: older}",
    );
    let roadmap = file(&text);
    let settled = roadmap.settled();
    let renamed: Vec<_> = settled.renamed.into_iter().collect();
    let removed: Vec<_> = settled.removed.into_iter().collect();
    assert_eq!(renamed, [("a", "tools"), ("b", "tools")]);
    assert_eq!(
        removed,
        [("c", "old"), ("d", "old"), ("e", "old"), ("f", "older")]
    );
}

#[test]
fn totals_count_what_differs() {
    let totals = file(FIRST).totals();
    let expected = Totals {
        nodes: 4,
        leaves: 3,
        skills: 1,
        choices: 0,
        months: Some(2.0),
    };
    assert_eq!(totals, expected);
}

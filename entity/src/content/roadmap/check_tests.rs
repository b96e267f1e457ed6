//! Every rule of `check`, broken once, with the line that the author is sent to.

use std::collections::BTreeSet;

use super::*;

pub(super) const SOUND: &str = "\
slug: path
title: Path
summary: A path.
role: engineer
renamed: {start: begin}
article:
  skill_groups:
    - {title: Group, items: [{title: Item, skills: [python]}]}
  toolbox:
    - {title: Tools, tools: [{skill: git}]}
  checklist:
    - title: Item
      skills: [git]
      any_of: [python, rust]
  resources:
    - {name: Site, node: begin, purpose: Read it.}
nodes:
  - key: begin
    kind: phase
    title: Begin
    months: {from: 1, to: 5}
    skills: {required: [git], optional: [sql]}
    choices:
      - {key: language, pick: 1, of: [python, rust]}
    children:
      - key: first
        kind: topic
        title: First
        months: {from: 2, to: 3}
        summary: Do it.
      - key: second
        kind: topic
        title: Second
        requires: [first]
        choices:
          - {key: language, pick: 1, of: [rust, python]}
  - key: go-on
    kind: phase
    title: Go on
    requires: [begin]
    summary: Carry on.
";

pub(super) fn check_text(text: &str) -> Result<Roadmap, Vec<ContentError>> {
    let file = ContentFile {
        name: "roadmaps/path.yaml".into(),
        text: text.into(),
    };
    let known = Known {
        skills: BTreeSet::from(["python", "rust", "git", "sql"]),
        roles: BTreeSet::from(["engineer"]),
        is_region: &|code| code == "US",
    };
    read(&file, &known)
}

/// Breaks the sound file at one place and expects one complaint, on a line.
#[track_caller]
pub(super) fn refused(from: &str, to: &str, line: u64, said: &str) {
    assert_eq!(SOUND.matches(from).count(), 1, "`{from}` names one place");
    refused_text(&SOUND.replace(from, to), &[(line, said)]);
}

/// Expects just these complaints, each on its line.
#[track_caller]
pub(super) fn refused_text(text: &str, expected: &[(u64, &str)]) {
    let mistakes = check_text(text).expect_err("a rule is broken");
    let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.line).collect();
    let wanted: Vec<_> = expected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, wanted, "{mistakes:#?}");
    for (mistake, (_, said)) in mistakes.iter().zip(expected) {
        assert_eq!(mistake.file, "roadmaps/path.yaml");
        assert!(mistake.message.contains(said), "{mistake}");
        assert!(mistake.column > 0, "{mistake}");
    }
}

#[test]
fn the_sound_file_passes() {
    let roadmap = check_text(SOUND).expect("it is sound");
    assert_eq!(roadmap.content_hash, hash::version(SOUND.as_bytes()));
}

#[test]
fn a_field_nobody_knows_is_refused() {
    refused(
        "    title: Go on\n",
        "    title: Go on\n    colour: red\n",
        40,
        "colour",
    );
    refused(
        "tools: [{skill: git}]",
        "tools: [{skill: git, colour: red}]",
        10,
        "colour",
    );
    refused("  checklist:", "  colours: []\n  checklist:", 11, "colours");
}

#[test]
fn an_unknown_skill_is_refused_wherever_it_stands() {
    refused("required: [git]", "required: [got]", 22, "no skill `got`");
    refused(
        "optional: [sql]",
        "optional: [squeal]",
        22,
        "no skill `squeal`",
    );
    let here = "[python, rust]}\n    children";
    refused_text(
        &SOUND.replace(here, "[python, rest]}\n    children"),
        &[
            (24, "no skill `rest`"),
            (36, "picks another number or other skills"),
        ],
    );
    refused(
        "skills: [python]",
        "skills: [pyhton]",
        8,
        "no skill `pyhton`",
    );
    refused("[{skill: git}]", "[{skill: got}]", 10, "no skill `got`");
    refused(
        "      skills: [git]",
        "      skills: [got]",
        13,
        "no skill `got`",
    );
    refused(
        "any_of: [python, rust]",
        "any_of: [python, rest]",
        14,
        "no skill `rest`",
    );
}

#[test]
fn a_skill_is_named_once_in_a_node() {
    refused(
        "optional: [sql]",
        "optional: [git]",
        22,
        "names skill `git` twice",
    );
    refused(
        "optional: [sql]",
        "optional: [rust]",
        24,
        "names skill `rust` twice",
    );
}

#[test]
fn slugs_name_files_roles_and_nodes() {
    refused("slug: path", "slug: road", 1, "`road.yaml`");
    refused("slug: path", "slug: Path", 1, "`Path` is no key");
    refused("role: engineer", "role: poet", 4, "no role `poet`");
    refused("key: go-on", "key: go--on", 37, "`go--on` is no key");
    refused("key: go-on", "key: go_on", 37, "`go_on` is no key");
    refused(
        "key: go-on",
        "key: second",
        37,
        "`second` is taken on line 31",
    );
    refused("node: begin", "node: begun", 16, "no node `begun`");
}

#[test]
fn a_renamed_node_has_one_key() {
    refused("start: begin", "start: begun", 5, "no node `begun`");
    refused(
        "start: begin",
        "first: begin",
        5,
        "`first` is said to be renamed",
    );
}

#[test]
fn requirements_are_known_and_never_lead_back() {
    refused("[first]", "[third]", 34, "no node `third`");
    refused("[first]", "[second]", 31, "second → second");
    refused("[first]", "[begin]", 18, "begin → second → begin");
    refused("[first]", "[go-on]", 18, "begin → second → go-on → begin");
}

#[test]
fn months_go_forward_within_the_months_above() {
    refused(
        "{from: 2, to: 3}",
        "{from: 3, to: 3}",
        29,
        "the end must come after",
    );
    refused(
        "{from: 2, to: 3}",
        "{from: 3, to: 2}",
        29,
        "the end must come after",
    );
    refused(
        "{from: 2, to: 3}",
        "{from: .nan, to: 3}",
        29,
        "the end must come after",
    );
    refused(
        "{from: 1, to: 5}",
        "{from: -1, to: 5}",
        21,
        "the end must come after",
    );
    refused(
        "{from: 1, to: 5}",
        "{from: 1, to: .inf}",
        21,
        "the end must come after",
    );
    refused(
        "{from: 2, to: 3}",
        "{from: 2, to: 6}",
        29,
        "of `first` lie outside its parent's 1 to 5",
    );
    refused(
        "{from: 2, to: 3}",
        "{from: 0.5, to: 3}",
        29,
        "of `first` lie outside",
    );
    // A node without months of its own passes on those above it.
    refused(
        "        months: {from: 2, to: 3}\n",
        "        children: [{key: deep, kind: topic, title: Deep, summary: Do., months: {from: 4, to: 7}}]\n",
        29,
        "of `deep` lie outside its parent's 1 to 5",
    );
}

#[test]
fn a_choice_offers_what_it_asks_for_and_means_one_thing() {
    let last = "pick: 1, of: [rust, python]";
    refused(last, "pick: 3, of: [rust, python]", 36, "picks 3 of 2");
    refused(last, "pick: 0, of: [rust, python]", 36, "picks 0 of 2");
    refused(
        last,
        "pick: 2, of: [rust, python]",
        36,
        "picks another number",
    );
    refused(
        last,
        "pick: 1, of: [rust, sql]",
        36,
        "picks another number or other skills",
    );
}

#[test]
fn nodes_are_listed_depth_first_with_what_their_rows_need() {
    let roadmap = check_text(SOUND).expect("it is sound");
    let rows = roadmap.nodes();
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.ordinal, row.key, row.parent))
        .collect();
    assert_eq!(
        seen,
        [
            (0, "begin", None),
            (1, "first", Some("begin")),
            (2, "second", Some("begin")),
            (3, "go-on", None)
        ]
    );
    assert_eq!(
        (rows[0].month_from, rows[0].month_to),
        (Some(1.0), Some(5.0))
    );
    assert_eq!(rows[2].requires, ["first"]);
    let skill = |skill, ordinal, importance, choice, pick| FlatSkill {
        skill,
        ordinal,
        importance,
        choice,
        pick,
    };
    assert_eq!(
        rows[0].skills,
        [
            skill("git", 0, Importance::Required, None, None),
            skill("sql", 1, Importance::Optional, None, None),
            skill("python", 2, Importance::Required, Some("language"), Some(1)),
            skill("rust", 3, Importance::Required, Some("language"), Some(1)),
        ]
    );
}

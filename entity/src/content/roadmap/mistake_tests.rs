//! That a file's mistakes are told all at once, and the rules about what lies round the nodes.

use super::check_tests::{SOUND, check_text, refused, refused_text};

#[test]
fn all_mistakes_are_told_in_the_order_of_the_file() {
    let text = SOUND
        .replace("role: engineer", "role: enginer")
        .replace("[{skill: git}]", "[{skill: gti}]")
        .replace("optional: [sql]", "optional: [zorb]")
        .replace("title: Second\n", "title: ' '\n")
        .replace("requires: [begin]", "requires: [begn, begin]");
    refused_text(
        &text,
        &[
            (4, "no role `enginer`: did you mean `engineer`?"),
            (10, "no skill `gti` in the vocabulary: did you mean `git`?"),
            (22, "no skill `zorb` in the vocabulary"),
            (33, "`nodes/0/children/1/title` is empty"),
            (40, "no node `begn` in this roadmap: did you mean `begin`?"),
        ],
    );
    let mistakes = check_text(&text).expect_err("there are mistakes");
    assert_eq!(mistakes[0].column, 7, "{:?}", mistakes[0]);
    assert!(!mistakes[2].message.contains("did you mean"));
}

#[test]
fn what_is_no_roadmap_is_one_mistake_with_its_place() {
    let mistakes = check_text("slug: path\ntitle: [\n").expect_err("it is no YAML");
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(mistakes[0].line > 0, "{mistakes:?}");
    refused_text(
        &SOUND.replace("title: Path\n", "title: Path\ntitle: Way\n"),
        &[(3, "title")],
    );
    refused_text(
        &SOUND.replace("kind: topic", "kind: tropic"),
        &[(27, "tropic")],
    );
}

#[test]
fn texts_say_something() {
    refused(
        "title: Begin\n",
        "title: ''\n",
        20,
        "`nodes/0/title` is empty",
    );
    refused_text(
        &SOUND.replace("summary: Carry on.", "summary:"),
        &[(37, "nothing to do"), (41, "leave it out")],
    );
    refused(
        "purpose: Read it.",
        "purpose: ' '",
        16,
        "`article/resources/0/purpose`",
    );
    refused("A path.", "\"a\\0b\"", 3, "the character \\0");
}

#[test]
fn a_leaf_has_something_to_do() {
    refused(
        "    summary: Carry on.\n",
        "",
        37,
        "node `go-on` says nothing to do",
    );
}

#[test]
fn renamings_may_chain_and_end() {
    for renamed in [
        "renamed: {older: old, old: begin}",
        "renamed: {older: old}\nremoved: {old: Nobody needs it.}",
    ] {
        let text = SOUND.replace("renamed: {start: begin}", renamed);
        check_text(&text).unwrap_or_else(|mistakes| panic!("{renamed}: {mistakes:?}"));
    }
    let from = "renamed: {start: begin}";
    refused(from, "renamed: {a: b, b: a}", 5, "in a circle: a → b → a");
    refused(from, "renamed: {a: a}", 5, "in a circle: a → a");
    refused(from, "renamed: {a: b}", 5, "no node `b`");
    refused(
        from,
        "removed: {first: gone}",
        5,
        "a node still has that key",
    );
    refused(from, "removed: {start: ''}", 5, "`removed/start` is empty");
    refused(
        from,
        "renamed: {start: begin}\nremoved: {start: gone}",
        6,
        "it can only be one",
    );
}

#[test]
fn a_node_names_what_it_requires_once_and_nothing_of_its_own() {
    refused("[first]", "[first, first]", 34, "`first` is required twice");
    refused(
        "    requires: [begin]\n",
        "    requires: [part]\n    children: [{key: part, kind: topic, title: Part, summary: Do.}]\n",
        40,
        "requires its own part `part`",
    );
}

#[test]
fn months_agree_with_requirements() {
    let months = "requires: [begin]\n    months: ";
    for (to, is_sound) in [
        ("{from: 5, to: 6}", true),
        ("{from: 8, to: 9}", true),
        ("{from: 4, to: 9}", false),
        ("{from: 0, to: 1}", false),
    ] {
        let text = SOUND.replace("requires: [begin]\n", &format!("{months}{to}\n"));
        let mistakes = check_text(&text).err().unwrap_or_default();
        assert_eq!(mistakes.is_empty(), is_sound, "{to}: {mistakes:?}");
        assert!(
            mistakes
                .iter()
                .all(|mistake| mistake.line == 40 && mistake.message.contains("over before")),
            "{mistakes:?}"
        );
    }
    // `second` has no months of its own, but lies in those of `begin`, 1 to 5.
    let text = SOUND
        .replace("requires: [first]", "requires: [go-on]")
        .replace("requires: [begin]\n", "months: {from: 5, to: 9}\n");
    refused_text(
        &text,
        &[(
            34,
            "`second` (months 1 to 5) requires `go-on` (months 5 to 9)",
        )],
    );
}

#[test]
fn salaries_years_and_durations_can_be() {
    let salary = "{region: US, currency: USD, low: 1, high: 2, period: year, printed: 1–2, as_of: 2025, source: Us}";
    let with =
        |salary: &str| SOUND.replace("article:\n", &format!("article:\n  salaries: [{salary}]\n"));
    check_text(&with(salary)).expect("it is sound");
    for (from, to, said) in [
        ("region: US", "region: XX", "no region `XX`"),
        ("USD", "USB", "no currency `USB`"),
        ("low: 1", "low: 3", "the lower end first"),
        ("period: year", "period: decade", "no period `decade`"),
        ("2025", "225", "225 is no year"),
    ] {
        refused_text(&with(&salary.replace(from, to)), &[(7, said)]);
    }
    for (from, to) in [(0, 2), (3, 2)] {
        let duration =
            format!("article:\n  duration: {{months_from: {from}, months_to: {to}, printed: x}}\n");
        refused_text(
            &SOUND.replace("article:\n", &duration),
            &[(7, "the lower number first")],
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_file_makes_the_check_panic(
        line in 0_usize..41, column in 0_usize..40, word in "[a-z0-9:{}\\[\\]\" ,-]{0,12}",
    ) {
        let mut lines: Vec<String> = SOUND.lines().map(str::to_owned).collect();
        if let Some(line) = lines.get_mut(line) {
            let at = column.min(line.len());
            if line.is_char_boundary(at) {
                line.insert_str(at, &word);
            }
        }
        let text = lines.join("\n");
        if let Err(mistakes) = check_text(&text) {
            assert!(!mistakes.is_empty());
            assert!(mistakes.iter().all(|mistake| !mistake.message.is_empty()));
        }
    }
}

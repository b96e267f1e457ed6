use std::sync::LazyLock;

use entity::content::ContentFile;
use proptest::prelude::*;

use super::*;

static VOCABULARY: LazyLock<(Vocabulary, Matcher, Phrases)> = LazyLock::new(|| {
    let file = ContentFile {
        name: "vocabulary/test.yaml".into(),
        text: "- {slug: go, name: Golang, kind: language}\n\
            - {slug: python, name: Python, kind: language}\n\
            - {slug: sql, name: SQL, kind: language}\n\
            - {slug: rust, name: Rust, kind: language}\n\
            - {slug: trust, name: trust, kind: soft_skill}\n"
            .into(),
    };
    let vocabulary = Vocabulary::from_files(&[file]).unwrap();
    let matcher = Matcher::new(&vocabulary);
    (vocabulary, matcher, Phrases::load().unwrap())
});

fn read(text: &str) -> Vec<AskedSkill> {
    let (vocabulary, matcher, phrases) = &*VOCABULARY;
    skills(text, None, vocabulary, matcher, phrases)
}

fn slug(skill: &AskedSkill) -> String {
    VOCABULARY.0.skills[skill.skill].slug.value.clone()
}

fn asked(text: &str) -> Vec<(String, Requirement)> {
    let asked = read(text).into_iter().filter(|skill| !skill.negated);
    asked
        .map(|skill| (slug(&skill), skill.requirement))
        .collect()
}

fn required(slug: &str) -> (String, Requirement) {
    (slug.to_owned(), Requirement::Required)
}

fn nice(slug: &str) -> (String, Requirement) {
    (slug.to_owned(), Requirement::Nice)
}

#[test]
fn sections_and_clauses_say_how() {
    let text = "Engineer\n\nAbout us\nWe were founded by Golang people.\n\nRequirements:\n• SQL\n• Ideally Rust\n\n\
        Nice to have\n• Python\n\nBenefits\n• Golang conferences";
    assert_eq!(asked(text), [nice("python"), nice("rust"), required("sql")]);
}

#[test]
fn titles_require_and_prose_leaves_open() {
    assert_eq!(
        asked("Python Developer\n\nYou will write SQL. Rust is a plus."),
        [
            required("python"),
            nice("rust"),
            ("sql".to_owned(), Requirement::Unspecified)
        ]
    );
}

#[test]
fn the_strongest_way_counts() {
    let text = "Engineer\n\nPython is a plus.\n\nRequirements\n• Python";
    assert_eq!(asked(text), [required("python")]);
}

#[test]
fn a_cue_speaks_for_its_side_and_its_list() {
    for (text, expected) in [
        (
            "You must have Python, Rust is a plus",
            vec![required("python"), nice("rust")],
        ),
        (
            "Python, Golang, or Rust is a plus",
            vec![nice("go"), nice("python"), nice("rust")],
        ),
        (
            "SQL is required, Rust preferred",
            vec![nice("rust"), required("sql")],
        ),
        (
            "Experience with Python (Rust is a plus)",
            vec![required("python"), nice("rust")],
        ),
        ("Nice to have: Rust", vec![nice("rust")]),
        (
            "Rust or Golang would be helpful but not required",
            vec![nice("go"), nice("rust")],
        ),
    ] {
        assert_eq!(asked(&format!("Engineer\n{text}")), expected, "{text}");
    }
}

#[test]
fn what_is_declined_is_negated() {
    for text in [
        "No Rust experience needed.",
        "No prior experience with Rust required",
        "Rust is not required",
        "Python, not Rust",
        "You do not need to know Rust",
        "Keine Erfahrung mit Rust nötig",
        "Rust-Kenntnisse sind nicht erforderlich",
        "Pas besoin de connaissances en Rust",
    ] {
        let found = read(&format!("Engineer\n{text}"));
        let rust = found.iter().find(|skill| slug(skill) == "rust").unwrap();
        assert!(rust.negated, "{text}");
        assert!(
            found
                .iter()
                .all(|skill| skill.negated || slug(skill) == "python")
        );
    }
    for text in [
        "Not only Rust",
        "No less than Rust",
        "Rust; a degree is not required",
    ] {
        assert_eq!(asked(&format!("Engineer\n{text}")).len(), 1, "{text}");
    }
    let twice = read("Engineer\nRust is not required.\nWe use Rust daily.");
    assert!(!twice[0].negated);
    assert_eq!(twice[0].spans.len(), 1, "only where it is asked for");
}

#[test]
fn years_are_those_of_the_clause() {
    let found =
        read("Engineer\n3-5 years of Python, 1+ year of Rust; SQL\nTen years ago we wrote Golang");
    let years: Vec<_> = found
        .iter()
        .map(|skill| (slug(skill), skill.years))
        .collect();
    assert_eq!(
        years,
        [
            ("go".to_owned(), None),
            ("python".to_owned(), Some(3)),
            ("rust".to_owned(), Some(1)),
            ("sql".to_owned(), None)
        ]
    );
}

#[test]
fn what_is_not_read_does_not_count() {
    assert_eq!(
        asked("Engineer\nRequirements\ntrust and Rust"),
        [required("rust")]
    );
}

#[test]
fn closed_stretches_do_not_overlap() {
    let (.., phrases) = &*VOCABULARY;
    let text = "Engineer\nWe are a leading shop. Rust.\nAbout us\nWe are a leading shop.\nBenefits: tea\nRust\n";
    let spans: Vec<_> = closed(text, phrases).iter().map(|part| part.span).collect();
    assert_eq!(spans, [(9, 30), (38, 70), (70, 84), (84, 89)]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "Rust", "Python", "SQL", " ", "\n", ", ", ". ", "; ", ": ", "(", ")", "no ", "not ", "is not required", "a plus",
                "nice to have", "• ", "About us", "Requirements", "3+ years", "é", "’", "🚀", "At Ü we ", "benefits include ", "/",
                "equal opportunity employer", "must have ", "…", "years", "ß", "we are a leading ", "Job benefits:",
            ]),
            0..60,
        )
    ) {
        let text = pieces.concat();
        for skill in read(&text) {
            for (start, end) in skill.spans {
                prop_assert!(text.get(start..end).is_some_and(|words| !words.is_empty()));
            }
        }
        let mut last = 0;
        for part in closed(&text, &VOCABULARY.2) {
            prop_assert!(part.span.0 >= last && part.span.1 >= part.span.0);
            prop_assert!(text.get(part.heading.0..part.heading.1).is_some());
            last = part.span.1;
        }
    }
}

//! What texts say of skills, with the vocabulary that is shipped.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static RECOGNISER: LazyLock<Recogniser> =
    LazyLock::new(|| Recogniser::new(&Vocabulary::load().unwrap()).unwrap());

fn slugs(named: &[Named]) -> Vec<&str> {
    named.iter().map(|named| named.slug.as_str()).collect()
}

#[test]
fn a_background_is_read() {
    let text = "Größe zählt: ich baue mit Python, PyTorch.\nCommunication skills; experience in e-commerce. More Python.";
    let reading = RECOGNISER.read(text);
    let held = slugs(&reading.held);
    for slug in ["python", "pytorch", "communication", "e-commerce"] {
        assert!(held.contains(&slug), "{slug} is not in {held:?}");
    }
    let characters: Vec<char> = text.chars().collect();
    for span in reading.held.iter().flat_map(|named| &named.spans) {
        let said: String = characters[span.start..span.end].iter().collect();
        assert_eq!(said, span.text);
    }
    assert_eq!(reading.held[0].slug, "python");
    assert_eq!(reading.held[0].spans.len(), 2);
    assert!(reading.declined.is_empty());
}

#[test]
fn what_a_text_declines_is_not_held() {
    for (text, held, declined) in [
        ("No experience with Java.", vec![], vec!["java"]),
        (
            "No experience with Java, Kotlin or Scala. Python daily.",
            vec!["python"],
            vec!["java", "kotlin", "scala"],
        ),
        (
            "I have never used Java, but Python daily",
            vec!["python"],
            vec!["java"],
        ),
        ("Not only Python but Java", vec!["python", "java"], vec![]),
        (
            "No experience with Kotlin or with Scala. Without a degree, Python",
            vec!["python"],
            vec!["kotlin", "scala"],
        ),
        ("I want to learn Kotlin", vec![], vec!["kotlin"]),
        (
            "Java: none\nPython: five years",
            vec!["python"],
            vec!["java"],
        ),
        ("Java (no experience), Python", vec!["python"], vec!["java"]),
        (
            "I don’t know Kotlin. I know Python",
            vec!["python"],
            vec!["kotlin"],
        ),
        (
            "Keine Erfahrung mit Kotlin, aber mit Python",
            vec!["python"],
            vec!["kotlin"],
        ),
        (
            "Never used Java. Now I write Java daily",
            vec!["java"],
            vec![],
        ),
        ("Python: no problem at all", vec!["python"], vec![]),
    ] {
        let reading = RECOGNISER.read(text);
        let (held, declined): (Vec<&str>, Vec<&str>) = (held, declined);
        assert_eq!(slugs(&reading.held), held, "{text}");
        assert_eq!(slugs(&reading.declined), declined, "{text}");
    }
}

#[test]
fn names_in_lists_of_skills_that_nobody_knows_are_told() {
    let read = |text| RECOGNISER.read(text).unrecognised;
    assert_eq!(
        read(
            "Skills: Python, Zorblax, SQL, FooQL 3 and Wibble Flow\nI live in Berlin, Germany, Europe"
        ),
        ["Zorblax", "FooQL 3", "Wibble Flow"]
    );
    assert_eq!(
        read("Python and zorblax, zorblax@example.org, English, ZORBLAX, Zorblax"),
        ["ZORBLAX"]
    );
    assert_eq!(read("I worked there for years"), [""; 0]);
    let many: Vec<String> = (0..500).map(|at| format!("Zorb{at}")).collect();
    assert_eq!(read(&format!("Python, {}", many.join(", "))).len(), 50);
}

#[test]
fn names_that_are_none_lead_to_those_that_are() {
    assert_eq!(RECOGNISER.suggestion("PyTorch"), Some("pytorch"));
    assert_eq!(RECOGNISER.suggestion("kuberntes"), Some("kubernetes"));
    assert_eq!(RECOGNISER.suggestion("zzzzzzzzzz"), None);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(Python|no |never |Ü|, |\n|Java|: |\\. |[a-zA-Z+#]{0,6}|\\PC){0,60}") {
        let reading = RECOGNISER.read(&text);
        let characters: Vec<char> = text.chars().collect();
        let all = reading.held.iter().chain(&reading.declined);
        for span in all.flat_map(|named| &named.spans) {
            let said: String = characters[span.start..span.end].iter().collect();
            prop_assert!(said == span.text);
        }
        let held = slugs(&reading.held);
        prop_assert!(reading.declined.iter().all(|named| !held.contains(&named.slug.as_str())));
    }
}

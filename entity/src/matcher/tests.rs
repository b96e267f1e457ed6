use proptest::prelude::*;

use super::*;
use crate::content::ContentFile;

const VOCABULARY: &str = r"
- {slug: c, name: C, kind: language, case: exact, needs_context: true, unless_before: [level, suite]}
- {slug: cpp, name: C++, kind: language, aliases: [cplusplus]}
- {slug: csharp, name: 'C#', kind: language}
- {slug: fsharp, name: 'F#', kind: language}
- {slug: dotnet, name: .NET, kind: platform, aliases: [{text: dotnet}]}
- {slug: aspnet, name: ASP.NET, kind: framework}
- {slug: node-js, name: Node.js, kind: platform, aliases: [nodejs]}
- {slug: r, name: R, kind: language, case: exact, needs_context: true, unless_before: ['&']}
- slug: go
  name: Go
  kind: language
  case: exact
  needs_context: true
  unless_before: [to market, live, to, further]
  aliases: [golang]
- {slug: aws, name: AWS, kind: cloud, case: exact, aliases: [{text: aws, needs_context: true}]}
- {slug: react, name: React, kind: library, case: capital, aliases: [React.js]}
- {slug: react-native, name: React Native, kind: framework}
- {slug: rust, name: Rust, kind: language, case: capital}
- {slug: scikit-learn, name: scikit-learn, kind: library, aliases: [sklearn]}
- {slug: ci-cd, name: CI/CD, kind: practice}
- {slug: python, name: Python, kind: language}
- {slug: machine-learning, name: machine learning, kind: method}
- {slug: weights-and-biases, name: Weights & Biases, kind: tool}
";

fn vocabulary() -> Vocabulary {
    let file = ContentFile {
        name: "vocabulary/test.yaml".into(),
        text: VOCABULARY.into(),
    };
    Vocabulary::from_files(&[file]).unwrap()
}

fn found(text: &str) -> Vec<String> {
    let vocabulary = vocabulary();
    Matcher::new(&vocabulary)
        .find(text)
        .iter()
        .map(|mention| {
            let slug = &vocabulary.skills[mention.skill].slug.value;
            format!("{slug}={}", &text[mention.start..mention.end])
        })
        .collect()
}

#[test]
fn signs_belong_to_names() {
    assert_eq!(
        found("C, C++, C# and F#; .NET, ASP.NET or Node.js"),
        [
            "c=C",
            "cpp=C++",
            "csharp=C#",
            "fsharp=F#",
            "dotnet=.NET",
            "aspnet=ASP.NET",
            "node-js=Node.js"
        ]
    );
    assert_eq!(found("a safety net for everyone"), Vec::<String>::new());
    assert_eq!(
        found("NodeJS/Python+Rust"),
        ["node-js=NodeJS", "python=Python", "rust=Rust"]
    );
}

#[test]
fn a_leading_dot_is_part_of_the_name() {
    assert_eq!(found("NET"), Vec::<String>::new());
    assert_eq!(found(".net"), ["dotnet=.net"]);
}

#[test]
fn ordinary_words_are_no_skills() {
    for text in [
        "Our go-to-market team",
        "We Go live with Python soon, Go to market now",
        "R&D in Berlin with Python",
        "C-level meetings about Python",
        "Go and see",
        "they react to rust",
        "mail go@example.com or see python.org",
    ] {
        assert!(
            found(text)
                .iter()
                .all(|hit| hit.starts_with("python=Python")),
            "{text}: {:?}",
            found(text)
        );
    }
}

#[test]
fn company_and_cues_bear_out_unclear_names() {
    assert_eq!(found("Python, Go or R"), ["python=Python", "go=Go", "r=R"]);
    assert_eq!(found("Go/R"), ["go=Go", "r=R"]);
    assert_eq!(found("experience with R"), ["r=R"]);
    assert_eq!(found("Senior Go Engineer"), ["go=Go"]);
    assert_eq!(found("• R\n• Go to market"), ["r=R"]);
    assert_eq!(found("AWS in production"), ["aws=AWS"]);
    assert_eq!(found("aws in production"), Vec::<String>::new());
}

#[test]
fn the_longest_spelling_wins() {
    assert_eq!(
        found("React Native and React"),
        ["react-native=React Native", "react=React"]
    );
    assert_eq!(
        found("Machine-Learning"),
        ["machine-learning=Machine-Learning"]
    );
    assert_eq!(
        found("sci-kit, scikit learn, CI / CD, Weights&Biases"),
        [
            "scikit-learn=scikit learn",
            "ci-cd=CI / CD",
            "weights-and-biases=Weights&Biases"
        ]
    );
}

#[test]
fn versions_belong_to_the_mention() {
    assert_eq!(found("Python3, C++17"), ["python=Python3", "cpp=C++"]);
}

#[test]
fn the_shipped_vocabulary_finds_its_own_names() {
    let vocabulary = Vocabulary::load().unwrap();
    let matcher = Matcher::new(&vocabulary);
    for (index, skill) in vocabulary.skills.iter().enumerate() {
        let text = format!("Docker, {}", skill.name);
        let mentions = matcher.find(&text);
        assert!(
            mentions
                .iter()
                .any(|mention| mention.skill == index && mention.end == text.len()),
            "`{}` is not found in `{text}`: {mentions:?}",
            skill.slug.value
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}|([A-Za-z+#./&@ -]|Go|R|é|\n){0,80}") {
        let vocabulary = vocabulary();
        let mentions = Matcher::new(&vocabulary).find(&text);
        for pair in mentions.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for mention in mentions {
            prop_assert!(text.get(mention.start..mention.end).is_some_and(|spelling| !spelling.is_empty()));
        }
    }
}

use proptest::prelude::*;

use super::oracle::Oracle;
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
- {slug: kubernetes, name: Kubernetes, kind: platform}
- {slug: terraform, name: Terraform, kind: tool}
- {slug: sql, name: SQL, kind: language, case: capital}
- {slug: javascript, name: JavaScript, kind: language}
- {slug: java, name: Java, kind: language}
- {slug: html, name: HTML, kind: language, aliases: [html5]}
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
    assert_eq!(found("Python3, C++17"), ["python=Python3", "cpp=C++17"]);
    assert_eq!(
        found("Python3.12/aiohttp, Java 21, HTML5/React18, .NET6, C#10.0 or Python 3.x"),
        [
            "python=Python3.12",
            "java=Java 21",
            "html=HTML5",
            "react=React18",
            "dotnet=.NET6",
            "csharp=C#10.0",
            "python=Python 3.x"
        ]
    );
    assert_eq!(
        found("Python 3 years, Java 24/7, SQL 2019"),
        ["python=Python", "java=Java", "sql=SQL"]
    );
}

#[test]
fn glued_names_are_cut() {
    for (text, expected) in [
        (
            "KubernetesTerraformPython",
            vec![
                "kubernetes=Kubernetes",
                "terraform=Terraform",
                "python=Python",
            ],
        ),
        ("in AWSTerraform.", vec!["aws=AWS", "terraform=Terraform"]),
        ("ReactNode.js", vec!["react=React", "node-js=Node.js"]),
        (
            "RustReact Native",
            vec!["rust=Rust", "react-native=React Native"],
        ),
        ("PythonSQL", vec!["python=Python", "sql=SQL"]),
        ("SQLJavaScript", vec!["sql=SQL", "javascript=JavaScript"]),
        ("JavaScriptJava", vec!["javascript=JavaScript", "java=Java"]),
        (
            "Java17HTML5React18,",
            vec!["java=Java17", "html=HTML5", "react=React18"],
        ),
        ("PythonC++17", vec!["python=Python", "cpp=C++17"]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn words_that_are_not_all_names_stay_whole() {
    for text in [
        "JavaScriptCore",
        "TeamReact",
        "SpringfieldPython",
        "PythonPeople",
        "Javanese",
        "PYTHONSQL",
        "PythonGo",
        "Pythonic SQLs",
        "JavaÄpfelRust",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn glued_words_cost_no_more_than_their_length() {
    let vocabulary = vocabulary();
    let matcher = Matcher::new(&vocabulary);
    for (piece, mentions) in [
        ("JavaPython", 200_000),
        ("Ja", 0),
        ("PythonZ", 0),
        ("aB", 0),
    ] {
        assert_eq!(
            matcher.find(&piece.repeat(100_000)).len(),
            mentions,
            "{piece}"
        );
    }
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

/// Pieces of which texts are made that try every rule.
const PIECES: [&str; 64] = [
    "Python",
    "python",
    "PYTHON",
    "Java",
    "JavaScript",
    "React",
    "Native",
    "React Native",
    "Node",
    "js",
    ".js",
    ".NET",
    "NET",
    "C",
    "++",
    "+",
    "#",
    "Go",
    "to",
    "market",
    "R",
    "aws",
    "AWS",
    "CI",
    "CD",
    "Weights",
    "Biases",
    "machine",
    "learning",
    "sci",
    "kit",
    "SQL",
    "HTML5",
    "3",
    "17",
    " 3.11",
    "8.x",
    " 2+",
    "years",
    "é",
    "ß",
    "Größe",
    "\u{212a}",
    "\u{2019}",
    "'",
    "\u{a0}",
    " ",
    "  ",
    ",",
    ", ",
    " and ",
    "/",
    " / ",
    "-",
    "&",
    " & ",
    ".",
    ". ",
    "\n",
    "• ",
    "@",
    "_",
    "http://",
    "www.",
];

#[test]
fn the_oracle_finds_the_same_in_whole_files() {
    let vocabulary = Vocabulary::load().unwrap();
    let (matcher, oracle) = (Matcher::new(&vocabulary), Oracle::new(&vocabulary));
    let mut mentions = 0;
    for folder in ["sample/", "roadmaps/", "vocabulary/"] {
        for file in crate::content::files(folder).unwrap() {
            let found = matcher.candidates(&file.text);
            mentions += found.len();
            assert_eq!(found, oracle.candidates(&file.text), "{}", file.name);
        }
    }
    assert!(mentions > 10_000, "{mentions}");
}

proptest! {
    #[test]
    fn the_oracle_finds_the_same(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24), tail in "\\PC{0,20}") {
        let text = pieces.concat() + &tail;
        let vocabulary = vocabulary();
        let found = Matcher::new(&vocabulary).candidates(&text);
        prop_assert_eq!(found, Oracle::new(&vocabulary).candidates(&text));
    }

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

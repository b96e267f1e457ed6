use std::path::PathBuf;

use ingest::source::SOURCES;

use super::*;

fn read(text: &str) -> anyhow::Result<Configuration> {
    Configuration::read(text, Some(PathBuf::from("w.toml")), &|_| None)
}

/// What is said of a file with a mistake.
fn refusal(text: &str) -> String {
    match read(text) {
        Ok(_) => panic!("this was taken: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn without_a_file_there_are_defaults() {
    let configuration = read("").unwrap();
    assert_eq!(configuration.contact, None);
    assert_eq!(configuration.collect.workers, Setting::default(4));
    assert_eq!(configuration.collect.text_days, Setting::default(30));
    assert_eq!(configuration.sources.len(), SOURCES.len());
    for plan in &configuration.sources {
        let gap = plan.schedule.value.shortest_gap().unwrap();
        assert!(gap >= plan.card().pace.between_runs);
        assert_eq!(plan.schedule.origin, Origin::Default);
        if needs_boards(plan.source) {
            assert!(!plan.enabled.value && plan.targets().is_empty());
        }
    }
}

#[test]
fn what_a_file_says_is_taken_over() {
    let text = r#"
        contact = "https://example.org/bot"
        [collect]
        workers = 8
        text_days = 7
        [sources]
        ashby = { boards = ["acme"], enabled = false }
        [sources.greenhouse]
        boards = ["acme", "example"]
        schedule = "5 3 * * *"
    "#;
    let configuration = read(text).unwrap();
    let contact = configuration.contact.as_ref().unwrap();
    assert_eq!(contact.value, "https://example.org/bot");
    assert_eq!(configuration.collect.workers, Setting::file(8));
    assert_eq!(configuration.collect.text_days, Setting::file(7));
    let plan = configuration.source("greenhouse").unwrap();
    assert_eq!(
        plan.enabled,
        Setting::file(true),
        "a listed board is wanted"
    );
    assert_eq!(plan.targets(), ["acme", "example"]);
    assert_eq!(plan.schedule.value.to_string(), "5 3 * * *");
    let plan = configuration.source("ashby").unwrap();
    assert!(!plan.enabled.value && plan.targets().is_empty());
}

#[test]
fn a_source_that_is_turned_off_keeps_its_boards() {
    let configuration = read("[sources.lever]\nenabled = false\nboards = [\"acme\"]").unwrap();
    let plan = configuration.source("lever").unwrap();
    assert_eq!(plan.boards.value, ["acme"]);
    assert!(plan.targets().is_empty());
}

#[test]
fn the_environment_outranks_the_file() {
    let environment = |name: &str| (name == CONTACT).then(|| "bot@example.org".to_owned());
    let text = "contact = \"https://example.org\"";
    let configuration = Configuration::read(text, None, &environment).unwrap();
    let contact = configuration.contact.unwrap();
    assert_eq!(contact.value, "bot@example.org");
    assert_eq!(contact.origin, Origin::Environment(CONTACT));
    let environment = |_: &str| Some("nobody".to_owned());
    let error = Configuration::read(text, None, &environment).err().unwrap();
    assert!(error.to_string().starts_with("WAYMARK_CONTACT: `nobody`"));
}

/// Faulty files and how what is said of them begins.
const MISTAKES: [(&str, &str); 18] = [
    (
        "contract = \"x\"",
        "w.toml:1:1: there is no key `contract` here: did you mean `contact`? there is `contact`, `collect`, `serve`, `sources`",
    ),
    ("contact = \"me\"", "w.toml:1:11: `me` is no contact"),
    (
        "\n[collect]\nworkers = 0",
        "w.toml:3:11: 0 is not between 1 and 64",
    ),
    (
        "[collect]\ntext_days = \"30\"",
        "w.toml:2:13: invalid type: string \"30\", expected a whole number",
    ),
    (
        "[sources.grenhouse]",
        "w.toml:1:10: there is no source `grenhouse`: did you mean `greenhouse`?",
    ),
    (
        "[sources.linkedin]",
        "w.toml:1:10: LinkedIn is not collected: its terms forbid",
    ),
    (
        "[sources.greenhouse]\nbords = []",
        "w.toml:2:1: there is no key `bords` here: did you mean `boards`? there is `enabled`, `boards`, `schedule`",
    ),
    (
        "[sources.greenhouse]\nboards = [\"a\", \"a b\"]",
        "w.toml:2:16: `a b` is no board",
    ),
    (
        "[sources.greenhouse]\nboards = [\"a\", \"a\"]",
        "w.toml:2:16: `a` is listed twice",
    ),
    (
        "[sources.greenhouse]\nboards = [\" a\"]",
        "w.toml:2:11: ` a` is no board",
    ),
    (
        "[sources.greenhouse]\nenabled = true",
        "w.toml:2:11: greenhouse is read board by board",
    ),
    (
        "[sources.greenhouse]\nschedule = \"often\"",
        "w.toml:2:12: `often` is no schedule",
    ),
    (
        "[sources.greenhouse]\nschedule = \"0 * * * *\"",
        "w.toml:2:12: `0 * * * *` comes every 60 minutes at times: Greenhouse job boards may be read every 360 minutes at most",
    ),
    (
        "[sources.greenhouse]\napi_key = \"x\"",
        "w.toml:2:1: `api_key`: keys are read from the environment only, so that this file can be shown to others; and Greenhouse job boards wants none of yours",
    ),
    (
        "sources = { greenhouse = { token = 1 } }",
        "w.toml:1:28: `token`: keys are read from the environment only, so that this file can be shown to others; and Greenhouse",
    ),
    (
        "password = \"x\"",
        "w.toml:1:1: `password`: keys are read from the environment only",
    ),
    (
        "[serve]\nmax_depth = 0",
        "w.toml:2:13: 0 is not between 1 and 64",
    ),
    ("ä = 1 # \u{301}\nb", "w.toml:"),
];

#[test]
fn a_mistake_is_shown_with_its_place_and_a_way_out() {
    for (text, expected) in MISTAKES {
        let refusal = refusal(text);
        assert!(refusal.starts_with(expected), "{text}: {refusal}");
    }
}

#[test]
fn schedules_differ_between_sources_and_between_operators() {
    let line = |text: &str, slug: &str| {
        let configuration = read(text).unwrap();
        configuration
            .source(slug)
            .unwrap()
            .schedule
            .value
            .to_string()
    };
    assert_eq!(line("", "ashby"), line("", "ashby"));
    assert_ne!(line("", "ashby"), line("", "greenhouse"));
    assert_ne!(
        line("", "ashby"),
        line("contact = \"bot@example.org\"", "ashby")
    );
}

#[test]
fn pages_and_documents_are_listed() {
    let read = |text: &str| read(text).unwrap().serve;
    let serve = read(
        "[serve]\norigins = [\"https://App.example\", \"http://localhost:5173\"]\ndocuments = \"trusted.json\"\ndocuments_only = true",
    );
    let origins = api::Origins::default().and("https://app.example").unwrap();
    assert_eq!(serve.origins, origins.and("http://localhost:5173").unwrap());
    assert!(serve.documents_only);
    assert_eq!(
        read("[serve]\norigins = [\"*\"]").origins,
        api::Origins::all()
    );
    assert_eq!(read("").origins, api::Origins::default());
    for (text, expected) in [
        (
            "origins = [\"https://a.example/\"]",
            "w.toml:2:12: `https://a.example/` is no origin",
        ),
        (
            "origins = [\"https://a.example\", \"*\"]",
            "w.toml:2:33: \"*\" is every origin",
        ),
        ("documents_only = true", "w.toml:2:18: without `documents`"),
    ] {
        let said = refusal(&format!("[serve]\n{text}"));
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn documents_lie_beside_the_file_that_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let serve = read("[serve]\ndocuments = \"trusted.json\"").unwrap().serve;
    let named_by = folder.path().join("waymark.toml");
    let missing = serve.trusted(Some(&named_by)).unwrap_err();
    assert!(
        format!("{missing:#}").contains("trusted.json cannot be read"),
        "{missing:#}"
    );
    std::fs::write(
        folder.path().join("trusted.json"),
        "{\"x\": \"{skills {totalCount}}\"}",
    )
    .unwrap();
    let (path, trusted) = serve.trusted(Some(&named_by)).unwrap().unwrap();
    assert_eq!(
        (path, trusted.count()),
        (folder.path().join("trusted.json"), 1)
    );
    std::fs::write(folder.path().join("trusted.json"), "[]").unwrap();
    let wrong = serve.trusted(Some(&named_by)).unwrap_err();
    assert!(wrong.to_string().contains("neither"), "{wrong}");
}

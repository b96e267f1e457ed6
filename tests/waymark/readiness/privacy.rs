//! What somebody says of themselves is in no error, no table and no log: a word is planted in every place of a request, rightly and
//! wrongly, and looked for afterwards.

use std::fmt::Write;

use entity::posting::Model;
use reqwest::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::served;
use crate::binary::Logging;
use crate::graphql::fixture::{self, posting};
use crate::watch::receiver::Receiver;
use crate::world::World;

/// What is planted.
const SECRET: &str = "Plantagenet";

const FIELDS: &str = "{__typename ... on Readiness {fit marketReach {value} gaps {skill {slug}} recognised {skill {slug}}}
    ... on InputRejected {message}}";

/// A request that holds the word, with what becomes of it: a type, or an error.
type Planted = (String, Value, &'static str);

/// The word in a sentence.
fn sentence() -> String {
    format!("I am {SECRET} and write Python at {SECRET}.")
}

fn by_variable(input: &Value, expected: &'static str) -> Planted {
    let query = format!("query($input: ReadinessInput!) {{readiness(input: $input) {FIELDS}}}");
    (query, json!({ "input": input }), expected)
}

fn inline(field: &str, text: &str, expected: &'static str) -> Planted {
    let input = format!("{{role: \"machine-learning-engineer\", text: {text}}}");
    (
        format!("{{{field}(input: {input}) {FIELDS}}}"),
        json!({}),
        expected,
    )
}

/// The word among the variables, where it belongs and where it does not.
fn among_variables() -> Vec<Planted> {
    let text = sentence();
    let long = format!("{SECRET} {}", "x ".repeat(40_000));
    let say = |text: Value| json!({"role": "machine-learning-engineer", "text": text});
    let mut planted = vec![
        by_variable(&say(json!(text)), "Readiness"),
        by_variable(&say(json!(long)), "InputRejected"),
        (
            format!(
                "query($text: Int) {{readiness(input: {{role: \"x\", text: $text}}) {FIELDS}}}"
            ),
            json!({ "text": text }),
            "InputRejected",
        ),
    ];
    for input in [
        json!(text),
        json!([text]),
        say(json!([text])),
        say(json!({ "a": text })),
        json!({"role": [text], "text": text}),
        json!({"role": "backend-engineer", "skills": {"a": text}}),
    ] {
        planted.push(by_variable(&input, "error"));
    }
    planted
}

/// The word in the document itself, where it belongs and where it does not.
fn in_documents() -> Vec<Planted> {
    let text = sentence();
    let query = |variable: &str, input: &str| {
        let query = format!("query($text: {variable}) {{readiness(input: {{{input}}}) {FIELDS}}}");
        (query, json!({}), "error")
    };
    vec![
        inline("readiness", &format!("\"{text}\""), "Readiness"),
        inline("readiness", &format!("\"\"\"{text}\"\"\""), "Readiness"),
        inline("readiness", SECRET, "error"),
        inline("readiness", &format!("[\"{text}\"]"), "error"),
        inline("readiness", &format!("{{a: \"{text}\"}}"), "error"),
        inline("readines", &format!("\"{text}\""), "error"),
        inline("readiness", &format!("\"{text}\" &"), "error"),
        inline("readiness", &format!("\"{text}"), "error"),
        inline(
            "readiness",
            &format!("\"x\"}}) {{fit}}}} # {SECRET}\n&"),
            "error",
        ),
        query(&format!("String = \"{text}\""), "role: 7, text: $text"),
        query(&format!("Int = \"{text}\""), "role: \"x\", text: $text"),
    ]
}

/// Sends everything that is planted, and holds if the answers are as expected and repeat nothing.
async fn plant(url: &str) {
    let client = reqwest::Client::new();
    for (query, variables, expected) in among_variables().into_iter().chain(in_documents()) {
        let body = json!({"query": query, "variables": variables});
        let request = client.post(format!("{url}/graphql")).json(&body);
        let response = request.send().await.expect("the server answers");
        let said = response.text().await.expect("a text");
        let answer: Value = serde_json::from_str(&said).expect("JSON");
        let found = &answer["data"]["readiness"]["__typename"];
        assert_eq!(
            found.as_str().unwrap_or("error"),
            expected,
            "{query} {variables} {said}"
        );
        assert_eq!(expected == "error", answer["errors"].is_array(), "{said}");
        assert!(!said.contains(SECRET), "{query} {variables} {said}");
    }
}

#[tokio::test]
async fn no_error_repeats_a_text_and_no_table_holds_it() {
    let (server, columns) = served().await;
    for url in [&server.url, &columns] {
        plant(url).await;
    }
    assert_eq!(server.database.tables_with(SECRET).await, [""; 0]);
}

/// A database as users have it, with enough postings of the role.
async fn filled() -> World {
    let world = World::new().await;
    let insert =
        "insert into source (id, slug, name, sample) values (9001, 'planted', 'Planted', false)";
    world
        .connection
        .execute_unprepared(insert)
        .await
        .expect("the source is stored");
    let id = async |statement| i32::try_from(world.number(statement).await).expect("small");
    let usual = Model {
        source_id: 9_001,
        company_id: None,
        role_id: Some(
            id("select id::bigint from role where slug = 'machine-learning-engineer'").await,
        ),
        region_ids: vec![id("select id::bigint from region where code = 'WORLD'").await],
        vocabulary_id: id("select max(id)::bigint from vocabulary").await,
        skill_ids: vec![id("select id::bigint from skill where slug = 'python'").await],
        first_seen: ::waymark::clock::now(),
        last_seen: ::waymark::clock::now(),
        ..posting(1)
    };
    let numbered = |id: i64| Model {
        id,
        external_id: id.to_string(),
        canonical_id: id,
        ..usual.clone()
    };
    fixture::store(&world, &(1..=120).map(numbered).collect::<Vec<_>>()).await;
    world
}

#[tokio::test]
async fn nobody_logs_a_text() {
    let world = filled().await;
    let folder = tempfile::tempdir().expect("a folder");
    // Its log, what it exports, and what it shows to operators.
    for arguments in [&[][..], &["--no-memory"]] {
        let receiver = Receiver::start().await;
        let log = folder.path().join("log");
        let server = Logging::start_with(&world, log, arguments, &receiver.variables());
        let url = server.url().await;
        plant(&url).await;
        let figures = reqwest::get(format!("{url}/metrics")).await;
        let figures = figures.expect("an answer").text().await.expect("a text");
        assert!(figures.contains("kind=\"unknown\"") && !figures.contains(SECRET));
        receiver.spans_with("query").await;
        assert!(!receiver.text().contains(SECRET));
        let said = server.said();
        assert!(
            said.contains("DEBUG") && said.contains("select"),
            "{}",
            said.chars().take(3000).collect::<String>()
        );
        let line = said.lines().find(|line| line.contains(SECRET));
        assert_eq!(line, None);
    }
    assert_eq!(world.tables_with(SECRET).await, [""; 0]);
}

#[tokio::test]
async fn a_text_must_not_stand_in_an_address() {
    let (server, columns) = served().await;
    let query = format!("{{readiness(input: {{role: \"x\", text: \"{SECRET}\"}}) {FIELDS}}}");
    let mut address = String::new();
    for byte in query.bytes() {
        write!(address, "%{byte:02x}").expect("a text grows");
    }
    for url in [&server.url, &columns] {
        let response = reqwest::get(format!("{url}/graphql?query={address}"));
        let response = response.await.expect("an answer");
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()["allow"], "POST");
        assert!(!response.text().await.expect("a text").contains(SECRET));
    }
    let posted = server
        .request(Method::POST, "/graphql")
        .json(&json!({"query": query}));
    let posted = posted.send().await.expect("an answer");
    assert_eq!(posted.headers()["cache-control"], "no-store");
}

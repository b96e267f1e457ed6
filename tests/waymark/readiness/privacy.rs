//! What somebody says of themselves is in no error, no table and no log: a word is planted in every place of a request, rightly and
//! wrongly, and looked for afterwards.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tracing_subscriber::util::SubscriberInitExt;

use super::served;
use crate::graphql::server::Server;

/// What is planted.
const SECRET: &str = "Plantagenet";

const FIELDS: &str = "{__typename ... on Readiness {fit marketReach {value} gaps {skill {slug}} recognised {skill {slug}}}
    ... on InputRejected {message}}";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

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

async fn send(server: &Server, url: &str, query: &str, variables: &Value) -> String {
    let body = json!({"query": query, "variables": variables});
    let request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .json(&body);
    let response = request.send().await.expect("the server answers");
    assert!(server.url.starts_with("http"));
    response.text().await.expect("a text")
}

#[tokio::test]
async fn a_text_goes_nowhere() {
    let log = Log::default();
    let sink = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("trace")
        .with_writer(move || sink.clone())
        .finish();
    // The servers of this test run on its own thread.
    let watching = subscriber.set_default();
    let (server, columns) = served().await;
    for (query, variables, expected) in among_variables().into_iter().chain(in_documents()) {
        for url in [&server.url, &columns] {
            let said = send(&server, url, &query, &variables).await;
            let answer: Value = serde_json::from_str(&said).unwrap();
            let found = answer["data"]["readiness"]["__typename"]
                .as_str()
                .unwrap_or("error");
            assert_eq!(found, expected, "{query} {variables} {said}");
            assert_eq!(expected == "error", answer["errors"].is_array(), "{said}");
            assert!(!said.contains(SECRET), "{query} {variables} {said}");
        }
    }
    drop(watching);
    let tables = server.database.tables_with(SECRET).await;
    assert_eq!(tables, [""; 0]);
    let log = log.0.lock().unwrap_or_else(PoisonError::into_inner);
    let log = String::from_utf8_lossy(&log);
    assert!(
        log.contains("select") && log.contains("TRACE"),
        "nothing was logged"
    );
    let line = log.lines().find(|line| line.contains(SECRET));
    assert_eq!(line, None);
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

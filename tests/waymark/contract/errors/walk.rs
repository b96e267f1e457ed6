//! Each failure that the document shows, on a real server.

use api::{Accounts, Settings};
use reqwest::{Method, header};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite};

use super::section;
use crate::{
    binary::Logging,
    graphql::{
        changes,
        server::{Server, clock},
        socket::{Socket, request},
    },
    world::World,
};

/// Codes whose failures are provoked where the limits and the documents are tested that they are about.
const ELSEWHERE: [&str; 4] = [
    "RATE_LIMITED",
    "PERSISTED_QUERY_NOT_FOUND",
    "PERSISTED_QUERY_NOT_SUPPORTED",
    "DOCUMENT_NOT_TRUSTED",
];

const GRAPHQL: &str = "application/graphql-response+json";

/// The request of an example, if it shows one, and its answer.
fn example(name: &str) -> (Option<&'static str>, Value) {
    let blocks = section(&format!("### {name}"))
        .split("```")
        .skip(1)
        .step_by(2);
    let blocks: Vec<_> = blocks.filter_map(|block| block.split_once('\n')).collect();
    let (answer, request) = blocks.split_last().expect("an example has an answer");
    assert_eq!(answer.0, "json", "{name}");
    let answer = serde_json::from_str(answer.1).unwrap_or_else(|why| panic!("{name}: {why}"));
    (request.first().map(|(_, text)| text.trim()), answer)
}

async fn served(change: impl Fn(&mut Settings)) -> Server {
    let mut settings = Settings::new(clock);
    settings.in_memory = false;
    change(&mut settings);
    Server::start_with(changes::market().await, settings).await
}

/// A server that fails in the way of a code.
async fn failing(name: &str) -> Server {
    let server = served(|settings| match name {
        "TIMEOUT" => settings.request_timeout = std::time::Duration::from_millis(100),
        "OVERLOADED" => settings.max_sockets = 0,
        _ => {}
    })
    .await;
    match name {
        "INTERNAL" => execute(&server, BROKEN).await,
        "OUTDATED" => execute(&server, OVERTAKEN).await,
        _ => {}
    }
    server
}

/// What takes away what skills are read from.
const BROKEN: &str = "alter table skill rename to skill_that_is_gone";

/// What makes every figure one of a vocabulary that is no longer served.
const OVERTAKEN: &str = "create or replace function serves(wanted integer) returns boolean language plpgsql stable as $$
    begin raise exception 'not served' using errcode = 'WM001'; end $$";

async fn execute(server: &Server, script: &str) {
    let done = server.database.execute_unprepared(script).await;
    done.expect("the database does it");
}

/// Sends a body, and what comes back: the status and the answer.
async fn post(server: &Server, accept: &str, body: &str) -> (u16, Value) {
    let request = server
        .request(Method::POST, "/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, accept)
        .body(body.to_owned());
    let response = request.send().await.expect("an answer");
    let kind = response.headers()[header::CONTENT_TYPE]
        .to_str()
        .expect("a media type");
    assert!(kind.starts_with(accept), "{kind}");
    (
        response.status().as_u16(),
        response.json().await.expect("JSON"),
    )
}

/// What comes back when a connection for subscriptions is refused.
async fn refused(server: &Server, origin: Option<&str>) -> (u16, Value) {
    let mut request = request(server).with_sub_protocol("graphql-transport-ws");
    if let Some(origin) = origin {
        request = request.with_header("Origin", origin);
    }
    match connect_async(request).await {
        Err(tungstenite::Error::Http(response)) => {
            let status = response.status().as_u16();
            let body = response.body().as_deref().unwrap_or_default();
            (status, serde_json::from_slice(body).expect("JSON"))
        }
        other => panic!("the connection was not refused: {:?}", other.map(drop)),
    }
}

/// A cursor of the feed from which the log no longer leads on.
async fn expired(server: &Server) -> String {
    changes::log(&server.database, &[("added", &[1])]).await;
    let page = server
        .data("{postingChanges(first: 0) {now pageInfo {endCursor}}}")
        .await;
    execute(server, "delete from posting_change").await;
    changes::log(&server.database, &[("added", &[2])]).await;
    let cursor = &page["postingChanges"]["pageInfo"]["endCursor"];
    cursor.as_str().expect("a cursor").to_owned()
}

/// Provokes a failure, and what comes of it in one media type.
async fn provoked(name: &str, shown: Option<&str>, accept: &str) -> (u16, Value) {
    let server = failing(name).await;
    let shown = shown.unwrap_or_default();
    match name {
        "BAD_REQUEST" => post(&server, accept, shown).await,
        "FORBIDDEN" => refused(&server, Some("https://other.example")).await,
        "OVERLOADED" => refused(&server, None).await,
        "TIMEOUT" => {
            let lock = server.database.begin().await.expect("a transaction");
            let statement = "lock table posting in access exclusive mode";
            lock.execute_unprepared(statement).await.expect("a lock");
            let body = json!({"query": shown}).to_string();
            let answer = post(&server, accept, &body).await;
            lock.rollback().await.expect("the lock is given back");
            answer
        }
        "UNAVAILABLE" => {
            let mut socket = Socket::open(&server).await;
            socket.ask("1", shown).await;
            let mut message = socket.message().await;
            // There is no status over a web socket, and errors alone are its payload.
            (200, json!({"errors": message["payload"].take()}))
        }
        _ => {
            let mut query = shown.to_owned();
            if name == "CURSOR_EXPIRED" {
                query = query.replace('…', &expired(&server).await);
            }
            post(&server, accept, &json!({ "query": query }).to_string()).await
        }
    }
}

/// The same without the id, which is another one every time, and without what it cost.
fn without_id(mut answer: Value) -> Value {
    if let Some(answer) = answer.as_object_mut() {
        answer.remove("extensions");
    }
    let errors = answer.get_mut("errors").and_then(Value::as_array_mut);
    for error in errors.into_iter().flatten() {
        if let Some(extensions) = error["extensions"].as_object_mut() {
            extensions.remove("id");
        }
    }
    answer
}

#[tokio::test]
async fn every_code_is_given_as_it_is_shown() {
    let mut wrong = Vec::new();
    for code in api::ERROR_CODES {
        let (request, shown) = example(code.name);
        if ELSEWHERE.contains(&code.name) {
            assert_eq!(shown["errors"][0]["extensions"]["code"], code.name);
            continue;
        }
        for (accept, statuses) in [("application/json", code.json), (GRAPHQL, code.graphql)] {
            let (status, answer) = provoked(code.name, request, accept).await;
            let given = &answer["errors"][0];
            assert_eq!(given["extensions"]["code"], code.name, "{answer}");
            if without_id(answer.clone()) != without_id(shown.clone()) {
                wrong.push(format!("{}: {}", code.name, without_id(answer.clone())));
            }
            // Whatever was executed is answered with 200.
            let executed = given.get("path").is_some();
            let expected = if executed { &[200][..] } else { statuses };
            assert!(expected.contains(&status), "{}: {status}", code.name);
        }
    }
    assert!(
        wrong.is_empty(),
        "docs/ERRORS.md shows something else:\n{}",
        wrong.join("\n")
    );
}

#[tokio::test]
async fn what_fails_as_a_whole_is_no_mistake_of_the_client() {
    let server = served(|_| {}).await;
    // Nobody's token can be looked up any more, so nothing is executed.
    let broken = "alter table session rename to session_that_is_gone";
    execute(&server, broken).await;
    for (accept, expected) in [("application/json", 200), (GRAPHQL, 500)] {
        let request = server
            .request(Method::POST, "/graphql")
            .bearer_auth("a token")
            .header(header::ACCEPT, accept)
            .json(&json!({"query": "{__typename}"}));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), expected);
        let answer: Value = response.json().await.expect("JSON");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL");
    }
}

#[tokio::test]
async fn what_failed_stands_in_the_log_under_its_id_and_nowhere_else() {
    // The real program, which logs, over a database that has all it takes to be ready.
    let mut server = Server::start(World::new().await).await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let logging = Logging::start(&server.database, log, &["--no-memory"]);
    server.url = logging.url().await;
    execute(&server, BROKEN).await;
    let answer = server.answer("{skills {totalCount}}").await;
    let id = answer["errors"][0]["extensions"]["id"]
        .as_str()
        .expect("an id");
    assert_eq!(id.len(), 16, "{answer}");
    for word in [
        "relation",
        "skill_that",
        "does not exist",
        "42P01",
        "SELECT",
        "select",
    ] {
        assert!(!answer.to_string().contains(word), "{answer}");
    }
    let logged = logging.said();
    // One line has the cause, another says which request it was.
    let lines: Vec<_> = logged.lines().filter(|line| line.contains(id)).collect();
    let causes = lines.iter().filter(|line| line.contains("does not exist"));
    assert_eq!((lines.len(), causes.count()), (2, 1), "{lines:#?}");
}

#[tokio::test]
async fn every_user_error_is_given_as_it_is_shown() {
    let open = async |accounts| {
        let mut settings = Settings::new(clock);
        settings.in_memory = false;
        Server::start_for(changes::market().await, settings, accounts).await
    };
    let (local, none) = (open(Accounts::local()).await, open(Accounts::none()).await);
    let sign_up =
        "mutation {signUp(input: {name: \"Ada\", password: \"four small green boats\"}) {token}}";
    assert!(local.data(sign_up).await["signUp"]["token"].is_string());
    let mut wrong = Vec::new();
    for kind in [
        "InvalidInput",
        "NameTaken",
        "WrongCredentials",
        "TooManyAttempts",
        "Unavailable",
    ] {
        let (request, shown) = example(kind);
        let request = request.expect("a request");
        let server = if kind == "Unavailable" { &none } else { &local };
        let mut answer = without_id(server.answer(request).await);
        // Whoever goes on trying comes to be throttled.
        for _ in 0..20 {
            if kind != "TooManyAttempts" || answer.to_string().contains(kind) {
                break;
            }
            answer = without_id(server.answer(request).await);
        }
        assert!(answer.to_string().contains(kind), "{kind}: {answer}");
        if answer != shown {
            wrong.push(format!("{kind}: {answer}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "docs/ERRORS.md shows something else:\n{}",
        wrong.join("\n")
    );
}

#[tokio::test]
async fn misspelt_fields_are_explained_only_where_the_operator_wants_it() {
    let request = "{skill(slug: \"python\") {nam}}";
    let quiet = served(|_| {}).await;
    let helpful = served(|settings| settings.suggestions = true).await;
    for query in [request, "{skill(slug: \"python\", slg: 1) {name}}"] {
        // The second time a request that lasts is asked, it might have been remembered.
        for _ in 0..3 {
            let (code, message) = quiet.error(query).await;
            assert_eq!(code, "INVALID_QUERY");
            assert!(
                !message.to_lowercase().contains("did you mean"),
                "{message}"
            );
            let (_, message) = helpful.error(query).await;
            assert!(message.to_lowercase().contains("did you mean"), "{message}");
        }
    }
}

//! Passwords and tokens are told to nobody: not to answers, tables or logs, however they come.

use api::Accounts;
use serde_json::{Value, json};

use super::desk::{self, Asking, SIGN_UP};
use crate::{
    binary::Logging,
    graphql::{server::Server, socket::Socket},
};

const SECRET: &str = "plumtree sandal horizon";

/// Documents with a password, where it belongs and where it does not.
const DOCUMENTS: [&str; 10] = [
    r#"mutation {signUp(input: {name: "Ada", password: "plumtree sandal horizon"}) {errors {message}}}"#,
    r#"mutation {signIn(input: {name: "Ada", password: "plumtree sandal horizon"}) {errors {message}}}"#,
    r#"mutation {signIn(input: {name: "Ada", password: ["plumtree", 7]}) {token}}"#,
    r#"mutation {signIn(input: {name: "Ada", passwort: "plumtree"}) {token}}"#,
    r#"mutation {signIn(input: {name: "Ada", password: "plumtree"}) {token(a: "plumtree")}}"#,
    r#"mutation {signIn(password: "plumtree") {token}}"#,
    r#"mutation {signIn(input: "plumtree") {token}}"#,
    r#"mutation {signIn(input: {name: "Ada", password: "plumtree") {token}}"#,
    "mutation {signIn(input: {password: \"plumtree\n\"}) {token}}",
    r#"mutation {signIn(input: {name: "Ada" password: "plumtree"}) {token}"#,
];

/// Every way to give a password, and what comes of it.
async fn answers(server: &Server) -> Vec<Value> {
    let mut answers = Vec::new();
    let asking = Asking::default();
    for document in DOCUMENTS {
        answers.push(asking.answer(server, document, json!({})).await);
    }
    let query = "mutation m($input: SignInInput!) {signIn(input: $input) {errors {message}}}";
    for input in [
        json!({"name": "Ada", "password": SECRET}),
        json!({"name": "Ada", "password": [SECRET]}),
        json!({"name": "Ada", "passwort": SECRET}),
        json!({"name": SECRET, "password": 7}),
        json!(SECRET),
    ] {
        answers.push(
            asking
                .answer(server, query, json!({ "input": input }))
                .await,
        );
    }
    let long = format!("{SECRET} {}", "x".repeat(300));
    for password in [&format!("{SECRET}\0"), &long, SECRET] {
        let input = json!({"name": "", "password": password});
        answers.push(asking.payload(server, SIGN_UP, input).await);
    }
    let mut socket = Socket::open(server).await;
    socket.ask("one", DOCUMENTS[1]).await;
    answers.push(socket.message().await);
    answers
}

#[tokio::test]
async fn a_password_is_found_nowhere() {
    // The real program, and not this one, in which other tests decide as well what is logged.
    let mut server = desk::open(Accounts::local()).await;
    let folder = tempfile::tempdir().unwrap();
    let logging = Logging::start(
        &server.database,
        folder.path().join("log"),
        &["--no-memory"],
    );
    server.url = logging.url().await;
    let answers = answers(&server).await;
    assert_eq!(answers[0]["data"]["signUp"]["errors"], json!([]));
    for answer in &answers {
        assert!(!answer.to_string().contains("plumtree"), "{answer:#}");
    }
    let tables = server.database.tables_with("plumtree").await;
    assert_eq!(tables, Vec::<String>::new());
    let logged = logging.said();
    let held = ["DEBUG", "insert into session"].map(|text| logged.contains(text));
    assert_eq!(held, [true; 2], "everything was logged");
    let line = logged.lines().find(|line| line.contains("plumtree"));
    assert_eq!(line, None);
}

#[tokio::test]
async fn a_token_is_stored_as_its_hash_alone() {
    let server = desk::open(Accounts::local()).await;
    let ada = desk::signed_up(&server, "Ada").await;
    let token = ada.token.as_deref().unwrap();
    for part in [token, &token[3..20]] {
        assert_eq!(
            server.database.tables_with(part).await,
            Vec::<String>::new()
        );
    }
    assert_eq!(
        server.database.tables_with(desk::PASSWORD).await,
        Vec::<String>::new()
    );
}

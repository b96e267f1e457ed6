//! Passwords and tokens are told to nobody: not to answers, tables or logs, however they come.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use api::Accounts;
use serde_json::json;
use tracing_subscriber::util::SubscriberInitExt;

use super::desk::{self, Asking, SIGN_UP};
use crate::graphql::socket::Socket;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SECRET: &str = "plumtree sandal horizon";

#[tokio::test]
async fn a_password_is_found_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone());
    let _logging = subscriber.finish().set_default();
    let server = desk::open(Accounts::local()).await;
    let mut answers = Vec::new();
    for query in [
        format!(
            "mutation {{signUp(input: {{name: \"Ada\", password: \"{SECRET}\"}}) {{errors {{message}}}}}}"
        ),
        format!(
            "mutation {{signIn(input: {{name: \"Ada\", password: \"{SECRET}\"}}) {{errors {{message}}}}}}"
        ),
        format!(
            "mutation {{signIn(input: {{name: \"Ada\", password: [\"{SECRET}\", 7]}}) {{token}}}}"
        ),
        format!("mutation {{signIn(input: {{name: \"Ada\", passwort: \"{SECRET}\"}}) {{token}}}}"),
        format!(
            "mutation {{signIn(input: {{name: \"Ada\", password: \"{SECRET}\"}}) {{token(a: \"{SECRET}\")}}}}"
        ),
        format!("mutation {{signIn(password: \"{SECRET}\") {{token}}}}"),
        format!("mutation {{signIn(input: \"{SECRET}\") {{token}}}}"),
        format!("mutation {{signIn(input: {{name: \"Ada\", password: \"{SECRET}\") {{token}}}}"),
        format!("mutation {{signIn(input: {{password: \"{SECRET}\n\"}}) {{token}}}}"),
        format!("mutation {{signIn(input: {{name: \"Ada\" password: \"{SECRET}\"}}) {{token}}"),
    ] {
        answers.push(Asking::default().answer(&server, &query, json!({})).await);
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
            Asking::default()
                .answer(&server, query, json!({"input": input}))
                .await,
        );
    }
    for password in [
        format!("{SECRET}\0"),
        format!("{SECRET} {}", "x".repeat(300)),
        SECRET.to_owned(),
    ] {
        let input = json!({"name": "", "password": password});
        answers.push(Asking::default().payload(&server, SIGN_UP, input).await);
    }
    let mut socket = Socket::open(&server).await;
    let query = format!(
        "mutation {{signIn(input: {{name: \"Ada\", password: \"{SECRET}\"}}) {{errors {{message}}}}}}"
    );
    socket.ask("one", &query).await;
    answers.push(socket.message().await);
    for answer in &answers {
        assert!(!answer.to_string().contains("plumtree"), "{answer:#}");
    }
    assert_eq!(
        server.database.tables_with("plumtree").await,
        Vec::<String>::new()
    );
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(
        logged.contains("TRACE") && logged.contains("insert into session"),
        "something was logged"
    );
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

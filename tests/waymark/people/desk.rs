//! A server at which people sign up and in, with a clock that a test moves.

use std::cell::Cell;

use api::{Accounts, Settings};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::{
    graphql::server::{self, Server},
    world::World,
};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "four small green boats";

thread_local! {
    // A test and its servers share a thread, and no other test is on it meanwhile.
    static LATER: Cell<i64> = const { Cell::new(0) };
}

/// What time it is.
pub(crate) fn clock() -> DateTime<Utc> {
    server::clock() + Duration::seconds(LATER.get())
}

/// So much later it is than when the servers of all tests began.
pub(crate) fn it_is_later(by: Duration) {
    LATER.set(by.num_seconds());
}

/// Settings with that clock.
pub(crate) fn settings() -> Settings {
    Settings {
        in_memory: false,
        ..Settings::new(clock)
    }
}

/// A server that knows people in some way.
pub(crate) async fn open(accounts: Accounts) -> Server {
    it_is_later(Duration::zero());
    Server::start_for(World::new().await, settings(), accounts).await
}

/// What is asked of a server, by whom and from where.
#[derive(Clone, Default)]
pub(crate) struct Asking {
    /// With which token.
    pub(crate) token: Option<String>,
    /// What a proxy says of where it comes from.
    pub(crate) forwarded: Option<&'static str>,
}

impl Asking {
    /// With a token.
    pub(crate) fn with(token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::default()
        }
    }

    /// Through a proxy, from an address.
    pub(crate) fn from(address: &'static str) -> Self {
        Self {
            forwarded: Some(address),
            ..Self::default()
        }
    }

    /// The whole answer.
    pub(crate) async fn answer(&self, server: &Server, query: &str, variables: Value) -> Value {
        self.answer_at(server, &server.url, query, variables).await
    }

    /// The whole answer of another server.
    pub(crate) async fn answer_at(
        &self,
        server: &Server,
        url: &str,
        query: &str,
        variables: Value,
    ) -> Value {
        let mut request = server.client().post(format!("{url}/graphql"));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(address) = self.forwarded {
            request = request.header("X-Forwarded-For", address);
        }
        let body = json!({"query": query, "variables": variables});
        let response = request.json(&body).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// What one mutation came to; it must not fail as a whole.
    pub(crate) async fn payload(&self, server: &Server, mutation: &str, input: Value) -> Value {
        let (name, selection) = mutation.split_once(' ').expect("a name and what is asked");
        let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let query = format!("mutation m($input: {kind}!) {{{name}(input: $input) {selection}}}");
        let answer = self.answer(server, &query, json!({"input": input})).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"][name].clone()
    }

    /// What signing in comes to.
    pub(crate) async fn sign_in(&self, server: &Server, name: &str, password: &str) -> Value {
        let input = json!({"name": name, "password": password});
        self.payload(server, SIGN_IN, input).await
    }

    /// Who the server says they are.
    pub(crate) async fn name(&self, server: &Server) -> Value {
        let answer = self.answer(server, "{viewer {name}}", json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"]["viewer"]["name"].clone()
    }
}

/// What is asked of signing in.
const SIGN_IN: &str = "signIn {token viewer {id name} errors {__typename message path
    ... on TooManyAttempts {retryAfterSeconds}} query {viewer {name}}}";

/// What is asked of signing up.
pub(crate) const SIGN_UP: &str =
    "signUp {token viewer {id name} errors {__typename message path} query {viewer {name}}}";

/// Somebody who has just signed up.
pub(crate) async fn signed_up(server: &Server, name: &str) -> Asking {
    let input = json!({"name": name, "password": PASSWORD});
    let payload = Asking::default().payload(server, SIGN_UP, input).await;
    assert_eq!(payload["errors"], json!([]), "{payload}");
    Asking::with(payload["token"].as_str().expect("a token"))
}

/// The kinds of what was wrong.
pub(crate) fn wrong(payload: &Value) -> Vec<&str> {
    let errors = payload["errors"].as_array().expect("a list");
    let kinds = errors.iter().map(|error| error["__typename"].as_str());
    kinds.map(|kind| kind.expect("a kind")).collect()
}

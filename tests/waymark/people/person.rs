//! Somebody who has an account and a token for it.

use sea_orm::sqlx;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::graphql::server::Server;

/// Somebody who has an account and a token for it.
pub(crate) struct Person {
    /// What they send to be known.
    pub(crate) token: String,
}

impl Person {
    /// Somebody of a name, whose token is good for some days from the servers' now.
    pub(crate) async fn new(server: &Server, name: &str, days: i32) -> Self {
        let token = format!("token of {name} for {days} days");
        sqlx::query(
            "with somebody as (insert into account (name) values ($1) returning id)
             insert into session (token_hash, account_id, expires_at)
             select $2, id, timestamptz '2026-11-22 12:00Z' + make_interval(days => $3) from somebody",
        )
        .bind(name)
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .bind(days)
        .execute(server.database.pool())
        .await
        .expect("an account");
        Self { token }
    }

    /// The whole answer to what they ask.
    pub(crate) async fn answer(&self, server: &Server, query: &str, variables: Value) -> Value {
        let request = server
            .request(reqwest::Method::POST, "/graphql")
            .bearer_auth(&self.token)
            .json(&json!({"query": query, "variables": variables}));
        let response = request.send().await.expect("the server answers");
        response.json().await.expect("the answer is JSON")
    }

    /// The data of what they ask, which has to succeed.
    pub(crate) async fn data(&self, server: &Server, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(server, query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }
}

//! Columns against statements: every field of random questions about random markets.

use api::Settings;
use serde_json::json;

use super::{
    market,
    question::{difference, engine, random},
};
use crate::{
    graphql::{
        fixture::{self, Dice},
        graph,
        server::{Server, clock},
    },
    world::World,
};

/// How many markets, and how many questions about each; `MARKETS` asks for more.
fn amount() -> u64 {
    let asked = std::env::var("MARKETS").ok();
    asked.map_or(3, |markets| markets.parse().expect("MARKETS is a number"))
}

const QUESTIONS: usize = 40;

#[tokio::test]
async fn columns_answer_as_statements_do() {
    for seed in 0..amount() {
        let mut dice = Dice::new(seed);
        let database = World::migrated().await;
        fixture::content(&database).await;
        let size = [0, 30, 700][usize::try_from(seed % 3).unwrap()];
        fixture::store(&database, &market::market(size, &mut dice)).await;
        graph::roadmaps(&database, json!({})).await;
        let server = Server::start(database).await;
        let columns = server.beside(Settings::new(clock)).await;
        for _ in 0..QUESTIONS {
            agree(&server, &columns, &random(&mut dice), seed).await;
        }
    }
}

/// Holds if a server with columns answers a question as the one with statements.
pub(super) async fn agree(server: &Server, columns: &str, question: &str, seed: u64) {
    let mut expected = server.answer(question).await;
    assert!(expected["errors"].is_null(), "{question}\n{expected:#}");
    let mut found = server.answer_at(columns, question).await;
    assert_eq!(engine(&mut expected), Some("DATABASE".into()));
    assert_eq!(engine(&mut found), Some("MEMORY".into()));
    if let Some(difference) = difference("", &expected, &found) {
        panic!("seed {seed}: statements and columns differ at {difference}\n{question}");
    }
}

//! How ready somebody is for a role: against real servers, one that asks the database and one that holds the market in memory.

mod agreement;
mod example;
mod input;
mod own;
mod privacy;

use api::Settings;
use entity::posting::Model;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::graphql::{
    fixture::{self, posting},
    graph,
    server::{Server, clock},
};
use crate::world::World;

/// 200 postings in Berlin: 160 name Python, 80 `PyTorch`, 20 `TensorFlow`, 100 SQL, 60 Docker, 50 Rust. And 100 of a role without a roadmap,
/// of which all name Python, 50 SQL, 5 Docker and 4 Rust.
fn postings() -> Vec<Model> {
    let engineer = |id: i64| {
        let named = [
            (1, id <= 160),
            (2, id <= 80),
            (3, id > 180),
            (4, id <= 100),
            (5, id <= 60),
            (6, id <= 50),
        ];
        naming(id, 1, &named)
    };
    let analyst = |id: i64| {
        let named = [(1, true), (4, id <= 250), (5, id <= 205), (6, id <= 204)];
        naming(id, 4, &named)
    };
    (1..=200)
        .map(engineer)
        .chain((201..=300).map(analyst))
        .collect()
}

fn naming(id: i64, role: i32, named: &[(i32, bool)]) -> Model {
    let named = named.iter().filter(|(_, named)| *named);
    let skill_ids: Vec<i32> = named.map(|(skill, _)| *skill).collect();
    Model {
        role_id: Some(role),
        requirement_levels: vec![2; skill_ids.len()],
        skill_ids,
        ..posting(id)
    }
}

/// A server over that market, and the address of one beside it that holds it in memory.
async fn served() -> (Server, String) {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    database
        .execute_unprepared("insert into role (id, slug, title, family) values (4, 'data-analyst', 'Data analyst', 'data')")
        .await
        .expect("the role is stored");
    fixture::store(&database, &postings()).await;
    let server = Server::start(database).await;
    let columns = server.beside(Settings::new(clock)).await;
    (server, columns)
}

/// What both servers answer, which has to be the same.
async fn both(server: &Server, columns: &str, query: &str) -> Value {
    let mut answer = server.answer(query).await;
    assert!(answer["errors"].is_null(), "{query}\n{answer:#}");
    let other = server.answer_at(columns, query).await;
    assert_eq!(answer, other, "{query}");
    answer["data"]["readiness"].take()
}

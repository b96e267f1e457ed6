//! The shape of an answer: its fields in the order of the query, and as little of it null as the schema allows.

use std::{fmt::Write, sync::Arc};

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{fixture, graph, server::Server};
use crate::world::World;

/// A server whose database has lost some tables, so that what reads them fails.
async fn without(tables: &[&str]) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    graph::proven(&database, 40).await;
    for table in tables {
        let script = format!("alter table {table} rename to lost_{table}");
        database
            .execute_unprepared(&script)
            .await
            .expect("the table is there");
    }
    Server::start(database).await
}

fn errors(answer: &Value) -> &[Value] {
    answer["errors"].as_array().map_or(&[], Vec::as_slice)
}

#[tokio::test]
async fn fields_come_back_in_the_order_of_the_query() {
    let server = without(&[]).await;
    let (mut query, mut expected) = ("{".to_owned(), "{\"data\":{".to_owned());
    for number in 0..40 {
        write!(
            query,
            "a{number}: skill(slug: \"rust\") {{aliases name substitutes {{aliases slug}} slug}} "
        )
        .expect("text");
        write!(
            expected,
            "\"a{number}\":{{\"aliases\":[\"rust\",\"rust-also\"],\"name\":\"RUST\",\"substitutes\":[{{\"aliases\":\
             [\"sql\",\"sql-also\"],\"slug\":\"sql\"}}],\"slug\":\"rust\"}},"
        )
        .expect("text");
    }
    query.push_str(
        "postings(first: 100) {totalCount nodes {company title} pageInfo {hasNextPage}}}",
    );
    let posting = |id: i64| {
        let company = if id % 2 == 0 { "Acme" } else { "Globex" };
        format!("{{\"company\":\"{company}\",\"title\":\"Engineer {id}\"}}")
    };
    let postings: Vec<_> = (1..=40).rev().map(posting).collect();
    write!(
        expected,
        "\"postings\":{{\"totalCount\":40,\"nodes\":[{}],\"pageInfo\":{{\"hasNextPage\":false}}}}}},\"extensions\":{{\"cost\":1291}}}}",
        postings.join(",")
    )
    .expect("text");
    for _ in 0..20 {
        let request = server.request(Method::POST, "/graphql");
        let request = request.json(&json!({ "query": query }));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.text().await.expect("a text"), expected);
    }
}

#[tokio::test]
async fn a_nullable_field_that_fails_is_null_alone() {
    let server = without(&[]).await;
    let answer = server
        .answer("{good: demand {postings} bad: demand(filter: {roles: [\"wizard\"]}) {postings}}")
        .await;
    assert_eq!(
        answer["data"],
        json!({"good": {"postings": 40}, "bad": null})
    );
    let [error] = errors(&answer) else {
        panic!("{answer:#}");
    };
    assert_eq!(error["path"], json!(["bad"]));
    assert_eq!(error["locations"], json!([{"line": 1, "column": 26}]));
    assert_eq!(error["extensions"]["code"], "INVALID_INPUT");
}

#[tokio::test]
async fn a_nullable_field_of_an_item_that_fails_is_null_alone() {
    let server = without(&["role"]).await;
    let answer = server
        .answer("{postings(first: 2) {nodes {role {slug} title}}}")
        .await;
    let nodes = json!([
        {"role": null, "title": "Engineer 40"}, {"role": null, "title": "Engineer 39"},
    ]);
    assert_eq!(answer["data"]["postings"]["nodes"], nodes);
    let paths: Vec<_> = errors(&answer).iter().map(|error| &error["path"]).collect();
    let path = |number: usize| json!(["postings", "nodes", number, "role"]);
    assert_eq!(paths, [&path(0), &path(1)]);
}

#[tokio::test]
async fn an_id_that_fails_leaves_the_others_alone() {
    let server = without(&["run_source"]).await;
    let ids = server
        .data("{skill(slug: \"rust\") {id} region(code: \"DE\") {id}}")
        .await;
    let (skill, region) = (&ids["skill"]["id"], &ids["region"]["id"]);
    let run = "SW5nZXN0UnVuOjEvYm9hcmQtYQ";
    let query = format!("{{nodes(ids: [{skill}, \"{run}\", {region}, \"none\"]) {{id}}}}");
    let answer = server.answer(&query).await;
    let nodes = json!([{"id": skill}, null, {"id": region}, null]);
    assert_eq!(answer["data"]["nodes"], nodes, "{answer:#}");
    let [error] = errors(&answer) else {
        panic!("{answer:#}");
    };
    assert_eq!(error["path"], json!(["nodes", 1]));
    assert_eq!(error["extensions"]["code"], "INTERNAL");
}

#[tokio::test]
async fn a_field_that_must_not_be_null_nulls_what_it_is_in() {
    let server = without(&["skill_alias"]).await;
    let answer = server
        .answer("{skill(slug: \"rust\") {name aliases} region(code: \"DE\") {code}}")
        .await;
    let data = json!({"skill": null, "region": {"code": "DE"}});
    assert_eq!(answer["data"], data);
    assert_eq!(errors(&answer).len(), 1);
    assert_eq!(answer["errors"][0]["path"], json!(["skill", "aliases"]));

    let query = "{serviceConfig {maxDepth} sources(first: 1000) {nodes {slug}}}";
    let answer = server.answer(query).await;
    assert_eq!(answer.get("data"), Some(&Value::Null));
    assert_eq!(errors(&answer).len(), 1);
    assert_eq!(answer["errors"][0]["path"], json!(["sources"]));
}

#[tokio::test]
async fn more_requests_than_connections_are_all_answered() {
    let server = without(&[]).await;
    let query = "{skills {totalCount nodes {aliases roadmapNodes {totalCount}}} regions {totalCount nodes {parent {name}}}
        roadmaps {nodes {role {slug} nodes {demand {value}}}} postings {totalCount nodes {company source {health}}}
        sources {nodes {runs {nodes {status}} postings}}}";
    let expected = server.data(query).await;
    let server = Arc::new(server);
    let mut requests = JoinSet::new();
    for _ in 0..60 {
        let server = Arc::clone(&server);
        requests.spawn(async move { server.data(query).await });
    }
    for answer in requests.join_all().await {
        assert_eq!(answer, expected);
    }
}

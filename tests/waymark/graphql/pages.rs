//! Lists: every item once in either direction, and cursors that fit only where they come from.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{fixture, server::Server};
use crate::world::World;

async fn market() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &fixture::market(400)).await;
    Server::start(database).await
}

/// Reads a list page by page, checking what each page says about its neighbours.
async fn walk(
    server: &Server,
    list: &str,
    arguments: &str,
    size: usize,
    backward: bool,
) -> Vec<String> {
    let (count, cursor, more, mark) = if backward {
        ("last", "before", "hasPreviousPage", "startCursor")
    } else {
        ("first", "after", "hasNextPage", "endCursor")
    };
    let (mut ids, mut position) = (Vec::new(), String::new());
    loop {
        let data = server
            .data(&format!(
                "{{{list}({arguments} {count}: {size} {position}) {{
                totalCount nodes {{id}} edges {{cursor node {{id}}}}
                pageInfo {{hasNextPage hasPreviousPage startCursor endCursor}}}}}}"
            ))
            .await;
        let page = &data[list];
        let found: Vec<String> = page["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .map(|node| node["id"].as_str().expect("an id").to_owned())
            .collect();
        assert!(found.len() <= size);
        if backward {
            ids.splice(0..0, found);
        } else {
            ids.extend(found);
        }
        if page["pageInfo"][more] == Value::Bool(false) {
            assert_eq!(page["totalCount"], ids.len(), "{list}");
            return ids;
        }
        let at = page["pageInfo"][mark].as_str().expect("a cursor");
        position = format!("{cursor}: \"{at}\"");
    }
}

#[tokio::test]
async fn every_item_comes_once_in_either_direction() {
    let server = market().await;
    for (list, arguments, size) in [
        ("postings", "period: {lastMonths: 12}", 7),
        ("skills", "search: \"O\"", 2),
        ("skills", "kind: LANGUAGE", 3),
        ("regions", "within: \"EU\"", 2),
        ("regions", "level: COUNTRY", 1),
        ("roles", "", 2),
        ("sources", "", 3),
    ] {
        let forward = walk(&server, list, arguments, size, false).await;
        let backward = walk(&server, list, arguments, size, true).await;
        assert_eq!(forward, backward, "{list}");
        assert_eq!(
            forward.iter().collect::<BTreeSet<_>>().len(),
            forward.len(),
            "{list}"
        );
        assert!(
            forward.len() > size,
            "{list} is too short to prove anything"
        );
    }
}

#[tokio::test]
async fn postings_come_newest_first_and_as_many_as_demand_counts() {
    let server = market().await;
    let found = server
        .data("{postings(first: 100) {totalCount nodes {postedOn firstSeen}} demand {postings}}")
        .await;
    assert_eq!(found["postings"]["totalCount"], found["demand"]["postings"]);
    let days: Vec<_> = found["postings"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| {
            let day = node["postedOn"]
                .as_str()
                .or_else(|| node["firstSeen"].as_str());
            day.expect("a day")[..10].to_owned()
        })
        .collect();
    assert!(days.len() > 20);
    assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
}

#[tokio::test]
async fn lists_of_statistics_are_walked_too() {
    let server = market().await;
    for order in ["SHARE", "NAME", "SIGNIFICANCE"] {
        let whole = server.data(&format!(
            "{{demand(period: {{lastMonths: 12}}) {{skills(orderBy: {order}, first: 100) {{nodes {{skill {{slug}}}}}}}}}}"
        )).await;
        let whole = whole["demand"]["skills"]["nodes"]
            .as_array()
            .expect("nodes")
            .clone();
        let (mut pieces, mut after) = (Vec::new(), String::new());
        loop {
            let data = server.data(&format!(
                "{{demand(period: {{lastMonths: 12}}) {{skills(orderBy: {order}, first: 3 {after}) {{
                    nodes {{skill {{slug}}}} pageInfo {{hasNextPage endCursor}}}}}}}}"
            )).await;
            let page = &data["demand"]["skills"];
            pieces.extend(page["nodes"].as_array().expect("nodes").iter().cloned());
            if page["pageInfo"]["hasNextPage"] == Value::Bool(false) {
                break;
            }
            after = format!("after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(pieces, whole, "{order}");
    }
}

#[tokio::test]
async fn wrong_pages_are_refused() {
    let server = market().await;
    let data = server
        .data("{skills(first: 1) {pageInfo {endCursor}}}")
        .await;
    let cursor = &data["skills"]["pageInfo"]["endCursor"];
    for (query, word) in [
        (
            format!("{{regions(after: {cursor}) {{totalCount}}}}"),
            "cursor",
        ),
        (
            format!("{{demand {{skills(after: {cursor}) {{totalCount}}}}}}"),
            "cursor",
        ),
        ("{skills(after: \"x\") {totalCount}}".into(), "cursor"),
        ("{skills(first: 101) {totalCount}}".into(), "100"),
        ("{skills(first: -1) {totalCount}}".into(), "-1"),
        ("{skills(first: 1, last: 1) {totalCount}}".into(), "exclude"),
    ] {
        let (code, message) = server.error(&query).await;
        assert_eq!(code, "INVALID_INPUT", "{query}");
        assert!(message.contains(word), "{query}: {message}");
    }
}

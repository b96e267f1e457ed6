//! Walking a list page by page, in pages of any size and in either direction, gives the list.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{LISTS, List, SCHEMA, Schema, connection, served};
use crate::{graphql::server::Server, people::person::Person};

/// A list in one page, item by item.
pub(super) async fn whole(server: &Server, person: &Person, list: &List) -> Vec<Value> {
    let data = person
        .data(server, &list.page("first: 100", &list.told()), json!({}))
        .await;
    let page = connection(&data);
    assert_eq!(
        page["pageInfo"]["hasNextPage"], false,
        "{} fits one page",
        list.coordinate
    );
    page["nodes"].as_array().expect("nodes").clone()
}

/// A list read in pages of some size from either end, with something happening between them.
pub(super) async fn pages(
    server: &Server,
    person: &Person,
    list: &List,
    size: usize,
    backward: bool,
    mut between: impl AsyncFnMut(),
) -> Vec<Value> {
    let (count, cursor) = if backward {
        ("last", "before")
    } else {
        ("first", "after")
    };
    let mut position = String::new();
    let mut found: Vec<Value> = Vec::new();
    loop {
        let query = list.page(&format!("{count}: {size} {position}"), &list.told());
        let data = person.data(server, &query, json!({})).await;
        let page = connection(&data);
        let nodes = page["nodes"].as_array().expect("nodes");
        check(list, page, size, position.is_empty(), backward);
        let at = if backward { 0 } else { found.len() };
        found.splice(at..at, nodes.iter().cloned());
        let (more, mark) = if backward {
            ("hasPreviousPage", "startCursor")
        } else {
            ("hasNextPage", "endCursor")
        };
        if page["pageInfo"][more] == false {
            return found;
        }
        position = format!("{cursor}: {}", page["pageInfo"][mark]);
        between().await;
    }
}

/// What a page says of itself.
fn check(list: &List, page: &Value, size: usize, is_first: bool, backward: bool) {
    let at = list.coordinate;
    let nodes = page["nodes"].as_array().expect("nodes");
    let edges = page["edges"].as_array().expect("edges");
    assert!(nodes.len() <= size && edges.len() == nodes.len(), "{at}");
    assert!(
        edges
            .iter()
            .zip(nodes)
            .all(|(edge, node)| edge["node"] == *node),
        "{at}"
    );
    let cursors: BTreeSet<_> = edges.iter().map(|edge| edge["cursor"].as_str()).collect();
    assert_eq!(
        cursors.len(),
        edges.len(),
        "{at}: each item has a place of its own"
    );
    let info = &page["pageInfo"];
    let ends = (edges.first(), edges.last());
    // The feed's end lies behind what was looked through.
    if let (Some(first), Some(last), true) = (ends.0, ends.1, at != "Query.postingChanges") {
        assert_eq!(info["startCursor"], first["cursor"], "{at}");
        assert_eq!(info["endCursor"], last["cursor"], "{at}");
    }
    let behind = if backward {
        "hasNextPage"
    } else {
        "hasPreviousPage"
    };
    assert_eq!(info[behind], !is_first, "{at}: {behind}");
}

#[tokio::test]
async fn every_list_is_the_same_in_pages_of_any_size_and_either_direction() {
    let (server, ada) = served().await;
    let schema = Schema::of(SCHEMA);
    for list in &LISTS {
        let whole = whole(&server, &ada, list).await;
        let different: BTreeSet<String> = whole.iter().map(Value::to_string).collect();
        assert_eq!(different.len(), whole.len(), "{}", list.coordinate);
        assert!(
            whole.len() >= 2,
            "{} is too short to prove anything",
            list.coordinate
        );
        let sizes = [1, 2, 3, 7, whole.len(), 100];
        for size in sizes.into_iter().filter(|size| whole.len() / size < 40) {
            let forward = pages(&server, &ada, list, size, false, async || {}).await;
            assert_eq!(forward, whole, "{} in pages of {size}", list.coordinate);
            if list.goes_back(&schema) {
                let backward = pages(&server, &ada, list, size, true, async || {}).await;
                assert_eq!(
                    backward, whole,
                    "{} from its end in pages of {size}",
                    list.coordinate
                );
            }
        }
    }
}

//! How sources that are collected fare, over GraphQL.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};

use super::{fixture, server::Server};
use crate::world::World;

/// Boards of `board-a` in every state, one of `unread`, and a collection of one of them.
const TARGETS: &str = "
insert into target (id, source_id, board, enabled, attempted_at, succeeded_at, listed, empty_since, failing_since,
    failures, failure, gone, drifted_since, drift, held_since, held) values
    (1, 1, 'acme', true, '2026-11-22 08:00Z', '2026-11-22 08:01Z', 12, null, null, 0, null, false, null, '{}', null, 0),
    (2, 1, 'broken', true, '2026-11-22 08:00Z', '2026-11-20 08:00Z', 5, null, '2026-11-21 08:00Z', 2,
        'the host answered 500', false, null, '{}', null, 0),
    (3, 1, 'changed', true, '2026-11-22 08:00Z', '2026-11-22 08:00Z', 7, null, null, 0, null, false,
        '2026-11-19 08:00Z', '{missing: title}', '2026-11-22 08:00Z', 41),
    (4, 1, 'gone', true, '2026-11-22 08:00Z', '2026-10-01 08:00Z', 3, null, '2026-11-22 08:00Z', 1,
        'the host answered 404', true, null, '{}', null, 0),
    (5, 1, 'none', true, '2026-11-22 08:00Z', '2026-11-22 08:00Z', 0, '2026-11-02 08:00Z', null, 0, null, false, null, '{}', null, 0),
    (6, 1, 'off', false, null, null, null, null, null, 0, null, false, null, '{}', null, 0),
    (7, 4, '', true, null, null, null, null, null, 0, null, false, null, '{}', null, 0);
update run set target_id = 1 where id = 1;
update run_source set closed = 4, reopened = 2 where run_id = 1 and source_id = 1;
update posting set target_id = 1 where source_id = 1;
update posting set closed_at = last_seen where id = (select min(id) from posting where source_id = 1);
";

/// Stores boards in every state.
pub(crate) async fn collected(database: &DatabaseConnection) {
    let stored = database.execute_unprepared(TARGETS).await;
    stored.expect("the targets are stored");
}

pub(crate) async fn served() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(
        &database,
        &(1..=9).map(fixture::posting).collect::<Vec<_>>(),
    )
    .await;
    collected(&database).await;
    Server::start(database).await
}

fn source<'a>(found: &'a Value, slug: &str) -> &'a Value {
    let sources = found["sources"]["nodes"].as_array().expect("nodes");
    let named = sources.iter().find(|source| source["slug"] == slug);
    named.expect("the source is listed")
}

#[tokio::test]
async fn every_board_says_how_it_fares_since_when_and_why() {
    let server = served().await;
    let found = server
        .data(
            "{sources {nodes {slug health healthSince healthReason lastSuccess
                targets {totalCount nodes {board health healthSince healthReason lastAttempt lastSuccess failures listed
                    openPostings drift held}}}}}",
        )
        .await;
    let board_a = source(&found, "board-a");
    assert_eq!(board_a["health"], "DEGRADED");
    assert_eq!(board_a["healthSince"], "2026-11-19T08:00:00+00:00");
    assert_eq!(board_a["lastSuccess"], "2026-11-22T08:01:00+00:00");
    let reason = board_a["healthReason"].as_str().expect("a reason");
    assert!(
        reason.starts_with(
            "3 of 5 boards are not healthy: gone: it is gone: the host answered 404; broken: "
        ),
        "{reason}"
    );
    assert_eq!(board_a["targets"]["totalCount"], 6);
    let targets = board_a["targets"]["nodes"].as_array().expect("nodes");
    let told: Vec<_> = targets
        .iter()
        .map(|target| (target["board"].as_str(), target["health"].as_str()))
        .collect();
    let expected = [
        ("acme", "HEALTHY"),
        ("broken", "DEGRADED"),
        ("changed", "DEGRADED"),
        ("gone", "DEAD"),
        ("none", "EMPTY"),
        ("off", "DISABLED"),
    ];
    assert_eq!(
        told,
        expected.map(|(board, health)| (Some(board), Some(health)))
    );
    assert_eq!(
        targets[0],
        json!({
            "board": "acme", "health": "HEALTHY", "healthSince": null,
            "healthReason": "the latest collection saw 12 open postings",
            "lastAttempt": "2026-11-22T08:00:00+00:00", "lastSuccess": "2026-11-22T08:01:00+00:00",
            "failures": 0, "listed": 12, "openPostings": 8, "drift": [], "held": 0,
        })
    );
    assert_eq!(targets[2]["drift"], json!(["missing: title"]));
    assert_eq!(targets[2]["held"], 41);
    assert_eq!(targets[3]["healthSince"], "2026-11-22T08:00:00+00:00");
}

#[tokio::test]
async fn a_source_read_as_a_whole_has_one_target_without_a_board() {
    let server = served().await;
    let found = server
        .data("{sources {nodes {slug health healthReason lastSuccess targets {nodes {board health}}}}}")
        .await;
    assert_eq!(
        source(&found, "unread"),
        &json!({
            "slug": "unread", "health": "NEVER_SUCCEEDED", "healthReason": "it has not been tried yet", "lastSuccess": null,
            "targets": {"nodes": [{"board": null, "health": "NEVER_SUCCEEDED"}]},
        })
    );
    let files = source(&found, "board-b");
    assert_eq!(files["healthReason"], "its latest import failed");
    assert_eq!(files["targets"]["nodes"], json!([]));
}

#[tokio::test]
async fn targets_are_paged_by_board() {
    let server = served().await;
    let page = |after: String| {
        let server = &server;
        async move {
            let query = format!(
                "{{sources(first: 1) {{nodes {{targets(first: 4{after}) {{nodes {{board}} pageInfo {{hasNextPage endCursor}}}}}}}}}}"
            );
            server.data(&query).await["sources"]["nodes"][0]["targets"].take()
        }
    };
    let first = page(String::new()).await;
    assert_eq!(first["nodes"][3]["board"], "gone");
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = page(format!(", after: {}", first["pageInfo"]["endCursor"])).await;
    assert_eq!(rest["nodes"], json!([{"board": "none"}, {"board": "off"}]));
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
}

#[tokio::test]
async fn a_run_says_which_board_it_collected_and_what_closed() {
    let server = served().await;
    let found = server
        .data("{sources(first: 2) {nodes {slug runs {nodes {board closed reopened}}}}}")
        .await;
    let runs = |slug| &source(&found, slug)["runs"]["nodes"];
    assert_eq!(
        runs("board-a"),
        &json!([{"board": "acme", "closed": 4, "reopened": 2}])
    );
    assert_eq!(
        runs("board-b")[0],
        json!({"board": null, "closed": 0, "reopened": 0})
    );
}

#[tokio::test]
async fn terms_are_told_where_they_are_known() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &[fixture::posting(1)]).await;
    // The fixture gives out numbers itself.
    let numbers = "select setval(pg_get_serial_sequence('source', 'id'), 1000)";
    assert_eq!(database.number(numbers).await, 1_000);
    let card = ingest::source::card("jobicy").expect("a card");
    let boards = [String::new()];
    let pool = database.pool();
    ingest::store::targets::follow(pool, card, &boards)
        .await
        .expect("it is followed");
    let server = Server::start(database).await;
    let found = server
        .data("{sources {nodes {slug attribution terms {summary url readOn redistribution}}}}")
        .await;
    let terms = card.terms;
    assert_eq!(
        source(&found, "jobicy"),
        &json!({"slug": "jobicy", "attribution": card.attribution, "terms": {
            "summary": terms.summary, "url": terms.url, "readOn": terms.read_on, "redistribution": terms.redistribution,
        }})
    );
    assert_eq!(source(&found, "board-a")["terms"], Value::Null);
}

//! The feed of changes: everything once and in order from any cursor, under any filter, for as long as it is kept.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};

use super::{fixture, server::Server};
use crate::world::World;

/// Logs what one transaction did, and says so, as whoever stores postings does.
pub(crate) async fn log(database: &DatabaseConnection, done: &[(&str, &[i64])]) {
    let ids = |kind| {
        let ids = done.iter().find(|(name, _)| *name == kind);
        format!("array{:?}::bigint[]", ids.map_or(&[][..], |(_, ids)| ids))
    };
    let statement = format!(
        "with row as (insert into posting_change (added, changed, closed, reopened, touched) values ({}, {}, {}, {}, {})
            returning id)
         select pg_notify('posting_change', id::text) from row",
        ids("added"),
        ids("changed"),
        ids("closed"),
        ids("reopened"),
        ids("touched"),
    );
    let logged = database.execute_unprepared(&statement).await;
    logged.expect("the changes are logged");
}

/// Forty postings, of which every second one is in France.
pub(crate) async fn market() -> World {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let mut postings: Vec<_> = (1..=40).map(fixture::posting).collect();
    for posting in postings.iter_mut().skip(1).step_by(2) {
        posting.region_ids = fixture::REGIONS[8].2.to_vec();
    }
    // Statistics leave these out, the feed does not.
    postings[2].complete = false;
    postings[4].canonical_id = 1;
    fixture::store(&database, &postings).await;
    database
}

/// What a list of changes tells: kind and title of each.
pub(crate) fn told(changes: &Value) -> Vec<String> {
    let changes = changes.as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |change: &Value| {
        let title = text(&change["posting"]["title"]);
        format!(
            "{} {}",
            text(&change["kind"]),
            title.trim_start_matches("Engineer ")
        )
    };
    changes.iter().map(one).collect()
}

async fn page(server: &Server, arguments: &str) -> Value {
    let query = format!(
        "{{postingChanges({arguments}) {{now nodes {{cursor kind at posting {{title}}}} edges {{cursor node {{kind}}}}
            pageInfo {{hasNextPage hasPreviousPage startCursor endCursor}}}}}}"
    );
    server.data(&query).await["postingChanges"].take()
}

/// Reads from a cursor to the end.
async fn walk(server: &Server, from: Option<&Value>, size: usize, filter: &str) -> Vec<String> {
    let mut after = from.map_or(String::new(), |cursor| format!("after: {cursor}"));
    let mut found = Vec::new();
    loop {
        let page = page(server, &format!("first: {size} {after} {filter}")).await;
        assert!(told(&page["nodes"]).len() <= size);
        found.extend(told(&page["nodes"]));
        after = format!("after: {}", page["pageInfo"]["endCursor"]);
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
    }
}

const ALL: [&str; 8] = [
    "ADDED 1",
    "ADDED 2",
    "ADDED 3",
    "CHANGED 1",
    "CLOSED 2",
    "ADDED 5",
    "CHANGED 3",
    "REOPENED 2",
];

async fn served() -> Server {
    let database = market().await;
    log(&database, &[("added", &[1, 2, 3])]).await;
    log(&database, &[]).await;
    // One that was deleted since is left out.
    log(&database, &[("changed", &[1, 99]), ("closed", &[2])]).await;
    // What touches statistics only is no change of the posting's.
    log(&database, &[("touched", &[1, 2, 4])]).await;
    log(
        &database,
        &[
            ("added", &[5]),
            ("changed", &[3]),
            ("reopened", &[2]),
            ("touched", &[6]),
        ],
    )
    .await;
    Server::start(database).await
}

#[tokio::test]
async fn every_change_comes_once_and_in_order_however_it_is_cut() {
    let server = served().await;
    for size in [1, 2, 3, 100] {
        assert_eq!(walk(&server, None, size, "").await, ALL, "{size}");
    }
    let whole = page(&server, "first: 100").await;
    for (index, change) in whole["nodes"].as_array().expect("nodes").iter().enumerate() {
        assert_eq!(whole["edges"][index]["cursor"], change["cursor"]);
        let rest = walk(&server, Some(&change["cursor"]), 2, "").await;
        assert_eq!(rest, ALL[index + 1..]);
    }
    assert_eq!(whole["pageInfo"]["endCursor"], whole["now"]);
    assert!(walk(&server, Some(&whole["now"]), 2, "").await.is_empty());
}

#[tokio::test]
async fn what_only_touches_statistics_moves_the_end_and_shows_nothing() {
    let server = served().await;
    let before = page(&server, "first: 100").await["now"].take();
    for id in 1..=3 {
        log(&server.database, &[("touched", &[id, 99])]).await;
    }
    for filter in ["", "filter: {regions: [\"DE\"]}"] {
        let page = page(&server, &format!("first: 1 after: {before} {filter}")).await;
        assert_eq!(page["nodes"], json!([]));
        assert_eq!(page["pageInfo"]["hasNextPage"], false);
        assert_eq!(page["pageInfo"]["endCursor"], page["now"]);
        assert_ne!(page["now"], before);
    }
    let now = page(&server, "first: 0").await["now"].take();
    log(&server.database, &[("closed", &[4])]).await;
    // Whoever read them needs them no longer.
    let forgotten = "delete from posting_change where id < (select max(id) from posting_change)";
    let database = &server.database.connection;
    database
        .execute_unprepared(forgotten)
        .await
        .expect("forgotten");
    assert_eq!(walk(&server, Some(&now), 1, "").await, ["CLOSED 4"]);
}

#[tokio::test]
async fn filters_see_postings_as_they_are() {
    let server = served().await;
    let french = walk(&server, None, 2, "filter: {regions: [\"FR\"]}").await;
    assert_eq!(french, ["ADDED 2", "CLOSED 2", "REOPENED 2"]);
    let german = walk(
        &server,
        None,
        1,
        "filter: {regions: [\"DE\"], search: \"engineer\"}",
    )
    .await;
    assert_eq!(
        german,
        ["ADDED 1", "ADDED 3", "CHANGED 1", "ADDED 5", "CHANGED 3"]
    );
    let nothing = walk(&server, None, 9, "filter: {skillsAll: [\"rust\"]}").await;
    assert!(nothing.is_empty());
    assert_eq!(walk(&server, None, 9, "filter: {}").await, ALL);
}

#[tokio::test]
async fn a_filter_that_nothing_passes_still_gets_on() {
    let database = market().await;
    for _ in 0..3 {
        log(&database, &[("changed", &[1; 999])]).await;
    }
    log(&database, &[("closed", &[2])]).await;
    let server = Server::start(database).await;
    let filter = "filter: {regions: [\"FR\"]}";
    let first = page(&server, &format!("first: 5 {filter}")).await;
    assert_eq!(first["nodes"], json!([]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    assert_eq!(walk(&server, None, 5, filter).await, ["CLOSED 2"]);
    assert_eq!(walk(&server, None, 100, "").await.len(), 2_998);
}

#[tokio::test]
async fn a_page_takes_two_statements_and_a_filter_two_more() {
    let server = served().await;
    let fields = "nodes {kind posting {title}} now pageInfo {endCursor}";
    for size in [1, 100] {
        let query = format!("{{postingChanges(first: {size}) {{{fields}}}}}");
        let (statements, _) = server.statements(&query).await;
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let query = format!(
            "{{postingChanges(first: {size}, filter: {{regions: [\"DE\"]}}) {{{fields}}}}}"
        );
        let (statements, _) = server.statements(&query).await;
        assert_eq!(statements.len(), 4, "{statements:#?}");
    }
}

#[tokio::test]
async fn a_page_of_a_long_log_reads_no_more_than_it_shows() {
    let database = market().await;
    let grown = "insert into posting_change (added, changed)
        select array[n % 40 + 1], array(select generate_series(1, 20)) from generate_series(1, 50000) n;
        analyze posting_change";
    database.execute_unprepared(grown).await.expect("grown");
    let server = Server::start(database).await;
    let (statements, _) = server
        .statements("{postingChanges(first: 100) {now}}")
        .await;
    let last = i64::MAX.to_string();
    let values = ["40000", "40000", "32767", &last, "101"];
    let plan = server.plan(&statements[0], &values).await;
    assert!(!plan.contains("Seq Scan on posting_change"), "{plan}");
    let read = "Index Scan using posting_change_pkey on posting_change c (actual time=";
    let line = plan
        .lines()
        .find(|line| line.contains(read))
        .expect("an index scan");
    let rows = line
        .split("rows=")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let rows: u64 = rows
        .and_then(|rows| rows.parse().ok())
        .expect("a number of rows");
    assert!(rows < 100, "{plan}");
}

#[tokio::test]
async fn a_cursor_whose_future_is_forgotten_says_to_start_anew() {
    let server = served().await;
    let start = page(&server, "first: 0").await;
    let start = &start["pageInfo"]["endCursor"];
    let early = page(&server, "first: 2").await["nodes"][1]["cursor"].take();
    let now = page(&server, "first: 1").await["now"].take();
    let forget = |condition: &'static str| {
        let database = server.database.connection.clone();
        async move {
            let statement = format!("delete from posting_change where {condition}");
            database
                .execute_unprepared(&statement)
                .await
                .expect("forgotten");
        }
    };
    assert_eq!(walk(&server, Some(start), 9, "").await, ALL);
    forget("id < 3").await;
    for cursor in [start, &early] {
        let query = format!("{{postingChanges(after: {cursor}) {{nodes {{kind}}}}}}");
        let (code, message) = server.error(&query).await;
        assert_eq!(code, "CURSOR_EXPIRED");
        assert!(message.contains("start anew"), "{message}");
    }
    assert_eq!(walk(&server, None, 9, "").await, ALL[3..]);
    // Whoever was up to date misses nothing when the rest is forgotten too.
    forget("true").await;
    assert!(walk(&server, Some(&now), 9, "").await.is_empty());
    log(&server.database, &[("changed", &[7])]).await;
    assert_eq!(walk(&server, Some(&now), 9, "").await, ["CHANGED 7"]);
    // A log that ends before the cursor is another one.
    forget("true").await;
    let restored = "insert into posting_change (id, added) values (2, '{1}')";
    let database = &server.database.connection;
    database.execute_unprepared(restored).await.expect("logged");
    let query = format!("{{postingChanges(after: {now}) {{nodes {{kind}}}}}}");
    assert_eq!(server.error(&query).await.0, "CURSOR_EXPIRED");
}

#[tokio::test]
async fn cursors_of_other_lists_are_refused() {
    let server = served().await;
    let skills = server
        .data("{skills(first: 1) {pageInfo {endCursor}}}")
        .await;
    let cursor = &skills["skills"]["pageInfo"]["endCursor"];
    for query in [
        format!("{{postingChanges(after: {cursor}) {{now}}}}"),
        "{postingChanges(first: 101) {now}}".to_owned(),
        "{postingChanges(filter: {regions: [\"XX\"]}) {now}}".to_owned(),
    ] {
        assert_eq!(server.error(&query).await.0, "INVALID_INPUT", "{query}");
    }
}

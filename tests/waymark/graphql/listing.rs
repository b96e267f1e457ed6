//! Lists of postings: how they closed and came back, every filter, and what a page costs on a large table.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{fixture, server::Server};
use crate::world::World;

#[tokio::test]
async fn a_posting_that_came_back_shows_when_it_was_open() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let mut back = fixture::posting(1);
    back.reopened_at = Some(fixture::moment(fixture::day(2026, 9, 1)));
    back.expires_at = Some(fixture::moment(fixture::day(2026, 12, 1)));
    let mut closed = fixture::posting(2);
    closed.closed_at = Some(fixture::moment(fixture::day(2026, 11, 21)));
    closed.closed_because = Some("its board no longer lists it".into());
    fixture::store(&database, &[back, closed]).await;
    database
        .execute_unprepared(
            "insert into posting_spell values
                (1, '2026-06-01 08:00Z', '2026-07-01 08:00Z', 'its board no longer lists it'),
                (1, '2026-04-01 08:00Z', '2026-05-01 08:00Z', 'its source says so');
             update source set attribution = 'from Board A' where id = 1;",
        )
        .await
        .expect("stored");
    let server = Server::start(database).await;
    let found = server
        .data(
            "{postings {nodes {title closedAt closedBecause reopenedAt expiresAt spells {openedAt closedAt closedBecause}
                source {slug attribution}}}}",
        )
        .await;
    let source = json!({"slug": "board-a", "attribution": "from Board A"});
    assert_eq!(
        found["postings"]["nodes"],
        json!([
            {"title": "Engineer 2", "closedAt": "2026-11-21T08:00:00+00:00", "closedBecause": "its board no longer lists it",
             "reopenedAt": null, "expiresAt": null, "spells": [], "source": source},
            {"title": "Engineer 1", "closedAt": null, "closedBecause": null, "reopenedAt": "2026-09-01T08:00:00+00:00",
             "expiresAt": "2026-12-01T08:00:00+00:00", "source": source, "spells": [
                {"openedAt": "2026-04-01T08:00:00+00:00", "closedAt": "2026-05-01T08:00:00+00:00", "closedBecause": "its source says so"},
                {"openedAt": "2026-06-01T08:00:00+00:00", "closedAt": "2026-07-01T08:00:00+00:00",
                 "closedBecause": "its board no longer lists it"},
            ]},
        ])
    );
}

#[tokio::test]
async fn every_filter_of_demand_lists_what_demand_counts() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &fixture::market(600)).await;
    let server = Server::start(database).await;
    for filter in [
        "regions: [\"DE\"]",
        "roles: [\"machine-learning-engineer\"]",
        "skillsAll: [\"python\", \"pytorch\"]",
        "skillsAny: [\"rust\", \"sql\"]",
        "skillsNone: [\"python\"]",
        "seniorities: [SENIOR]",
        "workModes: [REMOTE]",
        "remoteScope: [\"DE\"]",
        "sources: [\"board-b\"]",
        "companies: [\"ACME\"]",
        "search: \"100%\"",
    ] {
        let found = server
            .data(&format!(
                "{{postings(filter: {{{filter}}}, period: {{lastMonths: 12}}) {{totalCount}}
                  demand(filter: {{{filter}}}, period: {{lastMonths: 12}}) {{postings}}}}"
            ))
            .await;
        let listed = found["postings"]["totalCount"].as_i64().expect("a count");
        assert_eq!(found["demand"]["postings"], listed, "{filter}");
        assert!((1..500).contains(&listed), "{filter}: {listed}");
    }
}

#[tokio::test]
async fn a_page_reads_no_more_than_it_shows() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &fixture::market(400)).await;
    // Thirty thousand of them, so that reading all and sorting would not pay.
    database
        .execute_unprepared(
            "create temporary table grown as select p.*, n from posting p cross join generate_series(1, 75) n;
             update grown set id = id + n * 1000, canonical_id = canonical_id + n * 1000,
                 posted_on = posted_on - n::integer, first_seen = first_seen - n * interval '1 day';
             alter table grown drop column n;
             insert into posting select * from grown;
             analyze posting;",
        )
        .await
        .expect("grown");
    let server = Server::start(database).await;
    let query =
        "{postings(first: 20, period: {from: \"2025-01-01\"}) {nodes {id} pageInfo {endCursor}}}";
    let data = server.data(query).await;
    let cursor = &data["postings"]["pageInfo"]["endCursor"];
    let next = format!(
        "{{postings(first: 20, after: {cursor}, period: {{from: \"2025-01-01\"}}) {{nodes {{id}}}}}}"
    );
    for page in [query, next.as_str()] {
        let (statements, _) = server.statements(page).await;
        let statement = statements.last().expect("a statement").clone();
        let plan = server.plan(&statement, &[]).await;
        assert!(plan.contains("posting_listed"), "{plan}");
        assert!(!plan.contains("Sort"), "{plan}");
    }
}

//! How many statements nested queries take: a number that does not grow with the lists.

use serde_json::{Value, json};

use super::{fixture, graph, server::Server};
use crate::world::World;

async fn served() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    graph::proven(&database, 90).await;
    Server::start(database).await
}

/// What a query answers that takes so many statements, however often it is sent.
async fn takes(server: &Server, query: &str, expected: usize) -> Value {
    let mut data = Value::Null;
    for _ in 0..20 {
        let statements;
        (statements, data) = server.statements(query).await;
        let found = statements.len();
        assert_eq!(found, expected, "{query}\n{}", statements.join("\n"));
    }
    data
}

#[tokio::test]
async fn a_roadmap_with_everything() {
    let server = served().await;
    // Roadmaps, role, nodes, skills of nodes, skills; for each region: vocabulary, role, region, totals, skills.
    takes(
        &server,
        "{roadmaps {nodes {title role {slug} nodes {
            title parent {key} children {key} requires {key} demand {value}
            skills {skill {name} demand {value}}}}}}",
        9,
    )
    .await;
    takes(
        &server,
        "{roadmap(slug: \"way\") {nodes {world: demand {value} germany: demand(region: \"DE\") {value}
            skills {skill {name} demand(region: \"DE\") {value}}}}}",
        10,
    ).await;
}

#[tokio::test]
async fn a_page_of_postings_with_everything() {
    let server = served().await;
    for first in [2, 80] {
        // Vocabulary, page with companies; sources, spells, roles, regions, skills, evidence.
        let query = format!(
            "{{postings(first: {first}) {{nodes {{title company source {{name attribution}} role {{title}}
                closedBecause reopenedAt spells {{closedAt}} regions {{name}}
                skills {{requirement skill {{name}} evidence {{text}}}}}}}}}}"
        );
        takes(&server, &query, 8).await;
    }
    let plain = "{postings {nodes {title}}}";
    takes(&server, plain, 2).await;
    takes(&server, "{postings {totalCount nodes {title}}}", 3).await;
}

#[tokio::test]
async fn skills_with_their_roadmap_nodes() {
    let server = served().await;
    // Page; aliases, substitutes, teaching nodes, roadmaps, nodes.
    let data = takes(
        &server,
        "{skills(first: 8) {nodes {name aliases substitutes {name} roadmapNodes {totalCount nodes {title roadmap {title}}}}}}",
        6,
    ).await;
    assert_eq!(data["skills"]["nodes"].as_array().map(Vec::len), Some(8));
}

#[tokio::test]
async fn demand_with_everything() {
    let server = served().await;
    for first in [1, 8] {
        // Vocabulary, totals, skills, models of skills, series, sample, companies.
        let query = format!(
            "{{demand {{postings skills(first: {first}) {{nodes {{
                skill {{name}} share {{value}} trend {{share {{value}}}} sample {{title company}}}}}}}}}}"
        );
        takes(&server, &query, 7).await;
    }
    for first in [1, 8] {
        // Vocabulary, totals, skills, pairs, models of skills, spans.
        let query = format!(
            "{{demand {{skills(first: {first}) {{nodes {{unspecified {{value}} together {{skill {{name}} lift}}}}}}
                duration {{... on Suppressed {{n}}}}}}}}"
        );
        takes(&server, &query, 6).await;
    }
    // Vocabulary, regions of the filters, regions, totals; spans.
    takes(
        &server,
        "{regions {nodes {demand {duration {... on Suppressed {n}}}}}}",
        5,
    )
    .await;
    for first in [1, 8] {
        // Vocabulary, totals, skills; pay as stated and converted, strata.
        let query = format!(
            "{{demand {{skills(first: {first}) {{nodes {{
                pay {{__typename}} dollars: pay(currency: \"USD\", convert: true) {{__typename}} premium {{__typename}}}}}}}}}}"
        );
        takes(&server, &query, 6).await;
    }
    // Vocabulary, totals; pay.
    takes(&server, "{demand {pay {__typename}}}", 3).await;
    // Vocabulary, totals, regions of the filters; skills, skill by slug, its model.
    takes(
        &server,
        "{regions {nodes {name demand {postings skill(slug: \"python\") {skill {name} share {value}}}}}}",
        7,
    ).await;
    // Roles; vocabulary, roles of the filters, totals.
    takes(&server, "{roles {nodes {title demand {postings}}}}", 4).await;
    // Skills; vocabulary, totals, skills of the postings.
    takes(&server, "{skills {nodes {name demand {share {value}}}}}", 4).await;
}

#[tokio::test]
async fn sources_with_their_runs() {
    let server = served().await;
    super::health::collected(&server.database).await;
    // Sources; targets, states, postings, runs, their number, open postings.
    takes(
        &server,
        "{sources {nodes {name health healthSince healthReason lastSuccess postings
            targets {totalCount nodes {board health healthReason openPostings}}
            runs {totalCount nodes {status added closed board}}}}}",
        7,
    )
    .await;
}

#[tokio::test]
async fn fields_that_ask_for_the_same_side_by_side() {
    let server = served().await;
    // Pages of roadmaps and of skills; nodes, aliases, teaching nodes; skills of nodes, roadmaps; skills.
    takes(
        &server,
        "{roadmaps {nodes {nodes {skills {skill {aliases}}}}}
          skills {nodes {aliases roadmapNodes {nodes {skills {skill {aliases}}}}}}}",
        8,
    )
    .await;
    // Skills, regions, sources of the runs, runs.
    takes(
        &server,
        "{nodes(ids: [\"U2tpbGw6cnVzdA\", \"UmVnaW9uOkRF\", \"SW5nZXN0UnVuOjEvYm9hcmQtYQ\", \"SW5nZXN0UnVuOjIvYm9hcmQtYg\",
            \"U2tpbGw6c3Fs\"]) {id}}",
        4,
    )
    .await;
}

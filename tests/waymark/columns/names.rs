//! Names are known beside the columns: a question about them asks the database nothing.

use std::time::Duration;

use api::Settings;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::holding;
use crate::graphql::server::{Server, clock};

const LONG: Duration = Duration::from_hours(1);

/// The statements that an answer takes, without those by which the server looks for news, and its data.
async fn asked(server: &Server, query: &str) -> (Vec<String>, Value) {
    let (mut statements, data) = server.statements(query).await;
    statements.retain(|statement| !statement.contains("posting_change"));
    (statements, data)
}

#[tokio::test]
async fn demand_asks_the_database_nothing() {
    let mut settings = Settings::new(clock);
    settings.feed_pause = LONG;
    settings.answer_cache_bytes = 0;
    let server = super::holding_under(settings).await;
    let query = "{demand(filter: {regions: [\"DE\", \"EU\"], roles: [\"machine-learning-engineer\"], skillsAny: [\"python\"],
            skillsNone: [\"rust\"], remoteScope: [], sources: [\"board-a\"]}) {
        postings rawPostings intensity suppressed {reason}
        skills {totalCount nodes {skill {slug name kind} rank share {value} required {value} significance trend {share {value}}}}
        skill(slug: \"python\") {share {value}}
        byRegion(skill: \"python\") {nodes {region {code name parent {name}} share {value}}}
        scope {asOf sources {slug name} vocabularyVersion unresolvedPlaces {value} sampleData answeredBy}}}";
    for _ in 0..3 {
        let (statements, data) = asked(&server, query).await;
        assert_eq!(statements, Vec::<String>::new());
        assert_eq!(data["demand"]["postings"], 60);
        assert_eq!(data["demand"]["scope"]["vocabularyVersion"], "new");
        assert_eq!(data["demand"]["scope"]["answeredBy"], "MEMORY");
    }
    // A role stands for its special cases; both are known.
    let query =
        "{role(slug: \"computer-vision-engineer\") {title parent {slug} demand {postings}}}";
    let (statements, data) = asked(&server, query).await;
    assert_eq!(statements, Vec::<String>::new());
    assert_eq!(data["role"]["demand"]["postings"], 0);
    // Companies are too many to be known.
    let (statements, _) = asked(
        &server,
        "{demand(filter: {companies: [\"acme\"]}) {postings}}",
    )
    .await;
    assert_eq!(statements.len(), 1);
}

#[tokio::test]
async fn unknown_names_are_refused_as_the_database_refuses_them() {
    let server = holding(LONG).await;
    let mut settings = Settings::new(clock);
    settings.in_memory = false;
    let statements = server.beside(settings).await;
    for filter in [
        "regions: [\"XX\"]",
        "roles: [\"nobody\"]",
        "skillsAll: [\"x\\u0000\"]",
        "skillsNone: [\"py\"]",
        "remoteScope: [\"de\"]",
        "sources: [\"Board A\"]",
    ] {
        let query = format!("{{demand(filter: {{{filter}}}) {{postings}}}}");
        let (code, message) = server.error(&query).await;
        let expected = server.answer_at(&statements, &query).await;
        assert_eq!(json!(message), expected["errors"][0]["message"]);
        assert_eq!(
            (code.as_str(), message.starts_with("there is no ")),
            ("INVALID_INPUT", true)
        );
    }
}

#[tokio::test]
async fn what_appears_later_is_found_all_the_same() {
    let server = holding(LONG).await;
    let script = "insert into source (id, slug, name) values (9, 'late', 'Late');
        insert into skill (id, slug, name, kind) values (90, 'zig', 'Zig', 0)";
    server.database.execute_unprepared(script).await.unwrap();
    let data = server
        .data("{demand(filter: {sources: [\"late\"], skillsNone: [\"zig\"]}) {postings}}")
        .await;
    assert_eq!(data["demand"]["postings"], 0);
    assert_eq!(
        server.data("{skill(slug: \"zig\") {name}}").await["skill"]["name"],
        "Zig"
    );
}

#[tokio::test]
async fn a_changed_catalogue_is_read_again_though_no_posting_changed() {
    let server = holding(Duration::from_millis(50)).await;
    let name = async || server.data("{skill(slug: \"rust\") {name}}").await["skill"]["name"].take();
    assert_eq!(name().await, "RUST");
    let script = "update skill set name = 'Rust' where slug = 'rust';
        insert into catalogue (part, version) values ('vocabulary', 'newer')";
    server.database.execute_unprepared(script).await.unwrap();
    while name().await != "Rust" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // What a source says of itself is no part of the catalogue, and read again as well.
    let source = async || {
        server.data("{demand {scope {sources {name}}}}").await["demand"]["scope"]["sources"][0]["name"].take()
    };
    assert_eq!(source().await, "Board A");
    let script = "update source set name = 'A Board' where slug = 'board-a'";
    server.database.execute_unprepared(script).await.unwrap();
    while source().await != "A Board" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until a server listens and has looked at all that it was told, so that it does not look again by itself.
async fn is_settled(server: &Server) {
    let script =
        "insert into posting_change (changed_at, touched) values ('2026-11-21 11:00Z', '{1}');
        select pg_notify('posting_change', '2')";
    server.database.execute_unprepared(script).await.unwrap();
    let pause = || tokio::time::sleep(Duration::from_millis(500));
    loop {
        pause().await;
        let data = server.data("{demand {scope {asOf}}}").await;
        if data["demand"]["scope"]["asOf"] == "2026-11-21T11:00:00+00:00" {
            // It may have seen the entry before it was told of it.
            return pause().await;
        }
    }
}

#[tokio::test]
async fn another_served_vocabulary_is_noticed_by_whatever_asks_the_database() {
    let server = holding(LONG).await;
    is_settled(&server).await;
    let script = "insert into served_vocabulary (vocabulary_id) values (1)
        on conflict (only_row) do update set vocabulary_id = 1";
    server.database.execute_unprepared(script).await.unwrap();
    let scope = "scope {vocabularyVersion answeredBy}";
    let data = server
        .data(&format!("{{demand {{postings {scope}}}}}"))
        .await;
    assert_eq!(
        data["demand"]["scope"],
        json!({"vocabularyVersion": "new", "answeredBy": "MEMORY"})
    );
    for query in [
        format!("{{demand {{postings {scope}}} postings {{totalCount}}}}"),
        format!("{{demand {{postings skill(slug: \"python\") {{sample {{id}}}} {scope}}}}}"),
        format!("{{demand(filter: {{search: \"eng\"}}) {{postings {scope}}}}}"),
    ] {
        let data = server.data(&query).await;
        assert_eq!(data["demand"]["postings"], 0, "{query}");
        assert_eq!(
            data["demand"]["scope"],
            json!({"vocabularyVersion": "old", "answeredBy": "DATABASE"})
        );
    }
}

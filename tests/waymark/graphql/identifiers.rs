//! The ids by which others know our skills: as shipped, in one statement, written again when the file changes.

use entity::content::{self, identifier, vocabulary::Vocabulary};
use ingest::catalogue;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::server::Server;
use crate::world::{World, reader};

#[tokio::test]
async fn a_skill_is_served_with_its_identifiers() {
    let server = Server::start(World::new().await).await;
    let query = "{
        python: skill(slug: \"python\") {identifiers {scheme id url hot}}
        csharp: skill(slug: \"csharp\") {identifiers {scheme url}}
        ollama: skill(slug: \"ollama\") {identifiers {scheme}}}";
    let (statements, data) = server.statements(query).await;
    // The skills; their identifiers.
    assert_eq!(statements.len(), 2, "{}", statements.join("\n"));
    let esco = "ccd0a1d9-afda-43d9-b901-96344886e14d";
    let onet = "https://www.onetonline.org/search/tech/example?e=";
    assert_eq!(
        data["python"]["identifiers"],
        json!([
            {"scheme": "ESCO", "id": esco, "url": format!("http://data.europa.eu/esco/skill/{esco}"), "hot": false},
            {"scheme": "ONET", "id": "Python", "url": format!("{onet}Python"), "hot": true},
            {"scheme": "WIKIDATA", "id": "Q28865", "url": "https://www.wikidata.org/wiki/Q28865", "hot": false},
        ])
    );
    let csharp = &data["csharp"]["identifiers"];
    assert_eq!(csharp[1]["url"], json!(format!("{onet}C%23")));
    assert_eq!(data["ollama"]["identifiers"], json!([]));
}

#[tokio::test]
async fn the_identifiers_of_a_list_take_one_statement() {
    let server = Server::start(World::new().await).await;
    for first in [2, 80] {
        let query = format!("{{skills(first: {first}) {{nodes {{slug identifiers {{id}}}}}}}}");
        let (statements, data) = server.statements(&query).await;
        assert_eq!(statements.len(), 2, "{}", statements.join("\n"));
        let nodes = data["skills"]["nodes"].as_array().map(Vec::len);
        assert_eq!(nodes, Some(first));
    }
}

#[tokio::test]
async fn a_changed_file_replaces_what_was_written() {
    const COUNT: &str = "select count(*) from skill_identifier";
    let world = World::new().await;
    let file = content::file(identifier::FILE).unwrap();
    let entries = identifier::load(&file, &Vocabulary::load().unwrap()).unwrap();
    let shipped: usize = entries
        .iter()
        .map(|entry| entry.identifiers().count())
        .sum();
    let shipped = i64::try_from(shipped).unwrap();
    assert_eq!(world.number(COUNT).await, shipped);

    world
        .execute_unprepared(
            "delete from skill_identifier where scheme = 2; update skill_identifier set identifier = 'old ' || identifier;
             insert into skill_identifier select id, 2, 'Q1', false from skill where slug = 'ollama';
             update catalogue set version = 'of an older program' where part = 'identifiers'",
        )
        .await
        .unwrap();
    catalogue::write(world.pool(), &reader()).await.unwrap();
    assert_eq!(world.number(COUNT).await, shipped);
    let old =
        "select count(*) from skill_identifier where identifier like 'old %' or identifier = 'Q1'";
    assert_eq!(world.number(old).await, 0);

    world
        .execute_unprepared("delete from skill_identifier")
        .await
        .unwrap();
    catalogue::write(world.pool(), &reader()).await.unwrap();
    assert_eq!(
        world.number(COUNT).await,
        0,
        "what is of this version is not written again"
    );
}

//! Editions: loaded from changed files, never changed, and never without a word about a key that is gone.

use std::collections::BTreeMap;

use entity::content::ContentFile;
use entity::content::roadmap;
use entity::roadmap_key::Succession;
use ingest::catalogue::roadmaps;
use sea_orm::sqlx;
use serde_json::{Value, json};

use crate::graphql::server::Server;
use crate::world::{World, reader};

/// The first edition of a roadmap.
pub(crate) const FIRST: &str = "\
slug: test-way
title: Way
summary: A way.
role: data-engineer
nodes:
  - {key: begin, kind: phase, title: Begin, summary: Start., months: {from: 0, to: 2}}
  - key: middle
    kind: phase
    title: Middle
    requires: [begin]
    skills: {required: [python], optional: [sql]}
    children:
      - {key: tools, kind: topic, title: Tools, summary: Use them.}
      - {key: tests, kind: topic, title: Tests, summary: Write them., requires: [tools]}
";

/// The first edition with some replacements, each of which has to find its place.
pub(super) fn changed(replacements: &[(&str, &str)]) -> String {
    let mut text = FIRST.to_owned();
    for (from, to) in replacements {
        assert!(text.contains(from), "`{from}` is there");
        text = text.replace(from, to);
    }
    text
}

/// The second edition: `tools` is `gear`, `tests` is gone, `end` is new and `begin` has another title.
pub(crate) fn second() -> String {
    let tests = "      - {key: tests, kind: topic, title: Tests, summary: Write them., requires: [tools]}\n";
    changed(&[
        (
            tests,
            "  - {key: end, kind: milestone, title: End, summary: Arrive.}\n",
        ),
        ("key: tools", "key: gear"),
        ("title: Begin", "title: Beginning"),
        (
            "role: data-engineer\n",
            "role: data-engineer\nrenamed: {tools: gear}\nremoved: {tests: They write themselves.}\n",
        ),
    ])
}

fn file(text: &str) -> ContentFile {
    ContentFile {
        name: "roadmaps/test-way.yaml".into(),
        text: text.into(),
    }
}

pub(crate) async fn load(world: &World, text: &str) -> Result<(), String> {
    let loaded = roadmaps::load(world.pool(), &reader(), &[file(text)]).await;
    loaded.map_err(|error| error.to_string())
}

/// Every row of every edition, as Postgres writes it.
async fn rows(world: &World) -> Vec<String> {
    let statement = "select 'roadmap' || r::text from roadmap r where slug = 'test-way'
        union all select 'node' || n::text from roadmap_node n join roadmap r on r.id = n.roadmap_id where slug = 'test-way'
        union all select 'skill' || s::text from roadmap_node_skill s join roadmap_node n on n.id = s.node_id
            join roadmap r on r.id = n.roadmap_id where slug = 'test-way'
        order by 1";
    sqlx::query_scalar(statement)
        .fetch_all(world.pool())
        .await
        .unwrap()
}

/// The view `roadmap_key` of the roadmap.
async fn keys(world: &World) -> BTreeMap<String, Option<String>> {
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as("select old_key, key from roadmap_key where roadmap = 'test-way'")
            .fetch_all(world.pool())
            .await
            .unwrap();
    let keys: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(keys.len(), rows.len(), "no key is there twice: {rows:?}");
    keys
}

#[tokio::test]
async fn loading_twice_leaves_every_row_as_it_is() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    let first = rows(&world).await;
    assert_eq!(first.len(), 1 + 4 + 2, "{first:#?}");
    load(&world, FIRST).await.unwrap();
    assert_eq!(rows(&world).await, first);
    load(&world, &second()).await.unwrap();
    let both = rows(&world).await;
    assert!(both.len() > first.len());
    assert!(
        first.iter().all(|row| both.contains(row)),
        "the first edition is what it was"
    );
    load(&world, &second()).await.unwrap();
    assert_eq!(rows(&world).await, both);
}

#[tokio::test]
async fn a_key_is_not_dropped_without_a_word() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    let before = rows(&world).await;
    let silent = changed(&[
        ("key: tools", "key: tool"),
        ("[tools]", "[tool]"),
        ("title: Way", "title: Road"),
    ]);
    let error = load(&world, &silent).await.unwrap_err();
    assert!(error.starts_with("roadmaps/test-way.yaml:1: "), "{error}");
    assert!(
        error.contains("node `tools` of edition 1 is dropped"),
        "{error}"
    );
    assert!(error.contains("`tools: tool` under `renamed`"), "{error}");
    assert_eq!(rows(&world).await, before, "nothing of it is loaded");
    // Nor anything of a file that comes before it in the same load.
    let other = ContentFile {
        name: "roadmaps/other-way.yaml".into(),
        text: FIRST.replace("test-way", "other-way"),
    };
    let both = [other, file(&silent)];
    let loaded = roadmaps::load(world.pool(), &reader(), &both).await;
    loaded.unwrap_err();
    let others = world.number("select count(*) from roadmap where slug = 'other-way'");
    assert_eq!(others.await, 0);
}

#[tokio::test]
async fn keys_of_all_editions_are_kept_account_of() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    load(&world, &second()).await.unwrap();
    let third = second().replace("key: gear", "key: kit");
    let renamed = "renamed: {tools: gear}";
    // Forgets what the second edition said of the first.
    let forgetful = third.replace(renamed, "renamed: {gear: kit}");
    let error = load(&world, &forgetful).await.unwrap_err();
    assert!(error.contains("`tools` of edition 1"), "{error}");
    load(
        &world,
        &third.replace(renamed, "renamed: {tools: gear, gear: kit}"),
    )
    .await
    .unwrap();
    let keys = keys(&world).await;
    let expected = [
        ("begin", Some("begin")),
        ("end", Some("end")),
        ("gear", Some("kit")),
        ("kit", Some("kit")),
        ("middle", Some("middle")),
        ("tests", None),
        ("tools", Some("kit")),
    ];
    let expected = expected.map(|(old, new)| (old.to_owned(), new.map(str::to_owned)));
    assert_eq!(keys, expected.into());
}

#[tokio::test]
async fn a_later_edition_alone_knows_the_keys_of_earlier_ones() {
    let world = World::new().await;
    let text = second()
        .replace("key: gear", "key: kit")
        .replace("{tools: gear}", "{tools: gear, gear: kit}");
    load(&world, &text).await.unwrap();
    let roadmap = roadmap::parse(&file(&text)).unwrap();
    let nodes = roadmap.nodes();
    let renamed = roadmap.renamed.iter();
    let succession = Succession::new(
        renamed.map(|(old, new)| (old.as_str(), new.value.as_str())),
        nodes.iter().map(|node| node.key),
    );
    let keys = keys(&world).await;
    assert_eq!(keys.len(), 7, "{keys:?}");
    for (old, new) in keys {
        assert_eq!(succession.key(&old), new.as_deref(), "{old}");
    }
}

#[tokio::test]
async fn an_edition_says_what_it_changed() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    load(&world, &second()).await.unwrap();
    let server = Server::start(world).await;
    let editions = "{ roadmap(slug: \"test-way\") { edition editions { number loadedAt contentHash whatChanged {
        added removed { key reason } renamed { from to } changed { key aspects } } } } }";
    let (statements, data) = server.statements(editions).await;
    // Roadmap, editions, nodes, skills of nodes, skills.
    assert_eq!(statements.len(), 5, "{}", statements.join("\n"));
    let roadmap = &data["roadmap"];
    assert_eq!(roadmap["edition"], 2);
    let editions = roadmap["editions"].as_array().unwrap();
    let numbers: Vec<_> = editions.iter().map(|edition| &edition["number"]).collect();
    assert_eq!(numbers, [2, 1]);
    let hash = entity::hash::version(FIRST.as_bytes());
    assert_eq!(editions[1]["contentHash"], hash.as_str());
    assert_eq!(editions[1]["whatChanged"], Value::Null);
    assert_eq!(
        editions[0]["whatChanged"],
        json!({
            "added": ["end"],
            "removed": [{"key": "tests", "reason": "They write themselves."}],
            "renamed": [{"from": "tools", "to": "gear"}],
            "changed": [{"key": "begin", "aspects": ["TITLE"]}],
        })
    );
}

#[tokio::test]
async fn as_many_editions_are_answered_with_as_are_asked_for() {
    let world = World::new().await;
    for number in 0..12 {
        let text = changed(&[("A way.", &format!("A way, as of {number}."))]);
        load(&world, &text).await.unwrap();
    }
    let server = Server::start(world).await;
    let query = |first: &str| {
        format!(
            "{{ roadmap(slug: \"test-way\") {{ editions{first} {{ number whatChanged {{ added }} }} }} }}"
        )
    };
    for (first, expected) in [("", 10), ("(first: 3)", 3), ("(first: 50)", 12)] {
        let (statements, data) = server.statements(&query(first)).await;
        assert_eq!(statements.len(), 5, "{first}: {}", statements.join("\n"));
        let editions = data["roadmap"]["editions"].as_array().unwrap();
        assert_eq!(editions.len(), expected, "{first}");
        assert_eq!(editions[0]["number"], 12);
        // The oldest one asked for is compared too, unless it is the first of all.
        let last = &editions[expected - 1];
        assert_eq!(last["whatChanged"].is_null(), last["number"] == 1);
    }
    for first in ["(first: 0)", "(first: -1)", "(first: 51)"] {
        let (code, message) = server.error(&query(first)).await;
        assert_eq!(code, "INVALID_INPUT", "{message}");
    }
}

//! Every fact of the roadmaps can be read over GraphQL: what the files hold is looked for in the answer, value by value.

use std::collections::BTreeMap;

use entity::content::roadmap::{self, Roadmap};
use serde_json::{Value, json};

use crate::graphql::server::Server;
use crate::world::World;

mod commands;
pub(crate) mod editions;

/// Roadmaps of our own with the role that each leads to.
const OWN: [(&str, &str); 4] = [
    ("ai-engineer", "ai-engineer"),
    ("computer-vision-engineer", "machine-learning-engineer"),
    ("data-scientist", "data-scientist"),
    ("nlp-engineer", "machine-learning-engineer"),
];

/// How many times each value occurs, in lower case as enum values differ in that.
type Values = BTreeMap<String, usize>;

fn gather(value: &Value, values: &mut Values) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, values)),
        Value::Object(fields) => fields.values().for_each(|field| gather(field, values)),
        Value::Null => {}
        Value::Number(number) => {
            *values
                .entry(number.as_f64().unwrap().to_string())
                .or_default() += 1;
        }
        Value::Bool(flag) => *values.entry(flag.to_string()).or_default() += 1,
        Value::String(text) => *values.entry(text.to_lowercase()).or_default() += 1,
    }
}

fn assert_served(what: &str, shipped: &Value, served: &Value) {
    let (mut wanted, mut found) = (Values::new(), Values::new());
    gather(shipped, &mut wanted);
    gather(served, &mut found);
    assert!(wanted.len() > 50, "{what}: {} values", wanted.len());
    for (value, count) in wanted {
        let there = found.get(&value).copied().unwrap_or(0);
        assert!(
            there >= count,
            "{what}: `{value}` is there {there} times, {count} wanted"
        );
    }
}

/// A selection of everything below a type, as the schema itself tells it; skills and nodes by their keys.
struct Selection(BTreeMap<String, Vec<(String, String, bool)>>);

impl Selection {
    async fn learn(server: &Server) -> Self {
        let answer = server
            .data("{ __schema { types { name fields { name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }")
            .await;
        let types = answer["__schema"]["types"].as_array().unwrap();
        let fields = |kind: &Value| {
            let fields = kind["fields"].as_array()?;
            let field = |field: &Value| {
                let mut inner = &field["type"];
                while !inner["ofType"].is_null() {
                    inner = &inner["ofType"];
                }
                let name = |value: &Value| value.as_str().unwrap().to_owned();
                (
                    name(&field["name"]),
                    name(&inner["name"]),
                    inner["kind"] == "OBJECT",
                )
            };
            Some((
                kind["name"].as_str()?.to_owned(),
                fields.iter().map(field).collect(),
            ))
        };
        Self(types.iter().filter_map(fields).collect())
    }

    fn of(&self, kind: &str) -> String {
        match kind {
            "Skill" => return "slug".into(),
            "RoadmapNode" => return "key".into(),
            "Region" => return "code".into(),
            _ => {}
        }
        let fields = self.0[kind].iter().map(|(name, inner, is_object)| {
            if *is_object {
                format!("{name} {{ {} }}", self.of(inner))
            } else {
                name.clone()
            }
        });
        fields.collect::<Vec<_>>().join(" ")
    }
}

fn nodes(roadmap: &Roadmap) -> Value {
    let nodes = roadmap.nodes().into_iter().map(|node| {
        let skills = node.skills.iter().map(|skill| {
            json!({"skill": skill.skill, "importance": skill.importance, "choice": skill.choice, "pick": skill.pick})
        });
        json!({
            "key": node.key, "kind": node.kind, "title": node.title, "summary": node.summary, "importance": node.importance,
            "parent": node.parent, "requires": node.requires, "from": node.month_from, "to": node.month_to,
            "printed": node.printed_length, "skills": skills.collect::<Vec<_>>(),
        })
    });
    nodes.collect()
}

#[tokio::test]
async fn every_fact_of_the_roadmaps_is_served() {
    let server = Server::start(World::new().await).await;
    let selection = Selection::learn(&server).await;
    let roadmaps = roadmap::load().unwrap();
    let slugs: Vec<_> = roadmaps.iter().map(|way| way.slug.value.as_str()).collect();
    for (slug, role) in OWN {
        assert!(slugs.contains(&slug), "{slug} is not shipped");
        let query = format!("{{ role(slug: \"{role}\") {{ roadmaps {{ slug }} }} }}");
        let ways = &server.data(&query).await["role"]["roadmaps"];
        assert!(
            ways.as_array().unwrap().contains(&json!({"slug": slug})),
            "{ways}"
        );
    }
    for roadmap in roadmaps {
        let slug = &roadmap.slug.value;
        let query = format!(
            "{{ roadmap(slug: \"{slug}\") {{ title summary attribution role {{ slug }} article {{ {} }}
                nodes {{ key kind title summary importance parent {{ key }} requires {{ key }} monthFrom monthTo printedLength
                    skills {{ importance choice pick skill {{ slug }} }} }} }} }}",
            selection.of("RoadmapArticle")
        );
        let answer = &server.data(&query).await["roadmap"];
        assert_eq!(answer["title"], roadmap.title.as_str());
        assert_eq!(answer["role"]["slug"], roadmap.role.value.as_str());
        let attribution = roadmap.attribution.as_ref().map(ToString::to_string);
        assert_eq!(answer["attribution"].as_str(), attribution.as_deref());
        assert_served(
            &format!("{slug}'s article"),
            &serde_json::to_value(&roadmap.article).unwrap(),
            &answer["article"],
        );
        assert_served(
            &format!("{slug}'s nodes"),
            &nodes(&roadmap),
            &answer["nodes"],
        );
    }
}

#[tokio::test]
async fn a_second_start_makes_no_second_edition() {
    let world = World::new().await;
    waymark::database::prepare(&world, &crate::world::reader())
        .await
        .unwrap();
    let editions = world
        .number("select max(edition)::bigint from roadmap")
        .await;
    assert_eq!(editions, 1);
    sea_orm::sqlx::query("update roadmap set content_hash = 'of an older file'")
        .execute(world.pool())
        .await
        .unwrap();
    waymark::database::prepare(&world, &crate::world::reader())
        .await
        .unwrap();
    let server = Server::start(world).await;
    let answer = server
        .data("{ roadmaps { nodes { edition nodes { key } } } }")
        .await;
    for roadmap in answer["roadmaps"]["nodes"].as_array().unwrap() {
        assert_eq!(roadmap["edition"], 2, "a changed file is the next edition");
        assert!(!roadmap["nodes"].as_array().unwrap().is_empty());
    }
}

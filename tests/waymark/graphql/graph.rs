//! Objects and the edges between them: ids that lead back, roadmaps with their articles, postings with their proof.

use entity::content::roadmap;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};

use super::{
    fixture::{self, posting},
    server::Server,
};
use crate::world::World;

/// Two roadmaps, one of them in two editions; `article` goes into the latest of that.
pub(crate) async fn roadmaps(database: &DatabaseConnection, article: Value) {
    let script = "
        insert into roadmap (id, slug, edition, content_hash, title, role_id, article) values
            (1, 'way', 1, 'a', 'Old way', 1, '{}'), (2, 'way', 2, 'b', 'A way', 1, '{}'), (3, 'path', 1, 'c', 'Path', 3, '{}');
        insert into roadmap_node (id, roadmap_id, key, ordinal, kind, title, importance, parent_id, requires_ids, month_from, month_to, printed_length) values
            (1, 1, 'start', 0, 0, 'Old start', 0, null, '{}', null, null, null),
            (2, 2, 'start', 0, 0, 'Start', 0, null, '{}', 1, 5, '5 months'),
            (3, 2, 'python', 1, 2, 'Python', 0, 2, '{}', null, null, null),
            (4, 2, 'models', 2, 1, 'Models', 1, null, '{3}', 5, 8.5, null),
            (5, 3, 'only', 0, 3, 'Only', 2, null, '{}', null, null, null);
        insert into roadmap_node_skill (node_id, skill_id, ordinal, importance, choice, pick) values
            (1, 1, 0, 0, null, null), (3, 1, 0, 0, null, null), (3, 4, 1, 1, null, null),
            (4, 2, 0, 0, 'framework', 1), (4, 3, 1, 0, 'framework', 1), (5, 6, 0, 0, null, null), (5, 1, 1, 2, null, null)";
    database
        .execute_unprepared(script)
        .await
        .expect("the roadmaps are stored");
    let update = "update roadmap set article = $1 where id = 2";
    let update = Statement::from_sql_and_values(DbBackend::Postgres, update, [article.into()]);
    database
        .execute_raw(update)
        .await
        .expect("the article is stored");
}

/// Postings of which each has a text that proves its Python.
pub(crate) async fn proven(database: &DatabaseConnection, size: i64) {
    let postings: Vec<_> = (1..=size)
        .map(|id| {
            let mut found = posting(id);
            (found.skill_ids, found.requirement_levels) = (vec![1, 4], vec![0, 2]);
            found.company_id = Some(1 + id % 2);
            found.source_id = i32::try_from(1 + id % 2).expect("small");
            found.url = Some(
                if id == 1 {
                    "javascript:alert(1)"
                } else {
                    "https://a.example/1"
                }
                .into(),
            );
            found
        })
        .collect();
    fixture::store(database, &postings).await;
    let script = format!(
        "insert into posting_text select id, 'Grüße: Python und SQL', '{{1,4}}', '{{7,18}}', '{{13,21}}',
         case when id = 2 then timestamptz '2026-11-22 11:59Z' else timestamptz '2026-11-23' end
         from generate_series(1, {size}) id"
    );
    database
        .execute_unprepared(&script)
        .await
        .expect("the texts are stored");
}

async fn served(article: Value) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    roadmaps(&database, article).await;
    proven(&database, 30).await;
    Server::start(database).await
}

#[tokio::test]
async fn ids_lead_back_to_their_objects() {
    let server = served(json!({})).await;
    let found = server.data(
        "{skill(slug: \"rust\") {id} region(code: \"geonames:2950159\") {id} role(slug: \"backend-engineer\") {id}
          postings(first: 1) {nodes {id}} sources(first: 1) {nodes {id runs {nodes {id}}}}
          roadmap(slug: \"way\") {id nodes {id}}}",
    ).await;
    let source = &found["sources"]["nodes"][0];
    let ids = [
        &found["skill"]["id"],
        &found["region"]["id"],
        &found["role"]["id"],
        &found["postings"]["nodes"][0]["id"],
        &source["id"],
        &source["runs"]["nodes"][0]["id"],
        &found["roadmap"]["id"],
        &found["roadmap"]["nodes"][1]["id"],
    ];
    let list = ids.map(Value::to_string).join(", ");
    let back = server
        .data(&format!(
            "{{nodes(ids: [{list}, \"nonsense\"]) {{__typename id}}}}"
        ))
        .await;
    let back = back["nodes"].as_array().expect("nodes");
    let types: Vec<_> = back
        .iter()
        .filter_map(|node| node["__typename"].as_str())
        .collect();
    assert_eq!(
        types,
        [
            "Skill",
            "Region",
            "Role",
            "Posting",
            "Source",
            "IngestRun",
            "Roadmap",
            "RoadmapNode"
        ]
    );
    for (node, id) in back.iter().zip(ids) {
        assert_eq!(&node["id"], id);
        let one = server.data(&format!("{{node(id: {id}) {{id}}}}")).await;
        assert_eq!(&one["node"]["id"], id);
    }
    assert!(back[8].is_null());
}

#[tokio::test]
async fn roadmaps_are_served_in_their_latest_edition() {
    let server = served(json!({})).await;
    let found = server.data(
        "{roadmaps {totalCount nodes {slug edition role {slug}}}
          teaching: roadmaps(teaches: [\"python\", \"sql\"]) {nodes {slug}}
          leading: roadmaps(role: \"backend-engineer\") {nodes {slug}}
          role(slug: \"machine-learning-engineer\") {roadmaps {slug}}
          roadmap(slug: \"way\") {nodes {
            key kind importance monthFrom monthTo printedLength parent {key} children {key} requires {key}
            skills {importance choice pick skill {slug}} demand {numerator denominator}}}
          skill(slug: \"python\") {roadmapNodes {totalCount nodes {key roadmap {slug}}}}}",
    ).await;
    assert_eq!(
        found["roadmaps"],
        json!({"totalCount": 2, "nodes": [
            {"slug": "way", "edition": 2, "role": {"slug": "machine-learning-engineer"}},
            {"slug": "path", "edition": 1, "role": {"slug": "backend-engineer"}},
        ]})
    );
    assert_eq!(found["teaching"]["nodes"], json!([{"slug": "way"}]));
    assert_eq!(found["leading"]["nodes"], json!([{"slug": "path"}]));
    assert_eq!(found["role"]["roadmaps"], json!([{"slug": "way"}]));
    let nodes = &found["roadmap"]["nodes"];
    assert_eq!(
        nodes[0],
        json!({
            "key": "start", "kind": "PHASE", "importance": "REQUIRED", "monthFrom": 1.0, "monthTo": 5.0, "printedLength": "5 months",
            "parent": null, "children": [{"key": "python"}], "requires": [], "skills": [], "demand": null,
        })
    );
    assert_eq!(nodes[1]["parent"], json!({"key": "start"}));
    assert_eq!(
        nodes[1]["demand"],
        json!({"numerator": 30, "denominator": 30})
    );
    assert_eq!(nodes[2]["requires"], json!([{"key": "python"}]));
    assert_eq!(
        nodes[2]["skills"][0],
        json!({"importance": "REQUIRED", "choice": "framework", "pick": 1, "skill": {"slug": "pytorch"}})
    );
    assert_eq!(
        nodes[2]["demand"],
        json!({"numerator": 0, "denominator": 30})
    );
    assert_eq!(
        found["skill"]["roadmapNodes"],
        json!({"totalCount": 2, "nodes": [
            {"key": "only", "roadmap": {"slug": "path"}}, {"key": "python", "roadmap": {"slug": "way"}},
        ]})
    );
}

#[tokio::test]
async fn the_demand_of_a_node_is_that_of_its_region() {
    let server = served(json!({})).await;
    let demand = |region: &str| {
        format!(
            "{{roadmap(slug: \"way\") {{nodes {{demand(region: \"{region}\") {{denominator}}}}}}}}"
        )
    };
    let there = server.data(&demand("DE")).await;
    assert_eq!(there["roadmap"]["nodes"][1]["demand"]["denominator"], 30);
    let elsewhere = server.data(&demand("US")).await;
    assert!(elsewhere["roadmap"]["nodes"][1]["demand"].is_null());
    let (code, message) = server.error(&demand("XX")).await;
    assert_eq!(
        (code.as_str(), message.contains("XX")),
        ("INVALID_INPUT", true)
    );
}

#[tokio::test]
async fn an_article_is_served_whole() {
    let guides = roadmap::load().expect("the guides are roadmaps");
    let guide = guides
        .iter()
        .find(|guide| guide.slug.value == "machine-learning-engineer-complete-guide")
        .expect("a guide with salaries");
    let stored = serde_json::to_value(&guide.article).expect("an article is JSON");
    let server = served(stored.clone()).await;
    let found = server.data(
        "{roadmap(slug: \"way\") {article {
            definition inShort audience summaryPoints duration {monthsFrom monthsTo printed} responsibilities
            reasons {title text figure {value unit year source}}
            salaries {region {code} currency low high openEnded period printed asOf source}
            pathways {title summary recommended options {name examples importance note}} pathwayAdvice
            skillGroups {title items {title notes importance skills {slug}}} toolbox {title tools {note skill {slug}}}
            checklist {title notes skills {slug} anyOf {slug}} careers {title summary} industries {name examples}
            challenges {challenge answer} tips {title text} questions {question answer attribution asOf}
            resources {name purpose node {key}} assessment {input results cost time}}}}",
    ).await;
    let article = &found["roadmap"]["article"];
    for (served, name) in [
        ("definition", "definition"),
        ("inShort", "in_short"),
        ("audience", "audience"),
        ("summaryPoints", "summary_points"),
        ("responsibilities", "responsibilities"),
        ("careers", "careers"),
        ("industries", "industries"),
        ("challenges", "challenges"),
        ("tips", "tips"),
        ("pathwayAdvice", "pathway_advice"),
        ("assessment", "assessment"),
    ] {
        assert_eq!(article[served], stored[name], "{name}");
    }
    for (served, name) in [
        ("reasons", "reasons"),
        ("salaries", "salaries"),
        ("pathways", "pathways"),
        ("skillGroups", "skill_groups"),
        ("toolbox", "toolbox"),
        ("checklist", "checklist"),
        ("questions", "questions"),
        ("resources", "resources"),
    ] {
        let lengths = |value: &Value| value.as_array().map(Vec::len);
        assert_eq!(lengths(&article[served]), lengths(&stored[name]), "{name}");
    }
    assert!(
        article["skillGroups"]
            .as_array()
            .is_some_and(|groups| groups.len() >= 6)
    );
    assert!(article["salaries"][0]["low"].is_number());
}

#[tokio::test]
async fn postings_show_their_proof() {
    let server = served(json!({})).await;
    let found = server.data(
        "{postings(first: 100) {nodes {title url company source {slug url} role {slug} regions {code} seniority
            skills {requirement skill {slug} evidence {start end text}}}}}",
    ).await;
    let nodes = found["postings"]["nodes"].as_array().expect("nodes");
    let named = |title: &str| {
        nodes
            .iter()
            .find(|node| node["title"] == title)
            .expect("the posting is listed")
    };
    assert_eq!(
        named("Engineer 3"),
        &json!({
            "title": "Engineer 3", "url": "https://a.example/1", "company": "Globex", "source": {"slug": "board-b", "url": null},
            "role": {"slug": "machine-learning-engineer"}, "regions": [{"code": "geonames:2950159"}], "seniority": null,
            "skills": [
                {"requirement": "REQUIRED", "skill": {"slug": "python"}, "evidence": [{"start": 7, "end": 13, "text": "Python"}]},
                {"requirement": "UNSPECIFIED", "skill": {"slug": "sql"}, "evidence": [{"start": 18, "end": 21, "text": "SQL"}]},
            ],
        })
    );
    assert!(named("Engineer 1")["url"].is_null());
    assert_eq!(named("Engineer 2")["skills"][0]["evidence"], json!([]));
}

#[tokio::test]
async fn sources_say_how_they_fare() {
    let server = served(json!({})).await;
    let found = server.data(
        "{sources {nodes {slug health lastSuccess postings
            runs(first: 1) {totalCount nodes {status fetched added changed unchanged rejected note}}}}}",
    ).await;
    let run = |status: &str, counts: [i32; 5], note: Value| {
        json!({
            "status": status, "fetched": counts[0], "added": counts[1], "changed": counts[2], "unchanged": counts[3],
            "rejected": counts[4], "note": note,
        })
    };
    assert_eq!(
        found["sources"]["nodes"],
        json!([
            {"slug": "board-a", "health": "HEALTHY", "lastSuccess": "2026-11-01T00:05:00+00:00", "postings": 15,
             "runs": {"totalCount": 1, "nodes": [run("SUCCEEDED", [10, 7, 1, 1, 1], json!(null))]}},
            {"slug": "board-b", "health": "DEGRADED", "lastSuccess": "2026-11-01T00:05:00+00:00", "postings": 15,
             "runs": {"totalCount": 2, "nodes": [run("FAILED", [3, 1, 0, 2, 0], json!("the file ends early"))]}},
            {"slug": "sample", "health": "EMPTY", "lastSuccess": "2026-11-03T00:05:00+00:00", "postings": 0,
             "runs": {"totalCount": 1, "nodes": [run("SUCCEEDED", [3, 3, 0, 0, 0], json!(null))]}},
            {"slug": "unread", "health": "NEVER_SUCCEEDED", "lastSuccess": null, "postings": 0,
             "runs": {"totalCount": 0, "nodes": []}},
        ])
    );
}

#[tokio::test]
async fn the_limits_and_attributions_can_be_read() {
    let server = served(json!({})).await;
    let found = server.data("{serviceConfig {maxDepth maxPageSize minimumPostings} attributions {name licence url}}").await;
    assert_eq!(
        found["serviceConfig"],
        json!({"maxDepth": 16, "maxPageSize": 100, "minimumPostings": 20})
    );
    assert_eq!(
        found["attributions"][0],
        json!({"name": "GeoNames", "licence": "CC BY 4.0", "url": "https://www.geonames.org/"})
    );
}

//! Every list of the schema that has pages: what each promises is tried on all of them, so that a new one only needs a line here.

mod walk;

use std::collections::BTreeSet;

use entity::posting::Model;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{SCHEMA, model::Schema};
use crate::{
    graphql::{changes, fixture, graph, health, server::Server},
    people::person::Person,
    world::World,
};

/// A list with pages.
struct List {
    /// The field that answers it.
    coordinate: &'static str,
    /// A document that asks for it, with `@` for the arguments of the page and `#` for what is selected.
    document: &'static str,
    /// What tells its items apart.
    item: &'static str,
    /// The same list, narrowed to something else; empty for what is always whole.
    other: &'static str,
    /// How many statements its total takes.
    counting: usize,
}

const LISTS: [List; 13] = [
    List {
        coordinate: "Query.postings",
        document: "{postings(period: {lastMonths: 12}, filter: {skillsAny: [\"rust\", \"sql\"]} @) {#}}",
        item: "id",
        other: "{postings(period: {lastMonths: 11}, filter: {skillsAny: [\"rust\", \"sql\"]} @) {#}}",
        counting: 1,
    },
    List {
        coordinate: "Query.postingChanges",
        document: "{postingChanges(@) {#}}",
        item: "cursor kind posting {id}",
        // A place in one log, whatever is shown of it.
        other: "",
        counting: 0,
    },
    List {
        coordinate: "Query.skills",
        document: "{skills(kind: LANGUAGE @) {#}}",
        item: "id",
        other: "{skills(search: \"o\" @) {#}}",
        counting: 1,
    },
    List {
        coordinate: "Query.regions",
        document: "{regions(within: \"EU\" @) {#}}",
        item: "id",
        other: "{regions(within: \"DE\" @) {#}}",
        counting: 1,
    },
    List {
        coordinate: "Query.roles",
        document: "{roles(search: \"engineer\" @) {#}}",
        item: "id",
        other: "{roles(@) {#}}",
        counting: 0,
    },
    List {
        coordinate: "Query.roadmaps",
        document: "{roadmaps(teaches: [\"python\"] @) {#}}",
        item: "id",
        other: "{roadmaps(teaches: [\"python\", \"sql\"] @) {#}}",
        counting: 0,
    },
    List {
        coordinate: "Query.sources",
        document: "{sources(@) {#}}",
        item: "id",
        other: "",
        counting: 0,
    },
    List {
        coordinate: "Demand.skills",
        document: "{demand(period: {lastMonths: 12}) {skills(orderBy: SHARE @) {#}}}",
        item: "skill {id}",
        other: "{region(code: \"DE\") {demand(period: {lastMonths: 12}) {skills(orderBy: SHARE @) {#}}}}",
        counting: 0,
    },
    List {
        coordinate: "Demand.byRegion",
        document: "{demand(period: {lastMonths: 12}) {byRegion(level: COUNTRY @) {#}}}",
        item: "region {id}",
        other: "{demand(period: {lastMonths: 12}) {byRegion(level: CITY @) {#}}}",
        counting: 0,
    },
    List {
        coordinate: "Skill.roadmapNodes",
        document: "{skill(slug: \"python\") {roadmapNodes(@) {#}}}",
        item: "id",
        other: "{skill(slug: \"sql\") {roadmapNodes(@) {#}}}",
        counting: 0,
    },
    List {
        coordinate: "Source.runs",
        document: "{node(id: \"U291cmNlOmJvYXJkLWI\") {... on Source {runs(@) {#}}}}",
        item: "id",
        other: "{node(id: \"U291cmNlOmJvYXJkLWE\") {... on Source {runs(@) {#}}}}",
        counting: 1,
    },
    List {
        coordinate: "Source.targets",
        document: "{node(id: \"U291cmNlOmJvYXJkLWE\") {... on Source {targets(@) {#}}}}",
        item: "board",
        other: "{node(id: \"U291cmNlOnVucmVhZA\") {... on Source {targets(@) {#}}}}",
        counting: 0,
    },
    List {
        coordinate: "Viewer.history",
        document: "{viewer {history(@) {#}}}",
        item: "at nodes {key state}",
        // Another list is another person's.
        other: "",
        counting: 1,
    },
];

impl List {
    /// The document of a page.
    fn page(&self, arguments: &str, selected: &str) -> String {
        page(self.document, arguments, selected)
    }

    /// All that is told of a page.
    fn told(&self) -> String {
        let (item, info) = (
            self.item,
            "pageInfo {hasNextPage hasPreviousPage startCursor endCursor}",
        );
        format!("nodes {{{item}}} edges {{cursor node {{{item}}}}} {info}")
    }

    /// Whether it can be walked from its end.
    fn goes_back(&self, schema: &Schema) -> bool {
        let (of, field) = self.coordinate.split_once('.').expect("a type and a field");
        schema.types[of].fields[field]
            .arguments
            .contains_key("last")
    }
}

fn page(document: &str, arguments: &str, selected: &str) -> String {
    let empty = document.contains("(@)") && arguments.is_empty();
    let document = if empty {
        document.replace("(@)", "")
    } else {
        document.to_owned()
    };
    document.replace('@', arguments).replace('#', selected)
}

/// The connection in an answer.
fn connection(answer: &Value) -> &Value {
    let inner = answer.as_object().and_then(|fields| fields.values().next());
    match inner {
        Some(found) if found.get("nodes").is_none() && found.get("pageInfo").is_none() => {
            connection(found)
        }
        Some(found) => found,
        None => panic!("no connection in {answer}"),
    }
}

/// A server with something in every list, and somebody who has a history.
async fn served() -> (Server, Person) {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    let postings: Vec<Model> = fixture::market(200);
    fixture::store(&database, &postings).await;
    health::collected(&database).await;
    changes::log(&database, &[("added", &[1, 2, 3])]).await;
    changes::log(&database, &[("changed", &[1]), ("closed", &[2])]).await;
    let server = Server::start(database).await;
    let ada = Person::new(&server, "Ada", 1).await;
    history(&server, &ada).await;
    (server, ada)
}

async fn history(server: &Server, person: &Person) {
    let set = "mutation($nodes: [String!]!, $state: ProgressState!) {
        setProgress(input: {roadmap: \"way\", nodes: $nodes, state: $state}) {errors {message}}}";
    for (node, state) in [
        ("python", "DONE"),
        ("models", "LEARNING"),
        ("models", "DONE"),
    ] {
        let variables = json!({"nodes": [node], "state": state});
        person.data(server, set, variables).await;
    }
}

#[test]
fn every_list_of_the_schema_is_tried() {
    let schema = Schema::of(SCHEMA);
    let found = schema.types.iter().flat_map(|(name, shape)| {
        let lists = shape
            .fields
            .iter()
            .filter(|(_, field)| field.innermost().ends_with("Connection"));
        lists.map(move |(field, _)| format!("{name}.{field}"))
    });
    let tried = LISTS.iter().map(|list| list.coordinate.to_owned());
    assert_eq!(
        tried.collect::<BTreeSet<_>>(),
        found.collect::<BTreeSet<_>>()
    );
}

#[tokio::test]
async fn pages_are_bounded() {
    let (server, ada) = served().await;
    let schema = Schema::of(SCHEMA);
    for list in &LISTS {
        let mut wrong = vec![
            ("first: 101", "100"),
            ("first: -1", "-1"),
            ("after: \"x\"", "no cursor of this list"),
        ];
        if list.goes_back(&schema) {
            wrong.extend([
                ("last: 101", "100"),
                ("last: -1", "-1"),
                ("before: \"x\"", "no cursor of this list"),
                ("first: 1, last: 1", "exclude each other"),
            ]);
        }
        for (arguments, word) in wrong {
            let query = list.page(arguments, "pageInfo {hasNextPage}");
            let answer = ada.answer(&server, &query, json!({})).await;
            let error = &answer["errors"][0];
            assert_eq!(
                error["extensions"]["code"], "INVALID_INPUT",
                "{query}\n{answer}"
            );
            let message = error["message"].as_str().expect("a message");
            assert!(message.contains(word), "{query}: {message}");
        }
        let empty = ada
            .data(&server, &list.page("first: 0", &list.told()), json!({}))
            .await;
        let empty = connection(&empty);
        assert_eq!(empty["nodes"], json!([]), "{}", list.coordinate);
        assert_eq!(
            empty["pageInfo"]["hasNextPage"], true,
            "{}",
            list.coordinate
        );
    }
}

#[tokio::test]
async fn totals_are_counted_only_when_somebody_asks() {
    let (server, ada) = served().await;
    for list in &LISTS {
        if list.coordinate == "Query.postingChanges" {
            continue;
        }
        let statements = async |selected: &str| {
            let query = list.page("first: 1", selected);
            let before = server.said().len();
            ada.data(&server, &query, json!({})).await;
            server.said().split_off(before)
        };
        let plain = statements("nodes {__typename}").await;
        let counted = statements("nodes {__typename} totalCount").await;
        assert_eq!(
            counted.len(),
            plain.len() + list.counting,
            "{}\n{counted:#?}",
            list.coordinate
        );
        let new = counted
            .iter()
            .filter(|statement| !plain.contains(statement));
        assert!(
            new.clone().all(|statement| statement.contains("count(")),
            "{new:#?}"
        );
    }
}

#[tokio::test]
async fn cursors_fit_only_where_they_come_from() {
    let (server, ada) = served().await;
    let ben = Person::new(&server, "Ben", 1).await;
    history(&server, &ben).await;
    let cursor = async |person: &Person, document: &str| {
        let query = page(
            document,
            "first: 1",
            "nodes {__typename} pageInfo {endCursor}",
        );
        let data = person.data(&server, &query, json!({})).await;
        let cursor = connection(&data)["pageInfo"]["endCursor"].as_str();
        cursor
            .unwrap_or_else(|| panic!("nothing is on {document}"))
            .to_owned()
    };
    let refusal = async |list: &List, cursor: &str| {
        let query = list.page(&format!("after: \"{cursor}\""), "nodes {__typename}");
        let answer = ada.answer(&server, &query, json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(
            error["extensions"]["code"], "INVALID_INPUT",
            "{query}\n{answer}"
        );
        error["message"].as_str().expect("a message").to_owned()
    };
    let mut own = Vec::new();
    for list in &LISTS {
        own.push((list.coordinate, cursor(&ada, list.document).await));
    }
    for list in &LISTS {
        for (coordinate, cursor) in &own {
            if *coordinate != list.coordinate {
                let message = refusal(list, cursor).await;
                assert!(message.contains("another list"), "{coordinate}: {message}");
            }
        }
        let strange = match (list.coordinate, list.other) {
            ("Viewer.history", _) => cursor(&ben, list.document).await,
            (_, "") => continue,
            (_, other) => cursor(&ada, other).await,
        };
        let message = refusal(list, &strange).await;
        assert!(
            message.contains("another filter"),
            "{}: {message}",
            list.coordinate
        );
    }
    // The same names in another order are the same filter.
    let turned = LISTS[0]
        .document
        .replace("\"rust\", \"sql\"", "\"sql\", \"rust\"");
    let query = page(
        &turned,
        &format!("after: \"{}\"", own[0].1),
        "nodes {__typename}",
    );
    ada.data(&server, &query, json!({})).await;
}

#[tokio::test]
async fn pages_stay_put_while_the_list_grows() {
    let (server, ada) = served().await;
    let list = &LISTS[0];
    let whole = walk::whole(&server, &ada, list).await;
    assert!(whole.len() > 20);
    for backward in [false, true] {
        let mut next = 10_000 + i64::from(backward) * 1_000;
        let walked = walk::pages(&server, &ada, list, 5, backward, async || {
            // Newer ones, older ones, and some in between.
            let days = ["2026-11-20", "2025-12-02", "2026-06-15"];
            let new = days.iter().zip(next..).map(|(day, id)| Model {
                posted_on: Some(day.parse().expect("a day")),
                last_seen: fixture::moment("2026-09-20".parse().expect("a day")),
                closed_at: None,
                skill_ids: vec![4],
                ..fixture::posting(id)
            });
            next += 3;
            fixture::store(&server.database, &new.collect::<Vec<_>>()).await;
        })
        .await;
        let different: BTreeSet<_> = walked.iter().map(Value::to_string).collect();
        assert_eq!(different.len(), walked.len(), "nothing comes twice");
        let old: Vec<_> = walked
            .iter()
            .filter(|item| whole.contains(item))
            .cloned()
            .collect();
        assert_eq!(
            old, whole,
            "nothing that was there is missed, and the order stays"
        );
        assert!(walked.len() > whole.len(), "what came behind is seen");
        server
            .database
            .execute_unprepared("delete from posting where id >= 10000")
            .await
            .expect("deleted");
    }
}

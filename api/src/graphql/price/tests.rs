use std::collections::HashSet;

use async_graphql::{
    Variables,
    parser::{parse_query, parse_schema, types::TypeSystemDefinition},
};
use serde_json::{Value as Json, json};

use super::*;
use crate::graphql::schema_text;

/// Lists that are at hand with what they belong to, and short.
const SHORT: &[&str] = &[
    "ChangePasswordPayload.errors",
    "DeleteAccountPayload.errors",
    "ImportProgressPayload.errors",
    "Pathway.options",
    "ProgressPayload.errors",
    "Query.attributions",
    "ReadinessRequirement.skills",
    "RoadmapArticle.careers",
    "RoadmapArticle.challenges",
    "RoadmapArticle.industries",
    "RoadmapArticle.pathways",
    "RoadmapArticle.questions",
    "RoadmapArticle.reasons",
    "RoadmapArticle.tips",
    "RoadmapChanges.changed",
    "RoadmapChanges.removed",
    "RoadmapChanges.renamed",
    "SessionPayload.errors",
    "SetSkillsPayload.errors",
    "Skill.identifiers",
];

fn prices() -> Prices {
    Prices::new()
}

fn price(text: &str, variables: Json) -> (usize, usize) {
    let document = parse_query(text).unwrap();
    let prices = prices().of(&document);
    let (name, operation) = document.operations.iter().next().unwrap();
    let price = &prices[&name.cloned()];
    let variables = Variables::from_json(variables);
    (price.cost(&operation.node, &variables), price.depth)
}

fn cost(text: &str) -> usize {
    price(text, json!({})).0
}

#[test]
fn fields_lists_and_statistics_have_their_price() {
    for (text, expected) in [
        ("{serviceConfig {maxDepth}}", 2),
        ("{unknown {field}}", 2),
        ("{skills {totalCount}}", 1 + 20),
        ("{skills(first: 3) {nodes {slug name}}}", 1 + 3 * 3),
        ("{skills(last: 3) {nodes {slug name}}}", 1 + 3 * 3),
        ("{skills(first: 0) {nodes {slug}}}", 1 + 2),
        ("{demand {postings}}", 1 + 250 + 1),
        ("{demand {skills {nodes {rank}}}}", 1 + 250 + 1 + 20 * 2),
        ("{nodes(ids: [\"a\" \"b\"]) {id}}", 1 + 2),
        (
            "{compareRoles(roles: [\"a\" \"b\" \"c\"]) {shared {least {value}}}}",
            1 + 3 * (750 + 1 + 10 * 2),
        ),
        (
            "{a: serviceConfig {maxDepth} b: serviceConfig {maxDepth}}",
            4,
        ),
        ("{__typename}", 1),
        ("{__schema {types {name}}}", 5_003),
        ("mutation {signOut {errors {code}}}", 3),
        ("subscription {postingsChanged {cursor}}", 252),
    ] {
        assert_eq!(cost(text), expected, "{text}");
    }
}

#[test]
fn variables_count_as_what_they_hold() {
    let text = "query ($n: Int = 7, $ids: [ID!]!) {skills(first: $n) {nodes {slug}} nodes(ids: $ids) {id}}";
    let with = |variables| price(text, variables).0;
    assert_eq!(with(json!({"ids": ["a"]})), 1 + 7 * 2 + 1 + 1);
    assert_eq!(
        with(json!({"n": 50, "ids": ["a", "b", "c"]})),
        1 + 50 * 2 + 1 + 3
    );
    assert_eq!(with(json!({"n": -5, "ids": []})), 1 + 2 + 1 + 1);
    // A variable that is null counts as one that is not given.
    assert_eq!(with(json!({"n": null, "ids": ["a"]})), 1 + 7 * 2 + 1 + 1);
    let text = "query ($n: Int) {skills(first: $n) {nodes {slug}}}";
    assert_eq!(price(text, json!({})).0, 1 + 20 * 2);
    let text = "query ($i: ID!) {nodes(ids: [$i, $i]) {id}}";
    assert_eq!(price(text, json!({"i": "a"})).0, 1 + 2);
}

#[test]
fn fragments_cost_as_often_as_they_are_spread() {
    let spread = "query ($n: Int) {a: demand {...f} b: demand {...f}}
        fragment f on Demand {skills(first: $n) {nodes {...g}}} fragment g on SkillDemand {rank trend {month}}";
    let expected = |n: usize| 2 * (251 + 1 + n * (1 + 1 + 1 + 12));
    assert_eq!(price(spread, json!({"n": 4})), (expected(4), 5));
    assert_eq!(price(spread, json!({"n": 40})), (expected(40), 5));
}

#[test]
fn depth_is_that_of_fields() {
    for (text, expected) in [
        ("{a}", 1),
        ("{a {b {c}} d}", 3),
        ("{... {... on Query {a}}}", 1),
        ("{...f} fragment f on Query {a {b}}", 2),
    ] {
        assert_eq!(price(text, json!({})).1, expected, "{text}");
    }
}

#[test]
fn products_do_not_overflow() {
    let mut text = String::from("rank");
    for _ in 0..8 {
        text = format!("skills(first: 2000000000) {{nodes {{{text}}}}}");
    }
    assert_eq!(cost(&format!("{{demand {{{text}}}}}")), MOST);
}

#[test]
fn what_is_priced_is_there_and_every_list_is_priced() {
    let prices = prices();
    for (of, fields) in TABLE {
        for (field, _) in *fields {
            let known = prices.types.get(*of).and_then(|fields| fields.get(*field));
            assert!(known.is_some(), "{of}.{field} is not in the schema");
        }
    }
    let (mut registry, mut unpriced) = (Registry::default(), Vec::new());
    Query::create_type_info(&mut registry);
    Mutation::create_type_info(&mut registry);
    let composite = |name: &str| registry.types.get(name).is_some_and(MetaType::is_composite);
    let served = parse_schema(schema_text()).unwrap();
    let served = served.definitions.iter().filter_map(|found| match found {
        TypeSystemDefinition::Type(found) => Some(found.node.name.node.as_str()),
        _ => None,
    });
    let served: HashSet<_> = served.collect();
    let served = prices
        .types
        .iter()
        .filter(|(name, _)| served.contains(name.as_str()));
    for (of, fields) in served {
        let Some(MetaType::Object {
            fields: declared, ..
        }) = registry.types.get(of)
        else {
            continue;
        };
        for (name, (tariff, inner)) in fields.iter().filter(|(name, _)| !name.starts_with("__")) {
            let field = &declared[name.as_str()];
            if let Some(first) = field.args.get("first") {
                let Times::Page(usual) = tariff.times else {
                    panic!("{of}.{name} is not priced by its page");
                };
                let default = first
                    .default_value
                    .as_deref()
                    .and_then(|text| text.parse().ok());
                assert_eq!(default.unwrap_or(usual), usual, "{of}.{name}");
            }
            let is_list = field.ty.contains('[') && composite(inner);
            let is_page = of.ends_with("Connection");
            if is_list && !is_page && tariff.times == Times::Fixed(1) {
                unpriced.push(format!("{of}.{name}"));
            }
        }
    }
    unpriced.sort();
    assert_eq!(unpriced, SHORT);
}

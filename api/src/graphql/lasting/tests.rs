//! Every field of the schema has a decision, and documents last only if each of their fields does.

use std::collections::BTreeSet;

use async_graphql::{parser::parse_query, registry::MetaType};

use super::*;

/// By type, the fields that may answer otherwise at any moment: how sources fare, what was collected when, evidence that is kept for
/// some days only, postings, of which more is stored than the log tells, who asks, what they keep, and what is said to them of themselves.
const PASSING: &[(&str, &str)] = &[
    ("InputRejected", "message"),
    (
        "IngestRun",
        "added board changed closed fetched finishedAt id note rejected reopened startedAt status unchanged",
    ),
    ("IngestRunConnection", "edges nodes pageInfo totalCount"),
    ("IngestRunEdge", "cursor node"),
    ("NotEnoughDemand", "minimum n widerRegion"),
    (
        "Posting",
        "canonical closedAt closedBecause company complete countedIn duplicateCount duplicates expiresAt \
         firstSeen id lastSeen location payText postedOn regions remoteScope reopenedAt role seniority skills \
         source spells title url workMode",
    ),
    ("PostingChange", "at cursor kind posting"),
    ("PostingChangeConnection", "edges nodes now pageInfo"),
    ("PostingChangeEdge", "cursor node"),
    ("PostingConnection", "edges nodes pageInfo totalCount"),
    ("PostingEdge", "cursor node"),
    ("PostingSpell", "closedAt closedBecause openedAt"),
    ("NodeChange", "key node note roadmap state"),
    ("NodeProgress", "at note state"),
    ("NodeState", "node state"),
    ("ProgressChange", "at kind nodes roadmap undoable"),
    (
        "ProgressChangeConnection",
        "edges nodes pageInfo totalCount",
    ),
    ("ProgressChangeEdge", "cursor node"),
    (
        "Query",
        "node nodes postingChanges postings readiness viewer",
    ),
    ("Roadmap", "progress"),
    ("RoadmapNode", "progress"),
    ("RoadmapOfViewer", "progress roadmap"),
    (
        "RoadmapProgress",
        "counts done next percent projectedFinish remainingMonths roadmap states total",
    ),
    ("Session", "createdAt current expiresAt id label"),
    (
        "Readiness",
        "basis declined fit fitHigh fitLow formula gaps marketReach method monthsToTarget postings recognised region \
         requirements roadmaps role scope strengths unrecognised",
    ),
    (
        "ReadinessRequirement",
        "demand importance pick score skills weight",
    ),
    ("SkillDemand", "sample"),
    (
        "SkillGap",
        "closesWith fitGain months share skill substituteHeld",
    ),
    ("SkillMention", "evidence requirement skill"),
    (
        "Source",
        "health healthReason healthSince lastSuccess postings runs targets",
    ),
    (
        "SourceTarget",
        "board drift failures health healthReason healthSince held lastAttempt lastSuccess listed \
         openPostings",
    ),
    ("SourceTargetConnection", "edges nodes pageInfo totalCount"),
    ("SourceTargetEdge", "cursor node"),
    ("StateCounts", "done known learning notStarted skipped"),
    ("TextSpan", "end start text"),
    ("Viewer", "export history id name progress sessions skills"),
];

fn fields(table: &[(&str, &str)]) -> BTreeSet<String> {
    let field = |(of, fields): &(&str, &str)| {
        let of = (*of).to_owned();
        let fields: Vec<_> = fields.split_whitespace().map(str::to_owned).collect();
        fields.into_iter().map(move |field| format!("{of}.{field}"))
    };
    table.iter().flat_map(field).collect()
}

/// Every field of every type that a query can reach.
fn declared() -> BTreeSet<String> {
    let mut registry = Registry::default();
    Query::create_type_info(&mut registry);
    let (mut reached, mut waiting) = (BTreeSet::new(), vec!["Query".to_owned()]);
    let mut declared = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if let Some(MetaType::Union { possible_types, .. }) = registry.types.get(&name) {
            waiting.extend(possible_types.iter().cloned());
        }
        let Some(MetaType::Object { fields, .. }) = registry.types.get(&name) else {
            continue;
        };
        if reached.insert(name.clone()) {
            declared.extend(fields.keys().map(|field| format!("{name}.{field}")));
            let answered = fields.values();
            waiting.extend(
                answered.map(|field| MetaTypeName::concrete_typename(&field.ty).to_owned()),
            );
        }
    }
    declared
}

#[test]
fn every_field_is_decided() {
    let declared = declared();
    let (figures, catalogue) = (fields(LASTING), fields(CATALOGUE));
    let lasting: BTreeSet<_> = figures.union(&catalogue).cloned().collect();
    let passing = fields(PASSING);
    let twice = lasting
        .intersection(&passing)
        .chain(figures.intersection(&catalogue));
    let twice: Vec<_> = twice.collect();
    assert!(twice.is_empty(), "decided twice: {twice:?}");
    let decided: BTreeSet<_> = lasting.union(&passing).cloned().collect();
    let undecided: Vec<_> = declared.difference(&decided).collect();
    assert!(
        undecided.is_empty(),
        "does what these answer change only with the log, the catalogue and the day? Then they belong to LASTING, or to CATALOGUE if postings do not matter, else to PASSING: \
         {undecided:?}"
    );
    let gone: Vec<_> = decided.difference(&declared).collect();
    assert!(gone.is_empty(), "no longer in the schema: {gone:?}");
}

fn last(query: &str) -> bool {
    lives(query).is_some()
}

fn lives(query: &str) -> Option<Life> {
    Lasting::new().hold(&parse_query(query).unwrap())
}

#[test]
fn an_answer_lives_as_long_as_the_shortest_of_its_fields() {
    for (query, expected) in [
        (
            "{skills {nodes {slug broader {name}}}}",
            Some(Life::Minutes),
        ),
        (
            "{roadmaps {nodes {title nodes {key skills {skill {name}}}}}}",
            Some(Life::Minutes),
        ),
        ("{__typename}", Some(Life::Minutes)),
        (
            "{skills {nodes {slug demand {share {value}}}}}",
            Some(Life::Minute),
        ),
        (
            "{roles {nodes {title}} serviceConfig {maxDepth}}",
            Some(Life::Minute),
        ),
        (
            "query a {roles {totalCount}} query b {demand {postings}}",
            Some(Life::Minute),
        ),
        (
            "{roles {...a}} fragment a on RoleConnection {nodes {demand {postings}}}",
            Some(Life::Minute),
        ),
        ("{roles {nodes {title}} sources {nodes {health}}}", None),
    ] {
        assert_eq!(lives(query), expected, "{query}");
    }
}

#[test]
fn statistics_last() {
    assert!(last(
        "{demand {postings skills {nodes {skill {name} share {value}}} scope {asOf sources {name}}}}"
    ));
    assert!(last(
        "query one {__typename skill(slug: \"rust\") {...named}} fragment named on Skill {name ... {slug} ... on Skill {id}}"
    ));
}

#[test]
fn what_changes_by_itself_does_not_last() {
    assert!(!last("{sources {nodes {name health}}}"));
    assert!(!last(
        "{demand {scope {sources {...faring}}}} fragment faring on Source {health}"
    ));
    assert!(!last("{demand {skills {nodes {sample {title}}}}}"));
    assert!(!last(
        "{sources {nodes {... on Source {targets {totalCount}}}}}"
    ));
    assert!(!last("{node(id: \"x\") {id ... on Skill {name}}}"));
    assert!(!last(
        "query a {demand {postings}} query b {postings {totalCount}}"
    ));
    assert!(!last("mutation {demand {postings}}"));
    assert!(!last("{__schema {types {name}}}"));
    assert!(!last(
        "{readiness(input: {role: \"x\", skills: []}) {... on InputRejected {message}}}"
    ));
}

#[test]
fn what_nobody_knows_does_not_last() {
    assert!(!last("{demand {posting}}"));
    assert!(!last("{demand {...missing}}"));
    assert!(!last("{demand {... on Missing {postings}}}"));
}

//! What both servers are asked, each in its own words, and which facts of their answers must be the same.

use anyhow::{Context, bail, ensure};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde_json::{Value, json};

/// Facts that both answers carry for each row of a list; a dot leads into an object, or into all objects of a list.
pub(crate) struct Facts {
    /// The list, or the one object, in Waymark's answer and in PostGraphile's.
    rows: [&'static str; 2],
    /// A fact in a row of Waymark's and of PostGraphile's; one name where both call it the same.
    fields: &'static [&'static [&'static str]],
}

/// One thing that both are asked.
pub(crate) struct Question {
    /// What it is.
    pub(crate) name: &'static str,
    /// How many times as many requests a second Waymark must answer.
    pub(crate) bar: f64,
    /// How Waymark is asked, and PostGraphile.
    documents: [&'static str; 2],
    variables: Value,
    facts: &'static [Facts],
}

const ROADMAP: [&str; 2] = [
    "query Roadmap($slug: String!) {roadmap(slug: $slug) {slug title summary edition
        nodes {key title summary monthFrom monthTo skills {choice pick skill {slug name}}}}}",
    "query Roadmap($slug: String!) {roadmapBySlug(slug: $slug) {slug title summary edition
        roadmapNodesByRoadmapIdList(orderBy: ORDINAL_ASC) {key title summary monthFrom monthTo
            nodeSkillsByNodeList(orderBy: [ORDINAL_ASC, SKILL_ASC]) {choice pick skillBySkill {slug name}}}}}",
];

const PAGE: [&str; 2] = [
    "query Page($from: Date!, $to: Date!) {postings(first: 50, period: {from: $from, to: $to}) {
        nodes {title url location postedOn company source {slug name} role {slug title} skills {skill {slug name}}}}}",
    "query Page($from: Date!, $to: Date!) {newestPostingsList(firstDay: $from, lastDay: $to, first: 50) {
        title url location postedOn companyByCompanyId {name} sourceBySourceId {slug name} roleByRoleId {slug title} skillsList {slug name}}}",
];

const STATISTIC: [&str; 2] = [
    "query Asked($from: Date!, $to: Date!, $role: String!, $region: String!) {
        demand(filter: {roles: [$role], regions: [$region]}, period: {from: $from, to: $to}) {
            skills(first: 50) {nodes {rank skill {slug name} share {value low high numerator denominator}}}}}",
    "query Asked($from: Date!, $to: Date!, $role: String!, $region: String!) {
        askedSkillsList(role: $role, region: $region, firstDay: $from, lastDay: $to, first: 50) {
            place slug name share low high naming postings}}",
];

/// All of them, about a market that ends today.
pub(crate) fn questions(today: NaiveDate) -> anyhow::Result<[Question; 3]> {
    let month = today.with_day(1).context("a month without a first day")?;
    let begin = month.checked_sub_months(Months::new(24));
    let end = month.checked_sub_days(Days::new(1));
    let (begin, end) = begin.zip(end).context("a day before all days")?;
    Ok([roadmap(), page(begin, today), statistic(begin, end)])
}

/// One thing with a list in it.
fn roadmap() -> Question {
    Question {
        name: "a roadmap with its nodes and their skills",
        bar: 6.0,
        documents: ROADMAP,
        variables: json!({"slug": "backend-engineer"}),
        facts: &[
            Facts {
                rows: ["roadmap", "roadmapBySlug"],
                fields: &[&["slug"], &["title"], &["summary"], &["edition"]],
            },
            Facts {
                rows: ["roadmap.nodes", "roadmapBySlug.roadmapNodesByRoadmapIdList"],
                fields: &[
                    &["key"],
                    &["title"],
                    &["summary"],
                    &["monthFrom"],
                    &["monthTo"],
                    &["skills.choice", "nodeSkillsByNodeList.choice"],
                    &["skills.pick", "nodeSkillsByNodeList.pick"],
                    &[
                        "skills.skill.slug",
                        "nodeSkillsByNodeList.skillBySkill.slug",
                    ],
                    &[
                        "skills.skill.name",
                        "nodeSkillsByNodeList.skillBySkill.name",
                    ],
                ],
            },
        ],
    }
}

/// A page of fifty rows.
fn page(begin: NaiveDate, today: NaiveDate) -> Question {
    Question {
        name: "50 postings with company, source, role and skills",
        bar: 6.0,
        documents: PAGE,
        variables: json!({"from": begin, "to": today}),
        facts: &[Facts {
            rows: ["postings.nodes", "newestPostingsList"],
            fields: &[
                &["title"],
                &["url"],
                &["location"],
                &["postedOn"],
                &["company", "companyByCompanyId.name"],
                &["source.slug", "sourceBySourceId.slug"],
                &["source.name", "sourceBySourceId.name"],
                &["role.slug", "roleByRoleId.slug"],
                &["role.title", "roleByRoleId.title"],
                &["skills.skill.slug", "skillsList.slug"],
                &["skills.skill.name", "skillsList.name"],
            ],
        }],
    }
}

/// A statistic.
fn statistic(begin: NaiveDate, end: NaiveDate) -> Question {
    Question {
        name: "50 skills of a role in a country with their shares over 24 months",
        bar: 10.0,
        documents: STATISTIC,
        variables: json!({"from": begin, "to": end, "role": "backend-engineer", "region": "US"}),
        facts: &[Facts {
            rows: ["demand.skills.nodes", "askedSkillsList"],
            fields: &[
                &["rank", "place"],
                &["skill.slug", "slug"],
                &["skill.name", "name"],
                &["share.value", "share"],
                &["share.low", "low"],
                &["share.high", "high"],
                &["share.numerator", "naming"],
                &["share.denominator", "postings"],
            ],
        }],
    }
}

impl Question {
    /// The requests to both.
    pub(crate) fn bodies(&self) -> [Value; 2] {
        self.documents
            .map(|document| json!({"query": document, "variables": self.variables}))
    }

    /// How many facts both answers tell, in the same order; fails where they differ.
    pub(crate) fn compare(&self, answers: [&Value; 2]) -> anyhow::Result<usize> {
        let mut told = 0;
        for facts in self.facts {
            told += facts
                .compare(answers)
                .with_context(|| format!("the answers differ about {}", self.name))?;
        }
        Ok(told)
    }
}

impl Facts {
    fn compare(&self, answers: [&Value; 2]) -> anyhow::Result<usize> {
        let [ours, theirs] = [
            found(answers[0], self.rows[0])?,
            found(answers[1], self.rows[1])?,
        ];
        ensure!(
            !ours.is_empty() && ours.len() == theirs.len(),
            "{} and {} rows",
            ours.len(),
            theirs.len()
        );
        let mut told = 0;
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            for names in self.fields {
                let (Some(our_name), Some(their_name)) = (names.first(), names.last()) else {
                    bail!("a fact without a name");
                };
                let (ours, theirs) = (found(ours, our_name)?, found(theirs, their_name)?);
                let same = ours.len() == theirs.len()
                    && ours
                        .iter()
                        .zip(&theirs)
                        .all(|(one, other)| equal(one, other));
                ensure!(same, "{our_name}: {ours:?} and {theirs:?}");
                told += ours.len();
            }
        }
        Ok(told)
    }
}

/// What a path leads to; a field that is not there is a mistake.
fn found<'a>(value: &'a Value, path: &str) -> anyhow::Result<Vec<&'a Value>> {
    let mut found = items(value);
    for name in path.split('.') {
        let mut next = Vec::new();
        for value in found {
            match value {
                Value::Null => next.push(value),
                Value::Object(fields) => {
                    let field = fields.get(name);
                    next.extend(items(
                        field.with_context(|| format!("no {path} in {value}"))?,
                    ));
                }
                _ => bail!("{path} leads into {value}"),
            }
        }
        found = next;
    }
    Ok(found)
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        value => vec![value],
    }
}

/// Whether two values say the same; PostGraphile writes 64-bit numbers as text.
fn equal(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| value.as_f64();
    let written = |value: &Value| number(value).or_else(|| value.as_str()?.parse().ok());
    match (number(one), written(other)) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-12 * one.abs().max(1.0),
        _ => one == other,
    }
}

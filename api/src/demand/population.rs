//! Populations: the eligible postings under one filter, period and basis, and the SQL that selects them.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr, FromQueryResult};

use super::{
    filter::Filter,
    name::Names,
    period::{Period, Window},
};
use crate::failure::Failure;
use crate::sql::{Sql, containing};

/// When a posting belongs to a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Basis {
    /// It is known to have been open on some day of it.
    #[default]
    Active,
    /// It was posted on a day of it.
    NewlyPosted,
}

/// Where and when a posting counts, in SQL on `posting p`.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    /// All regions it lies in.
    pub(crate) region_ids: &'static str,
    /// The first moment at which it is known to have been open.
    pub(crate) first_seen: &'static str,
    /// The last one.
    pub(crate) last_open: &'static str,
    /// The day it was posted on.
    pub(crate) posted_on: &'static str,
}

/// As its whole cluster says: a canonical posting counts wherever and whenever one of its duplicates would.
pub(crate) const CLUSTER: Columns = Columns {
    region_ids: "coalesce(p.cluster_region_ids, p.region_ids)",
    first_seen: "coalesce(p.cluster_first_seen, p.first_seen)",
    last_open: "coalesce(p.cluster_last_open, p.closed_at, p.last_seen)",
    posted_on: "coalesce(p.cluster_posted_on, p.posted_on)",
};

/// As it says by itself; what it says is part of what its cluster says.
const OWN: Columns = Columns {
    region_ids: "p.region_ids",
    first_seen: "p.first_seen",
    last_open: "coalesce(p.closed_at, p.last_seen)",
    posted_on: "p.posted_on",
};

/// A population as the caller names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// Which postings.
    pub(crate) filter: Filter,
    /// Of which days.
    pub(crate) period: Period,
    /// In which sense.
    pub(crate) basis: Basis,
}

/// A population with every name resolved; equal populations hold the same postings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Population {
    /// The vocabulary that read its postings; 0 where none was ever loaded.
    pub(crate) vocabulary: i32,
    /// Its days.
    pub(crate) window: Window,
    /// How a posting belongs to them.
    pub(crate) basis: Basis,
    /// Groups of regions, each of which must hold the posting.
    pub(crate) regions: Vec<Vec<i32>>,
    roles: Vec<Vec<i32>>,
    skills_all: Vec<i32>,
    skills_any: Vec<i32>,
    skills_none: Vec<i32>,
    seniorities: Vec<i16>,
    work_modes: Vec<i16>,
    remote_scope: Vec<i32>,
    sources: Vec<i32>,
    // Present and empty where nobody bears the name asked for: then nothing matches.
    companies: Option<Vec<i64>>,
    search: Option<String>,
}

#[derive(FromQueryResult)]
struct ServedVocabulary {
    id: Option<i32>,
}

/// Resolves questions, each on its own: one with an unknown name does not spoil the others.
pub(crate) async fn resolve(
    database: &DatabaseConnection,
    questions: &[Question],
    today: NaiveDate,
) -> Result<HashMap<Question, Result<Arc<Population>, Failure>>, DbErr> {
    let served = Sql::new(
        "select coalesce((select vocabulary_id from served_vocabulary), (select max(id) from vocabulary)) as id",
    );
    let served: Vec<ServedVocabulary> = served.all(database).await?;
    let vocabulary = served.first().and_then(|row| row.id).unwrap_or(0);
    let filters = questions.iter().map(|question| &question.filter);
    let names = Names::of(database, filters).await?;
    let resolved = |question: &Question| {
        let population = Population::new(question, &names, vocabulary, today).map(Arc::new);
        (question.clone(), population)
    };
    Ok(questions.iter().map(resolved).collect())
}

impl Population {
    fn new(
        question: &Question,
        names: &Names,
        vocabulary: i32,
        today: NaiveDate,
    ) -> Result<Self, Failure> {
        let filter = &question.filter;
        let window = question.period.window(today).map_err(Failure::Invalid)?;
        let skills = |slugs: &[String]| ids(slugs, |slug| names.skill(slug).map(|id| vec![id]));
        let role = |slug: &str| names.role(slug).map(<[i32]>::to_vec);
        let scope = |code: &str| names.region(code).map(|place| place.ancestors.clone());
        Ok(Self {
            vocabulary,
            window,
            basis: question.basis,
            regions: regions(filter, names)?,
            roles: groups(&filter.roles, role)?,
            skills_all: skills(&filter.skills_all)?,
            skills_any: skills(&filter.skills_any)?,
            skills_none: skills(&filter.skills_none)?,
            seniorities: filter
                .seniorities
                .iter()
                .map(ActiveEnum::to_value)
                .collect(),
            work_modes: filter.work_modes.iter().map(ActiveEnum::to_value).collect(),
            remote_scope: ids(&filter.remote_scope, scope)?,
            sources: ids(&filter.sources, |slug| {
                names.source(slug).map(|id| vec![id])
            })?,
            companies: companies(filter, names),
            search: filter.search.as_deref().map(containing),
        })
    }

    /// The same postings wherever they lie.
    pub(crate) fn anywhere(&self) -> Self {
        Self {
            regions: Vec::new(),
            ..self.clone()
        }
    }

    /// All postings of the same days: what a part of the market is compared with.
    pub(crate) fn background(&self) -> Self {
        Self {
            vocabulary: self.vocabulary,
            window: self.window,
            basis: self.basis,
            regions: Vec::new(),
            roles: Vec::new(),
            skills_all: Vec::new(),
            skills_any: Vec::new(),
            skills_none: Vec::new(),
            seniorities: Vec::new(),
            work_modes: Vec::new(),
            remote_scope: Vec::new(),
            sources: Vec::new(),
            companies: None,
            search: None,
        }
    }

    /// The condition on `posting p` that holds for exactly the eligible postings of the population.
    pub(crate) fn eligible(&self, sql: &mut Sql) {
        self.counted(sql);
        sql.push(" and ");
        self.whenever(sql);
    }

    /// What holds, beyond [`Self::whenever`], for the eligible ones.
    pub(crate) fn counted(&self, sql: &mut Sql) {
        sql.push("p.canonical_id = p.id and ");
        self.within(sql, CLUSTER);
    }

    /// What holds, beyond [`Self::whenever`], for postings that lie in its regions and days by themselves, duplicates included.
    pub(crate) fn listed(&self, sql: &mut Sql) {
        self.within(sql, OWN);
        self.somewhere(sql, OWN);
    }

    fn within(&self, sql: &mut Sql, columns: Columns) {
        match self.basis {
            Basis::Active => {
                sql.push(columns.first_seen)
                    .push(" < ")
                    .bind(self.window.end());
                sql.push(" and ")
                    .push(columns.last_open)
                    .push(" >= ")
                    .bind(self.window.start());
            }
            Basis::NewlyPosted => {
                sql.push(columns.posted_on)
                    .push(" between ")
                    .bind(self.window.from);
                sql.push(" and ").bind(self.window.to);
            }
        }
    }

    fn somewhere(&self, sql: &mut Sql, columns: Columns) {
        for group in &self.regions {
            sql.push(" and ")
                .push(columns.region_ids)
                .push(" && ")
                .bind(group.clone());
        }
    }

    /// The condition that holds for them and their duplicates, of any day.
    pub(crate) fn whenever(&self, sql: &mut Sql) {
        // Asked within the same statement: between two of them another vocabulary may come to be served.
        sql.push("serves(").bind(self.vocabulary);
        sql.push(") and p.complete and p.vocabulary_id = ")
            .bind(self.vocabulary);
        self.somewhere(sql, CLUSTER);
        self.described(sql);
    }

    /// The condition that holds for postings that the filter names by what they say themselves, counted or not, of any day.
    pub(crate) fn matching(&self, sql: &mut Sql) {
        sql.push("true");
        self.somewhere(sql, OWN);
        self.described(sql);
    }

    fn described(&self, sql: &mut Sql) {
        for group in &self.roles {
            sql.push(" and p.role_id = any(")
                .bind(group.clone())
                .push(")");
        }
        self.skill_conditions(sql);
        if !self.seniorities.is_empty() {
            sql.push(" and p.seniority = any(")
                .bind(self.seniorities.clone())
                .push(")");
        }
        if !self.work_modes.is_empty() {
            sql.push(" and p.work_mode = any(")
                .bind(self.work_modes.clone())
                .push(")");
        }
        if !self.remote_scope.is_empty() {
            sql.push(" and p.remote_scope && ")
                .bind(self.remote_scope.clone());
        }
        if !self.sources.is_empty() {
            sql.push(" and p.source_id = any(")
                .bind(self.sources.clone())
                .push(")");
        }
        if let Some(companies) = &self.companies {
            sql.push(" and p.company_id = any(")
                .bind(companies.clone())
                .push(")");
        }
        if let Some(pattern) = &self.search {
            sql.push(" and p.title ilike ").bind(pattern.clone());
        }
    }

    fn skill_conditions(&self, sql: &mut Sql) {
        if !self.skills_all.is_empty() {
            sql.push(" and p.skill_ids @> ")
                .bind(self.skills_all.clone());
        }
        if !self.skills_any.is_empty() {
            sql.push(" and p.skill_ids && ")
                .bind(self.skills_any.clone());
        }
        if !self.skills_none.is_empty() {
            sql.push(" and not p.skill_ids && ")
                .bind(self.skills_none.clone());
        }
    }
}

// A group that holds the whole world asks nothing: postings whose place was not understood are in the world too.
fn regions(filter: &Filter, names: &Names) -> Result<Vec<Vec<i32>>, Failure> {
    let mut groups = Vec::new();
    for codes in filter.regions.iter().filter(|codes| !codes.is_empty()) {
        let places = codes
            .iter()
            .map(|code| names.region(code))
            .collect::<Result<Vec<_>, _>>()?;
        if !places.iter().any(|place| place.world) {
            groups.push(sorted(places.iter().map(|place| place.id).collect()));
        }
    }
    Ok(groups)
}

fn groups(
    groups: &[Vec<String>],
    lookup: impl Fn(&str) -> Result<Vec<i32>, Failure>,
) -> Result<Vec<Vec<i32>>, Failure> {
    groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| ids(group, &lookup))
        .collect()
}

fn ids(
    names: &[String],
    lookup: impl Fn(&str) -> Result<Vec<i32>, Failure>,
) -> Result<Vec<i32>, Failure> {
    let found = names.iter().map(|name| lookup(name));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(sorted(found.concat()))
}

fn companies(filter: &Filter, names: &Names) -> Option<Vec<i64>> {
    let asked = &filter.companies;
    let found = asked.iter().flat_map(|name| names.companies(name));
    (!asked.is_empty()).then(|| sorted(found.copied().collect()))
}

// In order and once each, so that the same question asked in another order is the same population.
fn sorted<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

//! Populations: the eligible postings under one filter, period and basis.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr, FromQueryResult};

use super::{
    engine::Engine,
    filter::Filter,
    name::Names,
    pay,
    period::{Period, Window},
    unknown::Unknown,
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
    /// Groups of roles, each of which must hold its role.
    pub(crate) roles: Vec<Vec<i32>>,
    /// It names each of them.
    pub(crate) skills_all: Vec<i32>,
    /// It names one of them, where there are any.
    pub(crate) skills_any: Vec<i32>,
    /// It names none of them.
    pub(crate) skills_none: Vec<i32>,
    /// Its level is one of them, where there are any.
    pub(crate) seniorities: Vec<i16>,
    /// Its mode is one of them, where there are any.
    pub(crate) work_modes: Vec<i16>,
    /// Its remote scope holds one of them, where there are any.
    pub(crate) remote_scope: Vec<i32>,
    /// Its source is one of them, where there are any.
    pub(crate) sources: Vec<i32>,
    /// Its company is one of them; present and empty where nobody bears the name asked for: then nothing matches.
    pub(crate) companies: Option<Vec<i64>>,
    /// A pattern for `ILIKE` that its title fits.
    pub(crate) search: Option<String>,
    /// Its annual pay is at least that many whole units of the currency it states it in, which is this one.
    pub(crate) pay_at_least: Option<(i64, &'static str)>,
}

#[derive(FromQueryResult)]
struct ServedVocabulary {
    id: Option<i32>,
}

/// Resolves questions, each on its own: one with an unknown name does not spoil the others.
pub(crate) async fn resolve(
    engine: &Engine,
    questions: &[Question],
    today: NaiveDate,
) -> Result<HashMap<Question, Result<Arc<Population>, Failure>>, DbErr> {
    let vocabulary = match engine.market() {
        Some(market) => market.vocabulary(),
        None => served(engine.database()).await?,
    };
    let filters = questions.iter().map(|question| &question.filter);
    let names = Names::of(engine, filters).await?;
    let mut resolved = HashMap::with_capacity(questions.len());
    for question in questions {
        let population = match Population::new(question, &names, vocabulary, today) {
            Ok(population) => Ok(Arc::new(population)),
            Err(Wrong::Name(unknown)) => Err(unknown.explained(engine).await),
            Err(Wrong::Value(failure)) => Err(failure),
        };
        resolved.insert(question.clone(), population);
    }
    Ok(resolved)
}

async fn served(database: &DatabaseConnection) -> Result<i32, DbErr> {
    let served = Sql::new(
        "select coalesce((select vocabulary_id from served_vocabulary), (select max(id) from vocabulary)) as id",
    );
    let served: Vec<ServedVocabulary> = served.all(database).await?;
    Ok(served.first().and_then(|row| row.id).unwrap_or(0))
}

/// What is wrong with a question.
enum Wrong {
    /// A name in it stands for nothing.
    Name(Unknown),
    /// A value in it is not what it should be.
    Value(Failure),
}

impl From<Unknown> for Wrong {
    fn from(unknown: Unknown) -> Self {
        Self::Name(unknown)
    }
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Value(failure)
    }
}

impl Population {
    fn new(
        question: &Question,
        names: &Names,
        vocabulary: i32,
        today: NaiveDate,
    ) -> Result<Self, Wrong> {
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
            pay_at_least: pay_at_least(filter)?,
        })
    }

    /// The same postings wherever they lie.
    pub(crate) fn anywhere(&self) -> Self {
        Self {
            regions: Vec::new(),
            ..self.clone()
        }
    }

    /// What the same filter means on other days, in some sources only; of a job with duplicates the posting that stands for it
    /// says which source it comes from.
    pub(crate) fn on(&self, window: Window, sources: Vec<i32>) -> Self {
        Self {
            window,
            sources,
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
            pay_at_least: None,
        }
    }
}

// A group that holds the whole world asks nothing: postings whose place was not understood are in the world too.
fn regions(filter: &Filter, names: &Names) -> Result<Vec<Vec<i32>>, Unknown> {
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
    lookup: impl Fn(&str) -> Result<Vec<i32>, Unknown>,
) -> Result<Vec<Vec<i32>>, Unknown> {
    groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| ids(group, &lookup))
        .collect()
}

fn ids(
    names: &[String],
    lookup: impl Fn(&str) -> Result<Vec<i32>, Unknown>,
) -> Result<Vec<i32>, Unknown> {
    let found = names.iter().map(|name| lookup(name));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(sorted(found.concat()))
}

fn companies(filter: &Filter, names: &Names) -> Option<Vec<i64>> {
    let asked = &filter.companies;
    let found = asked.iter().flat_map(|name| names.companies(name));
    (!asked.is_empty()).then(|| sorted(found.copied().collect()))
}

fn pay_at_least(filter: &Filter) -> Result<Option<(i64, &'static str)>, Failure> {
    let Some((amount, currency)) = &filter.pay_at_least else {
        return Ok(None);
    };
    // Pay is in whole units, so the next whole amount asks the same.
    let whole = i64::try_from(amount.ceil()).ok();
    let whole = whole.filter(|amount| *amount >= 0);
    let whole = whole.ok_or_else(|| {
        Failure::invalid(format!(
            "filter.payAtLeast.amount must be from 0 to {}, not {amount}",
            i64::MAX
        ))
    })?;
    Ok(Some((whole, pay::currency(currency)?)))
}

// In order and once each, so that the same question asked in another order is the same population.
fn sorted<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

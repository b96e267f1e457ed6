//! Who answers a question about a population.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use entity::region::Level;
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    column::Market,
    count::{SkillTable, Totals},
    duration::Span,
    exchange::Exchange,
    interval::Proportion,
    panel::{Observation, Observed},
    pay::PayTable,
    period::Month,
    place::PlaceCount,
    population::Population,
    premium::Strata,
    reach::Abilities,
    statement,
    together::Companion,
    trend::Series,
};
use crate::metrics::{Answerer, Metrics, Statistic, Watch};

/// Answers questions about populations: from the columns in memory where they hold what is asked for, by statements otherwise.
#[derive(Clone)]
pub(crate) struct Engine {
    database: DatabaseConnection,
    market: Option<Arc<Market>>,
    /// Whether anything was left to the database that changes without the market.
    elsewhere: Arc<AtomicBool>,
    /// Where it is told how long answers took, if anywhere.
    metrics: Option<Metrics>,
}

impl Engine {
    /// One over a version of the market; without one, statements answer.
    pub(crate) fn new(database: DatabaseConnection, market: Option<Arc<Market>>) -> Self {
        Self {
            database,
            market,
            elsewhere: Arc::default(),
            metrics: None,
        }
    }

    /// The same, which tells how long answers took.
    pub(crate) fn watched(self, metrics: Metrics) -> Self {
        Self {
            metrics: Some(metrics),
            ..self
        }
    }

    /// Times an answer of the columns, or of the database where there are none for it, until what is given back is dropped.
    fn watch(&self, statistic: Statistic, columns: Option<&Market>) -> Option<Watch> {
        let answerer = match columns {
            Some(_) => Answerer::Columns,
            None => Answerer::Statements,
        };
        let metrics = self.metrics.as_ref()?;
        Some(metrics.watch(statistic, answerer))
    }

    /// The same, but statements answer.
    pub(crate) fn without_market(&self) -> Self {
        self.elsewhere.store(true, Ordering::Relaxed);
        Self {
            market: None,
            ..self.clone()
        }
    }

    /// The database that it asks.
    pub(crate) fn database(&self) -> &DatabaseConnection {
        &self.database
    }

    /// The market in memory, if it is there.
    pub(crate) fn market(&self) -> Option<&Market> {
        self.market.as_deref()
    }

    /// Whether the columns have answered for every population so far, so that the same market would answer the same again.
    pub(crate) fn is_held(&self) -> bool {
        self.market.is_some() && !self.elsewhere.load(Ordering::Relaxed)
    }

    /// The columns that answer for a population. They know nothing of titles, and of one vocabulary only.
    pub(crate) fn columns(&self, population: &Population) -> Option<&Market> {
        if population.search.is_some() {
            self.elsewhere.store(true, Ordering::Relaxed);
            return None;
        }
        self.read_by(population.vocabulary)
    }

    fn read_by(&self, vocabulary: i32) -> Option<&Market> {
        let market = self.market.as_deref()?;
        let read = market.vocabulary() == vocabulary;
        if !read {
            self.elsewhere.store(true, Ordering::Relaxed);
        }
        read.then_some(market)
    }

    /// Answers for those populations that the columns hold, and leaves the others.
    fn answer<T>(
        &self,
        statistic: Statistic,
        populations: &[Arc<Population>],
        ask: impl Fn(&Market, &Population) -> T,
    ) -> (HashMap<Arc<Population>, T>, Vec<Arc<Population>>) {
        let (mut answered, mut left) = (HashMap::new(), Vec::new());
        for population in populations {
            match self.columns(population) {
                Some(market) => {
                    let _watch = self.watch(statistic, Some(market));
                    answered.insert(Arc::clone(population), ask(market, population));
                }
                None => left.push(Arc::clone(population)),
            }
        }
        (answered, left)
    }

    /// The sizes of some populations.
    pub(crate) async fn totals(
        &self,
        populations: &[Arc<Population>],
    ) -> Result<HashMap<Arc<Population>, Totals>, DbErr> {
        let (mut found, left) = self.answer(Statistic::Totals, populations, Market::totals);
        if !left.is_empty() {
            let _watch = self.watch(Statistic::Totals, None);
            found.extend(statement::count::totals(&self.database, &left).await?);
        }
        Ok(found)
    }

    /// The skills of some populations.
    pub(crate) async fn skills(
        &self,
        populations: &[Arc<Population>],
    ) -> Result<HashMap<Arc<Population>, Arc<SkillTable>>, DbErr> {
        let skills = |market: &Market, population: &Population| Arc::new(market.skills(population));
        let (mut found, left) = self.answer(Statistic::Skills, populations, skills);
        if !left.is_empty() {
            let _watch = self.watch(Statistic::Skills, None);
            found.extend(statement::count::skills(&self.database, &left).await?);
        }
        Ok(found)
    }

    /// The share of postings whose location was not understood, under the same filter without its regions.
    pub(crate) async fn unresolved(
        &self,
        population: &Population,
    ) -> Result<Option<Proportion>, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Unresolved, columns);
        match columns {
            Some(market) => Ok(market.unresolved(population)),
            None => statement::scope::unresolved(&self.database, population).await,
        }
    }

    /// The regions of a level, in no order.
    pub(crate) async fn places(
        &self,
        population: &Population,
        skill: Option<i32>,
        level: Level,
    ) -> Result<Vec<PlaceCount>, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Places, columns);
        match columns {
            Some(market) => Ok(market.places(population, skill, level)),
            None => statement::place::places(&self.database, population, skill, level).await,
        }
    }

    /// The months of a population for some skills.
    pub(crate) async fn series(
        &self,
        population: &Population,
        months: &[Month],
        skills: Vec<i32>,
    ) -> Result<Series, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Series, columns);
        match columns {
            Some(market) => Ok(market.series(population, months, &skills)),
            None => statement::trend::series(&self.database, population, months, skills).await,
        }
    }

    /// In which of some months each source was observed.
    pub(crate) async fn observed(&self, observation: &Observation) -> Result<Observed, DbErr> {
        let columns = self.read_by(observation.vocabulary);
        let _watch = self.watch(Statistic::Observed, columns);
        match columns {
            Some(market) => Ok(market.observed(observation)),
            None => statement::observed::observed(&self.database, observation).await,
        }
    }

    /// How long the postings of some populations were watched, in no order; populations without postings have no spans.
    pub(crate) async fn spans(
        &self,
        populations: &[Arc<Population>],
    ) -> Result<HashMap<Arc<Population>, Vec<Span>>, DbErr> {
        let (mut found, left) = self.answer(Statistic::Spans, populations, Market::spans);
        if !left.is_empty() {
            let _watch = self.watch(Statistic::Spans, None);
            found.extend(statement::duration::spans(&self.database, &left).await?);
        }
        Ok(found)
    }

    /// For each of some skills the others that at least `fewest` postings name beside it, in no order.
    pub(crate) async fn together(
        &self,
        population: &Population,
        skills: Vec<i32>,
        fewest: i64,
    ) -> Result<HashMap<i32, Vec<Companion>>, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Together, columns);
        match columns {
            Some(market) => Ok(market.together(population, &skills, fewest)),
            None => statement::together::together(&self.database, population, skills, fewest).await,
        }
    }

    /// What the postings of a population are paid, and those of them that name some skills.
    pub(crate) async fn pay(
        &self,
        population: &Population,
        exchange: Option<&Exchange>,
        skills: Vec<i32>,
    ) -> Result<PayTable, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Pay, columns);
        match columns {
            Some(market) => Ok(market.pay(population, exchange, &skills)),
            None => statement::pay::pay(&self.database, population, exchange, skills).await,
        }
    }

    /// The share of a population's postings of which somebody meets enough, among those that name enough skills.
    pub(crate) async fn reach(
        &self,
        population: &Population,
        abilities: &Abilities,
    ) -> Result<Option<Proportion>, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Reach, columns);
        match columns {
            Some(market) => Ok(market.reach(population, abilities)),
            None => statement::reach::reach(&self.database, population, abilities).await,
        }
    }

    /// The strata in which the pay with and without some skills is compared; a skill without any is left out.
    pub(crate) async fn strata(
        &self,
        population: &Population,
        skills: Vec<i32>,
    ) -> Result<HashMap<i32, Strata>, DbErr> {
        let columns = self.columns(population);
        let _watch = self.watch(Statistic::Strata, columns);
        match columns {
            Some(market) => Ok(market.strata(population, &skills)),
            None => statement::premium::strata(&self.database, population, skills).await,
        }
    }
}

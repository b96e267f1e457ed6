//! Who answers a question about a population.

use std::{collections::HashMap, sync::Arc};

use entity::region::Level;
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    count::{SkillTable, Totals},
    exchange::Exchange,
    interval::Proportion,
    pay::PayTable,
    period::Month,
    place::PlaceCount,
    population::Population,
    premium::Strata,
    statement,
    trend::Series,
};

/// Answers questions about populations.
#[derive(Clone)]
pub(crate) struct Engine {
    database: DatabaseConnection,
}

impl Engine {
    /// One that asks the database.
    pub(crate) fn new(database: DatabaseConnection) -> Self {
        Self { database }
    }

    /// The sizes of some populations.
    pub(crate) async fn totals(
        &self,
        populations: &[Arc<Population>],
    ) -> Result<HashMap<Arc<Population>, Totals>, DbErr> {
        statement::count::totals(&self.database, populations).await
    }

    /// The skills of some populations.
    pub(crate) async fn skills(
        &self,
        populations: &[Arc<Population>],
    ) -> Result<HashMap<Arc<Population>, Arc<SkillTable>>, DbErr> {
        statement::count::skills(&self.database, populations).await
    }

    /// The share of postings whose location was not understood, under the same filter without its regions.
    pub(crate) async fn unresolved(
        &self,
        population: &Population,
    ) -> Result<Option<Proportion>, DbErr> {
        statement::scope::unresolved(&self.database, population).await
    }

    /// The regions of a level, in no order.
    pub(crate) async fn places(
        &self,
        population: &Population,
        skill: Option<i32>,
        level: Level,
    ) -> Result<Vec<PlaceCount>, DbErr> {
        statement::place::places(&self.database, population, skill, level).await
    }

    /// The months of a population for some skills.
    pub(crate) async fn series(
        &self,
        population: &Population,
        months: &[Month],
        skills: Vec<i32>,
    ) -> Result<Series, DbErr> {
        statement::trend::series(&self.database, population, months, skills).await
    }

    /// What the postings of a population are paid, and those of them that name some skills.
    pub(crate) async fn pay(
        &self,
        population: &Population,
        exchange: Option<&Exchange>,
        skills: Vec<i32>,
    ) -> Result<PayTable, DbErr> {
        statement::pay::pay(&self.database, population, exchange, skills).await
    }

    /// The strata in which the pay with and without some skills is compared; a skill without any is left out.
    pub(crate) async fn strata(
        &self,
        population: &Population,
        skills: Vec<i32>,
    ) -> Result<HashMap<i32, Strata>, DbErr> {
        statement::premium::strata(&self.database, population, skills).await
    }
}

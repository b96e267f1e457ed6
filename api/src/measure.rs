//! The questions that benchmarks ask, of the columns and of the database alike.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::region::Level;
use sea_orm::{DatabaseConnection, DbErr};

pub use crate::http::guards::{Guarded, parses};

use crate::demand::{
    column::{Market, Refreshed, load},
    comparison::{Baseline, Comparison},
    engine::Engine,
    filter::Filter,
    panel::Observation,
    period::Period,
    population::{Basis, Population, Question, resolve},
};

/// What can be asked, each with a name that says what it is.
pub const QUESTIONS: [&str; 9] = [
    "Q1 top skills, role in a country, 3 months",
    "Q1 top skills, role worldwide, 3 months",
    "Q1 top skills, no filter, 3 months",
    "Q2 24 months of a skill in a country",
    "Q3 demand by region of a skill",
    "Q4 five filters combined",
    "Q5 skills named beside a skill",
    "Q6 pay by skill, 50 skills",
    "Q7 growth ranking, year before",
];

/// Who is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The columns in memory.
    Columns,
    /// The database.
    Statements,
}

/// A market in memory beside the database that it was read from.
#[derive(Debug)]
pub struct Subject {
    database: DatabaseConnection,
    market: Arc<Market>,
    today: NaiveDate,
}

impl Subject {
    /// Reads the market of a database.
    ///
    /// # Errors
    /// When the database refuses, or the market does not fit.
    pub async fn load(database: DatabaseConnection, today: NaiveDate) -> Result<Self, DbErr> {
        let market = load(&database, |_| {}).await.map_err(custom)?;
        Ok(Self {
            database,
            market: Arc::new(market),
            today,
        })
    }

    /// Rows and bytes of the columns.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.market.rows(), self.market.bytes())
    }

    /// Takes in what has changed, and tells whether anything had.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn refresh(&mut self) -> Result<bool, DbErr> {
        match self.market.refresh(&self.database).await.map_err(custom)? {
            Refreshed::Newer(market) => {
                self.market = Arc::new(market);
                Ok(true)
            }
            Refreshed::Same | Refreshed::Outdated => Ok(false),
        }
    }

    /// Asks a question by its place among [`QUESTIONS`], and tells how many things were counted for it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ask(
        &self,
        question: usize,
        newly_posted: bool,
        side: Side,
    ) -> Result<usize, DbErr> {
        let basis = if newly_posted {
            Basis::NewlyPosted
        } else {
            Basis::Active
        };
        let market = (side == Side::Columns).then(|| Arc::clone(&self.market));
        let engine = Engine::new(self.database.clone(), market);
        let asked = asked(question, basis);
        let mut found = resolve(&engine, std::slice::from_ref(&asked), self.today).await?;
        let Some(Ok(population)) = found.remove(&asked) else {
            return Err(DbErr::Custom("a name of the question is unknown".into()));
        };
        match question {
            3 => self.series(&engine, &population).await,
            4 => {
                let skill = self.skill("python");
                Ok(engine
                    .places(&population, skill, Level::Country)
                    .await?
                    .len())
            }
            6 => {
                let skills = self.skill("python").into_iter().collect();
                Ok(engine.together(&population, skills, 20).await?.len())
            }
            7 => {
                let skills = top(&engine, &population).await?;
                Ok(engine.pay(&population, None, skills).await?.rows.len())
            }
            8 => self.growth(&engine, &population).await,
            _ => {
                engine.totals(&[Arc::clone(&population)]).await?;
                Ok(top(&engine, &population).await?.len())
            }
        }
    }

    async fn series(&self, engine: &Engine, population: &Population) -> Result<usize, DbErr> {
        let period = Period {
            last_months: Some(24),
            ..Period::default()
        };
        let months = period.months(self.today).map_err(DbErr::Custom)?;
        let skills = self.skill("python").into_iter().collect();
        Ok(engine
            .series(population, &months, skills)
            .await?
            .naming
            .len())
    }

    async fn growth(&self, engine: &Engine, population: &Population) -> Result<usize, DbErr> {
        let comparison = Comparison::of(population.window, Baseline::YearBefore, self.today);
        let observation = Observation::of(population, comparison);
        let panel = engine.observed(&observation).await?.throughout();
        let windows = [comparison.earlier, comparison.later];
        let sides = windows.map(|window| Arc::new(population.on(window, panel.clone())));
        engine.totals(&sides).await?;
        Ok(engine.skills(&sides).await?.len())
    }

    fn skill(&self, slug: &str) -> Option<i32> {
        Some(self.market.catalogue().skills().named(slug)?.id)
    }
}

fn asked(question: usize, basis: Basis) -> Question {
    let mut filter = Filter::default();
    if matches!(question, 0 | 3 | 5 | 6 | 7) {
        filter = filter.within("US");
    }
    if matches!(question, 0 | 1 | 5 | 6 | 7) {
        filter = filter.for_role("backend-engineer");
    }
    if question == 5 {
        filter.skills_any = vec!["python".into(), "java".into()];
        filter.seniorities = vec![entity::posting::Seniority::Senior];
        filter.work_modes = vec![
            entity::posting::WorkMode::Remote,
            entity::posting::WorkMode::Hybrid,
        ];
    }
    let months = if question == 3 { 24 } else { 3 };
    let period = Period {
        last_months: Some(months),
        ..Period::default()
    };
    Question {
        filter,
        period,
        basis,
    }
}

/// The fifty skills that are named most.
async fn top(engine: &Engine, population: &Arc<Population>) -> Result<Vec<i32>, DbErr> {
    let tables = engine.skills(std::slice::from_ref(population)).await?;
    let rows = tables.get(population).map_or(&[][..], |table| table.rows());
    Ok(rows.iter().take(50).map(|row| row.skill.id).collect())
}

fn custom(cause: impl std::fmt::Display) -> DbErr {
    DbErr::Custom(cause.to_string())
}

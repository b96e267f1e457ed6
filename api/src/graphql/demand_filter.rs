//! The arguments that choose a population.

use async_graphql::{Context, Enum, InputObject, Result};
use entity::posting;

use super::{
    error::missing,
    loader::load,
    scalar::{Date, Decimal},
};
use crate::{
    Settings,
    demand::{
        filter::Filter,
        period::Period,
        population::{Basis, Population, Question},
    },
};
use std::sync::Arc;

/// When a posting belongs to a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum DemandBasis {
    /// There is evidence that it was open on some day of the period.
    #[default]
    Active,
    /// It was posted on a day of the period.
    NewlyPosted,
}

/// Where the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "posting::WorkMode")]
pub(crate) enum WorkMode {
    /// At the employer's place.
    Onsite,
    /// Partly there, partly anywhere.
    Hybrid,
    /// Anywhere within the remote scope.
    Remote,
}

/// The level that a title names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "posting::Seniority")]
pub(crate) enum Seniority {
    /// Intern, trainee or working student.
    Intern,
    /// Junior, entry level or graduate.
    Junior,
    /// Between junior and senior.
    Mid,
    /// Senior, or experienced.
    Senior,
    /// Staff, above senior.
    Staff,
    /// Principal or distinguished.
    Principal,
    /// Lead of a team or field.
    Lead,
    /// Manager of people.
    Manager,
    /// Director or head of.
    Director,
    /// Vice president.
    Vp,
    /// Chief officer.
    CLevel,
}

/// Which postings are meant: those that meet every field that is given; an empty list asks nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct DemandFilter {
    /// Codes of regions: the posting lies in one of them; WORLD asks nothing.
    regions: Option<Vec<String>>,
    /// Slugs of roles: its role is one of them or a special case of one.
    roles: Option<Vec<String>>,
    /// Slugs of skills: it names each of them.
    skills_all: Option<Vec<String>>,
    /// Slugs of skills: it names one of them.
    skills_any: Option<Vec<String>>,
    /// Slugs of skills: it names none of them.
    skills_none: Option<Vec<String>>,
    /// Its level is one of them.
    seniorities: Option<Vec<Seniority>>,
    /// Its mode of work is one of them.
    work_modes: Option<Vec<WorkMode>>,
    /// Codes of regions: it says that somebody living in one of them may do it remotely.
    remote_scope: Option<Vec<String>>,
    /// Slugs of sources: it comes from one of them.
    sources: Option<Vec<String>>,
    /// Names of companies in any case: one of them offers it.
    companies: Option<Vec<String>>,
    /// A part of its title in any case.
    search: Option<String>,
    /// It states, in this currency, pay whose middle comes to at least this much for a year of full-time work.
    pay_at_least: Option<MoneyInput>,
}

/// An amount of money.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MoneyInput {
    /// How much, from 0.
    amount: Decimal,
    /// The currency's code (ISO 4217), as EUR.
    currency: String,
}

/// Inclusive days in UTC; the latest complete quarter where nothing is given.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub(crate) struct PeriodInput {
    /// First day.
    from: Option<Date>,
    /// Last day; today where only the first is given.
    to: Option<Date>,
    /// That many latest complete months, from 1 to 120, the running one not among them; stands alone.
    last_months: Option<i32>,
}

impl From<DemandFilter> for Filter {
    fn from(filter: DemandFilter) -> Self {
        Self {
            regions: filter.regions.map(sorted).into_iter().collect(),
            roles: filter.roles.map(sorted).into_iter().collect(),
            skills_all: filter.skills_all.map(sorted).unwrap_or_default(),
            skills_any: filter.skills_any.map(sorted).unwrap_or_default(),
            skills_none: filter.skills_none.map(sorted).unwrap_or_default(),
            seniorities: listed(filter.seniorities),
            work_modes: listed(filter.work_modes),
            remote_scope: filter.remote_scope.map(sorted).unwrap_or_default(),
            sources: filter.sources.map(sorted).unwrap_or_default(),
            companies: filter.companies.map(sorted).unwrap_or_default(),
            search: filter.search.filter(|text| !text.is_empty()),
            pay_at_least: filter
                .pay_at_least
                .map(|money| (money.amount.0, money.currency)),
        }
    }
}

fn listed<A, B: From<A> + Ord>(list: Option<Vec<A>>) -> Vec<B> {
    sorted(list.into_iter().flatten().map(B::from).collect())
}

// The same names in another order are the same filter: it is asked once, and its cursors fit.
fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list
}

/// The question that a field's arguments ask.
pub(crate) fn question(
    filter: Option<DemandFilter>,
    period: Option<PeriodInput>,
    basis: DemandBasis,
) -> Question {
    let period = period.unwrap_or_default();
    Question {
        filter: filter.unwrap_or_default().into(),
        period: Period {
            from: period.from.map(|day| day.0),
            to: period.to.map(|day| day.0),
            last_months: period.last_months,
        },
        basis: match basis {
            DemandBasis::Active => Basis::Active,
            DemandBasis::NewlyPosted => Basis::NewlyPosted,
        },
    }
}

/// The population that a question means.
pub(crate) async fn population(ctx: &Context<'_>, question: &Question) -> Result<Arc<Population>> {
    let settings = ctx.data::<Settings>()?;
    question.filter.check(settings.max_text_bytes)?;
    let found = load(ctx, question.clone()).await?;
    let found = found.ok_or_else(|| missing("a question was not resolved"))?;
    Ok(found?)
}

//! What postings are paid.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject, Union};

use super::{
    loader::{PayIn, load},
    page::count,
    scalar::{Date, Decimal},
    share::{Share, Suppressed},
};
use crate::demand::{
    interval::Proportion,
    pay::{MINIMUM, PayCount, PayTable, currency},
    population::Population,
};

/// What the postings that state their pay offer for a year of full-time work: the middle of each stated range. Hours count
/// 2080, days 260, weeks 52 and months 12 to a year.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Pay {
    /// The currency's code.
    currency: String,
    /// What the amounts are for: always YEAR.
    period: &'static str,
    /// A quarter of the postings offers less.
    p25: Decimal,
    /// Half of the postings offers less.
    median: Decimal,
    /// Lower end of the median's 95 % interval, which assumes nothing about how pay is distributed.
    median_low: Decimal,
    /// Upper end of the median's 95 % interval.
    median_high: Decimal,
    /// A quarter of the postings offers more.
    p75: Decimal,
    /// How many postings these figures are made of.
    n: i32,
    /// The postings that state their pay, in whatever currency, among all that were asked about.
    disclosed: Share,
    /// Whether some of these amounts were converted.
    converted: bool,
    /// The latest day of the exchange rates used (European Central Bank, month ends); null where nothing was converted.
    rates_of: Option<Date>,
}

/// What postings are paid, or why that is not said.
#[derive(Clone, Debug, Union)]
pub(crate) enum PayResult {
    /// What they are paid.
    Pay(Pay),
    /// Fewer than five state it in the currency.
    Suppressed(Suppressed),
}

/// Which pay is asked about.
pub(crate) struct PayQuestion {
    /// In which population.
    pub(crate) population: Arc<Population>,
    /// Of those of its postings that name this skill, where there is one.
    pub(crate) skill: Option<i32>,
    /// How many postings that is.
    pub(crate) postings: i64,
    /// In which currency, where it is named.
    pub(crate) currency: Option<String>,
    /// Whether other currencies are converted into it.
    pub(crate) convert: bool,
}

/// What the postings of a question are paid; nothing only for amounts that no decimal can hold.
pub(crate) async fn pay(ctx: &Context<'_>, question: PayQuestion) -> Result<Option<PayResult>> {
    let named = question.currency.as_deref().map(currency).transpose()?;
    let stated = table(ctx, &question, None).await?;
    let chosen = match (named, stated.main_currency()) {
        (Some(named), _) => Some(named),
        (None, main) => main.map(currency).transpose()?,
    };
    let counted = match chosen {
        Some(into) if question.convert => table(ctx, &question, Some(into)).await?,
        _ => Arc::clone(&stated),
    };
    let found = chosen.and_then(|currency| counted.paid_in(question.skill, currency));
    let disclosed = Proportion::new(stated.disclosed(question.skill), question.postings);
    let n = found.map_or(0, |found| found.n);
    Ok(match Suppressed::few_salaries(n, MINIMUM) {
        Some(suppressed) => Some(PayResult::Suppressed(suppressed)),
        None => found
            .zip(disclosed)
            .and_then(|(found, disclosed)| Pay::new(found, disclosed).map(PayResult::Pay)),
    })
}

async fn table(
    ctx: &Context<'_>,
    question: &PayQuestion,
    into: Option<&'static str>,
) -> Result<Arc<PayTable>> {
    let key = PayIn {
        population: Arc::clone(&question.population),
        into,
        skill: question.skill,
    };
    Ok(load(ctx, key).await?.unwrap_or_default())
}

impl Pay {
    fn new(found: &PayCount, disclosed: Proportion) -> Option<Self> {
        Some(Self {
            currency: found.currency.clone(),
            period: "YEAR",
            p25: Decimal::cents(found.p25)?,
            median: Decimal::cents(found.median)?,
            median_low: Decimal::cents(found.low)?,
            median_high: Decimal::cents(found.high)?,
            p75: Decimal::cents(found.p75)?,
            n: count(found.n),
            disclosed: disclosed.into(),
            converted: found.rates_of.is_some(),
            rates_of: found.rates_of.map(Date),
        })
    }
}

//! What the postings of a population are paid, from columns.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{
    super::{
        exchange::{self, Exchange},
        pay::{PayCount, PayTable},
        population::Population,
    },
    day,
    market::{Market, Slot},
    segment::{Pay, Segment},
    selection::{Selection, Sense},
};

/// Amounts of one skill, or of all postings, in one currency, and the latest day of a rate.
type Amounts = FxHashMap<(Option<i32>, u8), (Vec<f64>, Option<NaiveDate>)>;

impl Market {
    /// The pay of a population and of its postings that name some skills; each currency for itself, or what can be converted into
    /// one.
    pub(crate) fn pay(
        &self,
        population: &Population,
        exchange: Option<&Exchange>,
        skills: &[i32],
    ) -> PayTable {
        let Some(condition) = self.condition(population) else {
            return PayTable::default();
        };
        let skills: FxHashMap<u16, i32> = skills
            .iter()
            .filter_map(|skill| Some((self.skill_code(*skill)?, *skill)))
            .collect();
        let rates = exchange.map(|exchange| Rates::new(exchange, self));
        let mut amounts = Amounts::default();
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            for (row, pay) in paying(slot, &selection) {
                let paid = match &rates {
                    None => Some((pay.currency, amount(pay), None)),
                    Some(rates) => rates.convert(segment, row, pay),
                };
                let Some((currency, amount, of)) = paid else {
                    continue;
                };
                let named = segment
                    .mentions(row)
                    .iter()
                    .filter_map(|mention| skills.get(&mention.skill()));
                for skill in std::iter::once(None).chain(named.copied().map(Some)) {
                    let (amounts, latest) = amounts.entry((skill, currency)).or_default();
                    amounts.push(amount);
                    *latest = of.max(*latest);
                }
            }
        }
        self.pay_table(amounts, exchange)
    }

    fn pay_table(&self, amounts: Amounts, exchange: Option<&Exchange>) -> PayTable {
        let codes = self.codes();
        let currencies = codes.currencies.values();
        let mut table = PayTable::default();
        for ((skill, currency), (amounts, rates_of)) in amounts {
            let stated = currencies.get(usize::from(currency)).map(|code| &**code);
            let currency = exchange
                .map(|exchange| exchange.into)
                .or(stated)
                .unwrap_or_default();
            table
                .rows
                .entry(skill)
                .or_default()
                .push(PayCount::of(currency, amounts, rates_of));
        }
        table
    }
}

/// The selected rows that state pay, with what they state.
pub(super) fn paying<'a>(
    slot: &'a Slot,
    selection: &'a Selection,
) -> impl Iterator<Item = (usize, Pay)> + 'a {
    let rows = selection.rows(slot);
    slot.segment()
        .paying
        .iter()
        .filter(move |(row, _)| rows.contains(*row))
}

/// Pay as a double.
#[expect(clippy::cast_precision_loss, reason = "a year's pay is below 10^15")]
pub(super) fn amount(pay: Pay) -> f64 {
    pay.amount as f64
}

/// Rates of exchange by the codes of currencies; what all is converted into has one code for all amounts.
struct Rates {
    into: Option<u8>,
    last_month: i32,
    rates: FxHashMap<(u8, i32), (f64, NaiveDate)>,
}

impl Rates {
    fn new(exchange: &Exchange, market: &Market) -> Self {
        let codes = market.codes();
        let code = |currency: &str| {
            codes
                .currencies
                .known(currency)
                .and_then(|code| u8::try_from(code).ok())
        };
        let rates = exchange.rates.iter();
        let rates = rates.filter_map(|rate| {
            Some(((code(&rate.currency)?, rate.month), (rate.factor, rate.day)))
        });
        Self {
            into: code(exchange.into),
            last_month: exchange.last_month,
            rates: rates.collect(),
        }
    }

    /// A row's pay under the one code, and the day of the rate.
    fn convert(
        &self,
        segment: &Segment,
        row: usize,
        pay: Pay,
    ) -> Option<(u8, f64, Option<NaiveDate>)> {
        if Some(pay.currency) == self.into {
            return Some((0, amount(pay), None));
        }
        let posted = Some(segment.posted[row]).filter(|posted| *posted != day::NONE);
        let month = exchange::month(day::date(posted.unwrap_or(segment.first[row])));
        let (factor, of) = self
            .rates
            .get(&(pay.currency, month.min(self.last_month)))?;
        Some((0, amount(pay) * factor, Some(*of)))
    }
}

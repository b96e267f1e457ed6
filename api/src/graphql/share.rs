//! Proportions, and the reason why one is withheld.

use async_graphql::{ContextSelectionSet, Enum, SimpleObject, parser::types::Field};

use super::{
    page::count,
    plain::{Json, Plain},
};
use crate::demand::interval::Proportion;

/// A proportion that can defend itself.
#[derive(Clone, Copy, Debug, PartialEq, SimpleObject)]
pub(crate) struct Share {
    /// Numerator ÷ denominator, from 0 to 1.
    value: f64,
    /// Lower end of the 95 % Wilson interval.
    low: f64,
    /// Upper end of the 95 % Wilson interval.
    high: f64,
    /// Postings counted.
    numerator: i32,
    /// Postings they are counted among.
    denominator: i32,
}

impl From<Proportion> for Share {
    fn from(proportion: Proportion) -> Self {
        let (low, high) = proportion.interval();
        Self {
            value: proportion.value(),
            low,
            high,
            numerator: count(proportion.numerator),
            denominator: count(proportion.denominator),
        }
    }
}

impl Plain for Share {
    fn field(&self, _ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        match field.name.node.as_str() {
            "value" => json.put(self.value),
            "low" => json.put(self.low),
            "high" => json.put(self.high),
            "numerator" => json.put(self.numerator),
            "denominator" => json.put(self.denominator),
            _ => None,
        }
    }
}

/// Why a statistic is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum SuppressionReason {
    /// There are fewer postings than the minimum.
    TooFewPostings,
    /// No source was observed throughout the period and the one it is compared with.
    NoComparableSources,
    /// Nothing was observed yet in the period that it is compared with; or, of a duration, too few postings were watched on some
    /// day of their lives that counts: n is how many were.
    NotObservedLongEnough,
    /// Fewer postings than the minimum state what they pay.
    TooFewSalaries,
}

/// A statistic that is withheld because it could not defend itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SimpleObject)]
pub(crate) struct Suppressed {
    /// Why.
    pub(crate) reason: SuppressionReason,
    /// How many postings there are.
    pub(crate) n: i32,
    /// How many there would have to be.
    pub(crate) minimum: i32,
}

impl Suppressed {
    /// What is said of so many postings; nothing where they are enough.
    pub(crate) fn below(postings: i64, minimum: i64) -> Option<Self> {
        Self::because(SuppressionReason::TooFewPostings, postings, minimum)
    }

    /// What is said of so many postings that state their pay; nothing where they are enough.
    pub(crate) fn few_salaries(postings: i64, minimum: i64) -> Option<Self> {
        Self::because(SuppressionReason::TooFewSalaries, postings, minimum)
    }

    fn because(reason: SuppressionReason, n: i64, minimum: i64) -> Option<Self> {
        (n < minimum).then(|| Self {
            reason,
            n: count(n),
            minimum: count(minimum),
        })
    }

    /// What is said where only so many postings were watched for as long as the figure takes.
    pub(crate) fn unobserved(watched: i64, minimum: i64) -> Self {
        Self {
            reason: SuppressionReason::NotObservedLongEnough,
            n: count(watched),
            minimum: count(minimum),
        }
    }
}

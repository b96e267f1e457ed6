//! The bundled sample: made-up postings with known truth, so that every question has an answer before any source is asked.
//!
//! Companies and texts are invented (`content/sample/`); countries, cities and technologies are real. The same seed, count and
//! day give the same postings on every machine.

use chrono::NaiveDate;
use entity::content::ContentError;
use entity::content::sample::Language;
use entity::posting::{PayPeriod, Requirement, Seniority, WorkMode};
use rust_decimal::Decimal;

use crate::raw::RawPosting;

mod compose;
mod copy;
mod demand;
pub(crate) mod draft;
mod layout;
pub(crate) mod pay;
mod place;
pub(crate) mod random;
#[cfg(test)]
mod tests;
pub(crate) mod wording;

pub use layout::Layout;

/// Slug of the source that stands for an employer's own board.
pub const BOARD: &str = "sample-board";

/// Slug of the source that stands for a site which collects postings of others.
pub const AGGREGATOR: &str = "sample-aggregator";

/// Slugs of both.
pub const SOURCES: [&str; 2] = [BOARD, AGGREGATOR];

/// The seed of the shipped sample.
pub const SEED: u64 = 20_260;

/// How many postings the shipped sample has.
pub const COUNT: usize = 2_600;

/// How many months back from the given day the postings reach.
pub const MONTHS: u32 = 15;

/// A made-up posting.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePosting {
    /// What a source would give.
    pub raw: RawPosting,
    /// What a reader should find in it.
    pub truth: Truth,
}

/// What a made-up posting means.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Role slug; `None` outside tech.
    pub role: Option<String>,
    /// The level that its title names.
    pub seniority: Option<Seniority>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// GeoNames id of its city; `None` where only the country is named.
    pub city: Option<i64>,
    /// GeoNames id of a second city in the same country.
    pub other_city: Option<i64>,
    /// Where the work is done, if its location or its own field says so.
    pub work_mode: Option<WorkMode>,
    /// Slugs of the skills it names for the job, ascending, and how it asks for them.
    pub skills: Vec<(String, Requirement)>,
    /// Slugs of skills that it names only when the company speaks of itself.
    pub company_only: Vec<String>,
    /// Pay as stated.
    pub pay: Option<StatedPay>,
    /// Day of posting; `None` where the posting does not say.
    pub posted_on: Option<NaiveDate>,
    /// External id of the posting that it repeats.
    pub duplicate_of: Option<String>,
    /// Whether the whole description is there.
    pub complete: bool,
    /// What it is written in.
    pub language: Language,
    /// How its text is laid out.
    pub layout: Layout,
}

/// Pay as stated, not converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPay {
    /// Lower end.
    pub min: Option<Decimal>,
    /// Upper end.
    pub max: Option<Decimal>,
    /// ISO 4217 code.
    pub currency: String,
    /// What the amounts are for.
    pub period: PayPeriod,
}

/// Makes `count` postings of the fifteen months up to `today`. Countries keep their weights exactly, all else varies with the seed.
///
/// # Errors
/// When a content file of the sample is wrong, with file and line.
pub fn generate(
    seed: u64,
    count: usize,
    today: NaiveDate,
) -> Result<Vec<SamplePosting>, ContentError> {
    let sample = entity::content::sample::load()?;
    let mut random = random::Random::new(seed);
    let markets = draft::markets(&mut random, &sample, count);
    let mut postings: Vec<SamplePosting> = Vec::with_capacity(count);
    for (number, market) in markets.into_iter().enumerate() {
        let copied = copy::choose(&mut random, &postings, market);
        let posting = match copied {
            Some(original) => copy::make(&mut random, &sample, market, original, number, today),
            None => draft::make(&mut random, &sample, market, number, today),
        };
        postings.push(posting);
    }
    Ok(postings)
}

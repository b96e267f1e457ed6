//! The sample's ingredients: which markets, jobs, skills and sentences the made-up postings are put together from.
//!
//! What each field means to an author is said at the top of the files below `content/sample/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Spanned;
use crate::posting::{PayPeriod, Seniority};

mod load;
mod prose;
mod weighted;

pub use load::load;
pub use prose::{Aside, Headings, Language, PerLanguage, Prose, Tasks};
pub use weighted::{NonEmpty, Weights};

/// Everything below `content/sample/`.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Countries with their cities.
    pub markets: NonEmpty<Market>,
    /// Jobs.
    pub roles: NonEmpty<Role>,
    /// Skills by slug.
    pub skills: BTreeMap<String, Skill>,
    /// Parts of company names.
    pub companies: Companies,
    /// Ways to write places and pay.
    pub forms: Forms,
    /// Sentences by language.
    pub prose: PerLanguage<Prose>,
}

/// A country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// English name.
    pub name: String,
    /// Share among countries.
    pub weight: u64,
    /// Languages of its postings; English where absent.
    #[serde(default)]
    pub languages: Option<Weights<Language>>,
    /// What is paid there.
    pub pay: MarketPay,
    /// Whether it belongs to the European Union.
    #[serde(default)]
    pub eu: bool,
    /// Percent of a skill's usual chance.
    #[serde(default)]
    pub favours: BTreeMap<String, Spanned<u64>>,
    /// The same, for postings of young companies in addition.
    #[serde(default)]
    pub startups_favour: BTreeMap<String, Spanned<u64>>,
    /// Percent of a role's usual weight.
    #[serde(default)]
    pub roles_favoured: BTreeMap<String, Spanned<u64>>,
    /// Short forms of its name.
    #[serde(default)]
    pub short: Vec<String>,
    /// Other names of it.
    #[serde(default)]
    pub also_called: Vec<String>,
    /// Legal forms that company names carry there.
    #[serde(default)]
    pub legal_forms: Vec<String>,
    /// Its cities, largest market first.
    pub cities: NonEmpty<City>,
}

/// Pay in a country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketPay {
    /// ISO 4217 code.
    pub currency: String,
    /// What stands before an amount; code and a space where absent.
    #[serde(default)]
    pub symbol: Option<String>,
    /// Usual pay for a year of an experienced engineer.
    pub year: u64,
    /// What amounts are given for.
    pub periods: Weights<PayPeriod>,
}

/// A city.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// English name.
    pub name: String,
    /// Name in the language of the place, where postings use it.
    #[serde(default)]
    pub local: Option<String>,
    /// Short name of its state or province, where postings use it.
    #[serde(default)]
    pub region: Option<String>,
    /// GeoNames id.
    pub id: i64,
}

/// A job.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Role slug; jobs outside tech have none.
    #[serde(default)]
    pub slug: Option<String>,
    /// Which tasks its postings list.
    pub family: Family,
    /// Share among roles.
    pub weight: u64,
    /// Percent of a country's usual pay.
    pub pay: u64,
    /// The level that the bare title already names.
    #[serde(default)]
    pub seniority: Option<Seniority>,
    /// Titles.
    pub titles: PerLanguage<NonEmpty<String>>,
    /// Sets of skills that go together; a posting asks for one of them.
    #[serde(default)]
    pub stacks: Option<NonEmpty<Stack>>,
    /// Percent of postings that ask for each skill today.
    pub skills: BTreeMap<String, Spanned<u64>>,
}

/// Skills that go together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// The skill at its centre.
    pub lead: Spanned<String>,
    /// Share among the role's stacks.
    pub weight: u64,
    /// Percent of its postings that ask for each other skill.
    pub with: BTreeMap<String, Spanned<u64>>,
}

/// What sort of tasks a job has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Writing software.
    Engineering,
    /// Tables and figures.
    Data,
    /// Models.
    Ai,
    /// Running software.
    Infrastructure,
    /// Keeping intruders out.
    Security,
    /// Checking software.
    Quality,
    /// Deciding what is built, and by whom.
    Product,
    /// Drawing it.
    Design,
    /// Outside tech.
    Other,
}

/// How postings write a skill, and how its demand moves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Usual spelling.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub also: Vec<String>,
    /// Percent of today's chance that it had at the beginning of the sample's time; 100 where absent.
    #[serde(default)]
    pub from: Option<u64>,
    /// Percent by which naming it lifts pay.
    #[serde(default)]
    pub premium: u64,
    /// Whether its name is never left alone.
    #[serde(default)]
    pub list_only: bool,
    /// Whether only English postings name it.
    #[serde(default)]
    pub english_only: bool,
    /// Whether it is a way of working.
    #[serde(default)]
    pub soft: bool,
}

/// Parts of company names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companies {
    /// First halves.
    pub stems: NonEmpty<String>,
    /// Second halves.
    pub fields: NonEmpty<Field>,
}

/// A field of business.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Second half of a company's name.
    pub name: String,
    /// Completes `the company …`.
    pub does: PerLanguage<String>,
}

/// Ways to write places and pay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// A city.
    pub places: NonEmpty<String>,
    /// A place with hybrid work.
    pub hybrid: NonEmpty<String>,
    /// A place with work on site.
    pub onsite: NonEmpty<String>,
    /// Remote within a country.
    pub remote_country: NonEmpty<String>,
    /// Remote within the European Union.
    pub remote_union: NonEmpty<String>,
    /// A place or remote.
    pub remote_city: NonEmpty<String>,
    /// Two places.
    pub two_places: NonEmpty<String>,
    /// Values of a board's own field for the way of working.
    pub fields: ModeFields,
    /// Stated pay.
    pub pay: NonEmpty<PayForm>,
}

/// Values of a board's own field for the way of working.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeFields {
    /// On site.
    pub onsite: NonEmpty<String>,
    /// Hybrid.
    pub hybrid: NonEmpty<String>,
    /// Remote.
    pub remote: NonEmpty<String>,
}

/// A way to state pay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayForm {
    /// What its amounts are for.
    pub period: PayPeriod,
    /// The wording.
    pub text: String,
    /// The language it belongs to; any where absent.
    #[serde(default)]
    pub language: Option<Language>,
    /// The currency it belongs to; any where absent.
    #[serde(default)]
    pub currency: Option<String>,
}

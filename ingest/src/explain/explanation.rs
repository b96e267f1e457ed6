//! What an explanation says: the facts of one posting as JSON.

use chrono::NaiveDate;
use entity::content::requirement::Section;
use entity::posting::{PayPeriod, Requirement, Seniority, WorkMode};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use crate::why::Reason;

/// What was read.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// As asked.
    pub id: Option<Value>,
    /// Slug of the role the title names; `other` where it is not a tech role, nothing where there is no title.
    pub role: Option<String>,
    /// Level the title names.
    pub seniority: Option<Seniority>,
    /// Places in the order of mention.
    pub places: Vec<ExplainedPlace>,
    /// Where the work is done, if said.
    pub work_mode: Option<WorkMode>,
    /// Codes of the regions a remote worker may live in, and of the time zones, such as `tz:UTC-5..UTC+2`.
    pub remote_scope: Vec<String>,
    /// Stated pay.
    pub pay: Option<ExplainedPay>,
    /// ISO 639-1 code of the language that the text is written in.
    pub language: Option<&'static str>,
    /// Skills asked for, by slug.
    pub skills: Vec<ExplainedSkill>,
    /// Stretches of the text whose words do not count, in order.
    pub closed_sections: Vec<ClosedSection>,
    /// The text that spans count in, where it was read from HTML.
    pub read_text: Option<String>,
    /// The rules that decided, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Vec<Reason>>,
}

/// One place.
#[derive(Debug, Serialize)]
pub struct ExplainedPlace {
    /// ISO 3166-1 code.
    pub country: String,
    /// ISO 3166-2 code.
    pub subdivision: Option<String>,
    /// Name of the city.
    pub city: Option<String>,
    /// `GeoNames` id of the city.
    pub geonames_id: Option<u32>,
}

/// Stated pay.
#[derive(Debug, Serialize)]
pub struct ExplainedPay {
    /// Lower end.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub min: Option<Decimal>,
    /// Upper end.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub max: Option<Decimal>,
    /// ISO 4217 code.
    pub currency: Option<&'static str>,
    /// What the amounts are for.
    pub period: PayPeriod,
    /// Lower end a year.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub annual_min: Option<Decimal>,
    /// Upper end a year.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub annual_max: Option<Decimal>,
    /// The same in another currency, where it was asked for and the rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<ConvertedPay>,
}

/// A year's pay in another currency.
#[derive(Debug, Serialize)]
pub struct ConvertedPay {
    /// ISO 4217 code.
    pub currency: String,
    /// Lower end.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub annual_min: Option<Decimal>,
    /// Upper end.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub annual_max: Option<Decimal>,
    /// The day of the European Central Bank's rate.
    pub rate_date: NaiveDate,
}

/// One skill.
#[derive(Debug, Serialize)]
pub struct ExplainedSkill {
    /// Readable key.
    pub slug: String,
    /// Name.
    pub name: String,
    /// How it is asked for.
    pub requirement: Requirement,
    /// Whether the posting says only that it is not asked for; such a skill does not count.
    pub negated: bool,
    /// The whole years that it asks for.
    pub years: Option<u8>,
    /// Where in the text, in Unicode scalar values; empty where only the title names it.
    pub spans: Vec<(i32, i32)>,
}

/// A stretch of text whose words do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedSection {
    /// What it speaks of: `company`, `benefits` or `legal`.
    pub section: Section,
    /// The heading above it, or the words that give a single sentence away.
    pub heading: String,
    /// Its first character, in Unicode scalar values.
    pub start: i32,
    /// The character behind it.
    pub end: i32,
}

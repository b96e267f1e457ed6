//! What would be read from one posting, for people and programs that want to see it: no database, nothing stored.

use entity::content::requirement::Section;
use entity::posting::{PayPeriod, Requirement, Seniority, WorkMode};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::facts::SkillFact;
use crate::format::texts;
use crate::normalise::{language, pay};
use crate::raw::BodyFormat;
use crate::read::{self, Legible};
use crate::reading::{Reader, Statement};
use crate::source::pay::from_json;

/// A posting to explain: any of these.
#[derive(Debug, Default, Deserialize)]
pub struct Question {
    /// Answered as given.
    pub id: Option<Value>,
    /// Title.
    pub title: Option<String>,
    /// Employer: its own name is no demand.
    pub company: Option<String>,
    /// Where the posting comes from: some feeds' pay fields mean what only their name tells.
    pub source: Option<String>,
    /// One location or a list of them.
    pub location: Option<Value>,
    /// Country, as a name or a code.
    pub country: Option<String>,
    /// What is said of remote work.
    pub remote: Option<Value>,
    /// Pay: words, a schema.org `MonetaryAmount`, or a feed's own fields.
    pub salary: Option<Value>,
    /// Description as HTML.
    pub html: Option<String>,
    /// Description as plain text; wins over HTML.
    pub text: Option<String>,
}

/// What was read.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// As asked.
    pub id: Option<Value>,
    /// Slug of the role the title names.
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

impl Reader {
    /// Reads a posting and says what was read.
    #[must_use]
    pub fn explain(&self, question: Question) -> Explanation {
        let title = question.title.unwrap_or_default();
        let title = read::meant(&title).replace('\n', " ");
        let locations = texts(question.location);
        let remote = texts(question.remote).pop();
        let salary = question.salary.map(|salary| named(salary, question.source));
        let pay = salary.as_ref().and_then(from_json);
        let stated = self.stated(&Statement {
            title: &title,
            locations: &locations,
            country: question.country.as_deref(),
            remote: remote.as_deref(),
            pay: pay.as_ref(),
        });
        let read_text = match (&question.text, question.html) {
            (None, Some(html)) => Some(read::to_text(&html, BodyFormat::Html).text),
            _ => None,
        };
        let text = question.text.or_else(|| read_text.clone());
        let text = Legible::new(text.as_deref().unwrap_or_default());
        let head = format!("{title}\n\n");
        let whole = format!("{head}{}", text.text);
        let skills = self.skills(&whole, question.company.as_deref());
        let head = i32::try_from(head.chars().count()).unwrap_or(i32::MAX);
        let mut closed_sections = self.closed_sections(&whole);
        for closed in &mut closed_sections {
            // The title stands before the text and is no part of any section.
            let span = ((closed.start - head).max(0), (closed.end - head).max(0));
            (closed.start, closed.end) = text.original(span);
        }
        let places = stated.place.places.iter();
        Explanation {
            id: question.id,
            role: stated.role,
            seniority: stated.seniority,
            places: places.map(|place| self.explain_place(place)).collect(),
            work_mode: stated.place.work_mode,
            remote_scope: stated.place.scope_codes(),
            pay: stated.pay.as_ref().map(explain_pay),
            language: language::read(&text.text),
            skills: self.explain_skills(&skills, head, &text),
            closed_sections,
            read_text,
        }
    }

    fn explain_skills(
        &self,
        skills: &[SkillFact],
        head: i32,
        text: &Legible<'_>,
    ) -> Vec<ExplainedSkill> {
        let below = |span: &&(i32, i32)| span.0 >= head;
        let explain = |fact: &SkillFact| {
            let skill = &self.vocabulary.skills[fact.skill];
            let spans = fact.spans.iter().filter(below);
            ExplainedSkill {
                slug: skill.slug.value.clone(),
                name: skill.name.clone(),
                requirement: fact.requirement,
                negated: fact.negated,
                years: fact.years,
                spans: spans
                    .map(|(start, end)| text.original((start - head, end - head)))
                    .collect(),
            }
        };
        skills.iter().map(explain).collect()
    }
}

/// A feed's pay fields with the feed's name among them.
fn named(mut salary: Value, source: Option<String>) -> Value {
    if let (Value::Object(fields), Some(source)) = (&mut salary, source) {
        fields.entry("source").or_insert(Value::String(source));
    }
    salary
}

fn explain_pay(pay: &pay::Pay) -> ExplainedPay {
    let (annual_min, annual_max) = pay.annual();
    ExplainedPay {
        min: pay.min,
        max: pay.max,
        currency: pay.currency,
        period: pay.period,
        annual_min,
        annual_max,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn explain(question: Value) -> Value {
        let question = serde_json::from_value(question).unwrap();
        serde_json::to_value(Reader::load().unwrap().explain(question)).unwrap()
    }

    #[test]
    fn everything_that_is_said_is_explained() {
        let found = explain(json!({
            "id": 7, "title": "Senior Data Engineer (Python)", "location": "München", "remote": "hybrid",
            "salary": {"@type": "MonetaryAmount", "currency": "EUR", "value": {"minValue": 70_000, "maxValue": 90_000, "unitText": "YEAR"}},
            "text": "Requirements\n• größere Erfahrung mit SQL und Python",
        }));
        assert_eq!(found["id"], 7);
        assert_eq!(found["role"], "data-engineer");
        assert_eq!(found["seniority"], "senior");
        assert_eq!(
            found["places"],
            json!([{"country": "DE", "subdivision": "DE-BY", "city": "Munich", "geonames_id": 2_867_714}])
        );
        assert_eq!(found["work_mode"], "hybrid");
        assert_eq!(found["pay"]["annual_max"], 90_000.0);
        let skills = found["skills"].as_array().unwrap();
        let sql = skills.iter().find(|skill| skill["slug"] == "sql").unwrap();
        assert_eq!(sql["requirement"], "required");
        // Umlauts are one scalar each, though two bytes.
        assert_eq!(sql["spans"], json!([[37, 40]]));
        let python = skills
            .iter()
            .find(|skill| skill["slug"] == "python")
            .unwrap();
        assert_eq!(
            python["spans"],
            json!([[45, 51]]),
            "the title is not a part of the text"
        );
        assert_eq!(found["read_text"], Value::Null);
    }

    #[test]
    fn spans_count_in_the_text_that_was_read() {
        let found = explain(json!({"html": "<p>We use</p><ul><li>Docker</li></ul>"}));
        assert_eq!(found["read_text"], "We use\n\n• Docker");
        assert_eq!(found["skills"][0]["spans"], json!([[10, 16]]));
    }

    #[test]
    fn a_feed_is_understood_by_its_name() {
        let fields = json!({"salary_min": 50_000, "salary_max": 60_000});
        let found = explain(json!({"salary": fields, "source": "remoteok"}));
        assert_eq!(found["pay"]["currency"], "USD");
        let fields = json!({"salary_min": 50_000, "source": "adzuna", "country": "GB"});
        assert_eq!(explain(json!({"salary": fields}))["pay"]["currency"], "GBP");
        assert_eq!(
            explain(json!({"title": "Engineer"}))["language"],
            Value::Null
        );
    }

    #[test]
    fn closed_sections_count_in_the_same_text() {
        let text = "Größe zählt.\nRequirements\nNo PHP; 3+ years of Rust\nBenefits\nTea and Go";
        let found = explain(json!({"title": "Ünï", "company": "Docker", "text": text}));
        assert_eq!(
            found["closed_sections"],
            json!([{"section": "benefits", "heading": "Benefits", "start": 51, "end": 70}])
        );
        let skills = found["skills"].as_array().unwrap();
        let slugs: Vec<_> = skills.iter().map(|skill| &skill["slug"]).collect();
        assert_eq!(slugs, ["php", "rust"]);
        assert_eq!(skills[0]["negated"], true);
        assert_eq!(skills[1]["negated"], false);
        assert_eq!(skills[1]["years"], 3);
        assert_eq!(skills[1]["requirement"], "required");
    }

    #[test]
    fn an_employer_does_not_ask_for_itself() {
        let count = |text: &str| {
            let found = explain(json!({"company": "Docker", "text": text}));
            found["skills"].as_array().unwrap().len()
        };
        assert_eq!(count("Docker is a fine place."), 0);
        assert_eq!(count("Requirements\nDocker"), 1);
    }

    #[test]
    fn nothing_said_is_nothing_read() {
        let found = explain(json!({}));
        assert_eq!(found["places"], json!([]));
        assert_eq!(found["pay"], Value::Null);
        assert_eq!(found["skills"], json!([]));
    }
}

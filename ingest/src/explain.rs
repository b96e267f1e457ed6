//! What would be read from one posting, for people and programs that want to see it: no database, nothing stored.

use chrono::NaiveDate;
use entity::content::rate::Rates;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use crate::facts::SkillFact;
use crate::format::texts;
use crate::normalise::{language, pay};
use crate::raw::{BodyFormat, RawPay};
use crate::read::{self, Legible};
use crate::reading::{Reader, Statement};
use crate::source::pay::from_json;
use crate::why::Reason;

/// The answer for a title that is not a tech role.
pub const OTHER_ROLE: &str = "other";

mod explanation;

pub use explanation::{
    ClosedSection, ConvertedPay, ExplainedPay, ExplainedPlace, ExplainedSkill, Explanation,
};

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
    /// Day of posting, at whose rate pay is converted.
    pub date: Option<NaiveDate>,
    /// Description as HTML.
    pub html: Option<String>,
    /// Description as plain text; wins over HTML.
    pub text: Option<String>,
}

/// What is asked for beside the facts.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// The rules that decided.
    pub why: bool,
    /// A currency to convert pay into.
    pub currency: Option<String>,
}

/// A question made ready to be read.
struct Input<'q> {
    title: String,
    locations: Vec<String>,
    country: Option<&'q str>,
    remote: Option<String>,
    pay: Option<RawPay>,
    read_text: Option<String>,
}

impl<'q> Input<'q> {
    fn new(question: &'q Question) -> Self {
        let title = question.title.as_deref().unwrap_or_default();
        let salary = question.salary.clone();
        let salary = salary.map(|salary| named(salary, question.source.clone()));
        let html = question.html.as_deref().filter(|_| question.text.is_none());
        Self {
            title: read::meant(title).replace('\n', " "),
            locations: texts(question.location.clone()),
            country: question.country.as_deref(),
            remote: texts(question.remote.clone()).pop(),
            pay: salary.as_ref().and_then(from_json),
            read_text: html.map(|html| read::to_text(html, BodyFormat::Html).text),
        }
    }

    fn statement(&self) -> Statement<'_> {
        Statement {
            title: &self.title,
            locations: &self.locations,
            country: self.country,
            remote: self.remote.as_deref(),
            pay: self.pay.as_ref(),
        }
    }
}

impl Reader {
    /// Reads a posting and says what was read.
    #[must_use]
    pub fn explain(&self, question: &Question, detail: &Detail) -> Explanation {
        let input = Input::new(question);
        let stated = self.stated(&input.statement());
        let text = question.text.as_deref().or(input.read_text.as_deref());
        let text = Legible::new(text.unwrap_or_default());
        let head = format!("{}\n\n", input.title);
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
        let mut pay = stated.pay.as_ref().map(explain_pay);
        if let (Some(pay), Some(currency)) = (&mut pay, &detail.currency) {
            pay.converted = converted(pay, currency, question.date);
        }
        Explanation {
            id: question.id.clone(),
            role: stated.role.or_else(|| no_tech_role(&input.title)),
            seniority: stated.seniority,
            places: places.map(|place| self.explain_place(place)).collect(),
            work_mode: stated.place.work_mode,
            remote_scope: stated.place.scope_codes(),
            pay,
            language: language::read(&text.text),
            skills: self.explain_skills(&skills, head, &text),
            closed_sections,
            why: detail.why.then(|| self.reasons(&input.statement(), &whole)),
            read_text: input.read_text,
        }
    }

    /// Why each field was read as it was; `whole` is the title and the text.
    fn reasons(&self, statement: &Statement<'_>, whole: &str) -> Vec<Reason> {
        let mut reasons = self.stated_reasons(statement);
        reasons.extend(self.skill_reasons(whole));
        reasons
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

/// What the role of a title is that names none of ours; without a title nothing is known.
fn no_tech_role(title: &str) -> Option<String> {
    (!title.trim().is_empty()).then(|| OTHER_ROLE.to_owned())
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
        converted: None,
    }
}

/// A year's pay in another currency, at the rate of a day; without a day at the last rate we know.
fn converted(pay: &ExplainedPay, currency: &str, day: Option<NaiveDate>) -> Option<ConvertedPay> {
    let rates = Rates::embedded().ok()?;
    let day = day.or_else(|| rates.last_day())?;
    let convert = |amount: Option<Decimal>| rates.convert(amount?, pay.currency?, currency, day);
    let (min, max) = (convert(pay.annual_min), convert(pay.annual_max));
    Some(ConvertedPay {
        currency: currency.to_owned(),
        rate_date: min.or(max)?.1,
        annual_min: min.map(|(amount, _)| amount.round_dp(2)),
        annual_max: max.map(|(amount, _)| amount.round_dp(2)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn explain(question: Value) -> Value {
        let question: Question = serde_json::from_value(question).unwrap();
        serde_json::to_value(
            Reader::load()
                .unwrap()
                .explain(&question, &Detail::default()),
        )
        .unwrap()
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
        assert_eq!(found["role"], Value::Null);
        assert_eq!(
            explain(json!({"title": "Staff Accountant"}))["role"],
            OTHER_ROLE
        );
        assert_eq!(found["places"], json!([]));
        assert_eq!(found["pay"], Value::Null);
        assert_eq!(found["skills"], json!([]));
    }

    #[test]
    fn every_rule_that_decided_is_named_on_demand() {
        let question: Question = serde_json::from_value(json!({
            "title": "Senior Data Engineer", "location": "Berlin", "remote": "hybrid", "salary": "60.000 €",
            "text": "Nice to have\n• Rust",
        }))
        .unwrap();
        let reader = Reader::load().unwrap();
        assert!(reader.explain(&question, &Detail::default()).why.is_none());
        let detail = Detail {
            why: true,
            currency: None,
        };
        let reasons = reader.explain(&question, &detail).why.unwrap();
        for field in [
            "role",
            "seniority",
            "places",
            "work_mode",
            "pay",
            "skills.rust",
        ] {
            let named = |reason: &&crate::why::Reason| reason.field.starts_with(field);
            let reason = reasons.iter().find(named);
            assert!(
                reason.is_some_and(|reason| !reason.rule.is_empty()),
                "{field}: {reasons:?}"
            );
        }
    }

    #[test]
    fn pay_is_converted_only_on_demand() {
        let question: Question =
            serde_json::from_value(json!({"salary": "$100,000", "date": "2020-01-31"})).unwrap();
        let reader = Reader::load().unwrap();
        let pay = |currency: Option<&str>| {
            let detail = Detail {
                why: false,
                currency: currency.map(str::to_owned),
            };
            reader.explain(&question, &detail).pay.unwrap().converted
        };
        assert!(pay(None).is_none());
        assert!(pay(Some("XXX")).is_none(), "there is no rate");
        let euros = pay(Some("EUR")).unwrap();
        assert_eq!(euros.rate_date.to_string(), "2020-01-31");
        let amount = euros.annual_min.unwrap();
        assert!(
            amount > Decimal::from(85_000) && amount < Decimal::from(95_000),
            "{amount}"
        );
    }
}

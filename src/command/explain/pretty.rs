//! One posting for a person: what was read from it, and its text with the marks.

use console::{Style, style};
use entity::posting::Requirement;
use ingest::explain::{ExplainedPay, ExplainedSkill, Explanation};
use sea_orm::prelude::Decimal;
use serde::Serialize;

/// Writes an explanation for a person; `text` is what its spans count in. Colours only where the terminal shows them.
pub(super) fn render(title: &str, text: &str, explanation: &Explanation) -> String {
    let mut page = String::new();
    if !title.is_empty() {
        line(&mut page, &style(title).bold().to_string());
    }
    for (name, value) in fields(explanation) {
        line(&mut page, &format!("{:<14}{value}", style(name).dim()));
    }
    for reason in explanation.why.iter().flatten() {
        let field = style(format!("{:<24}", reason.field)).dim();
        line(
            &mut page,
            &format!("why {field} {}: {}", reason.rule, reason.evidence),
        );
    }
    if !text.is_empty() {
        line(&mut page, "");
        line(&mut page, marked(text, explanation).trim_end());
    }
    page
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// What was read, by name, what is unknown left out.
fn fields(explanation: &Explanation) -> Vec<(&'static str, String)> {
    let role = explanation.role.clone().unwrap_or_default();
    let place = |place: &ingest::explain::ExplainedPlace| {
        let parts = [
            place.city.as_deref(),
            place.subdivision.as_deref(),
            Some(place.country.as_str()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let places: Vec<_> = explanation.places.iter().map(place).collect();
    let mut fields = vec![
        ("role", role),
        ("level", word(explanation.seniority.as_ref())),
        ("places", places.join("; ")),
        ("work mode", word(explanation.work_mode.as_ref())),
        ("remote within", explanation.remote_scope.join(", ")),
        ("pay", explanation.pay.as_ref().map(pay).unwrap_or_default()),
        (
            "language",
            explanation.language.unwrap_or_default().to_owned(),
        ),
    ];
    for (name, requirement) in [
        ("required", Requirement::Required),
        ("nice to have", Requirement::Nice),
        ("named", Requirement::Unspecified),
    ] {
        let asked = explanation.skills.iter();
        let names: Vec<_> = asked
            .filter(|skill| !skill.negated && skill.requirement == requirement)
            .map(described)
            .collect();
        fields.push((name, names.join(", ")));
    }
    let unwanted = explanation.skills.iter().filter(|skill| skill.negated);
    let unwanted: Vec<_> = unwanted.map(|skill| skill.name.clone()).collect();
    fields.push(("not wanted", unwanted.join(", ")));
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

/// The name of a value as JSON has it.
fn word(value: Option<&impl Serialize>) -> String {
    let json = value.and_then(|value| serde_json::to_value(value).ok());
    json.as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn described(skill: &ExplainedSkill) -> String {
    match skill.years {
        Some(1) => format!("{} (1 year)", skill.name),
        Some(years) => format!("{} ({years} years)", skill.name),
        None => skill.name.clone(),
    }
}

fn pay(pay: &ExplainedPay) -> String {
    let Some(amounts) = range(pay.min, pay.max) else {
        return String::new();
    };
    let currency = pay.currency.unwrap_or("(currency unknown)");
    let stated = format!("{amounts} {currency} a {}", word(Some(&pay.period)));
    let converted = pay.converted.as_ref().and_then(|pay| {
        let amounts = range(pay.annual_min, pay.annual_max)?;
        Some(format!(
            " = {amounts} {} a year at the rate of {}",
            pay.currency, pay.rate_date
        ))
    });
    stated + &converted.unwrap_or_default()
}

fn range(min: Option<Decimal>, max: Option<Decimal>) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} – {max}"),
        (Some(min), None) => format!("from {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => return None,
    })
}

/// The text with its skills marked, and what does not count set back.
fn marked(text: &str, explanation: &Explanation) -> String {
    let characters: Vec<char> = text.chars().collect();
    let skills = explanation.skills.iter();
    let mentions =
        skills.flat_map(|skill| skill.spans.iter().map(move |span| (*span, Some(skill))));
    let closed = explanation.closed_sections.iter();
    let closed = closed.map(|section| ((section.start, section.end), None));
    let mut pieces: Vec<_> = mentions.chain(closed).collect();
    pieces.sort_by_key(|(span, _)| *span);
    let position = |at: i32| usize::try_from(at).unwrap_or(0).min(characters.len());
    let (mut page, mut done) = (String::new(), 0);
    for ((start, end), skill) in pieces {
        let (start, end) = (position(start), position(end));
        if start < done || end < start {
            continue;
        }
        page.extend(&characters[done..start]);
        let words: String = characters[start..end].iter().collect();
        page.push_str(&match skill {
            Some(skill) => mark(&words, skill),
            None => style(words).dim().to_string(),
        });
        done = end;
    }
    page.extend(&characters[done..]);
    page
}

/// A skill in the text: coloured on a terminal, in brackets with how it is asked for everywhere.
fn mark(word: &str, skill: &ExplainedSkill) -> String {
    let (sign, colour) = match skill.requirement {
        _ if skill.negated => (":not wanted", Style::new().red()),
        Requirement::Required => (":required", Style::new().green()),
        Requirement::Nice => (":nice", Style::new().yellow()),
        Requirement::Unspecified => ("", Style::new().cyan()),
    };
    colour.apply_to(format!("[{word}{sign}]")).to_string()
}

//! What the article round the nodes must keep to: it names skills, nodes, regions and currencies that there are, and years and spans
//! that can be.

use std::ops::RangeInclusive;

use super::super::{Article, Roadmap};
use super::key::{Numbers, number};
use super::{Known, Mistakes, document::Document, skill};
use crate::content::Spanned;
use crate::currency;

/// Years that a guide may speak about.
const YEARS: RangeInclusive<u16> = 1950..=2100;
/// What amounts are paid for.
const PERIODS: [&str; 5] = ["hour", "day", "week", "month", "year"];

/// Checks the article and whose facts it carries.
pub(super) fn check(
    mistakes: &mut Mistakes<'_>,
    roadmap: &Roadmap,
    document: &Spanned<Document>,
    numbers: &Numbers<'_>,
    known: &Known<'_>,
) {
    let article = &roadmap.article;
    for named in article.skill_references() {
        skill(mistakes, named, known);
    }
    for resource in &article.resources {
        number(mistakes, &resource.node, numbers);
    }
    let mut say = |path: &str, message: String| {
        // Paths are spelt as the file must spell them, or it would not have been read.
        mistakes.add(document.value.at(path).unwrap_or(document), message);
    };
    salaries(article, known, &mut say);
    years(roadmap, &mut say);
    if let Some(duration) = &article.duration {
        let (from, to) = (duration.months_from, duration.months_to);
        if !(from > 0.0 && from <= to && to.is_finite()) {
            say(
                "article/duration",
                format!("{from} to {to} months: from more than 0, and the lower number first"),
            );
        }
    }
}

fn salaries(article: &Article, known: &Known<'_>, say: &mut impl FnMut(&str, String)) {
    for (index, salary) in article.salaries.iter().enumerate() {
        let at = |field: &str| format!("article/salaries/{index}/{field}");
        if !(known.is_region)(&salary.region) {
            say(
                &at("region"),
                format!(
                    "no region `{}`: write a code such as `US`, `US-CA` or `EUROPE`",
                    salary.region
                ),
            );
        }
        if currency::code(&salary.currency).is_none() {
            say(
                &at("currency"),
                format!(
                    "no currency `{}`: write a code of ISO 4217 such as `USD`",
                    salary.currency
                ),
            );
        }
        if salary.low > salary.high {
            say(
                &at("low"),
                format!("{} to {}: the lower end first", salary.low, salary.high),
            );
        }
        if !PERIODS.contains(&salary.period.as_str()) {
            say(
                &at("period"),
                format!("no period `{}`: {}", salary.period, PERIODS.join(", ")),
            );
        }
    }
}

fn years(roadmap: &Roadmap, say: &mut impl FnMut(&str, String)) {
    let article = &roadmap.article;
    let mut years = Vec::new();
    if let Some(attribution) = &roadmap.attribution {
        years.push(("attribution/year".to_owned(), attribution.year));
    }
    for (index, reason) in article.reasons.iter().enumerate() {
        let figure = reason.figure.as_ref();
        years.extend(figure.map(|of| (format!("article/reasons/{index}/figure/year"), of.year)));
    }
    for (index, salary) in article.salaries.iter().enumerate() {
        years.push((format!("article/salaries/{index}/as_of"), salary.as_of));
    }
    for (index, question) in article.questions.iter().enumerate() {
        let year = question.as_of;
        years.extend(year.map(|year| (format!("article/questions/{index}/as_of"), year)));
    }
    for (path, year) in years {
        if !YEARS.contains(&year) {
            let (first, last) = (YEARS.start(), YEARS.end());
            say(&path, format!("{year} is no year from {first} to {last}"));
        }
    }
}

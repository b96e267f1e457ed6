//! We Work Remotely: an RSS feed of the newest jobs, or of those in a category; the title names company and job.

use super::xml::{self, Element};
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
};
use crate::raw::{BodyFormat, RawPosting};

/// The newest jobs on We Work Remotely. A board is a category by its name in the address, e.g. `remote-programming-jobs`; without one
/// all categories are read.
pub struct WeWorkRemotely;

const CARD: Card = Card {
    slug: "weworkremotely",
    name: "We Work Remotely",
    url: "https://weworkremotely.com",
    attribution: Some("Jobs from We Work Remotely (https://weworkremotely.com)"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://weworkremotely.com/api-terms-and-guidelines"),
        read_on: "2026-11-22",
        summary: "Public feeds; link back to the job's page there, through which applying must lead, and name We Work Remotely as the source; no job board or job search built of its postings.",
        redistribution: false,
    },
    pace: Pace {
        // What the feed itself asks for.
        between_runs: 60,
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

/// The elements of an item that we know, read or left, without their prefixes. The state is that of the company's headquarters, the type of
/// the logo is often wrong.
const FIELDS: [&str; 13] = [
    "content",
    "title",
    "region",
    "country",
    "state",
    "skills",
    "category",
    "type",
    "description",
    "pubDate",
    "expires_at",
    "guid",
    "link",
];

impl Source for WeWorkRemotely {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let site = CARD.url;
        Ok(vec![Request::xml(if target.board.is_empty() {
            format!("{site}/remote-jobs.rss")
        } else {
            format!("{site}/categories/{}.rss", super::board_name(target)?)
        })])
    }

    fn parse(&self, _: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let rss = xml::root(body, "rss")?;
        let channel = rss
            .first("channel")
            .ok_or_else(|| WireError::new("missing field `channel`"))?;
        let mut answer = Answer {
            listing: Listing::Partial,
            ..Answer::default()
        };
        for item in channel.all("item") {
            answer.take_element(item, &FIELDS, posting);
        }
        Ok(answer)
    }
}

fn posting(item: &Element) -> Result<RawPosting, String> {
    let text = |name: &str| item.text(name).map(str::to_owned);
    let id = item.text("guid").or_else(|| item.text("link"));
    let (company, title) = company_and_job(item.required("title")?);
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: id.ok_or("missing field `guid`")?.into(),
        title: Some(title.to_owned()),
        company: company.map(str::to_owned),
        // A country says more than a region, which then may be the whole world.
        locations: text("country")
            .or_else(|| text("region"))
            .into_iter()
            .collect(),
        country: None,
        remote: Some("remote".into()),
        posted: text("pubDate"),
        observed: None,
        closes: text("expires_at"),
        url: text("link").or_else(|| text("guid")),
        body: item
            .text("description")
            .map(own_words)
            .unwrap_or_default()
            .to_owned(),
        format: BodyFormat::Html,
        pay: None,
    })
}

/// `Acme: Engineer: Payments` is a job at Acme: the first colon parts.
fn company_and_job(title: &str) -> (Option<&str>, &str) {
    match title.split_once(':') {
        Some((company, job)) if !company.trim().is_empty() && !job.trim().is_empty() => {
            (Some(company.trim()), job.trim())
        }
        _ => (None, title),
    }
}

/// A description without what the site puts around it: logo, headquarters and address of the company before, where to apply behind.
fn own_words(description: &str) -> &str {
    let first = description.find("</p>").map(|at| at + "</p>".len());
    let start = first.filter(|end| {
        let head = &description[..*end];
        head.contains("<strong>Headquarters:</strong>") || head.contains("<strong>URL:</strong>")
    });
    let text = &description[start.unwrap_or(0)..];
    let end = text.rfind("<p>").filter(|at| {
        let rest = text[*at + "<p>".len()..].trim_start();
        rest.starts_with("<strong>To apply:</strong>")
    });
    text[..end.unwrap_or(text.len())].trim()
}

#[cfg(test)]
mod tests;

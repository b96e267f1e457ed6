//! `waymark sources terms`: the cards of the sources.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use ingest::source::{self, Access, Card, Kind, Pace, SOURCES, Shipped};
use serde::Serialize;

use crate::configuration::no_source;
use crate::console;

/// Whose terms to show.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// Slug of the source [default: all of them]
    source: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A source's card, in words.
#[derive(Debug, Serialize)]
struct Shown {
    source: &'static str,
    name: &'static str,
    url: &'static str,
    kind: &'static str,
    shipped: &'static str,
    access: String,
    terms: &'static str,
    terms_url: Option<&'static str>,
    terms_read_on: &'static str,
    redistribution: bool,
    attribution: Option<&'static str>,
    pace: String,
    complete: bool,
}

/// Shows cards.
///
/// # Errors
/// When there is no such source.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let cards: Vec<Shown> = match &arguments.source {
        Some(slug) => {
            let Some(source) = source::find(slug) else {
                bail!(no_source(slug));
            };
            vec![shown(source.card())]
        }
        None => SOURCES.iter().map(|source| shown(source.card())).collect(),
    };
    if arguments.json {
        console::print_json(&cards)?;
    } else {
        let cards: Vec<String> = cards.iter().map(text).collect();
        console::print(&cards.join("\n\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(card: &'static Card) -> Shown {
    Shown {
        source: card.slug,
        name: card.name,
        url: card.url,
        kind: match card.kind {
            Kind::Board => "employers themselves, a board each",
            Kind::Aggregator => "a site that gathers other people's postings",
            Kind::Service => "a public employment service",
            Kind::Site => "any site, by the data in its pages",
        },
        shipped: match card.shipped {
            Shipped::On => "on, unless it is turned off",
            Shipped::Boards => "on for the boards that are listed",
            Shipped::OptIn => "off, unless it is turned on",
        },
        access: access(card.access),
        terms: card.terms.summary,
        terms_url: card.terms.url,
        terms_read_on: card.terms.read_on,
        redistribution: card.terms.redistribution,
        attribution: card.attribution,
        pace: pace(card.pace),
        complete: card.complete,
    }
}

fn access(access: Access) -> String {
    match access {
        Access::Open => "open to everybody".to_owned(),
        Access::PublicKey { header, .. } => {
            format!("a key that the source gives to everybody, in the header {header}")
        }
        Access::Keys(keys) => {
            let names: Vec<_> = keys.iter().map(|key| key.variable).collect();
            format!(
                "keys of your own, from the environment: {}",
                names.join(", ")
            )
        }
    }
}

fn pace(pace: Pace) -> String {
    let quotas = pace.quotas.iter();
    let quotas = quotas.map(|quota| format!("{} in {}", quota.requests, length(quota.seconds)));
    let requests = format!(
        "{:.1} s between requests",
        f64::from(pace.between_requests) / 1_000.0
    );
    let runs = format!(
        "a run every {} at most",
        length(pace.between_runs.saturating_mul(60))
    );
    let parts = [requests, runs].into_iter().chain(quotas);
    parts.collect::<Vec<_>>().join(", ")
}

/// A stretch of time in the largest unit that measures it.
fn length(seconds: u32) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let unit = units
        .iter()
        .find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    unit.map_or_else(
        || format!("{seconds} s"),
        |(unit, name)| format!("{} {name}", seconds / unit),
    )
}

fn text(card: &Shown) -> String {
    let yes = |is: bool, yes: &'static str, no: &'static str| if is { yes } else { no };
    let lines = [
        ("who publishes", card.kind.to_owned()),
        ("collected", card.shipped.to_owned()),
        ("access", card.access.clone()),
        (
            "terms",
            format!("{} (read on {})", card.terms, card.terms_read_on),
        ),
        ("", card.terms_url.unwrap_or_default().to_owned()),
        (
            "show again",
            yes(card.redistribution, "allowed", "not allowed").to_owned(),
        ),
        (
            "attribution",
            card.attribution.unwrap_or("none asked for").to_owned(),
        ),
        ("pace", card.pace.clone()),
        (
            "texts",
            yes(card.complete, "whole", "cut off: never counted for skills").to_owned(),
        ),
    ];
    let lines = lines.iter().filter(|(_, value)| !value.is_empty());
    let lines = lines.map(|(name, value)| format!("\n  {name:13}  {value}"));
    format!(
        "{} · {} · {}{}",
        card.source,
        card.name,
        card.url,
        lines.collect::<String>()
    )
}

//! How well duplicates are found among our own sample texts, changed in the ways in which boards, aggregators and reposts
//! change them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::score::{Pair, Score, Side, judge};
use crate::raw::BodyFormat;
use crate::reading::{Observation, Reader};
use crate::sample;

/// What an aggregator writes around the texts of others.
const FRAME: [&str; 2] = [
    "This position was found for you by an agency of engineers for engineers. Save it, share it with a friend, or have \
     similar ones sent to you every morning.",
    "Apply through the button above. By applying you accept our terms of use. Offers are removed once the employer tells us \
     that they have been filled. Salary estimates are our own.",
];

/// Words as they are written elsewhere.
const EDITS: [(&str, &str); 6] = [
    (" you will ", " you'll "),
    (" and ", " & "),
    ("We ", "Our team will "),
    (" experience ", " solid experience "),
    (" with ", " using "),
    (" team", " crew"),
];

type Copying = fn(&mut Side);
type Turning = fn(&mut Side, &Side);

/// Ways of repeating a posting.
const COPIES: [(&str, Copying); 9] = [
    ("elsewhere as it is", |_| {}),
    ("in a frame", |side| {
        side.text = side
            .text
            .take()
            .map(|text| format!("{}\n\n{text}\n\n{}", FRAME[0], FRAME[1]));
    }),
    ("for another city", |side| {
        side.location = Some("Lisbon, Portugal".into());
        side.title = side.title.take().map(|title| format!("{title} - Lisbon"));
        side.text = side
            .text
            .take()
            .map(|text| format!("Location: Lisbon\n\n{text}"));
    }),
    ("as HTML", |side| {
        let text = side.text.take().unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let escaped = lines.map(|line| line.replace('&', "&amp;").replace('<', "&lt;"));
        let lines: Vec<_> = escaped.collect();
        let between = "</span></div><div><span>";
        side.html = Some(format!("<div><span>{}</span></div>", lines.join(between)));
    }),
    ("without its end", |side| {
        side.text = side
            .text
            .take()
            .map(|text| text.chars().take(text.chars().count() * 9 / 10).collect());
    }),
    ("without its beginning", |side| {
        side.text = side
            .text
            .take()
            .map(|text| text.chars().skip(text.chars().count() / 10).collect());
    }),
    ("edited here and there", |side| {
        let edit = |text: String, (from, to): &(&str, &str)| text.replacen(from, to, 2);
        side.text = side.text.take().map(|text| EDITS.iter().fold(text, edit));
    }),
    ("under another number", |side| {
        side.title = side
            .title
            .take()
            .map(|title| format!("{title} (f/m/x) | REQ-204417"));
        side.text = side
            .text
            .take()
            .map(|text| format!("{text}\nReference: 204417. Published on 3 March."));
    }),
    ("from another board, cut and in a frame", |side| {
        side.company = side
            .company
            .take()
            .map(|company| format!("{}, Inc.", company.to_uppercase()));
        side.text = side.text.take().map(|text| {
            let kept: String = text.chars().take(text.chars().count() * 19 / 20).collect();
            format!("{}\n\n{kept}", FRAME[0])
        });
    }),
];

/// Different jobs: what a posting is turned into, given another one.
const OTHERS: [(&str, Turning); 5] = [
    ("one text, another level", |side, _| {
        side.title = side.title.take().map(|title| format!("Principal {title}"));
    }),
    ("one text, a later rung", |side, _| {
        side.title = side.title.take().map(|title| format!("{title} II"));
    }),
    ("one text, another discipline", |side, _| {
        side.title = Some("Procurement Clerk".into());
    }),
    ("one employer, another job", |side, other| {
        let company = side.company.take();
        *side = Side {
            company,
            ..other.clone()
        };
    }),
    ("one title, another text", |side, other| {
        side.text.clone_from(&other.text);
    }),
];

fn postings(reader: &Reader) -> Vec<Side> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let observation = Observation {
        now: today.and_hms_opt(8, 0, 0).unwrap().and_utc(),
        day: None,
        is_listing: false,
    };
    let sample = sample::generate(7, 140, today).unwrap();
    let whole = sample
        .into_iter()
        .filter(|posting| posting.truth.complete && posting.truth.duplicate_of.is_none());
    whole
        .filter_map(|posting| {
            let facts = reader.read(&posting.raw, observation).unwrap();
            let text = facts.text.split_once("\n\n")?.1.to_owned();
            assert!(matches!(
                posting.raw.format,
                BodyFormat::Html | BodyFormat::Text | BodyFormat::Markdown
            ));
            Some(Side {
                title: Some(facts.title),
                company: Some(facts.company?.name),
                location: facts.location,
                date: Some(today.with_day(1)?.to_string()),
                text: Some(text),
                html: None,
            })
        })
        .collect()
}

#[test]
fn copies_are_found_and_other_jobs_stay_apart() {
    let reader = Reader::load().unwrap();
    let now = NaiveDate::from_ymd_opt(2026, 11, 22)
        .unwrap()
        .and_hms_opt(8, 0, 0)
        .unwrap()
        .and_utc();
    let postings = postings(&reader);
    let mut all = Score::default();
    let mut kinds: BTreeMap<&str, Score> = BTreeMap::new();
    let mut add = |kind, a: &Side, b: Side, same| {
        let pair = Pair {
            a: a.clone(),
            b,
            same,
            kind: None,
        };
        let judged = judge(&reader, &pair, now).unwrap();
        all.add(same, judged);
        kinds.entry(kind).or_default().add(same, judged);
    };
    for (at, a) in postings.iter().enumerate() {
        for (kind, change) in COPIES {
            let mut b = a.clone();
            change(&mut b);
            add(kind, a, b, true);
        }
        for (kind, change) in OTHERS {
            let mut b = a.clone();
            change(&mut b, &postings[(at + 1) % postings.len()]);
            add(kind, a, b, false);
        }
    }
    assert!(
        all.found + all.missed > 900 && all.mistaken + all.apart > 500,
        "{all:?}"
    );
    assert!(all.precision().unwrap() >= 0.97, "{all:?} {kinds:#?}");
    assert!(all.recall().unwrap() >= 0.95, "{all:?} {kinds:#?}");
}

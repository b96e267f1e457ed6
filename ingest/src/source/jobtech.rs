//! `JobStream` of the Swedish public employment service (`JobTech`): first a snapshot of every open advertisement, from then on what
//! changed, with the ids of those that are gone. Results of its search, as recorded files hold them, are read as well.

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
};

mod ad;
mod fields;

use ad::Ad;
use fields::FIELDS;

/// Every advertisement of the Swedish public employment service.
pub struct JobTech;

const CARD: Card = Card {
    slug: "jobtech",
    name: "JobTech JobStream",
    url: "https://jobstream.api.jobtechdev.se",
    attribution: None,
    kind: Kind::Service,
    access: Access::Open,
    terms: Terms {
        url: Some("https://creativecommons.org/publicdomain/zero/1.0/"),
        read_on: "2026-11-22",
        summary: "Open data of a public service without any condition (CC0); one request a minute.",
        redistribution: true,
    },
    pace: Pace {
        between_requests: 60_000,
        between_runs: 10,
        quotas: &[],
    },
    shipped: Shipped::On,
    complete: true,
};

const SNAPSHOT: &str = "https://jobstream.api.jobtechdev.se/snapshot";
const STREAM: &str = "https://jobstream.api.jobtechdev.se/stream?date=";

/// How much of what was seen already is asked for again: changes may take a while to appear.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

impl Source for JobTech {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        let url = match target.since {
            None => SNAPSHOT.to_owned(),
            // The service wants a time without a zone. Swedish clocks are ahead of UTC all year round, so by whichever of the two it
            // reads this one, nothing is left out.
            Some(since) => {
                let from = since.checked_sub_signed(OVERLAP).unwrap_or(since);
                format!("{STREAM}{}", from.format("%Y-%m-%dT%H:%M:%S"))
            }
        };
        Ok(vec![Request::json(url).in_stretches()])
    }

    fn tells_changes(&self, target: &Target) -> bool {
        target.since.is_some()
    }

    fn parse(&self, _: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let mut answer = Answer::default();
        let ads = if body.trim_ascii_start().starts_with(b"[") {
            let ads: Vec<_> = serde_json::from_slice(body)?;
            // A country where nobody looks for anybody is a fault.
            if request.url.ends_with("/snapshot") && !ads.is_empty() {
                answer.listing = Listing::Complete;
            }
            ads
        } else {
            found(body)?
        };
        for ad in &ads {
            match serde_json::from_str::<Stage>(ad.get()) {
                Ok(stage) if stage.is_over() => answer.removed.push(stage.id.into_text()),
                _ => answer.take(ad, &FIELDS, |ad: Ad| Ok(ad.posting())),
            }
        }
        Ok(answer)
    }
}

/// The advertisements that a search found: `{"hits": [...]}`, or as the search engine behind it has them,
/// `{"hits": {"hits": [{"_source": ...}]}}`.
fn found(body: &[u8]) -> Result<Vec<Box<RawValue>>, WireError> {
    #[derive(Deserialize)]
    struct Outer {
        hits: Box<RawValue>,
    }

    #[derive(Deserialize)]
    struct Inner {
        hits: Vec<Box<RawValue>>,
    }

    #[derive(Deserialize)]
    struct Hit {
        #[serde(rename = "_source")]
        source: Box<RawValue>,
    }

    let outer: Outer = serde_json::from_slice(body)?;
    let hits = if outer.hits.get().starts_with('[') {
        serde_json::from_str(outer.hits.get())?
    } else {
        serde_json::from_str::<Inner>(outer.hits.get())?.hits
    };
    let source = |hit: Box<RawValue>| match serde_json::from_str::<Hit>(hit.get()) {
        Ok(hit) => hit.source,
        Err(_) => hit,
    };
    Ok(hits.into_iter().map(source).collect())
}

/// Whether an advertisement is still there. One that is gone may consist of little more than that.
#[derive(Deserialize)]
struct Stage {
    id: Id,
    removed: Option<bool>,
    status: Option<Status>,
}

/// The status of an advertisement of 2018.
#[derive(Deserialize)]
struct Status {
    publicerad: Option<bool>,
}

/// A number in 2018, a text since.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Text(String),
}

impl Stage {
    fn is_over(&self) -> bool {
        let published = self.status.as_ref().and_then(|status| status.publicerad);
        self.removed == Some(true) || published == Some(false)
    }
}

impl Id {
    fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

#[cfg(test)]
mod tests;

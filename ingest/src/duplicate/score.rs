//! How well duplicates are told from different jobs, on pairs that somebody has judged.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::NEW_OPENING_DAYS;
use crate::facts::Facts;
use crate::raw::{BodyFormat, RawPosting};
use crate::reading::{Observation, Reader};

/// Two postings and whether they advertise the same job.
#[derive(Clone, Debug, Deserialize)]
pub struct Pair {
    /// One of them.
    pub a: Side,
    /// The other one.
    pub b: Side,
    /// Whether they do.
    pub same: bool,
    /// What makes the pair easy or hard, e.g. `truncated`; counted apart.
    pub kind: Option<String>,
}

/// One posting of a pair.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Side {
    /// Title.
    pub title: Option<String>,
    /// Employer.
    pub company: Option<String>,
    /// Location.
    pub location: Option<String>,
    /// Day or moment of posting.
    pub date: Option<String>,
    /// Description as plain text; wins over HTML.
    pub text: Option<String>,
    /// Description as HTML.
    pub html: Option<String>,
}

/// Pairs by what they are and what they were taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Copies taken for copies.
    pub found: u64,
    /// Copies taken for different jobs.
    pub missed: u64,
    /// Different jobs taken for copies.
    pub mistaken: u64,
    /// Different jobs taken for different jobs.
    pub apart: u64,
}

impl Score {
    /// Counts one pair.
    pub fn add(&mut self, same: bool, judged_same: bool) {
        *match (same, judged_same) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.mistaken,
            (false, false) => &mut self.apart,
        } += 1;
    }

    /// Of the pairs taken for copies, the share that are; none where none was.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.mistaken)
    }

    /// Of the copies, the share found; none where there are none.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.missed)
    }
}

fn share(part: u64, rest: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "nobody judges 2^52 pairs")]
    (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
}

/// Judges a pair by the rule that the store clusters by.
///
/// # Errors
/// With the reason why one of the two is no posting.
pub fn judge(reader: &Reader, pair: &Pair, now: DateTime<Utc>) -> Result<bool, String> {
    let (a, b) = (read(reader, &pair.a, now)?, read(reader, &pair.b, now)?);
    let gap = (a.first_seen - b.last_seen).max(b.first_seen - a.last_seen);
    let alike = match (&a.signature, &b.signature) {
        (Some(a), Some(b)) => a.is_copy_of(b),
        _ => false,
    };
    Ok(alike && gap <= Duration::days(NEW_OPENING_DAYS))
}

fn read(reader: &Reader, side: &Side, now: DateTime<Utc>) -> Result<Facts, String> {
    let (body, format) = match (&side.text, &side.html) {
        (Some(text), _) => (text.clone(), BodyFormat::Text),
        (None, html) => (html.clone().unwrap_or_default(), BodyFormat::Html),
    };
    let raw = RawPosting {
        title: side.title.clone(),
        company: side.company.clone(),
        locations: side.location.iter().cloned().collect(),
        posted: side.date.clone(),
        body,
        format,
        ..RawPosting::default()
    };
    let observation = Observation {
        now,
        day: None,
        is_listing: false,
    };
    reader.read(&raw, observation)
}

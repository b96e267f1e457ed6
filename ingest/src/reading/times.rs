//! When a posting was open, as far as anybody can vouch.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Observation;
use crate::normalise::time;
use crate::raw::RawPosting;

/// The times of a posting.
pub(super) struct Times {
    pub(super) posted_on: Option<NaiveDate>,
    pub(super) first_seen: DateTime<Utc>,
    pub(super) last_seen: DateTime<Utc>,
}

impl Times {
    /// A posting is known to have been open on the day it was posted and on the day it was observed; a file that says neither
    /// shows it as open now.
    pub(super) fn read(raw: &RawPosting, observation: Observation) -> Result<Self, String> {
        let now = observation.now;
        let moment = |text: &Option<String>| {
            let read = |text: &String| time::read(text, now).map_err(|error| error.to_string());
            text.as_ref().map(read).transpose()
        };
        let posted = moment(&raw.posted)?;
        let observed = moment(&raw.observed)?.map(|moment| moment.instant);
        let told = observation
            .day
            .map(|day| day.and_time(NaiveTime::MIN).and_utc());
        let listed = observation.is_listing.then_some(now);
        let seen = observed
            .or(told)
            .or(listed)
            .or(posted.map(|moment| moment.instant))
            .unwrap_or(now);
        let posted_at = posted.map_or(seen, |moment| moment.instant);
        Ok(Self {
            posted_on: posted.map(|moment| moment.day),
            first_seen: posted_at.min(seen),
            last_seen: posted_at.max(seen),
        })
    }
}

//! When a posting was open, as far as anybody can vouch.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::Observation;
use crate::normalise::time;
use crate::raw::RawPosting;

/// The times of a posting.
pub(super) struct Times {
    pub(super) posted_on: Option<NaiveDate>,
    pub(super) first_seen: DateTime<Utc>,
    pub(super) last_seen: DateTime<Utc>,
    pub(super) expires_at: Option<DateTime<Utc>>,
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
            expires_at: raw.closes.as_deref().and_then(|text| expiry(text, now)),
        })
    }
}

/// A later expiry is none: feeds write the year 9999 for "never".
const LATEST_EXPIRY: Days = Days::new(5 * 366);

/// The end of the day where only a day is given. One that cannot be read says nothing: the posting is as good without it.
fn expiry(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let moment = time::read(text, now.checked_add_days(LATEST_EXPIRY)?).ok()?;
    if moment.instant.time() == NaiveTime::MIN {
        moment.instant.checked_add_days(Days::new(1))
    } else {
        Some(moment.instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_expires_at_the_end_of_its_last_day() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let expiry = |text| expiry(text, now).map(|moment| moment.to_rfc3339());
        assert_eq!(
            expiry("2026-12-31").as_deref(),
            Some("2027-01-01T00:00:00+00:00")
        );
        assert_eq!(
            expiry("2026-11-30T10:00:00+02:00").as_deref(),
            Some("2026-11-30T08:00:00+00:00")
        );
        assert_eq!(expiry("9999-12-31"), None);
        assert_eq!(expiry("soon"), None);
    }
}

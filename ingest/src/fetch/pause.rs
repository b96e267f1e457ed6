//! How long to wait before asking again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// What a host asks for in `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryAfter {
    /// So long from now.
    Wait(Duration),
    /// Until then, by a clock that we have nothing to compare with.
    Until(DateTime<Utc>),
}

/// Reads `Retry-After`: seconds, or a date, which is taken relative to the host's own clock where it tells the time.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<RetryAfter> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(RetryAfter::Wait(Duration::from_secs(seconds)));
    }
    let until = date(text)?;
    let date = headers
        .get(DATE)
        .and_then(|date_header| date(date_header.to_str().ok()?));
    Some(match date {
        Some(now) => RetryAfter::Wait((until - now).to_std().unwrap_or(Duration::ZERO)),
        None => RetryAfter::Until(until),
    })
}

/// The three forms that HTTP allows for a date (RFC 9110).
fn date(text: &str) -> Option<DateTime<Utc>> {
    let forms = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    let mut dates = forms
        .iter()
        .map(|form| NaiveDateTime::parse_from_str(text.trim(), form));
    dates.find_map(Result::ok).map(|date| date.and_utc())
}

/// The pause after a failed attempt, doubled for each one before it, and up to half of it left out at random, so that those who
/// failed together do not come back together.
pub(super) fn backoff(first: Duration, attempt: u32) -> Duration {
    let dice = RandomState::new().hash_one(attempt);
    jittered(first, attempt, dice)
}

fn jittered(first: Duration, attempt: u32, dice: u64) -> Duration {
    let whole = first.saturating_mul(1 << attempt.min(16));
    let part = u32::try_from(dice % 1_000).unwrap_or(0);
    whole / 2 + whole / 2_000 * part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(retry_after: &str, date: Option<&str>) -> Option<RetryAfter> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        super::retry_after(&headers)
    }

    #[test]
    fn a_wish_to_be_left_alone_is_understood_in_every_form() {
        let wait = |seconds| Some(RetryAfter::Wait(Duration::from_secs(seconds)));
        assert_eq!(asked("120", None), wait(120));
        assert_eq!(asked(" 0 ", None), wait(0));
        let now = Some("Sun, 22 Nov 2026 12:00:00 GMT");
        assert_eq!(asked("Sun, 22 Nov 2026 12:01:30 GMT", now), wait(90));
        assert_eq!(asked("Sunday, 22-Nov-26 12:01:30 GMT", now), wait(90));
        assert_eq!(asked("Sun Nov 22 12:01:30 2026", now), wait(90));
        assert_eq!(asked("Sun, 22 Nov 2026 11:00:00 GMT", now), wait(0));
        let alone = asked("Sun, 22 Nov 2026 12:01:30 GMT", None);
        let moment = "2026-11-22T12:01:30Z".parse().unwrap();
        assert_eq!(alone, Some(RetryAfter::Until(moment)));
        for text in [
            "",
            "soon",
            "-5",
            "1.5",
            "99999999999999999999999",
            "Sun, 99 Nov 2026 12:01:30 GMT",
        ] {
            assert_eq!(asked(text, now), None, "{text}");
        }
    }

    #[test]
    fn pauses_grow_and_differ() {
        let first = Duration::from_secs(1);
        for attempt in 0..40 {
            let whole = first * (1 << attempt.min(16));
            for dice in [0, 1, 999, 1_000, u64::MAX] {
                let pause = jittered(first, attempt, dice);
                assert!(pause >= whole / 2 && pause <= whole, "{attempt} {dice}");
            }
        }
        assert_ne!(jittered(first, 3, 1), jittered(first, 3, 2));
    }
}

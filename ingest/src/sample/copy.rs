//! Postings that repeat an earlier one: the same job at another source, or the same text for another city.

use chrono::{Days, NaiveDate};
use entity::content::sample::{Market, Sample};

use super::draft::{address, external_id, posted_text};
use super::random::Random;
use super::{AGGREGATOR, BOARD, Layout, SamplePosting, place};

/// Postings in a thousand that repeat another.
const SHARE: u64 = 34;

/// Now and then an earlier posting of the market that the next one should repeat.
pub(super) fn choose<'a>(
    random: &mut Random,
    postings: &'a [SamplePosting],
    market: &Market,
) -> Option<&'a SamplePosting> {
    if random.below(1_000) >= SHARE {
        return None;
    }
    let fit: Vec<_> = postings
        .iter()
        .filter(|posting| posting.truth.country == market.code && repeatable(posting))
        .collect();
    fit.get(random.index(fit.len())).copied()
}

/// A first line that names the place cannot be repeated for another one.
fn repeatable(posting: &SamplePosting) -> bool {
    posting.truth.complete
        && posting.truth.duplicate_of.is_none()
        && posting.truth.layout != Layout::OneLiner
}

/// The copy.
pub(super) fn make(
    random: &mut Random,
    sample: &Sample,
    market: &Market,
    original: &SamplePosting,
    number: usize,
    today: NaiveDate,
) -> SamplePosting {
    let mut copy = original.clone();
    copy.truth.duplicate_of = Some(original.raw.external_id.clone());
    copy.raw.external_id = external_id(number);
    match original.truth.city {
        Some(city) if random.percent(50) => {
            let place = place::elsewhere(random, &sample.forms, market, city);
            copy.truth.city = place.city;
            copy.truth.other_city = None;
            copy.truth.work_mode = None;
            copy.raw.locations = place.locations;
            copy.raw.country = place.country;
            copy.raw.remote = None;
        }
        _ => {
            let other = if original.raw.source == BOARD {
                AGGREGATOR
            } else {
                BOARD
            };
            other.clone_into(&mut copy.raw.source);
        }
    }
    copy.raw.url = Some(address(&copy.raw.source, &copy.raw.external_id));
    if let Some(day) = original.truth.posted_on {
        let later = day.checked_add_days(Days::new(random.below(15)));
        let day = later.map_or(day, |later| later.min(today));
        copy.truth.posted_on = Some(day);
        copy.raw.posted = Some(posted_text(random, day));
        copy.raw.observed = original.raw.observed.clone().max(Some(day.to_string()));
    }
    copy
}

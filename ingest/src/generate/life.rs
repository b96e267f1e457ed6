//! How long a made-up posting is open, and what ends it.

use chrono::{DateTime, Duration, Utc};

use super::random::{unit, whole};
use super::source::Kind;
use crate::sample::random::Random;
use crate::store::Closure;

const HOUR: u64 = 3_600;
/// Half of the postings close within so many days; of those in a hundred that nobody takes down, within so many.
const MEDIAN: f64 = 30.0;
const LONG_MEDIAN: f64 = 300.0;
const LONG: u64 = 3;

/// When a posting was seen and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) first_seen: DateTime<Utc>,
    pub(super) last_seen: DateTime<Utc>,
    pub(super) closed: Option<(DateTime<Utc>, Closure)>,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// The life of a posting that appears at a moment, as far as it is known at the market's end.
pub(super) fn live(
    random: &mut Random,
    kind: Kind,
    appears: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Life {
    let first_seen = appears.min(end - Duration::seconds(1));
    let mut life = Life {
        first_seen,
        last_seen: first_seen,
        closed: None,
        expires_at: None,
    };
    if kind == Kind::Files {
        return life;
    }
    let gone = first_seen + lifetime(random);
    if gone >= end {
        // Each source is looked at once a day.
        life.last_seen = first_seen.max(end - seconds(random.between(1, 24 * HOUR)));
        return life;
    }
    life.last_seen = first_seen.max(gone - seconds(random.below(24 * HOUR)));
    let because = random.choose(
        (Closure::Delisted, 78),
        &[(Closure::Withdrawn, 12), (Closure::Expired, 10)],
    );
    let noticed = match because {
        Closure::Expired => gone,
        _ => life.last_seen + seconds(random.between(HOUR, 24 * HOUR)),
    };
    if noticed < end {
        life.closed = Some((noticed.max(life.last_seen), because));
        life.expires_at = (because == Closure::Expired).then_some(noticed);
    }
    life
}

fn lifetime(random: &mut Random) -> Duration {
    let median = if random.percent(LONG) {
        LONG_MEDIAN
    } else {
        MEDIAN
    };
    let days = -(1.0 - unit(random)).log2() * median;
    // Ten years at most: 2^32 seconds are longer.
    seconds(u64::from(whole(days.min(3_650.0) * 86_400.0)))
}

fn seconds(count: u64) -> Duration {
    Duration::seconds(i64::try_from(count).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lives(kind: Kind, days: i64) -> Vec<Life> {
        let mut random = Random::new(11);
        let start = DateTime::UNIX_EPOCH;
        let end = start + Duration::days(days);
        let life = |_| live(&mut random, kind, start, end);
        (0..20_000).map(life).collect()
    }

    #[test]
    fn half_of_them_last_a_month() {
        let lives = lives(Kind::Board, 5_000);
        let mut days: Vec<i64> = lives
            .iter()
            .filter_map(|life| Some((life.closed?.0 - life.first_seen).num_days()))
            .collect();
        days.sort_unstable();
        assert!(
            (29..=33).contains(&days[days.len() / 2]),
            "{}",
            days[days.len() / 2]
        );
        assert!(days.last() > Some(&800));
    }

    #[test]
    fn nothing_is_seen_before_it_appears_or_after_the_end() {
        for days in [1, 40, 400] {
            let end = DateTime::UNIX_EPOCH + Duration::days(days);
            for kind in [Kind::Board, Kind::Aggregator, Kind::Files] {
                for life in lives(kind, days) {
                    assert!(life.first_seen <= life.last_seen && life.last_seen < end);
                    if let Some((at, because)) = life.closed {
                        assert!(at >= life.last_seen && at < end);
                        assert!(
                            because != Closure::Delisted
                                || at <= life.last_seen + Duration::days(7)
                        );
                        assert_eq!(life.expires_at.is_some(), because == Closure::Expired);
                    }
                }
            }
        }
        assert!(
            lives(Kind::Files, 400)
                .iter()
                .all(|life| life.closed.is_none())
        );
    }
}

//! Durations as Prometheus has them: how many were at most as long as each of some bounds, how many there were, and their sum.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use prometheus::proto::{Bucket, Histogram};

use super::exposition::number;

/// The bounds in seconds: answers from memory take some ten microseconds, statements up to the deadline of a request.
const BOUNDS: [f64; 14] = [
    0.000_025, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0,
    30.0,
];

/// Durations that were counted.
#[derive(Debug, Default)]
pub(super) struct Durations {
    /// How many there were up to each bound and above the one before; those above all are counted last.
    within: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Durations {
    /// Counts one.
    pub(super) fn count(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let place = BOUNDS.partition_point(|bound| *bound < seconds);
        if let Some(within) = self.within.get(place) {
            within.fetch_add(1, Ordering::Relaxed);
        }
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// How many there were.
    pub(super) fn counted(&self) -> u64 {
        self.within
            .iter()
            .map(|one| one.load(Ordering::Relaxed))
            .sum()
    }

    /// All of them, as they are exposed.
    pub(super) fn histogram(&self) -> Histogram {
        let mut histogram = Histogram::default();
        let mut so_far = 0;
        let mut buckets = Vec::with_capacity(BOUNDS.len());
        for (bound, within) in BOUNDS.iter().zip(&self.within) {
            so_far += within.load(Ordering::Relaxed);
            let mut bucket = Bucket::default();
            bucket.set_upper_bound(*bound);
            bucket.set_cumulative_count(so_far);
            buckets.push(bucket);
        }
        let above = self
            .within
            .last()
            .map_or(0, |one| one.load(Ordering::Relaxed));
        histogram.set_bucket(buckets);
        histogram.set_sample_count(so_far + above);
        histogram.set_sample_sum(number(self.nanoseconds.load(Ordering::Relaxed)) / 1e9);
        histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_duration_is_within_the_first_bound_that_it_does_not_exceed() {
        let durations = Durations::default();
        for microseconds in [0, 25, 26, 100, 40_000_000] {
            durations.count(Duration::from_micros(microseconds));
        }
        let histogram = durations.histogram();
        let cumulative: Vec<u64> = histogram
            .get_bucket()
            .iter()
            .map(Bucket::cumulative_count)
            .collect();
        assert_eq!(cumulative[..3], [2, 4, 4]);
        assert_eq!(cumulative.last(), Some(&4));
        assert_eq!(histogram.get_sample_count(), 5);
        assert_eq!(durations.counted(), 5);
        assert!((histogram.get_sample_sum() - 40.000_151).abs() < 1e-9);
    }
}

//! Random choices that a generator of millions makes often.

use crate::sample::random::Random;

/// 2^32, one more than any number of 32 bits.
const RANGE: f64 = 4_294_967_296.0;

/// The stream of numbers that belongs to a part of a market, whatever part is made before or beside it.
pub(super) fn stream(seed: u64, part: u32) -> Random {
    let part = Random::new(u64::from(part)).next();
    Random::new(Random::new(seed).next() ^ part)
}

/// A number from 0 up to 1, which it never is.
pub(super) fn unit(random: &mut Random) -> f64 {
    f64::from((random.next() >> 32) as u32) / RANGE
}

/// A number around 0 with a standard deviation of about 1, in the shape of a bell.
pub(super) fn bell(random: &mut Random) -> f64 {
    // Four uniform numbers have the variance 4/12.
    let sum: f64 = (0..4).map(|_| unit(random)).sum();
    (sum - 2.0) * 3.0_f64.sqrt()
}

/// A rank below `count`, the first ones likelier: rank r as likely as 1 / (r + `flat`).
pub(super) fn zipf(random: &mut Random, count: u32, flat: f64) -> u32 {
    let spread = (f64::from(count) + flat) / flat;
    let rank = flat * (spread.powf(unit(random)) - 1.0);
    whole(rank).min(count.saturating_sub(1))
}

/// The whole part of a number; 0 below it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is too large becomes the largest number, and what is below 0 becomes 0"
)]
pub(super) fn whole(number: f64) -> u32 {
    number as u32
}

/// Choices by weight, found by their place among the sums.
pub(super) struct Wheel(Vec<u64>);

impl Wheel {
    /// A wheel on which each choice has its weight.
    pub(super) fn new(weights: impl IntoIterator<Item = u64>) -> Self {
        let sums = weights.into_iter().scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self(sums.collect())
    }

    /// The number of one choice; 0 where there is none.
    pub(super) fn pick(&self, random: &mut Random) -> usize {
        let target = random.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|sum| *sum <= target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_keeps_its_weights() {
        let wheel = Wheel::new([1, 0, 3]);
        let mut random = Random::new(5);
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            counts[wheel.pick(&mut random)] += 1;
        }
        assert!((2_300..2_700).contains(&counts[0]), "{counts:?}");
        assert_eq!(counts[1], 0);
        assert_eq!(Wheel::new([]).pick(&mut random), 0);
    }

    #[test]
    fn first_ranks_are_likelier_and_none_is_left_out() {
        let mut random = Random::new(5);
        let mut counts = vec![0; 100];
        for _ in 0..100_000 {
            counts[zipf(&mut random, 100, 3.0) as usize] += 1;
        }
        assert!(counts[0] > 4 * counts[20], "{counts:?}");
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
        assert_eq!(zipf(&mut random, 1, 3.0), 0);
    }

    #[test]
    fn the_bell_stands_at_zero() {
        let mut random = Random::new(5);
        let drawn: Vec<f64> = (0..10_000).map(|_| bell(&mut random)).collect();
        let mean = drawn.iter().sum::<f64>() / 10_000.0;
        let variance = drawn.iter().map(|one| one * one).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.05 && (variance - 1.0).abs() < 0.05);
    }

    #[test]
    fn neighbouring_parts_have_streams_of_their_own() {
        let first: Vec<u64> = (0..4).map(|part| stream(1, part).next()).collect();
        let mut different = first.clone();
        different.dedup();
        assert_eq!(first, different);
        assert_ne!(stream(1, 0).next(), stream(2, 0).next());
        assert_eq!(stream(1, 0).next(), first[0]);
    }
}

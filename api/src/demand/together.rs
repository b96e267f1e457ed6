//! Which skills are named together, and how much more often than chance would have it.

use super::interval::{Proportion, Quotient, Z, real};

/// How many postings of a population name a skill beside the one that was asked about: canonical postings with both in
/// `skill_ids`, each counted once, however the two are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Companion {
    /// The other skill; never the one asked about.
    pub(crate) skill: i32,
    /// Postings that name both.
    pub(crate) both: i64,
}

/// Two skills in one population; every count is at least `both`, and `both` at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    postings: i64,
    first: i64,
    second: i64,
    both: i64,
}

impl Pair {
    /// Two skills that so many of `postings` name: `first` and `second` one by one, `both` together; nothing where nobody
    /// names both, or where the counts cannot be of the same postings.
    pub(crate) fn new(postings: i64, first: i64, second: i64, both: i64) -> Option<Self> {
        let fits = both > 0 && both <= first.min(second) && first.max(second) <= postings;
        // Postings that name neither cannot be fewer than none; compared so that no sum can overflow.
        let fits = fits && first - both <= postings - second;
        fits.then_some(Self {
            postings,
            first,
            second,
            both,
        })
    }

    /// The postings that name both among those that name the first.
    pub(crate) fn conditional(self) -> Option<Proportion> {
        Proportion::new(self.both, self.first)
    }

    /// P(both) ÷ (P(first) · P(second)), with its interval at 95 % on the logarithmic scale.
    ///
    /// The variance of its logarithm is that of four counts that share one total (delta method).
    pub(crate) fn lift(self) -> Quotient {
        let [n, first, second, both] = self.reals();
        let value = both / first * (n / second);
        let variance =
            1.0 / both - 1.0 / first - 1.0 / second + 2.0 * both / first / second - 1.0 / n;
        let factor = (Z * variance.max(0.0).sqrt()).exp();
        Quotient {
            value,
            low: value / factor,
            high: value * factor,
        }
    }

    /// ln(lift) ÷ −ln P(both), from −1 to 1; 0 where every posting names both, because that tells nothing.
    pub(crate) fn npmi(self) -> f64 {
        let [n, _, _, both] = self.reals();
        if self.both == self.postings {
            return 0.0;
        }
        (self.lift().value.ln() / (n / both).ln()).clamp(-1.0, 1.0)
    }

    fn reals(self) -> [f64; 4] {
        [self.postings, self.first, self.second, self.both].map(real)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() < 1e-9,
            "{found}, expected {expected}"
        );
    }

    #[test]
    fn known_values() {
        // 200 postings: 50 name the one, 40 the other, 30 both; by chance it would be 10.
        let pair = Pair::new(200, 50, 40, 30).unwrap();
        near(pair.conditional().unwrap().value(), 0.6);
        near(pair.lift().value, 3.0);
        near(pair.npmi(), 3.0_f64.ln() / (200.0_f64 / 30.0).ln());
        // Variance 1/30 - 1/50 - 1/40 + 60/2000 - 1/200 = 1/75.
        near(pair.lift().high, 3.0 * (Z * (1.0_f64 / 75.0).sqrt()).exp());
        near(pair.lift().low * pair.lift().high, 9.0);
    }

    #[test]
    fn limits() {
        let independent = Pair::new(100, 50, 20, 10).unwrap();
        near(independent.lift().value, 1.0);
        near(independent.npmi(), 0.0);
        let always = Pair::new(100, 25, 25, 25).unwrap();
        near(always.npmi(), 1.0);
        let everywhere = Pair::new(100, 100, 100, 100).unwrap();
        near(everywhere.npmi(), 0.0);
        near(everywhere.lift().low, 1.0);
        near(everywhere.lift().high, 1.0);
    }

    #[test]
    fn counts_that_contradict_each_other_make_no_pair() {
        for (postings, first, second, both) in [
            (100, 50, 50, 0),
            (100, 10, 50, 11),
            (100, 101, 50, 11),
            (100, 80, 80, 59),
        ] {
            assert_eq!(Pair::new(postings, first, second, both), None);
        }
        assert!(Pair::new(100, 80, 80, 60).is_some());
    }

    proptest! {
        #[test]
        fn measures_agree_with_each_other(both in 1_i64..500, one in 0_i64..500, other in 0_i64..500, neither in 0_i64..5_000) {
            let postings = both + one + other + neither;
            let pair = Pair::new(postings, both + one, both + other, both).unwrap();
            let swapped = Pair::new(postings, both + other, both + one, both).unwrap();
            let (lift, npmi) = (pair.lift(), pair.npmi());
            prop_assert!((lift.value / swapped.lift().value - 1.0).abs() < 1e-12);
            prop_assert!((npmi - swapped.npmi()).abs() < 1e-9);
            prop_assert!(lift.low <= lift.value && lift.value <= lift.high && lift.high.is_finite() && lift.low > 0.0);
            prop_assert!((-1.0..=1.0).contains(&npmi));
            // More than by chance is more in both measures: the odds decide, in whole numbers.
            match (both * neither).cmp(&(one * other)) {
                std::cmp::Ordering::Greater => prop_assert!(lift.value > 1.0 && npmi > 0.0),
                std::cmp::Ordering::Less => prop_assert!(lift.value < 1.0 && npmi < 0.0),
                std::cmp::Ordering::Equal => prop_assert!((lift.value - 1.0).abs() < 1e-12 && npmi.abs() < 1e-9),
            }
            // P(other given one) ÷ P(other) is the lift, whichever is given.
            let conditional = pair.conditional().unwrap().value();
            let expected = lift.value * real(both + other) / real(postings);
            prop_assert!((conditional - expected).abs() < 1e-12);
        }
    }
}

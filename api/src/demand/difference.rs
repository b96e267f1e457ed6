//! The difference of two proportions, with its interval and how far it is from chance.

use super::interval::{Proportion, real};

/// By how much one proportion exceeds another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Difference {
    /// The second proportion minus the first, from -1 to 1.
    pub(crate) value: f64,
    /// Lower end at 95 %.
    pub(crate) low: f64,
    /// Upper end at 95 %.
    pub(crate) high: f64,
    /// How many standard errors it lies from zero.
    pub(crate) z: f64,
}

impl Difference {
    /// From one proportion to another of other postings.
    ///
    /// The interval is Newcombe's hybrid score interval (1998, method 10), which joins the two Wilson intervals: it never
    /// leaves -1 to 1 and has a width even between shares of zero, where Wald's has none.
    pub(crate) fn between(from: Proportion, to: Proportion) -> Self {
        let (p, q) = (from.value(), to.value());
        let ((p_low, p_high), (q_low, q_high)) = (from.interval(), to.interval());
        let value = q - p;
        Self {
            value,
            low: (value - (q - q_low).hypot(p_high - p)).max(-1.0),
            high: (value + (q_high - q).hypot(p - p_low)).min(1.0),
            z: score(from, to),
        }
    }
}

/// The z of the pooled two-proportion test; 0 where all postings agree, because then nothing differs.
fn score(from: Proportion, to: Proportion) -> f64 {
    let (n, m) = (real(from.denominator), real(to.denominator));
    let pooled = real(from.numerator + to.numerator) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    if error > 0.0 {
        (to.value() - from.value()) / error
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(numerator: i64, denominator: i64) -> Proportion {
        Proportion::new(numerator, denominator).unwrap()
    }

    // R. G. Newcombe, Interval estimation for the difference between independent proportions (1998), table II, method 10.
    #[test]
    fn known_intervals() {
        for (to, from, low, high) in [
            ((56, 70), (48, 80), 0.052_4, 0.333_9),
            ((9, 10), (3, 10), 0.170_5, 0.809_0),
            ((6, 7), (2, 7), 0.058_2, 0.806_2),
            ((5, 56), (0, 29), -0.038_1, 0.192_6),
            ((0, 10), (0, 20), -0.161_1, 0.277_5),
            ((0, 10), (0, 10), -0.277_5, 0.277_5),
            ((10, 10), (0, 20), 0.679_1, 1.0),
            ((10, 10), (0, 10), 0.607_5, 1.0),
        ] {
            let found = Difference::between(part(from.0, from.1), part(to.0, to.1));
            assert!((found.low - low).abs() < 5e-5, "{to:?} {from:?} {found:?}");
            assert!(
                (found.high - high).abs() < 5e-5,
                "{to:?} {from:?} {found:?}"
            );
        }
    }

    #[test]
    fn known_scores() {
        let found = Difference::between(part(48, 80), part(56, 70));
        assert!((found.value - 0.2).abs() < 1e-12);
        // 0.2 ÷ √(104/150 · 46/150 · (1/70 + 1/80))
        assert!((found.z - 2.650_171).abs() < 1e-5, "{}", found.z);
        assert!(found.low > 0.0);
        let none = Difference::between(part(0, 50), part(0, 70));
        assert_eq!((none.value, none.z), (0.0, 0.0));
        let all = Difference::between(part(50, 50), part(70, 70));
        assert_eq!((all.value, all.z), (0.0, 0.0));
    }

    fn any_part() -> impl Strategy<Value = Proportion> {
        (1_i64..5_000).prop_flat_map(|n| (0..=n).prop_map(move |part_of| part(part_of, n)))
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_difference(from in any_part(), to in any_part()) {
            let found = Difference::between(from, to);
            prop_assert!(-1.0 <= found.low && found.low <= found.value);
            prop_assert!(found.value <= found.high && found.high <= 1.0);
            prop_assert!(found.low < found.high);
        }

        #[test]
        fn exchanged_windows_exchange_signs(from in any_part(), to in any_part()) {
            let (there, back) = (Difference::between(from, to), Difference::between(to, from));
            prop_assert!((there.value + back.value).abs() < 1e-12);
            prop_assert!((there.low + back.high).abs() < 1e-12);
            prop_assert!((there.high + back.low).abs() < 1e-12);
            prop_assert!((there.z + back.z).abs() < 1e-9);
        }

        #[test]
        fn what_does_not_change_may_have_changed_either_way(part in any_part()) {
            let found = Difference::between(part, part);
            prop_assert_eq!((found.value, found.z), (0.0, 0.0));
            prop_assert!(found.low < 0.0 && 0.0 < found.high);
        }

        #[test]
        fn more_postings_make_the_interval_narrower(from in any_part(), to in any_part()) {
            let tenfold = |part: Proportion| Proportion {
                numerator: part.numerator * 10,
                denominator: part.denominator * 10,
            };
            let (few, many) = (Difference::between(from, to), Difference::between(tenfold(from), tenfold(to)));
            prop_assert!(many.high - many.low < few.high - few.low);
        }
    }
}

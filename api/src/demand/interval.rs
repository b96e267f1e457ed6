//! Proportions with their Wilson intervals, and the location quotient.

/// The 97.5 % quantile of the normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// Some postings out of all postings of a population; never of none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proportion {
    /// Postings counted.
    pub(crate) numerator: i64,
    /// Postings they are counted among; at least 1.
    pub(crate) denominator: i64,
}

impl Proportion {
    /// A proportion, unless there is nothing to be a part of.
    pub(crate) fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator > 0).then(|| Self {
            // Two statements count the two: postings that come in between are in one of them only.
            numerator: numerator.clamp(0, denominator),
            denominator,
        })
    }

    /// A proportion of at least `minimum` postings.
    pub(crate) fn of_at_least(numerator: i64, denominator: i64, minimum: i64) -> Option<Self> {
        (denominator >= minimum)
            .then(|| Self::new(numerator, denominator))
            .flatten()
    }

    /// The proportion itself.
    pub(crate) fn value(self) -> f64 {
        real(self.numerator) / real(self.denominator)
    }

    /// The Wilson score interval at 95 %.
    pub(crate) fn interval(self) -> (f64, f64) {
        let (n, p) = (real(self.denominator), self.value());
        let scale = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / scale;
        let reach = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        // Rounding can step over the value at 0 and at 1.
        (
            (centre - reach).clamp(0.0, p),
            (centre + reach).clamp(p, 1.0),
        )
    }
}

/// How many times as common something is here as in the whole, with its interval on the logarithmic scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quotient {
    /// Share here ÷ share in the whole.
    pub(crate) value: f64,
    /// Lower end at 95 %.
    pub(crate) low: f64,
    /// Upper end at 95 %.
    pub(crate) high: f64,
}

/// The location quotient; absent where either share is zero, because a logarithm has no zero.
pub(crate) fn quotient(here: Proportion, whole: Proportion) -> Option<Quotient> {
    if here.numerator <= 0 || whole.numerator <= 0 {
        return None;
    }
    let value = here.value() / whole.value();
    let variance = 1.0 / real(here.numerator) - 1.0 / real(here.denominator)
        + 1.0 / real(whole.numerator)
        - 1.0 / real(whole.denominator);
    let factor = (Z * variance.max(0.0).sqrt()).exp();
    Some(Quotient {
        value,
        low: value / factor,
        high: value * factor,
    })
}

/// A count as a real number.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of postings stay far below 2^53"
)]
pub(crate) fn real(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wilson(numerator: i64, denominator: i64) -> (f64, f64) {
        Proportion::new(numerator, denominator).unwrap().interval()
    }

    #[test]
    fn three_of_ten_is_anything_from_a_tenth_to_three_fifths() {
        let (low, high) = wilson(3, 10);
        assert!((low - 0.107_791).abs() < 1e-6, "{low}");
        assert!((high - 0.603_222).abs() < 1e-6, "{high}");
    }

    #[test]
    fn known_intervals() {
        for (numerator, denominator, low, high) in [
            (0, 10, 0.0, 0.277_533),
            (10, 10, 0.722_467, 1.0),
            (50, 100, 0.403_832, 0.596_168),
            (1, 1, 0.206_549, 1.0),
        ] {
            let found = wilson(numerator, denominator);
            assert!(
                (found.0 - low).abs() < 1e-6,
                "{numerator}/{denominator}: {found:?}"
            );
            assert!(
                (found.1 - high).abs() < 1e-6,
                "{numerator}/{denominator}: {found:?}"
            );
        }
    }

    #[test]
    fn the_interval_holds_the_value() {
        for denominator in 1..60 {
            for numerator in 0..=denominator {
                let share = Proportion::new(numerator, denominator).unwrap();
                let (low, high) = share.interval();
                assert!(0.0 <= low && low <= share.value());
                assert!(share.value() <= high && high <= 1.0);
            }
        }
    }

    #[test]
    fn nothing_is_a_part_of_nothing() {
        assert_eq!(Proportion::new(0, 0), None);
        let overtaken = Proportion::new(21, 20).unwrap();
        assert_eq!((overtaken.value(), overtaken.interval().1), (1.0, 1.0));
        assert_eq!(Proportion::of_at_least(3, 19, 20), None);
        assert!(Proportion::of_at_least(3, 20, 20).is_some());
    }

    #[test]
    fn quotients() {
        let whole = Proportion::new(100, 1_000).unwrap();
        let found = quotient(Proportion::new(40, 200).unwrap(), whole).unwrap();
        assert!((found.value - 2.0).abs() < 1e-12);
        assert!(found.low < 2.0 && 2.0 < found.high);
        assert!((found.low * found.high - 4.0).abs() < 1e-9);
        assert_eq!(quotient(Proportion::new(0, 200).unwrap(), whole), None);
    }
}

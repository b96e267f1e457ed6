//! Pay of a year, as every statistic compares it; the schema's function `annual_pay` says the same in SQL.

use sea_orm::prelude::Decimal;

use crate::posting::PayPeriod;

/// A year's pay is less than this: more is a mistake, and would not fit a double exactly.
const BOUND: i128 = 1_000_000_000_000_000;

/// 10²⁸: no decimal has more digits behind its point.
const UNIT: i128 = 10_i128.pow(28);

impl PayPeriod {
    /// How many of the period make a year of full-time work.
    #[must_use]
    pub fn per_year(self) -> u32 {
        match self {
            Self::Hour => 2080,
            Self::Day => 260,
            Self::Week => 52,
            Self::Month => 12,
            Self::Year => 1,
        }
    }
}

/// The middle of both ends, or the only one, for a year of full-time work, in whole units of its currency, a half being
/// rounded up; nothing where no amount is stated, and where a year's pay would be below 1 or beyond 10¹⁵.
#[must_use]
pub fn annual(min: Option<Decimal>, max: Option<Decimal>, period: PayPeriod) -> Option<i64> {
    let (low, high) = (min.or(max)?, max.or(min)?);
    let factor = i128::from(period.per_year());
    // In whole numbers: a decimal rounds where a product has more digits than it can hold.
    let parts = (fraction(low) + fraction(high)) * factor;
    let twice =
        (low.trunc().mantissa() + high.trunc().mantissa()) * factor + parts.div_euclid(UNIT);
    let middle = (twice + 1).div_euclid(2);
    let year = (1..BOUND).contains(&middle).then_some(middle)?;
    i64::try_from(year).ok()
}

/// What follows the point, in parts of 10⁻²⁸.
fn fraction(amount: Decimal) -> i128 {
    let digits = amount.fract();
    let missing = 28_u32.saturating_sub(digits.scale());
    digits.mantissa() * 10_i128.pow(missing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(min: &str, max: &str, period: PayPeriod) -> Option<i64> {
        let amount = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        annual(amount(min), amount(max), period)
    }

    #[test]
    fn known_years() {
        for (min, max, period, expected) in [
            ("60000", "80000", PayPeriod::Year, Some(70_000)),
            ("60000", "", PayPeriod::Year, Some(60_000)),
            ("", "80000", PayPeriod::Year, Some(80_000)),
            ("5000", "6000", PayPeriod::Month, Some(66_000)),
            ("1000", "", PayPeriod::Week, Some(52_000)),
            ("300", "400", PayPeriod::Day, Some(91_000)),
            ("15.25", "20.75", PayPeriod::Hour, Some(37_440)),
            ("", "", PayPeriod::Year, None),
        ] {
            assert_eq!(of(min, max, period), expected, "{min} {max} {period:?}");
        }
    }

    #[test]
    fn a_half_goes_up_and_nothing_else_does() {
        for (min, max, expected) in [
            ("100", "101", 101),
            ("100", "100.9999999999999999999999999", 100),
            (
                "50000.49999999999999999999999",
                "50000.49999999999999999999999",
                50_000,
            ),
            ("0.5", "0.5", 1),
            ("0.50", "0.500", 1),
        ] {
            assert_eq!(of(min, max, PayPeriod::Year), Some(expected), "{min} {max}");
        }
    }

    #[test]
    fn what_is_no_pay_is_none() {
        let largest = Decimal::MAX.to_string();
        let smallest = Decimal::MIN.to_string();
        for (min, max) in [
            ("0", "0"),
            ("0.4999", ""),
            ("-5", ""),
            ("-10", "5"),
            ("999999999999999.5", ""),
            ("1000000000000000", ""),
            (&largest, &largest),
            (&smallest, &smallest),
        ] {
            assert_eq!(of(min, max, PayPeriod::Year), None, "{min} {max}");
            if min != "0.4999" {
                assert_eq!(of(min, max, PayPeriod::Hour), None, "{min} {max}");
            }
        }
        assert_eq!(
            of("999999999999999.4999", "", PayPeriod::Year),
            Some(999_999_999_999_999)
        );
    }

    proptest! {
        #[test]
        fn it_is_the_middle_rounded(low in 0_i64..10_000_000_000, high in 0_i64..10_000_000_000, scale in 0_u32..6) {
            let (min, max) = (Decimal::new(low, scale), Decimal::new(high, scale));
            let middle = (min + max) * Decimal::from(2080) / Decimal::TWO;
            let expected = i64::try_from((middle + Decimal::new(5, 1)).floor()).unwrap();
            let found = annual(Some(min), Some(max), PayPeriod::Hour);
            prop_assert_eq!(found, (1..1_000_000_000_000_000).contains(&expected).then_some(expected));
        }

        #[test]
        fn the_ends_may_change_places(low: i64, high: i64, first in 0_u32..=28, second in 0_u32..=28) {
            let (min, max) = (Decimal::from_i128_with_scale(low.into(), first), Decimal::from_i128_with_scale(high.into(), second));
            prop_assert_eq!(annual(Some(min), Some(max), PayPeriod::Day), annual(Some(max), Some(min), PayPeriod::Day));
        }
    }
}

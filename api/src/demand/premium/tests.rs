//! Premiums whose truth is known.

use std::f64::consts::TAU;

use super::*;

/// A median like this stands for pay of 50,000.
const PAY: f64 = 50_000.0;

fn side(n: i64, median: f64, spread: f64) -> Side {
    Side {
        n,
        median,
        low: median / (1.0 + spread),
        high: median * (1.0 + spread),
    }
}

fn stratum(country: i32, with: Side, without: Side) -> Stratum {
    Stratum {
        role: Some(1),
        seniority: None,
        country,
        currency: "EUR".into(),
        with,
        without,
    }
}

#[test]
fn a_premium_worked_out_by_hand() {
    let strata = Strata::new(vec![
        stratum(1, side(10, 66_000.0, 0.2), side(10, 60_000.0, 0.2)),
        stratum(2, side(20, 50_000.0, 0.1), side(60, 50_000.0, 0.3)),
    ]);
    // Weights 5 and 15, so a quarter of ln 1.1. Ranks 2, 6 and 22: 7, 9 and 17 places, √10/2, √20/2 and √60/2 of which are meant.
    let mean = 1.1_f64.ln() / 4.0;
    let squared = |n: f64, places: f64, spread: f64| (2.0 * spread.ln() / places).powi(2) * n / 4.0;
    let first = 2.0 * squared(10.0, 7.0, 1.2);
    let second = squared(20.0, 9.0, 1.1) + squared(60.0, 17.0, 1.3);
    let reach = 1.959_963_984_540_054 * (25.0 * first + 225.0 * second).sqrt() / 20.0;
    let found = strata.premium().unwrap();
    for (found, expected) in [
        (found.ratio, mean.exp()),
        (found.low, (mean - reach).exp()),
        (found.high, (mean + reach).exp()),
    ] {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert_eq!((strata.len(), strata.with(), strata.without()), (2, 30, 70));
}

#[test]
fn nothing_is_compared_with_nothing() {
    assert_eq!(Strata::default().premium(), None);
}

#[test]
fn the_order_of_strata_changes_nothing() {
    let all: Vec<_> = (1..60)
        .map(|country| {
            let spread = f64::from(country) / 100.0;
            let with = side(i64::from(country) + 3, PAY * (1.0 + spread), spread);
            stratum(country, with, side(7, PAY, 0.3))
        })
        .collect();
    let backwards = all.iter().rev().cloned().collect();
    assert_eq!(Strata::new(all).premium(), Strata::new(backwards).premium());
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = u32::try_from(self.0 >> 32).unwrap();
        (f64::from(high) + 0.5) / 4_294_967_296.0
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (TAU * self.unit()).cos()
    }

    /// Postings whose pay is spread around a median.
    fn side(&mut self, n: i64, median: f64, spread: fn(&mut Self) -> f64) -> Side {
        let mut pay: Vec<_> = (0..n).map(|_| median * spread(self).exp()).collect();
        pay.sort_by(f64::total_cmp);
        let middle = pay.len() / 2;
        let median = if n % 2 == 1 {
            pay[middle]
        } else {
            f64::midpoint(pay[middle - 1], pay[middle])
        };
        let end = usize::try_from(rank(n) - 1).unwrap();
        Side {
            n,
            median,
            low: pay[end],
            high: pay[pay.len() - 1 - end],
        }
    }
}

/// How pay may be spread: like a bell, evenly, or with long tails.
const SPREADS: [fn(&mut Dice) -> f64; 3] = [
    |dice| 0.25 * dice.normal(),
    |dice| 0.8 * (dice.unit() - 0.5),
    |dice| {
        let squares: f64 = (0..3).map(|_| dice.normal().powi(2)).sum();
        0.15 * dice.normal() / (squares / 3.0).sqrt()
    },
];

/// In how many of a thousand samples the interval holds the truth, where strata have such sides.
fn held(sides: &[(i64, i64)], spread: fn(&mut Dice) -> f64) -> usize {
    const TRUTH: f64 = 1.03;
    let mut dice = Dice(3);
    (0..1_000)
        .filter(|_| {
            let strata = (1..).zip(sides).map(|(country, (with, without))| {
                let level = PAY * f64::from(country);
                let with = dice.side(*with, level * TRUTH, spread);
                stratum(country, with, dice.side(*without, level, spread))
            });
            let found = Strata::new(strata.collect()).premium().unwrap();
            found.low <= TRUTH && TRUTH <= found.high
        })
        .count()
}

#[test]
fn the_interval_holds_the_truth_in_about_95_of_100_samples_however_pay_is_spread() {
    let many = [(40, 90), (25, 60), (80, 30), (9, 50)];
    let uneven = [(3, 400), (5, 200), (4, 30), (9, 9)];
    for (number, spread) in SPREADS.into_iter().enumerate() {
        for sides in [&many[..], &[(20, 20)]] {
            let found = held(sides, spread);
            assert!((930..=985).contains(&found), "{number} {sides:?}: {found}");
        }
        // Sides of few postings may leave it too wide.
        for sides in [&uneven[..], &[(3, 4); 8]] {
            let found = held(sides, spread);
            assert!(found >= 930, "{number} {sides:?}: {found}");
        }
    }
}

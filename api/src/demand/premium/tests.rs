//! Premiums whose truth is known.

use std::f64::consts::TAU;

use super::*;

/// A median like this stands for pay of 50,000.
const PAY: f64 = 50_000.0;

fn side(n: i64, median: f64, deviation: f64) -> Side {
    Side {
        n,
        median,
        variance: deviation * deviation,
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
    // Weights 5 and 15, so a quarter of ln 1.1; variances 0.04 and (19 · 0.01 + 59 · 0.09) ÷ 78.
    let mean = 1.1_f64.ln() / 4.0;
    let variance = FRAC_PI_2 * (5.0 * 0.04 + 15.0 * (0.19 + 5.31) / 78.0) / 400.0;
    let reach = 1.959_963_984_540_054 * variance.sqrt();
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
    fn side(&mut self, n: i64, median: f64, deviation: f64) -> Side {
        let mut logarithms: Vec<_> = (0..n)
            .map(|_| median.ln() + deviation * self.normal())
            .collect();
        logarithms.sort_by(f64::total_cmp);
        let mean = logarithms.iter().sum::<f64>() / real(n);
        let squares = logarithms.iter().map(|ln| (ln - mean).powi(2));
        let variance = squares.sum::<f64>() / real(n - 1);
        let middle = logarithms.len() / 2;
        let median = if n % 2 == 1 {
            logarithms[middle].exp()
        } else {
            f64::midpoint(logarithms[middle - 1].exp(), logarithms[middle].exp())
        };
        Side {
            n,
            median,
            variance,
        }
    }
}

/// In how many of a thousand samples the interval holds the truth, where strata have such sides and spreads.
fn held(sides: &[(i64, i64, f64)]) -> usize {
    const TRUTH: f64 = 1.03;
    let mut dice = Dice(3);
    (0..1_000)
        .filter(|_| {
            let strata = (1..)
                .zip(sides)
                .map(|(country, (with, without, deviation))| {
                    let level = PAY * f64::from(country);
                    let with = dice.side(*with, level * TRUTH, *deviation);
                    stratum(country, with, dice.side(*without, level, *deviation))
                });
            let found = Strata::new(strata.collect()).premium().unwrap();
            found.low <= TRUTH && TRUTH <= found.high
        })
        .count()
}

#[test]
fn the_interval_holds_the_truth_in_95_of_100_samples() {
    let many = [(40, 90, 0.25), (25, 60, 0.35), (80, 30, 0.2), (9, 50, 0.4)];
    let small = [(3, 4, 0.3); 8];
    let uneven = [(3, 400, 0.25), (5, 200, 0.25), (4, 30, 0.25), (9, 9, 0.25)];
    let one = [(20, 20, 0.3)];
    for sides in [&many[..], &small, &uneven, &one] {
        let found = held(sides);
        assert!((935..=985).contains(&found), "{sides:?}: {found}");
    }
}

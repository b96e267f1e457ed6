//! What distinguishes a population: the JLH score, absolute times relative change of a share.

use super::interval::Proportion;

/// (f − b) · f ÷ b for the share f in the foreground and b in the background; absent where the background never names it.
pub(crate) fn score(foreground: Proportion, background: Proportion) -> Option<f64> {
    let (f, b) = (foreground.value(), background.value());
    (b > 0.0).then(|| jlh(f, b))
}

/// (f − b) · f ÷ b for a share f here and a share b elsewhere, which is not 0.
pub(crate) fn jlh(f: f64, b: f64) -> f64 {
    (f - b) * f / b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_scores() {
        for (f, n, b, m, expected) in [
            (818, 2_737, 4_010, 14_074, 0.014_627_315_146_082_17),
            (1_067, 2_737, 5_362, 14_074, 0.009_062_566_630_410_223),
        ] {
            let found = score(
                Proportion::new(f, n).unwrap(),
                Proportion::new(b, m).unwrap(),
            )
            .unwrap();
            assert!((found - expected).abs() < 1e-15, "{found}");
        }
    }

    #[test]
    fn what_is_rarer_than_usual_scores_below_zero() {
        let found = score(
            Proportion::new(1, 100).unwrap(),
            Proportion::new(50, 100).unwrap(),
        );
        assert!(found.unwrap() < 0.0);
        let never = Proportion::new(0, 100).unwrap();
        assert_eq!(score(never, never), None);
    }
}

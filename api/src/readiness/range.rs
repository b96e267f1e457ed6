//! How sure a fit is: the least and the most that shares within their intervals can make of it.

use super::score::{Held, Scale};

/// A requirement as the range sees it.
struct Row {
    score: f64,
    low: f64,
    high: f64,
}

impl Scale {
    /// The least and the greatest fit over all shares that lie within their 95 % intervals; the fit itself lies between.
    ///
    /// Half of the fit is a mean of scores weighted by shares. Such a mean is greatest where every score above a threshold has its
    /// largest weight and every other one its smallest, so it is enough to try each threshold.
    pub(crate) fn range(&self, held: Held<'_>) -> (f64, f64) {
        let (mut rows, mut by_importance, mut important) = (Vec::new(), 0.0, 0.0);
        for one in self.requirements() {
            let score = self.score(&one.requirement, held);
            let (low, high) = one.demand.interval();
            by_importance += one.requirement.importance * score;
            important += one.requirement.importance;
            rows.push(Row { score, low, high });
        }
        rows.sort_unstable_by(|a, b| a.score.total_cmp(&b.score));
        let least = means(&rows, |row| row.high, |row| row.low);
        let most = means(&rows, |row| row.low, |row| row.high);
        let by_importance = by_importance / important;
        let fit = |by_demand: f64| 100.0 * f64::midpoint(by_importance, by_demand);
        let itself = self.fit(held);
        let least = least.map(fit).fold(itself, f64::min);
        let most = most.map(fit).fold(itself, f64::max);
        (least.max(0.0), most.min(100.0))
    }
}

/// For each threshold the mean of the scores, weighted in one way below it and in another above it.
fn means(
    rows: &[Row],
    below: impl Fn(&Row) -> f64 + Copy,
    above: impl Fn(&Row) -> f64 + Copy,
) -> impl Iterator<Item = f64> {
    let sums = |weight: &dyn Fn(&Row) -> f64| {
        let weighted = rows
            .iter()
            .map(|row| (weight(row) * row.score, weight(row)));
        weighted.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let (mut met, mut whole) = sums(&above);
    let first = (met, whole);
    let moved = rows.iter().map(move |row| {
        met += (below(row) - above(row)) * row.score;
        whole += below(row) - above(row);
        (met, whole)
    });
    std::iter::once(first)
        .chain(moved)
        .filter(|(_, whole)| *whole > 1e-12)
        .map(|(met, whole)| met / whole)
}

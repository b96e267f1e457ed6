//! How long statistics take, by what is asked and by who answers.

use std::time::Instant;

use super::{Metrics, durations::Durations, exposition::Exposition};

/// What is asked of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Statistic {
    /// The sizes of populations.
    Totals,
    /// The skills of populations.
    Skills,
    /// The share of postings whose location was not understood.
    Unresolved,
    /// The regions of a population.
    Places,
    /// The months of a population.
    Series,
    /// In which months each source was observed.
    Observed,
    /// How long postings were watched.
    Spans,
    /// What is named beside a skill.
    Together,
    /// What a population is paid.
    Pay,
    /// For how many postings somebody is ready.
    Reach,
    /// The strata in which pay is compared.
    Strata,
}

const STATISTICS: [(Statistic, &str); 11] = [
    (Statistic::Totals, "totals"),
    (Statistic::Skills, "skills"),
    (Statistic::Unresolved, "unresolved"),
    (Statistic::Places, "places"),
    (Statistic::Series, "series"),
    (Statistic::Observed, "observed"),
    (Statistic::Spans, "spans"),
    (Statistic::Together, "together"),
    (Statistic::Pay, "pay"),
    (Statistic::Reach, "reach"),
    (Statistic::Strata, "strata"),
];

/// Who answers a question about the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answerer {
    /// The columns in memory.
    Columns,
    /// The database.
    Statements,
}

const ANSWERERS: [(Answerer, &str); 2] = [
    (Answerer::Columns, "columns"),
    (Answerer::Statements, "statements"),
];

/// How long statistics took.
#[derive(Debug, Default)]
pub(super) struct Statistics([[Durations; ANSWERERS.len()]; STATISTICS.len()]);

impl Statistics {
    /// Writes down those that there were.
    pub(super) fn expose(&self, exposition: &mut Exposition) {
        let mut samples = Vec::new();
        for (statistic, name) in STATISTICS {
            for (answerer, engine) in ANSWERERS {
                let durations = &self.0[statistic as usize][answerer as usize];
                if durations.counted() > 0 {
                    let labels = vec![
                        ("statistic", name.to_owned()),
                        ("engine", engine.to_owned()),
                    ];
                    samples.push((labels, durations.histogram()));
                }
            }
        }
        exposition.durations(
            "waymark_statistic_duration_seconds",
            "How long statistics took, by what was asked and by who answered: the columns in memory or statements to the database.",
            samples,
        );
    }
}

/// A statistic that is being answered: it is timed until this is dropped, and so is the span of it in a trace.
#[derive(Debug)]
pub(crate) struct Watch {
    metrics: Metrics,
    statistic: Statistic,
    answerer: Answerer,
    begun: Instant,
    // Closed when it is dropped.
    _span: tracing::Span,
}

impl Watch {
    /// Begins.
    pub(super) fn new(metrics: Metrics, statistic: Statistic, answerer: Answerer) -> Self {
        let span = tracing::info_span!(
            target: "waymark::trace",
            "statistic",
            waymark.statistic = STATISTICS[statistic as usize].1,
            waymark.engine = ANSWERERS[answerer as usize].1,
        );
        Self {
            metrics,
            statistic,
            answerer,
            begun: Instant::now(),
            _span: span,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Statistics(durations) = &self.metrics.0.statistics;
        durations[self.statistic as usize][self.answerer as usize].count(self.begun.elapsed());
    }
}

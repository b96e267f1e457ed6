//! What is exposed, in the text format that Prometheus reads.

use prometheus::{
    TEXT_FORMAT, TextEncoder,
    proto::{Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType},
};

/// The media type of what is exposed.
pub(crate) const CONTENT_TYPE: &str = TEXT_FORMAT;

/// The labels of a value, each with its name.
pub(crate) type Labels = Vec<(&'static str, String)>;

/// A value with its labels.
pub(crate) type Sample = (Labels, f64);

/// Families of metrics as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Exposition(Vec<MetricFamily>);

impl Exposition {
    /// Adds what only ever grows, until a process begins anew.
    pub(crate) fn counter(&mut self, name: &str, help: &str, samples: Vec<Sample>) {
        let metrics = samples.into_iter().map(|(labels, value)| {
            let (mut metric, mut counter) = (labelled(labels), Counter::default());
            counter.set_value(value);
            metric.set_counter(counter);
            metric
        });
        self.add(name, help, MetricType::COUNTER, metrics.collect());
    }

    /// Adds what may grow and shrink.
    pub(crate) fn gauge(&mut self, name: &str, help: &str, samples: Vec<Sample>) {
        let metrics = samples.into_iter().map(|(labels, value)| {
            let (mut metric, mut gauge) = (labelled(labels), Gauge::default());
            gauge.set_value(value);
            metric.set_gauge(gauge);
            metric
        });
        self.add(name, help, MetricType::GAUGE, metrics.collect());
    }

    /// Adds one value without labels that may grow and shrink.
    pub(crate) fn value(&mut self, name: &str, help: &str, value: f64) {
        self.gauge(name, help, vec![(Vec::new(), value)]);
    }

    /// Adds durations.
    pub(super) fn durations(&mut self, name: &str, help: &str, samples: Vec<(Labels, Histogram)>) {
        let metrics = samples.into_iter().map(|(labels, histogram)| {
            let mut metric = labelled(labels);
            metric.set_histogram(histogram);
            metric
        });
        self.add(name, help, MetricType::HISTOGRAM, metrics.collect());
    }

    /// A family of which there is nothing to say is left out: the format knows no empty ones.
    fn add(&mut self, name: &str, help: &str, kind: MetricType, metrics: Vec<Metric>) {
        if metrics.is_empty() {
            return;
        }
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(kind);
        family.set_metric(metrics);
        self.0.push(family);
    }

    /// All that was added.
    pub(crate) fn text(&self) -> Result<String, prometheus::Error> {
        TextEncoder::new().encode_to_string(&self.0)
    }
}

fn labelled(labels: Labels) -> Metric {
    let pair = |(name, value): (&str, String)| {
        let mut pair = LabelPair::default();
        pair.set_name(name.to_owned());
        pair.set_value(value);
        pair
    };
    Metric::from_label(labels.into_iter().map(pair).collect())
}

/// A whole number as Prometheus has numbers, which are exact up to 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "Prometheus knows no other numbers"
)]
pub(crate) fn number(whole: u64) -> f64 {
    whole as f64
}

//! docs/OPERATIONS.md names exactly the metrics that are served, and the alerts use no others.

use std::collections::BTreeSet;

use super::metrics::busy;
use super::scrape::Scrape;
use crate::house::root;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every word of a text that is the name of a metric.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let of_metrics =
        words.filter(|word| word.starts_with("waymark_") || word.starts_with("process_"));
    of_metrics.map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_documented_is_what_is_served() {
    let busy = busy().await;
    let served = Scrape::of(&busy.url).await.names();
    let rows = read("docs/OPERATIONS.md");
    let rows: Vec<&str> = rows
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let names = rows.iter().filter_map(|row| row.split('|').nth(1));
    assert_eq!(named(&names.collect::<String>()), served);
    let alerts = named(&read("examples/prometheus-alerts.yaml"));
    assert!(alerts.len() > 10);
    for name in alerts {
        assert!(served.contains(name.trim_end_matches("_bucket")), "{name}");
    }
}

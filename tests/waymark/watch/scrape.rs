//! What a server says on `/metrics`.

use std::collections::{BTreeMap, BTreeSet};

/// One reading of `/metrics`.
pub(super) struct Scrape {
    /// All of it.
    pub(super) text: String,
    values: BTreeMap<String, f64>,
}

impl Scrape {
    /// Reads a server's.
    pub(super) async fn of(url: &str) -> Self {
        let response = reqwest::get(format!("{url}/metrics")).await.unwrap();
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert_eq!(kind, "text/plain; version=0.0.4");
        let text = response.text().await.unwrap();
        let values = text.lines().filter(|line| !line.starts_with('#'));
        let values = values.map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        });
        Self {
            values: values.collect(),
            text,
        }
    }

    /// The value of a series, as it is written; 0 where there is none.
    pub(super) fn value(&self, series: &str) -> f64 {
        self.values.get(series).copied().unwrap_or(0.0)
    }

    /// How many requests over HTTP there were of a kind with an outcome.
    pub(super) fn requests(&self, kind: &str, outcome: &str) -> f64 {
        self.value(&requests("http", kind, outcome))
    }

    /// The names of all metrics, each of which says what it is.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let names = |mark: &str| -> BTreeSet<String> {
            let lines = self.text.lines().filter_map(|line| line.strip_prefix(mark));
            lines
                .map(|line| line.split(' ').next().unwrap().to_owned())
                .collect()
        };
        let names_of_types = names("# TYPE ");
        assert_eq!(names_of_types, names("# HELP "));
        names_of_types
    }
}

/// The series of requests that came in a way, of a kind, with an outcome.
pub(super) fn requests(transport: &str, kind: &str, outcome: &str) -> String {
    format!(
        "waymark_graphql_requests_total{{transport=\"{transport}\",kind=\"{kind}\",outcome=\"{outcome}\"}}"
    )
}

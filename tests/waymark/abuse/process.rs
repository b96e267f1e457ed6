//! What abuse costs the real process: memory, time, and whether it lives.

use serde_json::{Value, json};

use super::{bombs::bombs, verdict::Verdict};
use crate::{binary::Logging, world::World};

/// How many megabytes the process may ever have taken while it was abused. It is the slow build; the fast one takes less.
const MOST_MEGABYTES: u64 = 400;

/// How many seconds of a processor one hostile request may take on average.
const MOST_SECONDS: f64 = 0.5;

/// A number of a line of `/proc/PID/status`.
fn status(id: u32, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it lives");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .expect("the line");
    let number = line.split_whitespace().nth(1).expect("a number");
    number.parse().expect("a number")
}

/// How many seconds of a processor the process has taken.
fn seconds(id: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("it lives");
    let (_, fields) = text.rsplit_once(')').expect("a name");
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number") / 100.0)
        .sum()
}

#[tokio::test]
async fn the_process_lives_within_bounds() {
    let database = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let process = Logging::plainly(&database, folder.path().join("log"), &[]);
    let url = process.url().await;
    let client = reqwest::Client::new();
    let (begun, before) = (seconds(process.id()), status(process.id(), "VmHWM"));
    let mut asked = 0_u32;
    for (name, bomb) in bombs() {
        let body = json!({"query": bomb.query, "variables": bomb.variables});
        let taken = seconds(process.id());
        let request = client.post(format!("{url}/graphql")).json(&body);
        let response = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let answer: Value = response
            .json()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        Verdict::judge(&answer).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        asked += 1;
        let taken = seconds(process.id()) - taken;
        assert!(taken < 10.0, "{name} takes {taken} s");
    }
    let each = (seconds(process.id()) - begun) / f64::from(asked);
    let peak = status(process.id(), "VmHWM") / 1_024;
    let log = process.said();
    assert!(
        !log.contains("panicked") && !log.contains(" ERROR "),
        "{log}"
    );
    let before = before / 1_024;
    assert!(peak < MOST_MEGABYTES, "{peak} MB after {before} MB");
    assert!(each < MOST_SECONDS, "{each} s each");
}

//! Labelled cases that lie beside the project, for measuring; without them the measure is skipped, and says so.

use std::path::Path;

use serde::de::DeserializeOwned;

/// The cases of one file, or nothing where they are not at hand.
#[expect(clippy::print_stderr, reason = "a skipped measure must be visible")]
pub(super) fn load<T: DeserializeOwned>(name: &str) -> Option<Vec<T>> {
    let file = format!("shared/data/cases/{name}.jsonl");
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let Some(path) = above
        .map(|path| path.join(&file))
        .find(|path| path.exists())
    else {
        eprintln!("skipped: no {file} beside the project");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let case = |line| serde_json::from_str(line).unwrap();
    Some(text.lines().map(case).collect())
}

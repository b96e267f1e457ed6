//! Files become postings, once and for all.

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

mod archive;
mod damage;
mod forms;
mod privacy;
mod times;
mod twice;

/// A file with a text.
fn file(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A posting in our own form.
fn posting(id: &str, title: &str) -> Value {
    json!({
        "source": "test", "id": id, "title": title, "company": "Example GmbH", "location": "Berlin, Germany",
        "date": "2026-03-04T10:00:00+01:00", "url": format!("https://example.com/{id}"), "format": "html",
        "html_or_text": "<h3>Requirements</h3><ul><li>Python and SQL</li><li>Experience with Kubernetes and Terraform in production</li></ul>",
    })
}

/// Postings as lines.
fn lines(postings: &[Value]) -> String {
    let lines = postings.iter().map(Value::to_string);
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Added, changed, unchanged and rejected.
fn counts(summary: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged", "rejected"].map(|name| summary[name].as_u64().unwrap())
}

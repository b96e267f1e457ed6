//! Tells the form of a file from its beginning.

use super::Format;
use super::columns::{Header, delimiter};

/// The form of the file that begins with these bytes.
///
/// # Errors
/// With what to do next, when it is none that we know.
pub fn detect(start: &[u8]) -> Result<Format, String> {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let found = match text.chars().next() {
        None => return Err("the file is empty".into()),
        Some('W') if text.starts_with("WARC/") => Some(Format::Warc),
        Some('[') => text.contains("\"hostedUrl\"").then_some(Format::Lever),
        Some('{') => object(text),
        Some(_) => table(text),
    };
    found.ok_or_else(|| {
        "its form is not recognised: name it with --format jsonl, csv, ashby, greenhouse, lever or warc"
            .into()
    })
}

/// A board's payload has its jobs under `jobs`; a line of ours has its text under `html_or_text`.
fn object(text: &str) -> Option<Format> {
    let first_line = text.lines().next().unwrap_or(text);
    let names = |key: &str| text.contains(&format!("\"{key}\""));
    if names("jobs") && names("jobUrl") && names("descriptionHtml") {
        Some(Format::Ashby)
    } else if names("jobs") && names("absolute_url") {
        Some(Format::Greenhouse)
    } else if names("jobs") && (names("apiVersion") || names("publishedAt")) {
        Some(Format::Ashby)
    } else if names("jobs") && names("meta") {
        Some(Format::Greenhouse)
    } else if is_line_of_ours(first_line) {
        Some(Format::Jsonl)
    } else {
        None
    }
}

/// A whole object with a title or a text; a line too long to be seen whole is known by the name of its text.
fn is_line_of_ours(line: &str) -> bool {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line) {
        Ok(object) => object.contains_key("title") || object.contains_key("html_or_text"),
        Err(_) => line.contains("\"html_or_text\""),
    }
}

fn table(text: &str) -> Option<Format> {
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter(text.as_bytes()))
        .from_reader(text.as_bytes());
    Header::new(csv.headers().ok()?).ok().map(|_| Format::Csv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for (start, format) in [
            (r#"{"source": "x", "html_or_text": "y"}"#, Format::Jsonl),
            (r#"{"id": 1, "title": "y"}"#, Format::Jsonl),
            (r#"{"jobs": [], "apiVersion": "1"}"#, Format::Ashby),
            (r#"{"jobs": [], "meta": {"total": 0}}"#, Format::Greenhouse),
            (r#" [{"id": "1", "hostedUrl": "https://…"}]"#, Format::Lever),
            ("\u{feff}Job Title;Description;URL\n", Format::Csv),
            ("title\tdescription\n", Format::Csv),
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", Format::Warc),
        ] {
            assert_eq!(detect(start.as_bytes()), Ok(format), "{start}");
        }
    }

    #[test]
    fn unknown_forms_say_what_to_do() {
        for start in ["", "<html>", "{\"a\": 1}", "[1]", "name,colour\n"] {
            let message = detect(start.as_bytes()).unwrap_err();
            assert!(
                message.contains("empty") || message.contains("--format"),
                "{message}"
            );
        }
    }
}

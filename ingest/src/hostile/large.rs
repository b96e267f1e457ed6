//! Texts of a size at which a reader that is not linear would not come back.

use serde_json::json;

use super::{READER, kinds};
use crate::explain::{Detail, Question};
use crate::normalise::personal;
use crate::raw::BodyFormat;
use crate::read;

/// Large enough for minutes where time grows with the square.
fn bytes() -> usize {
    let stated = std::env::var("HOSTILE_BYTES").ok();
    stated.map_or(150_000, |bytes| bytes.parse().unwrap())
}

#[test]
fn every_kind_of_markup_is_read() {
    for kind in kinds::all() {
        let body = kinds::text(kind, bytes());
        for format in [BodyFormat::Html, BodyFormat::Text, BodyFormat::Markdown] {
            let text = read::to_text(&body, format);
            assert!(text.text.len() <= body.len() * 2, "{}", kind.0);
        }
    }
}

#[test]
fn every_kind_of_field_is_read() {
    for kind in kinds::all() {
        let text = kinds::text(kind, bytes() / 3);
        let question: Question = serde_json::from_value(json!({
            "title": text, "location": text, "country": text, "salary": text, "remote": text, "text": text,
        }))
        .unwrap();
        let answer = READER.explain(&question, &Detail::default());
        assert_eq!(answer.read_text, None, "{}", kind.0);
        assert!(
            !personal::has_email(&personal::without(&text)),
            "{}",
            kind.0
        );
    }
}

#[test]
fn tags_nest_a_hundred_thousand_deep() {
    let (open, close) = (
        "<div><ul><li>".repeat(33_334),
        "</li></ul></div>".repeat(33_334),
    );
    let read = read::to_text(&format!("{open}Python{close}"), BodyFormat::Html);
    assert_eq!(read.text, "• Python");
}

#[test]
fn five_megabytes_of_one_line_are_read_to_the_end() {
    let mut body = "lorem ".repeat(read::LONGEST / 6);
    body.replace_range(body.len() - 6.., "Python");
    let read = read::to_text(&body, BodyFormat::Html);
    assert!(!read.truncated && read.text.ends_with("lorem Python"));
}

//! Whether an answer can be what was asked for: error pages often come as if all were well.

use crate::source::Accept;

/// The media types to ask for.
pub(super) fn accept(wanted: Accept) -> &'static str {
    match wanted {
        Accept::Json => "application/json",
        Accept::Xml => "application/xml, application/rss+xml, text/xml;q=0.9, */*;q=0.1",
        Accept::Html => "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    }
}

/// Says what came instead of what was wanted, by its stated type and its first bytes.
pub(super) fn mismatch(wanted: Accept, stated: &str, start: &[u8]) -> Option<String> {
    let start = start
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(start)
        .trim_ascii_start();
    if start.is_empty() {
        return Some("answered with nothing".to_owned());
    }
    let stated = stated
        .split(';')
        .next()
        .map_or("", str::trim)
        .to_ascii_lowercase();
    let is_page = begins(start, b"<!doctype html")
        || begins(start, b"<html")
        || stated == "text/html" && start[0] == b'<';
    let is_other = ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|kind| stated.starts_with(kind))
        || stated == "application/pdf";
    let wrong = match wanted {
        Accept::Json => is_page || is_other || start[0] == b'<',
        Accept::Xml => is_page || is_other || start[0] != b'<',
        Accept::Html => is_other,
    };
    if !wrong {
        return None;
    }
    let name = match wanted {
        Accept::Json => "JSON",
        Accept::Xml => "XML",
        Accept::Html => "a web page",
    };
    let came = if is_page {
        "a web page".to_owned()
    } else if stated.is_empty() {
        "something else".to_owned()
    } else {
        printable(&stated, 40)
    };
    Some(format!(
        "answered with {came} instead of {name}: “{}”",
        first_words(start)
    ))
}

/// The first words of a text, without markup: enough to recognise an error page by.
pub(super) fn first_words(start: &[u8]) -> String {
    let text = String::from_utf8_lossy(&start[..start.len().min(2_000)]);
    let mut words = String::new();
    let mut in_tag = false;
    for sign in text.chars() {
        match sign {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                words.push(' ');
            }
            _ if in_tag => {}
            _ => words.push(sign),
        }
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    printable(&words.join(" "), 80)
}

fn printable(text: &str, longest: usize) -> String {
    let signs = text.chars().filter(|sign| !sign.is_control());
    signs.take(longest).collect()
}

fn begins(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_page_is_no_json() {
        let page = b"\n<!DOCTYPE html><title>Just a moment...</title><p>Checking";
        let said = mismatch(Accept::Json, "text/html; charset=utf-8", page).unwrap();
        assert_eq!(
            said,
            "answered with a web page instead of JSON: “Just a moment... Checking”"
        );
        assert!(mismatch(Accept::Xml, "application/xml", page).is_some());
        assert!(mismatch(Accept::Html, "text/html", page).is_none());
        for stated in ["", "text/plain", "application/json", "text/html"] {
            assert_eq!(
                mismatch(Accept::Json, stated, b"\xef\xbb\xbf {}"),
                None,
                "{stated}"
            );
        }
        assert_eq!(
            mismatch(Accept::Xml, "application/rss+xml", b"<?xml ?><rss/>"),
            None
        );
        assert!(mismatch(Accept::Html, "image/png", b"\x89PNG").is_some());
        assert_eq!(
            mismatch(Accept::Json, "application/json", b" \n").as_deref(),
            Some("answered with nothing")
        );
    }
}

//! Tags with hundreds of attributes: the tokenizer compares each with all before it, so such tags lose them first.

use std::borrow::Cow;

/// No honest tag has more attributes.
const MOST: usize = 64;

/// The HTML with bare tags in place of those that have too many attributes.
pub(super) fn tamed(html: &str) -> Cow<'_, str> {
    let mut tamed = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = past(html, start + 2, "-->");
            continue;
        }
        let name = start + 1 + usize::from(rest.starts_with("</"));
        if !html[name..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let tag = scan(html.as_bytes(), name);
        if tag.attributes > MOST {
            tamed.push_str(&html[copied..tag.name]);
            tamed.push('>');
            copied = tag.end;
        }
        at = match html[start + 1..tag.name].to_ascii_lowercase().as_str() {
            "script" => past(html, tag.end, "</script"),
            "style" => past(html, tag.end, "</style"),
            _ => tag.end,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    tamed.push_str(&html[copied..]);
    Cow::Owned(tamed)
}

/// Where `end` begins (or, for a comment, ends) after `from`, in any case of letters.
fn past(html: &str, from: usize, end: &str) -> usize {
    let bytes = html.as_bytes();
    let from = from.min(bytes.len());
    let mut windows = bytes[from..].windows(end.len());
    let found = windows.position(|window| window.eq_ignore_ascii_case(end.as_bytes()));
    let closes = if end == "-->" { end.len() } else { 0 };
    found.map_or(bytes.len(), |found| from + found + closes)
}

/// Where a tag's name and the tag end, and how many attributes it has.
struct Scan {
    name: usize,
    end: usize,
    attributes: usize,
}

/// Walks one tag as the HTML standard does; `at` is the start of its name. All ends lie behind or before ASCII signs.
fn scan(bytes: &[u8], mut at: usize) -> Scan {
    let skip = |from: usize, stop: fn(u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|b| stop(*b)).unwrap_or(rest.len())
    };
    let ends = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    at = skip(at, ends);
    let name = at;
    let mut attributes = 0;
    loop {
        at = skip(at, |b| !b.is_ascii_whitespace() && b != b'/');
        match bytes.get(at) {
            None => break,
            Some(b'>') => {
                at += 1;
                break;
            }
            Some(_) => attributes += 1,
        }
        at = skip(at + 1, |b| {
            b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'=')
        });
        let value = skip(at, |b| !b.is_ascii_whitespace());
        if bytes.get(value) == Some(&b'=') {
            at = skip(value + 1, |b| !b.is_ascii_whitespace());
            at = match bytes.get(at) {
                Some(b'"') => (skip(at + 1, |b| b == b'"') + 1).min(bytes.len()),
                Some(b'\'') => (skip(at + 1, |b| b == b'\'') + 1).min(bytes.len()),
                _ => skip(at, |b| b.is_ascii_whitespace() || b == b'>'),
            };
        }
    }
    Scan {
        name,
        end: at,
        attributes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_tags_stay() {
        let html = "<a href='x>y' b>t</a><!-- <a --><script>a<b '</script>";
        assert!(matches!(tamed(html), Cow::Borrowed(_)));
    }

    #[test]
    fn crowded_tags_lose_their_attributes() {
        let crowd = " a=1".repeat(100);
        let html = format!("x<p{crowd} q='>'>y</p{crowd}>z");
        assert_eq!(tamed(&html), "x<p>y</p>z");
        let open = format!("ä<p{crowd} ö");
        assert_eq!(tamed(&open), "ä<p>");
    }
}

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
            at = past_comment(html.as_bytes(), start + 2);
            continue;
        }
        let name = start + 1 + usize::from(rest.starts_with("</"));
        if !html[name..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            // `<!`, `<?` and `</` before no letter begin a comment as well, which ends at the next bracket.
            at = if rest[1..].starts_with(['!', '?', '/']) {
                html[name..]
                    .find('>')
                    .map_or(html.len(), |end| name + end + 1)
            } else {
                start + 1
            };
            continue;
        }
        let tag = scan(html.as_bytes(), name);
        if tag.attributes > MOST {
            tamed.push_str(&html[copied..tag.name]);
            tamed.push('>');
            copied = tag.end;
        }
        at = match html[start + 1..tag.name].to_ascii_lowercase().as_str() {
            "script" => past_raw(html.as_bytes(), tag.end, b"</script"),
            "style" => past_raw(html.as_bytes(), tag.end, b"</style"),
            _ => tag.end,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    tamed.push_str(&html[copied..]);
    Cow::Owned(tamed)
}

/// Where the end tag of a script or style sheet begins, in any case of letters; the whole name must stand there.
fn past_raw(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = |window: &[u8]| {
        let (name, after) = window.split_at(end.len());
        name.eq_ignore_ascii_case(end) && ends_name(after[0])
    };
    let found = rest.windows(end.len() + 1).position(ends);
    found.map_or(bytes.len(), |found| from + found)
}

/// Where a comment ends that has begun with `<!`: `-->` and `--!>` both end it, and `<!-->` is a whole one.
fn past_comment(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let mut windows = rest.windows(3).enumerate();
    let end = windows.find_map(|(at, window)| match window {
        b"-->" => Some(at + 3),
        b"--!" if at >= 2 && rest.get(at + 3) == Some(&b'>') => Some(at + 4),
        _ => None,
    });
    end.map_or(bytes.len(), |end| from + end)
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
    at = skip(at, ends_name);
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

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::html::attribute_counts as seen;
    use super::*;

    /// What markup is made of.
    const PIECES: [&str; 30] = [
        "<",
        ">",
        "</",
        "/>",
        "!",
        "--",
        "-->",
        "--!>",
        "<!--",
        "<![CDATA[",
        "]]>",
        "<?",
        "<!",
        "<p",
        "<p>",
        "</p>",
        "CROWD",
        "'",
        "\"",
        "=",
        " ",
        "/",
        "<script",
        "<script>",
        "</script>",
        "</scripts",
        "<STYLE>",
        "</style ",
        "ä",
        "x",
    ];

    /// Attributes that all differ, since the tokenizer drops those that do not.
    fn crowd() -> String {
        let names: Vec<_> = (0..100).map(|number| format!(" a{number}=1")).collect();
        names.concat()
    }

    #[test]
    fn honest_tags_stay() {
        let html = "<a href='x>y' b>t</a><!-- <a --><script>a<b '</script>";
        assert!(matches!(tamed(html), Cow::Borrowed(_)));
    }

    #[test]
    fn no_crowd_hides_where_another_reader_would_see_a_tag() {
        let crowd = format!("<p{}>", crowd());
        for (before, after) in [
            ("<!-- --!>", "-->"),
            ("<!----!>", "-->"),
            ("<!--!><a b='-->", "'>-->"),
            ("<! <a b='>", "'>"),
            ("<? <a b='>", "'>"),
            ("</ <a b='>", "'>"),
            ("<script></scripts a='</script>", "'></script>"),
            ("<script><!--<script></script>", "--></script>"),
            ("<script><!--<script></script><a b=' --></script>", "'>"),
        ] {
            let html = format!("{before}{crowd}{after}");
            assert!(
                !seen(&tamed(&html)).iter().any(|count| *count > MOST),
                "{html}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_tag_is_crowded(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24)) {
            let html = pieces.concat().replace("CROWD", &crowd());
            prop_assert!(seen(&tamed(&html)).iter().all(|count| *count <= MOST), "{}", html);
        }
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

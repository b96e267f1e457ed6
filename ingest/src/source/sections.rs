//! A description that a feed keeps in several fields.

/// One HTML text of the parts that say something, each under its heading.
pub(super) fn html<'a>(
    parts: impl IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>,
) -> String {
    let mut html = String::new();
    for (heading, part) in parts {
        let Some(part) = part.filter(|part| !part.trim().is_empty()) else {
            continue;
        };
        if let Some(heading) = heading.map(str::trim).filter(|text| !text.is_empty()) {
            // A heading is plain text.
            let heading = heading.replace('&', "&amp;").replace('<', "&lt;");
            html.extend(["<h3>", &heading, "</h3>"]);
        }
        html.push_str(part);
        html.push('\n');
    }
    html
}

/// Whether a text that may be HTML or plain is HTML.
pub(super) fn has_markup(text: &str) -> bool {
    text.contains("</") || text.contains("<br")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_signs() {
        assert!(has_markup("<p>Rust</p>") && has_markup("Rust<br>Go") && has_markup("Rust<br/>"));
        assert!(!has_markup("a < b > c, Vec<u8>, 1/2 > 0"));
    }

    #[test]
    fn parts_stand_under_their_headings() {
        let parts = [
            (None, Some("<p>Hi</p>")),
            (Some("You & <us>"), Some("<p>SQL</p>")),
            (Some("Nothing"), Some(" ")),
            (Some("Nothing"), None),
            (Some(" "), Some("Bye")),
        ];
        assert_eq!(
            html(parts),
            "<p>Hi</p>\n<h3>You &amp; &lt;us></h3><p>SQL</p>\nBye\n"
        );
    }
}

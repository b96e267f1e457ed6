//! Links as Hacker News shows them: of a long address the text has only the beginning.

/// What ends the text of an address that is cut.
const CUT: &str = "...";

/// The HTML with every link whose text is cut showing its whole address.
pub(super) fn unabridged(html: &str) -> String {
    let mut whole = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, link)) = rest.split_once("<a ") {
        // What never ends is no link, and neither is anything after it.
        let Some((tag, after)) = link.split_once('>') else {
            break;
        };
        let Some((text, behind)) = after.split_once("</a>") else {
            break;
        };
        let address = address(tag).filter(|_| text.ends_with(CUT));
        whole.extend([before, "<a ", tag, ">", address.unwrap_or(text), "</a>"]);
        rest = behind;
    }
    whole.push_str(rest);
    whole
}

/// Where a link leads, encoded as it stands there.
fn address(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("href=\"")?;
    value.split_once('"').map(|(address, _)| address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_link_that_is_cut_shows_its_address() {
        let long = r#"Apply: <a href="https:&#x2F;&#x2F;jobs.example.com&#x2F;rust" rel="nofollow">https:&#x2F;&#x2F;jobs.example...</a>."#;
        assert_eq!(
            unabridged(long),
            r#"Apply: <a href="https:&#x2F;&#x2F;jobs.example.com&#x2F;rust" rel="nofollow">https:&#x2F;&#x2F;jobs.example.com&#x2F;rust</a>."#
        );
        for whole in [
            r#"<a href="https:&#x2F;&#x2F;a.example" rel="nofollow">https:&#x2F;&#x2F;a.example</a> and so on..."#,
            "no link...",
            "<a href=\"x\">never closed...",
            "<a href=\"x\" never closed...</a",
            "<a rel=\"nofollow\">nowhere...</a>",
            "",
        ] {
            assert_eq!(unabridged(whole), whole);
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_nowhere_stays_as_it_is(html in "(<a |href=\"|\"|>|</a>|x|é){0,40}") {
            prop_assert_eq!(unabridged(&html), html);
        }
    }
}

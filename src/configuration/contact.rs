//! Who answers for what this Waymark asks of others. It goes into the User-Agent of every request.

use ingest::normalise::personal::has_email;

/// Longer ones would not be read by anybody.
const LONGEST: usize = 200;

/// A contact that a person can follow: a web address or an e-mail address.
pub(super) fn checked(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= LONGEST;
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_contact = match host {
        Some(host) => host.contains('.') && !host.starts_with('.') && !host.ends_with('.'),
        None => has_email(text),
    };
    // These would end the comment that the contact stands in.
    if is_plain && is_contact && !text.contains(['(', ')', ';', '\\']) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{}` is no contact: give a web address or an e-mail address under which whoever is asked can reach you, e.g. https://example.org/bot",
            text.chars().take(LONGEST).collect::<String>()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_somewhere_to_write_to() {
        for contact in [
            "https://example.org/bot",
            "http://example.org",
            " bot@example.org ",
        ] {
            assert_eq!(checked(contact).as_deref(), Ok(contact.trim()));
        }
        for contact in [
            "",
            "me",
            "https://",
            "https://localhost",
            "https://.org",
            "bot@example.org\r\nX-Header: 1",
            "https://example.org/(bot)",
            &format!("https://example.org/{}", "a".repeat(1_000)),
        ] {
            assert!(checked(contact).is_err(), "{contact}");
        }
    }
}

//! A board that is a query, written as in an address: `was=Informatiker&wo=Berlin`.

use std::fmt::Write;

/// The query as a part of an address, ending in `&` unless it is empty. Values may be written plainly or encoded.
///
/// # Errors
/// With what may be asked, when it names anything that the source does not know: a source would ignore it and list everything.
pub(super) fn encoded(board: &str, names: &[&str]) -> Result<String, String> {
    let mut query = String::new();
    for part in board.split('&').filter(|_| !board.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if !names.contains(&name) || value.trim().is_empty() {
            return Err(format!(
                "`{part}` asks nothing: write `name=value`, several with `&` between them, of {}",
                names.join(", ")
            ));
        }
        query.push_str(name);
        query.push('=');
        query.push_str(&escaped(value.trim()));
        query.push('&');
    }
    Ok(query)
}

/// A text as a part of an address; what is encoded already stays as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let is_hex = |offset| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        let is_code = *byte == b'%' && is_hex(1) && is_hex(2);
        if is_code || byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            escaped.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_is_written_plainly_or_encoded() {
        let query = |board| encoded(board, &["was", "wo"]);
        assert_eq!(query("").as_deref(), Ok(""));
        assert_eq!(
            query("was=C++ Entwickler&wo= Köln ").as_deref(),
            Ok("was=C%2B%2B%20Entwickler&wo=K%C3%B6ln&")
        );
        assert_eq!(
            query("was=C%2B%2B%20Entwickler&wo=100%").as_deref(),
            Ok("was=C%2B%2B%20Entwickler&wo=100%25&")
        );
    }

    #[test]
    fn what_a_source_would_ignore_is_refused() {
        for board in [
            "wass=x", "was", "was=", "was= ", "was=x&", "&", "WAS=x", "=x",
        ] {
            let reason = encoded(board, &["was", "wo"]).unwrap_err();
            assert!(reason.contains("was, wo"), "{board}: {reason}");
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_its_place_in_the_address(value in "\\PC{1,40}") {
            let escaped = escaped(&value);
            prop_assert!(escaped.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
            prop_assert_eq!(super::escaped(&escaped), escaped);
        }
    }
}

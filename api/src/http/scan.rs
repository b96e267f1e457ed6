//! A linear look at a document before the parser sees it: the parser recurses, so deep nesting would overflow its stack and
//! end the process.

use std::iter::Peekable;
use std::str::Bytes;

/// How deep brackets may nest.
pub(super) const MAX_NESTING: usize = 200;

/// Why a document is refused before it is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its brackets nest too deep.
    TooDeep,
    /// It has too many tokens.
    TooLong,
    /// A block string never ends. The parser would take its opening quotes for something else and read on.
    Unended,
}

/// Whether a document may go to the parser.
///
/// Brackets are counted without being matched: a closing bracket of the wrong kind is the parser's business, and never
/// takes the count below what the parser can be nested.
pub(super) fn check(document: &str, max_tokens: usize) -> Result<(), Fault> {
    let mut bytes = document.bytes().peekable();
    let (mut depth, mut tokens) = (0_usize, 0_usize);
    while let Some(byte) = bytes.next() {
        match byte {
            b'#' => skip_comment(&mut bytes),
            b'"' => skip_string(&mut bytes)?,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b' ' | b'\t' | b'\r' | b'\n' | b',' => continue,
            _ if is_word(byte) => while bytes.next_if(|next| is_word(*next)).is_some() {},
            _ => {}
        }
        tokens += 1;
        if depth > MAX_NESTING {
            return Err(Fault::TooDeep);
        }
        if tokens > max_tokens {
            return Err(Fault::TooLong);
        }
    }
    Ok(())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn skip_comment(bytes: &mut Peekable<Bytes<'_>>) {
    while bytes
        .next_if(|byte| !matches!(byte, b'\n' | b'\r'))
        .is_some()
    {}
}

/// Skips the rest of a string. One that never ends is skipped to the end of its line, as the parser would stop there.
fn skip_string(bytes: &mut Peekable<Bytes<'_>>) -> Result<(), Fault> {
    if bytes.next_if_eq(&b'"').is_some() {
        return match bytes.next_if_eq(&b'"') {
            Some(_) => skip_block(bytes),
            None => Ok(()),
        };
    }
    while let Some(byte) = bytes.next_if(|byte| !matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'\\' => {
                bytes.next_if(|byte| !matches!(byte, b'\n' | b'\r'));
            }
            b'"' => return Ok(()),
            _ => {}
        }
    }
    Ok(())
}

/// Skips the rest of a block string, in which only `\"""` is an escape.
fn skip_block(bytes: &mut Peekable<Bytes<'_>>) -> Result<(), Fault> {
    let (mut quotes, mut escaped) = (0, false);
    for byte in bytes.by_ref() {
        if byte != b'"' {
            quotes = 0;
            escaped = byte == b'\\';
            continue;
        }
        quotes += 1;
        if quotes == 3 {
            if !escaped {
                return Ok(());
            }
            quotes = 0;
            escaped = false;
        }
    }
    Err(Fault::Unended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(document: &str) -> Result<(), Fault> {
        check(document, 10_000)
    }

    fn nested(open: &str, close: &str, depth: usize) -> String {
        format!("{{a(x:{}1{})}}", open.repeat(depth), close.repeat(depth))
    }

    #[test]
    fn deep_nesting_is_refused_in_time() {
        assert_eq!(checked(&nested("[", "]", 198)), Ok(()));
        assert_eq!(checked(&nested("[", "]", 199)), Err(Fault::TooDeep));
        assert_eq!(checked(&nested("{a:", "}", 4_000)), Err(Fault::TooDeep));
        assert_eq!(checked(&"{a".repeat(201)), Err(Fault::TooDeep));
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let many = "[".repeat(1_000);
        for text in [
            format!("{{a(x:\"{many}\")}}"),
            format!("{{a(x:\"\\\"{many}\")}}"),
            format!("{{a(x:\"\"\"{many}\n \" \"\" \\\"\"\" {many}\"\"\")}}"),
            format!("# {many}\n{{a}}"),
            "{a(x:\"\")}".to_owned(),
        ] {
            assert_eq!(checked(&text), Ok(()), "{}", &text[..text.len().min(40)]);
        }
    }

    #[test]
    fn brackets_after_strings_and_comments_do_count() {
        let many = "[".repeat(1_000);
        for text in [
            format!("{{a(x:\"\"{many}"),
            format!("{{a(x:\"y\"{many}"),
            format!("{{a(x:\"\\\\\"{many}"),
            format!("{{a(x:\"\"\"y\"\"\"{many}"),
            format!("{{a(x:\"\"\"\\\"\"\"\"\"\"{many}"),
            format!("{{a(x:\"unended\n{many}"),
            format!("# comment\n{many}"),
            format!("# comment\r{many}"),
        ] {
            assert_eq!(checked(&text), Err(Fault::TooDeep), "{}", &text[..20]);
        }
    }

    #[test]
    fn a_block_string_that_never_ends_hides_nothing() {
        let text = format!("{{a(x:[\"\"\"x\" {}", "[".repeat(5_000));
        assert_eq!(checked(&text), Err(Fault::Unended));
    }

    #[test]
    fn closing_brackets_do_not_buy_depth() {
        let text = format!("{}{}", "]".repeat(5_000), "[".repeat(201));
        assert_eq!(checked(&text), Err(Fault::TooDeep));
    }

    #[test]
    fn long_documents_are_refused() {
        assert_eq!(checked(&"a ".repeat(10_000)), Ok(()));
        assert_eq!(checked(&"a ".repeat(10_001)), Err(Fault::TooLong));
        assert_eq!(checked(&"ä".repeat(100_000)), Ok(()));
    }
}

//! Versions behind a name: `Python3.11`, `C++17`, `Java 21`, `Angular 2+`.

/// More digits than this in one part are a year or an amount.
const MOST_DIGITS: usize = 2;

/// Where a mention ends if a version follows the name that ends at `end`.
pub(super) fn end(text: &str, end: usize) -> usize {
    let rest = &text.as_bytes()[end..];
    let is_numbered = text[..end].ends_with(|c: char| c.is_ascii_digit());
    let length = match rest {
        [b'.', ..] if is_numbered => parts(rest),
        [first, ..] if first.is_ascii_digit() => number(rest),
        [b' ', number @ ..] => spaced(number).map_or(0, |length| length + 1),
        _ => 0,
    };
    end + length
}

/// Bytes of a version that stands apart. It must be the last of its clause or list item: what a number stands before, it
/// counts, as in `Python 3 years`.
fn spaced(rest: &[u8]) -> Option<usize> {
    let length = number(rest);
    let length = length + usize::from(length > 0 && rest.get(length) == Some(&b'+'));
    let after = &rest[length..];
    let is_last = match after {
        [] | [b'\n' | b',' | b';' | b')' | b'|', ..] | [b'.' | b'/' | b':'] => true,
        [b'.' | b'/' | b':', next, ..] => !next.is_ascii_digit(),
        _ => [
            " and ", " or ", " und ", " oder ", " et ", " ou ", " / ", " | ", " (",
        ]
        .iter()
        .any(|end| after.starts_with(end.as_bytes())),
    };
    (length > 0 && is_last).then_some(length)
}

/// Bytes of a number with its further parts.
fn number(rest: &[u8]) -> usize {
    match digits(rest) {
        0 => 0,
        first => first + parts(&rest[first..]),
    }
}

/// Bytes of the further parts of a number, `.11` or `.x`.
fn parts(rest: &[u8]) -> usize {
    let mut length = 0;
    while let [b'.', part @ ..] = &rest[length..] {
        let more = match part {
            [b'x', rest @ ..] => usize::from(!goes_on(rest)),
            _ => digits(part),
        };
        if more == 0 {
            break;
        }
        length += 1 + more;
    }
    length
}

/// How many digits there are, if so few that they can be a version's, and nothing else.
fn digits(rest: &[u8]) -> usize {
    let digits = rest.iter().take(MOST_DIGITS + 1);
    let length = digits.take_while(|byte| byte.is_ascii_digit()).count();
    let is_part = length > MOST_DIGITS || goes_on(&rest[length..]);
    if is_part { 0 } else { length }
}

/// Whether a word goes on, or may.
fn goes_on(rest: &[u8]) -> bool {
    let next = rest.first();
    next.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versioned(text: &str, name: &str) -> String {
        assert!(text.starts_with(name));
        text[..end(text, name.len())].to_owned()
    }

    #[test]
    fn versions_are_told_from_amounts() {
        for (text, name, expected) in [
            ("Python3.12/aiohttp", "Python3", "Python3.12"),
            ("Python3. Then", "Python3", "Python3"),
            ("C++17", "C++", "C++17"),
            ("C#10.0, SQL", "C#", "C#10.0"),
            ("Java 21, Kotlin", "Java", "Java 21"),
            ("Java 8+ and Go", "Java", "Java 8+"),
            ("PHP 8.x", "PHP", "PHP 8.x"),
            ("Vue 3.", "Vue", "Vue 3"),
            ("Vue 3.4.1)", "Vue", "Vue 3.4.1"),
            ("Python 3 years", "Python", "Python"),
            ("Python 3+ years", "Python", "Python"),
            ("SQL 2019, Go", "SQL", "SQL"),
            ("SOX 404, SQL", "SOX", "SOX"),
            ("AWS 24/7", "AWS", "AWS"),
            ("AWS 50%", "AWS", "AWS"),
            ("Unity 3D, C#", "Unity", "Unity"),
            ("Docker, 5", "Docker", "Docker"),
            ("Docker ", "Docker", "Docker"),
        ] {
            assert_eq!(versioned(text, name), expected, "{text}");
        }
    }
}

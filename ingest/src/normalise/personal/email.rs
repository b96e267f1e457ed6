//! E-mail addresses, also spelt out against those who collect them: `jane (at) example [dot] com`.

/// Whether a text carries an e-mail address.
#[must_use]
pub fn has_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| match bytes[at] {
        b'@' => ends_mailbox(&text[..at]) && starts_domain(&text[at + 1..]),
        // As addresses of pages write it.
        b'%' if bytes[at..].starts_with(b"%40") => {
            ends_mailbox(&text[..at]) && starts_domain(&text[at + 3..])
        }
        b'a' | b'A' => {
            bytes
                .get(at + 1)
                .is_some_and(|next| next.eq_ignore_ascii_case(&b't'))
                && is_spelt(text, at)
        }
        _ => false,
    })
}

/// Whether the letters `at` at a position stand for the sign.
fn is_spelt(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 2..]);
    let Some((before, after)) = out_of_brackets(before, after) else {
        // A bare word is the sign only where the dot is a word too.
        let words = before.ends_with(' ') && after.starts_with(' ');
        let before = before.trim_end_matches(' ');
        let name = after.trim_start_matches(' ');
        let label = &name[..label_length(name)];
        let dotted = || spelt_dot(&name[label.len()..]).is_some();
        return words && before.ends_with(char::is_alphanumeric) && dotted() && starts_domain(name);
    };
    let before = before.trim_end_matches(' ');
    before.ends_with(char::is_alphanumeric) && starts_domain(after.trim_start_matches(' '))
}

/// What stands before and after the brackets around a word.
fn out_of_brackets<'t>(before: &'t str, after: &'t str) -> Option<(&'t str, &'t str)> {
    let after = after.strip_prefix(' ').unwrap_or(after);
    let before = before.strip_suffix(' ').unwrap_or(before);
    let pairs = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];
    pairs
        .into_iter()
        .find_map(|(open, close)| Some((before.strip_suffix(open)?, after.strip_prefix(close)?)))
}

/// Whether the name of a mailbox stands at the end; none ends with a dot.
fn ends_mailbox(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || "_%+-".contains(c))
}

/// Whether a text begins with the name of a domain: labels with dots between, the last one of letters.
fn starts_domain(text: &str) -> bool {
    let mut rest = text;
    let mut labels = 0;
    let mut last = "";
    loop {
        let length = label_length(rest);
        if length == 0 {
            break;
        }
        (last, rest) = rest.split_at(length);
        labels += 1;
        let dot = if rest.starts_with('.') {
            Some(1)
        } else {
            spelt_dot(rest)
        };
        match dot {
            Some(dot) => rest = &rest[dot..],
            None => break,
        }
    }
    labels > 1 && last.len() >= 2 && last.chars().all(char::is_alphabetic)
}

fn label_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '-'))
        .unwrap_or(text.len())
}

/// The length of a dot that is spelt out at the beginning of a text.
fn spelt_dot(text: &str) -> Option<usize> {
    let word = text.trim_start_matches(' ');
    let bracket = word.starts_with(['(', '[', '{', '<']);
    let inside = word.get(usize::from(bracket)..)?;
    let dot = [".", "dot"].into_iter().find(|dot| {
        inside
            .get(..dot.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(dot))
    })?;
    let after = &inside[dot.len()..];
    let rest = if bracket {
        after.strip_prefix([')', ']', '}', '>'])?
    } else {
        let parted = word.len() < text.len() && dot == "dot";
        after.strip_prefix(' ').filter(|_| parted)?
    };
    Some(text.len() - rest.trim_start_matches(' ').len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_however_they_are_spelt() {
        for text in [
            "jane.doe@example.com",
            "Write to jobs+go@mail.example.co.uk, please",
            "hr [at] example.com",
            "hr(AT)example.com",
            "hr { at } example [dot] com",
            "jobs <at> example (dot) co (dot) uk",
            "jobs at example dot com",
            "jobs AT my-example DOT io",
            "jürgen@müller.example",
            "https://jobs.example/apply?to=jane%40example.com",
            "mailto:jobs@example.org.",
        ] {
            assert!(has_email(text), "{text}");
        }
    }

    #[test]
    fn other_signs_are_none() {
        for text in [
            "Engineer @ Booking.com",
            "@example.com",
            "node@18 and vue@3.4.1",
            "Engineers at example.com",
            "we met at example, dot the i",
            "look at (at) me",
            "data at rest dot",
            "at",
            "a at",
            "100%40",
            "x.@y",
            "Cat and hat (attached) [atlas]",
            "",
        ] {
            assert!(!has_email(text), "{text}");
        }
    }
}

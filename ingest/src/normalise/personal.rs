//! Drops what belongs to a person: sentences with an e-mail address or a phone number, before anything is stored.
//!
//! The sentence goes and not the address alone, because the name of whoever reads the mail stands beside it.

use std::borrow::Cow;

/// Words that announce a phone number.
const PHONE_CUES: [&str; 10] = [
    "tel",
    "tel.",
    "phone",
    "telephone",
    "telefon",
    "mobile",
    "mobil",
    "call",
    "fax",
    "whatsapp",
];

/// Digits of a phone number, country code included.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// The text without the sentences that carry an e-mail address or a phone number.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
    if !is_personal(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let ending = if line.ends_with('\n') { "\n" } else { "" };
        let mut start = 0;
        let sentences = line.trim_end_matches('\n');
        for end in ends(sentences).chain([sentences.len()]) {
            let sentence = &sentences[start..end];
            if !is_personal(sentence) {
                kept.push_str(sentence);
            }
            start = end;
        }
        kept.push_str(ending);
    }
    Cow::Owned(kept)
}

/// Whether a text carries an e-mail address or a phone number.
#[must_use]
pub fn is_personal(text: &str) -> bool {
    has_email(text) || has_phone(text)
}

/// Where sentences end: after their full stop, and after the bars and semicolons of headings.
fn ends(line: &str) -> impl Iterator<Item = usize> + '_ {
    line.char_indices().filter_map(|(at, character)| {
        let end = at + character.len_utf8();
        let sentence = matches!(character, '.' | '!' | '?') && line[end..].starts_with(' ');
        (matches!(character, '|' | ';') || sentence).then_some(end)
    })
}

/// Whether a text carries an e-mail address.
#[must_use]
pub fn has_email(text: &str) -> bool {
    text.match_indices('@')
        .any(|(at, _)| is_address(text, at, at + 1))
        || ["[at]", "(at)", "{at}", " [at] ", " (at) "]
            .iter()
            .any(|sign| {
                text.match_indices(sign)
                    .any(|(at, _)| is_address(text, at, at + sign.len()))
            })
}

/// Whether a mailbox stands before an at sign and a domain after it.
fn is_address(text: &str, before: usize, after: usize) -> bool {
    let mailbox = text[..before].ends_with(|c: char| c.is_alphanumeric() || "._%+-".contains(c));
    let rest = &text[after..];
    let length = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
        .unwrap_or(rest.len());
    let domain = rest[..length].trim_end_matches('.');
    mailbox
        && domain.rsplit_once('.').is_some_and(|(name, ending)| {
            !name.is_empty() && ending.len() >= 2 && ending.chars().all(char::is_alphabetic)
        })
}

/// Whether a run of digits and the signs between them is a phone number rather than an amount or a date.
fn has_phone(text: &str) -> bool {
    let mut rest = text;
    let mut offset = 0;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let run = &rest[start..];
        let length = run
            .find(|c: char| !(c.is_ascii_digit() || " +-./()\u{a0}".contains(c)))
            .unwrap_or(run.len());
        let number = run[..length].trim_end_matches(|c: char| !c.is_ascii_digit());
        if is_phone(number, &text[..offset + start]) {
            return true;
        }
        offset += start + length;
        rest = &text[offset..];
    }
    false
}

fn is_phone(number: &str, before: &str) -> bool {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if !PHONE_DIGITS.contains(&digits) {
        return false;
    }
    let international = number.starts_with('+') || number.starts_with("00");
    let national = number.starts_with('0') && !number.starts_with("0.") && digits >= 9;
    let groups: Vec<usize> = number
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    let american = groups.ends_with(&[3, 3, 4]) && groups.len() <= 4;
    let before = before.trim_end_matches([' ', ':', '(', '-']);
    let last = before.rsplit([' ', '\n', '|']).next().unwrap_or_default();
    let announced = PHONE_CUES.iter().any(|cue| last.eq_ignore_ascii_case(cue));
    international || national || american || announced
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_with_contacts_go() {
        for (text, kept) in [
            (
                "We use Rust. Write to Jane at jane.doe@example.com. Python helps.",
                "We use Rust. Python helps.",
            ),
            (
                "Acme | Engineer | Berlin | jobs@acme.example.org | Remote",
                "Acme | Engineer | Berlin | Remote",
            ),
            ("Mail hr [at] example.com now! SQL.", " SQL."),
            ("Call Max: +49 30 1234567. Docker.", " Docker."),
            ("Questions? Phone 555-123-4567\nGo", "Questions?\nGo"),
            ("Tel. 030/1234567", "Tel."),
            ("Telefon 0151 23456789", ""),
        ] {
            assert_eq!(without(text), kept, "{text}");
        }
    }

    #[test]
    fn amounts_dates_and_names_stay() {
        for text in [
            "80.000 - 100.000 EUR a year",
            "$120,000 - $150,000",
            "120 000 – 150 000 PLN",
            "from 2024-01-01 to 2025-12-31",
            "5+ years, 10-15 people, 24/7",
            "@rust_lang on a social site, C++ and node@18",
            "version 1.2.3.4, ISO 27001, 401(k)",
            "12.500.000 users since 2019",
        ] {
            assert_eq!(without(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_personal_is_left(text in "([a-z@.+0-9 |;()-]|\\n|é){0,120}") {
            let once = without(&text).into_owned();
            let lines = once.lines().all(|line| {
                let mut start = 0;
                ends(line).chain([line.len()]).all(|end| {
                    let sentence = &line[start..end];
                    start = end;
                    !has_email(sentence)
                })
            });
            prop_assert!(lines, "{once}");
        }
    }
}

//! Drops what belongs to a person: sentences with an e-mail address or a phone number, before anything is stored.
//!
//! The sentence goes and not the address alone, because the name of whoever reads the mail stands beside it.

use std::borrow::Cow;

mod email;

pub use email::has_email;

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
    let announced = PHONE_CUES.iter().any(|cue| ends_with_word(before, cue));
    international || national || american || announced
}

/// Whether a text ends with a word, in any case of letters. The text is all that stands before a number: it must not be searched.
fn ends_with_word(text: &str, word: &str) -> bool {
    let start = text.len().saturating_sub(word.len());
    text.get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(word))
        && (start == 0 || text[..start].ends_with([' ', '\n', '|']))
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
            ("Mail jane at example dot com. Go.", " Go."),
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
        fn no_address_is_left(text in "([a-z@.+0-9 |;()!-]|@b\\.cc|\\(at\\)| at | dot |\\n|é){0,120}") {
            let once = without(&text).into_owned();
            prop_assert!(!has_email(&once), "{once}");
        }
    }
}

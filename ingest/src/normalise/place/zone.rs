//! Time zones that a remote worker must live in: `UTC-5 to UTC+2`, `CET ± 3 hours`, `EST`.

use std::borrow::Cow;
use std::fmt;

/// A span of offsets from UTC in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeZones {
    /// The westernmost offset.
    pub from: i8,
    /// The easternmost offset.
    pub to: i8,
}

impl TimeZones {
    /// The span that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }
}

impl fmt::Display for TimeZones {
    /// `tz:UTC-5..UTC+2`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "tz:UTC{:+}..UTC{:+}", self.from, self.to)
    }
}

/// Names of zones that no place shares, with their offset.
const ZONES: [(&str, i8); 24] = [
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("BST", 1),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("BRT", -3),
    ("JST", 9),
    ("SGT", 8),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
];

/// Zone names that also mean something else: they count only before `time`.
const LOOSE_ZONES: [(&str, i8); 8] = [
    ("ET", -5),
    ("CT", -6),
    ("MT", -7),
    ("PT", -8),
    ("Eastern", -5),
    ("Central", -6),
    ("Mountain", -7),
    ("Pacific", -8),
];

/// One piece of a text: a run of letters, of digits, or a sign.
#[derive(Clone, Copy, Debug)]
struct Piece<'t> {
    text: &'t str,
    start: usize,
}

/// Takes the time zones out of a text.
pub(super) fn take(text: &str) -> (Cow<'_, str>, Option<TimeZones>) {
    if !text.is_ascii() && !text.contains('±') && !text.contains('–') && !text.contains("UTC") {
        return (Cow::Borrowed(text), None);
    }
    let pieces = pieces(text);
    let mut found: Option<TimeZones> = None;
    let mut rest = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < pieces.len() {
        let Some((zones, length)) = expression(&pieces, at) else {
            at += 1;
            continue;
        };
        found = Some(found.map_or(zones, |known| known.with(zones)));
        rest.push_str(&text[kept..pieces[at].start]);
        rest.push(' ');
        let last = pieces[at + length - 1];
        kept = last.start + last.text.len();
        at += length;
    }
    if found.is_none() {
        return (Cow::Borrowed(text), None);
    }
    rest.push_str(&text[kept..]);
    (Cow::Owned(rest), found)
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let kind = |char: char| match char {
        char if char.is_alphabetic() => 0,
        char if char.is_ascii_digit() => 1,
        _ => 2,
    };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut previous = 3;
    for (start, char) in text.char_indices() {
        if char.is_whitespace() {
            previous = 3;
            continue;
        }
        let end = start + char.len_utf8();
        let here = kind(char);
        match pieces.last_mut() {
            Some(last) if here == previous && here != 2 => last.text = &text[last.start..end],
            _ => pieces.push(Piece {
                text: &text[start..end],
                start,
            }),
        }
        previous = here;
    }
    pieces
}

/// Reads one zone with what widens it, or a bare offset after a zone, and returns how many pieces it takes.
fn expression(pieces: &[Piece<'_>], at: usize) -> Option<(TimeZones, usize)> {
    let word = |offset: usize| pieces.get(at + offset).map(|piece| piece.text);
    if let Some((spread, length)) = spread(pieces, at) {
        // `± 3 hours CET`, `+/- 2h of UTC`.
        let filler = (length..length + 4).find(|offset| {
            !word(*offset)
                .is_some_and(|word| matches!(word, "h" | "hours" | "hrs" | "of" | "from" | "hour"))
        })?;
        let base = zone(word(filler)?)?;
        return Some((widened(base, spread), filler + 1));
    }
    let name = word(0)?;
    let loose = || {
        let (_, hours) = LOOSE_ZONES.iter().find(|(zone, _)| *zone == name)?;
        let next = word(1)?.to_ascii_lowercase();
        next.starts_with("time").then_some(*hours)
    };
    let base = zone(name).or_else(loose)?;
    let mut length = 1;
    let mut zones = widened(base, 0);
    if let Some((spread, more)) = spread(pieces, at + length) {
        zones = widened(base, spread);
        length += more;
    } else if let Some((offset, more)) = offset(pieces, at + length) {
        zones = widened(base.saturating_add(offset), 0);
        length += more;
        // `UTC-5 to +2`.
        let joined =
            word(length).is_some_and(|word| matches!(word, "to" | "and" | "–" | "/" | "." | "-"));
        let skip = usize::from(joined);
        if let Some((other, more)) = self::offset(pieces, at + length + skip).filter(|_| joined) {
            zones = zones.with(widened(base.saturating_add(other), 0));
            length += skip + more;
        }
    }
    if word(length).is_some_and(|word| matches!(word, "h" | "hours" | "hrs" | "hour")) {
        length += 1;
    }
    Some((zones, length))
}

/// `±3`, `+/-3`, `+-3`, `within 3`.
fn spread(pieces: &[Piece<'_>], at: usize) -> Option<(i8, usize)> {
    let word = |offset: usize| pieces.get(at + offset).map(|piece| piece.text);
    let signs = match (word(0)?, word(1), word(2)) {
        ("±" | "within" | "Within", _, _) => 1,
        ("+", Some("-" | "−" | "–"), _) => 2,
        ("+", Some("/"), Some("-" | "−" | "–")) => 3,
        _ => return None,
    };
    Some((hours(word(signs)?)?, signs + 1))
}

/// `-5` or `+2`.
fn offset(pieces: &[Piece<'_>], at: usize) -> Option<(i8, usize)> {
    let sign = pieces.get(at)?;
    let number = pieces.get(at + 1)?;
    if number.start != sign.start + sign.text.len() {
        return None;
    }
    let hours = hours(number.text)?;
    match sign.text {
        "+" => Some((hours, 2)),
        "-" | "−" | "–" => Some((-hours, 2)),
        _ => None,
    }
}

fn hours(text: &str) -> Option<i8> {
    text.parse().ok().filter(|hours| (0..=14).contains(hours))
}

fn zone(name: &str) -> Option<i8> {
    ZONES
        .iter()
        .find(|(zone, _)| *zone == name)
        .map(|(_, hours)| *hours)
}

fn widened(base: i8, spread: i8) -> TimeZones {
    TimeZones {
        from: base.saturating_sub(spread).clamp(-12, 14),
        to: base.saturating_add(spread).clamp(-12, 14),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_taken_out() {
        for (text, rest, zones) in [
            (
                "Remote (UTC-5 to UTC+2)",
                "Remote (  to  )",
                Some("tz:UTC-5..UTC+2"),
            ),
            ("Remote, UTC -5 to +2", "Remote,  ", Some("tz:UTC-5..UTC+2")),
            ("CET ±2", " ", Some("tz:UTC-1..UTC+3")),
            ("+/- 3 hours of EST", " ", Some("tz:UTC-8..UTC-2")),
            ("within 3 hours of EST", " ", Some("tz:UTC-8..UTC-2")),
            (
                "Remote (Eastern Time)",
                "Remote (  Time)",
                Some("tz:UTC-5..UTC-5"),
            ),
            ("within the EU", "within the EU", None),
            ("GMT+1", " ", Some("tz:UTC+1..UTC+1")),
            ("PT time zone", "  time zone", Some("tz:UTC-8..UTC-8")),
            ("Lisbon, PT", "Lisbon, PT", None),
            ("Best, Netherlands", "Best, Netherlands", None),
        ] {
            let (left, found) = take(text);
            assert_eq!(
                found.map(|zones| zones.to_string()).as_deref(),
                zones,
                "{text}"
            );
            assert_eq!(left.replace(' ', ""), rest.replace(' ', ""), "{text}");
        }
    }
}

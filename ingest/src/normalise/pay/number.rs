//! Numbers as they are written around the world.

use rust_decimal::Decimal;

/// A number in any notation of groups and decimals: `120,000`, `60.000`, `110'000`, `12,00,000`, `2500,00`.
#[must_use]
pub fn amount(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let is_mark = |c: char| !c.is_ascii_digit();
    let mut groups: Vec<&str> = text.split(is_mark).collect();
    let marks: Vec<char> = text.chars().filter(|c| is_mark(*c)).collect();
    let last = groups.pop()?;
    if groups.iter().any(|group| group.is_empty()) || last.is_empty() {
        return None;
    }
    let whole = groups.concat();
    let Some(mark) = marks.last() else {
        return last.parse().ok();
    };
    let repeated = marks.len() > 1 && marks.iter().all(|other| other == mark);
    let mixed = marks.len() > 1 && !repeated;
    let grouped = last.len() == 3 && !mixed && groups[0].len() <= 3 && groups[0] != "0";
    let decimal = matches!(mark, '.' | ',') && !grouped && !repeated;
    match (
        grouped || (mixed && last.len() == 3 && !decimal) || repeated,
        decimal,
    ) {
        (true, _) if last.len() == 3 => format!("{whole}{last}").parse().ok(),
        (_, true) => format!("{whole}.{last}").parse().ok(),
        _ => None,
    }
}

/// The length of a number with its groups and decimals.
pub(super) fn digits(text: &str) -> usize {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut end = run(0);
    let mut short = end <= 3;
    loop {
        let Some(mark) = text[end..].chars().next() else {
            return end;
        };
        let next = end + mark.len_utf8();
        let count = run(next);
        let goes_on = match mark {
            '.' | ',' | '\'' | '’' => count > 0,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => count == 3 && short,
            _ => false,
        };
        if !goes_on {
            return end;
        }
        short = count == 3;
        end = next + count;
    }
}

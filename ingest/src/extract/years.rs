//! How many years a clause asks for.

/// Nobody asks for more.
const MOST: u8 = 40;
/// How far before its unit a number is looked for.
const REACH: usize = 40;
/// Words that may stand between a number and its unit.
const FILLERS: [&str; 23] = [
    "or",
    "more",
    "plus",
    "full",
    "solid",
    "good",
    "complete",
    "consecutive",
    "to",
    "oder",
    "mehr",
    "bis",
    "ou",
    "plusieurs",
    "à",
    "o",
    "más",
    "mais",
    "of",
    "meer",
    "eller",
    "mer",
    "a",
];
const WORDS: [&[&str]; 12] = [
    &[
        "one", "ein", "eine", "einem", "un", "une", "uno", "um", "een", "ett",
    ],
    &["two", "zwei", "deux", "dos", "dois", "twee", "två"],
    &["three", "drei", "trois", "tres", "três", "drie", "tre"],
    &["four", "vier", "quatre", "cuatro", "quatro", "fyra"],
    &["five", "fünf", "cinq", "cinco", "vijf", "fem"],
    &["six", "sechs", "seis", "zes", "sex"],
    &["seven", "sieben", "sept", "siete", "sete", "zeven", "sju"],
    &["eight", "acht", "huit", "ocho", "oito", "åtta"],
    &["nine", "neun", "neuf", "nueve", "nove", "negen", "nio"],
    &["ten", "zehn", "dix", "diez", "dez", "tien", "tio"],
    &["eleven"],
    &["twelve"],
];

/// The number of years that stands before its unit: the smaller of two, whole years only.
pub(super) fn before(text: &str, unit: (usize, usize)) -> Option<u8> {
    let after = text[unit.1..].trim_start_matches([' ', '-']);
    if ["ago", "old", "of age", "alt", "young"]
        .iter()
        .any(|word| after.starts_with(word))
    {
        return None;
    }
    let floor = text.floor_char_boundary(unit.0.saturating_sub(REACH));
    let line = text[floor..unit.0].rsplit('\n').next()?;
    let mut least: Option<u8> = None;
    for word in line.rsplit(|c: char| !(c.is_alphanumeric() || c == '.')) {
        let word = word.trim_matches('.');
        if word.is_empty() {
            continue;
        }
        match number(word) {
            Some(number) => least = Some(least.map_or(number, |known| known.min(number))),
            None if FILLERS
                .iter()
                .any(|filler| filler.eq_ignore_ascii_case(word)) => {}
            None => break,
        }
    }
    least.filter(|years| (1..=MOST).contains(years))
}

fn number(word: &str) -> Option<u8> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        // `1.5` asks for one whole year; `3k` is no number of years.
        let rest = &word[digits..];
        let whole = rest.is_empty() || rest.starts_with('.');
        return word[..digits].parse().ok().filter(|_| whole);
    }
    let lower = word.to_lowercase();
    let position = WORDS
        .iter()
        .position(|words| words.contains(&lower.as_str()));
    position.and_then(|index| u8::try_from(index + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str, unit: &str) -> Option<u8> {
        let at = text.find(unit).unwrap();
        before(text, (at, at + unit.len()))
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, unit, expected) in [
            ("3+ years of Python", "years", Some(3)),
            ("3-5 years", "years", Some(3)),
            ("5 – 7+ yrs", "yrs", Some(5)),
            ("three or more years with Go", "years", Some(3)),
            ("five (5) years", "years", Some(5)),
            ("at least 2 full years", "years", Some(2)),
            ("1.5 years", "years", Some(1)),
            ("mindestens fünf Jahre", "Jahre", Some(5)),
            ("3 à 5 ans", "ans", Some(3)),
            ("minst 2 år", "år", Some(2)),
            ("0.5 years", "years", None),
            ("many years", "years", None),
            ("1000 years", "years", None),
            ("founded 20 years ago", "years", None),
            ("a 10-year-old company", "year", None),
            ("in 2020, years", "years", None),
        ] {
            assert_eq!(years(text, unit), expected, "{text}");
        }
    }
}

//! Fills the blanks of a sentence and writes lists out.

use entity::content::sample::NonEmpty;

use super::random::Random;

/// The template with each `{name}` replaced by its value; values are not searched again.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(key, _)| *key == name)?;
            Some((value, tail))
        });
        if let Some((value, tail)) = found {
            text.push_str(value);
            rest = tail;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// One of the templates, filled.
pub(super) fn phrase(
    random: &mut Random,
    templates: &NonEmpty<String>,
    values: &[(&str, &str)],
) -> String {
    let template: &String = random.pick(templates);
    fill(template, values)
}

/// Whether every blank of the template is among the names.
pub(super) fn fits(template: &str, names: &[&str]) -> bool {
    template.split('{').skip(1).all(|part| {
        part.split_once('}')
            .is_some_and(|(name, _)| names.contains(&name))
    })
}

/// Whether a text names something as a word of its own, letter for letter.
pub(super) fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or("").chars().next_back();
        let after = text.get(at + name.len()..).unwrap_or("").chars().next();
        let inside = |sign: Option<char>| {
            sign.is_some_and(|sign| sign.is_alphanumeric() || "+#".contains(sign))
        };
        !inside(before) && !inside(after)
    })
}

/// `a, b and c`.
pub(super) fn list(items: &[&str], and: &str) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} {and} {last}", before.join(", ")),
    }
}

/// An amount with its thousands set apart.
pub(super) fn grouped(amount: u64, separator: char) -> String {
    let digits = amount.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_once() {
        assert_eq!(
            fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]),
            "{b} and 2"
        );
        assert_eq!(fill("{unknown} {", &[]), "{unknown} {");
        assert!(fits("{city}, {country}", &["city", "country"]));
        assert!(!fits("{city}, {region}", &["city", "country"]));
    }

    #[test]
    fn lists_and_amounts_read_well() {
        assert_eq!(list(&["C", "C++", "Go"], "and"), "C, C++ and Go");
        assert_eq!(grouped(1_250_000, ','), "1,250,000");
        assert_eq!(grouped(950, '.'), "950");
    }
}

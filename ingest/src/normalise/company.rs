//! Employers: the name to show and the key that spellings of it share.

use crate::facts::Company;

/// Words that say what a firm is by law, not who it is.
const LEGAL_FORMS: [&str; 28] = [
    "inc",
    "incorporated",
    "llc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "plc",
    "gmbh",
    "ag",
    "se",
    "ug",
    "kg",
    "ohg",
    "ev",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "oy",
    "as",
    "pte",
];
/// A longer name is no name.
const LONGEST_NAME: usize = 120;

/// Reads an employer's name; nothing but signs is none.
#[must_use]
pub fn read(name: &str) -> Option<Company> {
    // Some feeds put a rating on a second line.
    let name = name
        .trim()
        .lines()
        .next()?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let key = key(&name)?;
    if name.chars().count() > LONGEST_NAME {
        return None;
    }
    Some(Company {
        id: entity::hash::stable(&["company", &key]),
        name,
    })
}

/// The name in lower case without signs and legal forms; a name of nothing else keeps them.
pub(crate) fn key(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let end = words
        .iter()
        .rposition(|word| !LEGAL_FORMS.contains(word))
        .map_or(words.len(), |last| last + 1);
    (!words.is_empty()).then(|| words[..end].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_employer_share_an_id() {
        let id = |name: &str| read(name).unwrap().id;
        assert_eq!(id("Acme GmbH"), id("ACME"));
        assert_eq!(id("Amplitude "), id("Amplitude, Inc."));
        assert_ne!(id("Acme Labs"), id("Acme"));
        assert_eq!(read("Tecolote\n3.8").unwrap().name, "Tecolote");
        assert_eq!(read("Company Ltd").unwrap().name, "Company Ltd");
        assert_eq!(read(" – "), None);
    }
}

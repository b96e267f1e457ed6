//! Names of people: how they may be, and when two are the same.

use unicode_normalization::UnicodeNormalization;

/// How many characters a name may have.
const MAX: usize = 64;

/// How many bytes are looked at at all.
const MAX_BYTES: usize = 1_024;

/// A name that may be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(String);

impl Name {
    /// A name, or what is wrong with it.
    pub(super) fn of(text: &str) -> Result<Self, &'static str> {
        let name = normalised(text).ok_or("a name has 1 to 64 characters")?;
        let length = name.chars().count();
        if !(1..=MAX).contains(&length) {
            return Err("a name has 1 to 64 characters");
        }
        if name.chars().any(is_unseen) {
            return Err("a name has no characters that nobody sees");
        }
        Ok(Self(name))
    }

    /// As much of a name as may be had.
    pub(super) fn within(text: &str) -> Option<Self> {
        let name: String = normalised(text)?;
        let seen = name.chars().filter(|c| !is_unseen(*c)).take(MAX);
        Self::of(&seen.collect::<String>()).ok()
    }

    /// How it is written.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// What it has in common with every other way to write it.
    pub(super) fn key(&self) -> String {
        folded(&self.0)
    }
}

/// A text without regard to case.
pub(super) fn folded(text: &str) -> String {
    text.to_uppercase().to_lowercase().nfkc().collect()
}

/// Whether two ways to write a name mean the same.
pub(super) fn same(one: &str, other: &str) -> bool {
    let key = |text| normalised(text).map(|name| folded(&name));
    key(one).is_some_and(|one| Some(one) == key(other))
}

fn normalised(text: &str) -> Option<String> {
    (text.len() <= MAX_BYTES).then(|| text.trim().nfkc().collect::<String>().trim().to_owned())
}

/// Whether a character shows nothing, and so makes two names look the same.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_name_is_written_in_several_ways() {
        let key = |text| Name::of(text).unwrap().key();
        assert_eq!(Name::of("  Ada  ").unwrap().text(), "Ada");
        for (one, other) in [
            ("Ada", "aDA"),
            ("Zoë", "ZOE\u{308}"),
            ("Straße", "STRASSE"),
            ("ﬁnn", "Finn"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_ne!(key("Ada"), key("Adam"));
    }

    #[test]
    fn what_nobody_could_read_is_no_name() {
        let long = "x".repeat(MAX + 1);
        let huge = "x ".repeat(MAX_BYTES);
        for text in [
            "",
            "  ",
            "a\0",
            "a\nb",
            "a\u{200b}",
            "\u{202e}a",
            &long,
            &huge,
        ] {
            assert!(Name::of(text).is_err(), "{text:?}");
        }
        assert!(Name::of(&"é".repeat(MAX)).is_ok());
    }

    proptest! {
        #[test]
        fn names_stay_as_they_are(text in any::<String>()) {
            if let Some(name) = Name::within(&text) {
                prop_assert_eq!(Name::of(name.text()), Ok(name.clone()));
                prop_assert_eq!(folded(&name.key()), name.key());
            }
        }
    }
}

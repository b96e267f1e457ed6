//! A new entry as its author would write it.

use std::fmt::Write;

use super::CaseRule;
use crate::skill::Kind;

/// An entry that is to be added to a vocabulary file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Readable key, kept for ever.
    pub slug: String,
    /// How people write it.
    pub name: String,
    /// What sort of skill it is.
    pub kind: Kind,
    /// Case rule of the name.
    pub case: CaseRule,
    /// Whether the name counts only where another skill is named close by.
    pub needs_context: bool,
    /// Other spellings, in any case.
    pub aliases: Vec<String>,
    /// Slugs of the skills it is a part or a case of.
    pub broader: Vec<String>,
}

/// Words that YAML takes for something else than a text.
const NOT_TEXT: [&str; 12] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
];

impl NewEntry {
    /// The entry as YAML, one key a line.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut text = format!(
            "- slug: {}\n  name: {}\n  kind: {}\n",
            scalar(&self.slug),
            scalar(&self.name),
            self.kind.word()
        );
        let case = match self.case {
            CaseRule::Any => None,
            CaseRule::Capital => Some("capital"),
            CaseRule::Exact => Some("exact"),
        };
        // Writing to a String cannot fail.
        if let Some(case) = case {
            let _ = writeln!(text, "  case: {case}");
        }
        if self.needs_context {
            text.push_str("  needs_context: true\n");
        }
        for (key, values) in [("aliases", &self.aliases), ("broader", &self.broader)] {
            if !values.is_empty() {
                let values: Vec<_> = values.iter().map(|value| scalar(value)).collect();
                let _ = writeln!(text, "  {key}: [{}]", values.join(", "));
            }
        }
        text
    }

    /// A readable key for a name; empty where the name has neither a letter of English nor a digit.
    #[must_use]
    pub fn slug_of(name: &str) -> String {
        let named = name.replace('+', "-plus-").replace('#', "-sharp-");
        let lower = named.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        words.join("-")
    }
}

/// A text as YAML: as it is where nobody could take it for something else, between quotation marks otherwise.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '/' | '+'))
        && !NOT_TEXT.contains(&text.to_ascii_lowercase().as_str());
    if is_plain {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            // Writing to a String cannot fail.
            c if c.is_control() || !(c.is_ascii() || c.is_alphanumeric()) => {
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::ContentFile;
    use crate::content::vocabulary::Vocabulary;

    fn entry(name: &str, alias: &str) -> NewEntry {
        NewEntry {
            slug: "added".into(),
            name: name.into(),
            kind: Kind::SoftSkill,
            case: CaseRule::Exact,
            needs_context: true,
            aliases: vec![alias.into()],
            broader: Vec::new(),
        }
    }

    fn read(yaml: String) -> Vocabulary {
        let file = ContentFile {
            name: "own.yaml".into(),
            text: yaml,
        };
        Vocabulary::from_files(&[file]).unwrap()
    }

    #[test]
    fn an_entry_reads_as_it_was_meant() {
        let read = read(entry("No", "C#: \"sharp\" #1").to_yaml());
        let skill = read.skill("added").unwrap();
        assert_eq!(skill.name, "No");
        assert_eq!(skill.kind, Kind::SoftSkill);
        assert_eq!(skill.case, CaseRule::Exact);
        assert!(skill.needs_context);
        assert_eq!(skill.aliases[0].value.rules().text, "C#: \"sharp\" #1");
    }

    #[test]
    fn slugs_are_made_of_names() {
        for (name, slug) in [
            ("Next.js", "next-js"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("  Power BI ", "power-bi"),
            ("データ", ""),
        ] {
            assert_eq!(NewEntry::slug_of(name), slug, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_survives(name in "[\\PC]{1,20}", alias in "[\\PC]{1,20}") {
            prop_assume!(name.chars().any(char::is_alphanumeric));
            prop_assume!(alias.chars().any(char::is_alphanumeric));
            let read = read(entry(&name, &alias).to_yaml());
            let skill = read.skill("added").unwrap();
            prop_assert_eq!(&skill.name, &name);
            prop_assert_eq!(skill.aliases[0].value.rules().text, alias);
        }
    }
}

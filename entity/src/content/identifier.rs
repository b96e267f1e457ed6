//! `content/identifiers.yaml`: by which ids others know our skills.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned, vocabulary::Vocabulary};
use crate::skill_identifier::Scheme;

/// The file's path below `content/`.
pub const FILE: &str = "identifiers.yaml";

/// One skill with its ids.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentifierEntry {
    /// The skill's slug.
    pub skill: Spanned<String>,
    /// The last part of its concept's address at ESCO.
    pub esco: Option<String>,
    /// Its name among O*NET's Technology Skills.
    pub onet: Option<String>,
    /// Whether O*NET counts it as a hot technology.
    #[serde(default)]
    pub hot: bool,
    /// Its item at Wikidata.
    pub wikidata: Option<String>,
}

/// One id of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identifier<'a> {
    /// The skill's slug.
    pub skill: &'a str,
    /// Whose id it is.
    pub scheme: Scheme,
    /// The id.
    pub identifier: &'a str,
    /// Whether the scheme marks the skill as much asked for.
    pub hot: bool,
}

impl IdentifierEntry {
    /// The ids it holds.
    pub fn identifiers(&self) -> impl Iterator<Item = Identifier<'_>> {
        [
            (Scheme::Esco, &self.esco, false),
            (Scheme::Onet, &self.onet, self.hot),
            (Scheme::Wikidata, &self.wikidata, false),
        ]
        .into_iter()
        .filter_map(|(scheme, identifier, hot)| {
            Some(Identifier {
                skill: &self.skill.value,
                scheme,
                identifier: identifier.as_deref()?,
                hot,
            })
        })
    }
}

/// The ids of the skills of a vocabulary, checked: every skill is known, no id is malformed or given twice.
///
/// # Errors
/// With file and line at the first mistake.
pub fn load(
    file: &ContentFile,
    vocabulary: &Vocabulary,
) -> Result<Vec<IdentifierEntry>, ContentError> {
    let entries: Vec<IdentifierEntry> = file.parse()?;
    let (mut skills, mut taken) = (FxHashSet::default(), FxHashSet::default());
    for entry in &entries {
        let error = |message: String| Err(file.error(&entry.skill, message));
        let slug = entry.skill.value.as_str();
        if vocabulary.position(slug).is_none() {
            return error(format!("no skill `{slug}`"));
        }
        if !skills.insert(slug) {
            return error(format!("`{slug}` has a line already"));
        }
        if entry.identifiers().next().is_none() {
            return error(format!("`{slug}` has no id: leave the line out"));
        }
        if entry.hot && entry.onet.is_none() {
            return error(format!("`{slug}` is hot without a name at O*NET"));
        }
        for found in entry.identifiers() {
            if !is_well_formed(found.scheme, found.identifier) {
                let (id, scheme) = (found.identifier, found.scheme);
                return error(format!("`{id}` is no id of {scheme:?}"));
            }
            if !taken.insert((found.scheme, found.identifier)) {
                return error(format!("`{}` already belongs to a skill", found.identifier));
            }
        }
    }
    Ok(entries)
}

/// Whether a text has the form of a scheme's ids.
fn is_well_formed(scheme: Scheme, text: &str) -> bool {
    match scheme {
        Scheme::Esco => {
            let groups = text.split('-').map(str::len);
            let is_hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
            groups.eq([8, 4, 4, 4, 12]) && text.chars().all(is_hexadecimal)
        }
        Scheme::Onet => !text.is_empty() && text.trim() == text,
        Scheme::Wikidata => text.strip_prefix('Q').is_some_and(|number| {
            !number.is_empty()
                && !number.starts_with('0')
                && number.chars().all(|c| c.is_ascii_digit())
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(text: String) -> ContentFile {
        ContentFile {
            name: FILE.to_owned(),
            text,
        }
    }

    fn mistake(line: &str) -> String {
        let first = "- {skill: python, esco: 000f1d3d-220f-4789-9c0a-cc742521fb02, onet: Python, wikidata: Q28865}\n";
        let file = file(format!("{first}- {line}\n"));
        let error = load(&file, &Vocabulary::load().unwrap()).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), (FILE, 2), "{error}");
        error.message
    }

    #[test]
    fn mistakes_name_file_and_line() {
        for (line, expected) in [
            (
                "{skill: nothing-such, onet: Nothing}",
                "no skill `nothing-such`",
            ),
            (
                "{skill: python, onet: Other}",
                "`python` has a line already",
            ),
            ("{skill: rust}", "`rust` has no id"),
            ("{skill: rust, wikidata: Q575650, hot: true}", "hot without"),
            ("{skill: rust, onet: Python}", "`Python` already belongs"),
            (
                "{skill: rust, wikidata: Q28865}",
                "`Q28865` already belongs",
            ),
            ("{skill: rust, wikidata: 'q575650'}", "no id of Wikidata"),
            ("{skill: rust, wikidata: Q0575650}", "no id of Wikidata"),
            ("{skill: rust, wikidata: Q}", "no id of Wikidata"),
            ("{skill: rust, onet: ' Rust'}", "no id of Onet"),
            ("{skill: rust, onet: ''}", "no id of Onet"),
            (
                "{skill: rust, esco: 000F1D3D-220f-4789-9c0a-cc742521fb02}",
                "no id of Esco",
            ),
            (
                "{skill: rust, esco: 000f1d3d220f47899c0acc742521fb02}",
                "no id of Esco",
            ),
            ("{skill: rust, lightcast: K1}", "lightcast"),
        ] {
            let message = mistake(line);
            assert!(message.contains(expected), "{message} lacks {expected}");
        }
    }

    #[test]
    fn the_shipped_identifiers_are_sound() {
        let shipped = super::super::file(FILE).unwrap();
        let entries = load(&shipped, &Vocabulary::load().unwrap()).unwrap();
        let all: Vec<_> = entries
            .iter()
            .flat_map(IdentifierEntry::identifiers)
            .collect();
        for (scheme, least) in [
            (Scheme::Esco, 135),
            (Scheme::Onet, 430),
            (Scheme::Wikidata, 118),
        ] {
            let count = all.iter().filter(|found| found.scheme == scheme).count();
            assert!(count >= least, "{count} of {scheme:?}");
        }
        assert!(all.iter().filter(|found| found.hot).count() >= 158);
        let python: Vec<_> = all.iter().filter(|found| found.skill == "python").collect();
        let [esco, onet, wikidata] = python[..] else {
            panic!("{python:?}");
        };
        assert_eq!(esco.identifier, "ccd0a1d9-afda-43d9-b901-96344886e14d");
        assert_eq!((onet.identifier, onet.hot), ("Python", true));
        assert_eq!((wikidata.identifier, wikidata.hot), ("Q28865", false));
    }

    proptest! {
        #[test]
        fn items_of_wikidata_are_a_q_and_a_number(number in 1_u64..) {
            let item = format!("Q{number}");
            prop_assert!(is_well_formed(Scheme::Wikidata, &item));
            prop_assert!(!is_well_formed(Scheme::Wikidata, &item[1..]));
            prop_assert!(!is_well_formed(Scheme::Esco, &item));
        }

        #[test]
        fn a_concept_of_esco_has_one_form(id in "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", at in 0_usize..36) {
            prop_assert!(is_well_formed(Scheme::Esco, &id));
            let mut broken = id;
            broken.remove(at);
            prop_assert!(!is_well_formed(Scheme::Esco, &broken));
        }
    }
}

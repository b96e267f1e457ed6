//! `content/substitutes.yaml`: which skills partly stand in for which, and how far.
//!
//! ```yaml
//! postgresql: {mysql: 0.6, oracle-database: 0.5}   # holding MySQL stands in for PostgreSQL by 0.6
//! ```

use std::collections::BTreeMap;

use super::Vocabulary;
use crate::content::{ContentError, ContentFile, Spanned};

/// The file's path below `content/`.
pub(super) const FILE: &str = "substitutes.yaml";

/// For each skill those that stand in for it, with their weights.
type Table = BTreeMap<String, Spanned<BTreeMap<String, f64>>>;

/// Gives the skills of a vocabulary their substitutes; they become a part of its version.
pub(super) fn merge(vocabulary: &mut Vocabulary, file: &ContentFile) -> Result<(), ContentError> {
    let table: Table = file.parse()?;
    for (slug, substitutes) in table {
        let error = |message: String| Err(file.error(&substitutes, message));
        let Some(position) = vocabulary.position(&slug) else {
            return error(format!("no skill `{slug}`"));
        };
        for (other, weight) in &substitutes.value {
            if vocabulary.position(other).is_none() || *other == slug {
                return error(format!("substitute `{other}` is no other skill"));
            }
            if !(*weight > 0.0 && *weight < 1.0) {
                let message = format!("substitute `{other}` weighs {weight}: use 0 < weight < 1");
                return error(message);
            }
            let known = &mut vocabulary.skills[position].substitutes;
            if known.insert(other.clone(), *weight).is_some() {
                return error(format!("substitute `{other}` is already given"));
            }
        }
    }
    let content = format!("{}{}", vocabulary.version, file.text);
    vocabulary.version = crate::hash::version(content.as_bytes());
    vocabulary.version.truncate(16);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKILLS: &str =
        "- {slug: go, name: Go, kind: language}\n- {slug: rust, name: Rust, kind: language}\n";

    fn file(name: &str, text: &str) -> ContentFile {
        ContentFile {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    fn vocabulary() -> Vocabulary {
        Vocabulary::from_files(&[file("vocabulary/test.yaml", SKILLS)]).unwrap()
    }

    #[test]
    fn substitutes_are_given_to_their_skills_and_change_the_version() {
        let (mut vocabulary, plain) = (vocabulary(), vocabulary());
        merge(&mut vocabulary, &file(FILE, "go: {rust: 0.3}\n")).unwrap();
        let go = vocabulary.skill("go").unwrap();
        assert_eq!(go.substitutes, BTreeMap::from([("rust".to_owned(), 0.3)]));
        assert!(vocabulary.skill("rust").unwrap().substitutes.is_empty());
        assert_ne!(vocabulary.version, plain.version);
        assert_eq!(vocabulary.version.len(), 16);
    }

    #[test]
    fn mistakes_name_file_and_line() {
        for (line, expected) in [
            ("none: {go: 0.5}", "no skill `none`"),
            ("rust: {none: 0.5}", "substitute `none`"),
            ("rust: {rust: 0.5}", "substitute `rust`"),
            ("rust: {go: 1}", "`go` weighs 1"),
            ("rust: {go: 0}", "`go` weighs 0"),
            ("rust: {go: -0.5}", "`go` weighs -0.5"),
            ("rust: {go: .nan}", "`go` weighs NaN"),
            ("rust: {go: 0.5, go: 0.4}", "go"),
            ("go: {rust: 0.4}", "go"),
        ] {
            let text = format!("go: {{rust: 0.3}}\n{line}\n");
            let error = merge(&mut vocabulary(), &file(FILE, &text)).unwrap_err();
            assert_eq!((error.file.as_str(), error.line), (FILE, 2), "{error}");
            assert!(error.message.contains(expected), "{error} lacks {expected}");
        }
    }

    #[test]
    fn the_shipped_substitutes_are_many_and_need_not_be_symmetric() {
        let vocabulary = Vocabulary::load().unwrap();
        let skills = vocabulary.skills.iter();
        let (held, pairs) = skills.fold((0, 0), |(held, pairs), skill| {
            let count = skill.substitutes.len();
            (held + usize::from(count > 0), pairs + count)
        });
        assert!(held >= 840, "{held} skills have a substitute");
        assert!(pairs >= 1_700, "{pairs} pairs");
        let weight = |skill: &str, other: &str| vocabulary.skill(skill).unwrap().substitutes[other];
        assert!(weight("aws", "azure") >= 0.3);
        assert!(weight("docker", "kubernetes") > weight("kubernetes", "docker"));
    }
}

//! What a vocabulary must keep so that every answer about a skill is about one skill.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{AliasRules, CaseRule, SkillEntry};
use crate::content::{ContentError, ContentFile};

type Entry<'a> = (&'a ContentFile, SkillEntry);

/// Checks the entries of all files together.
pub(super) fn check(entries: &[Entry<'_>]) -> Result<(), ContentError> {
    let slugs = unique_slugs(entries)?;
    unique_spellings(entries)?;
    references(entries, &slugs)?;
    no_cycles(entries)
}

/// Whether a text can be a readable key.
pub(crate) fn is_slug(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphanumeric())
        && characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn unique_slugs<'a>(entries: &'a [Entry<'_>]) -> Result<FxHashSet<&'a str>, ContentError> {
    let mut slugs = FxHashSet::default();
    for (file, entry) in entries {
        let slug = entry.slug.value.as_str();
        if !is_slug(slug) {
            let message = format!("`{slug}` is no slug: use a-z, 0-9 and -");
            return Err(file.error(&entry.slug, message));
        }
        if !slugs.insert(slug) {
            return Err(file.error(&entry.slug, format!("slug `{slug}` is already taken")));
        }
    }
    Ok(slugs)
}

/// One spelling may belong to two skills only where its case tells them apart.
fn unique_spellings(entries: &[Entry<'_>]) -> Result<(), ContentError> {
    let mut owners: FxHashMap<String, &str> = FxHashMap::default();
    for (file, entry) in entries {
        for (line, spelling) in entry.spellings() {
            let slug = entry.slug.value.as_str();
            let error = |message: String| ContentError {
                file: file.name.clone(),
                line,
                column: 0,
                message,
            };
            if !spelling.text.chars().any(char::is_alphanumeric) {
                return Err(error(format!("alias `{}` has no letter", spelling.text)));
            }
            match owners.insert(spelling_key(&spelling), slug) {
                Some(owner) if owner != slug => {
                    let text = &spelling.text;
                    return Err(error(format!(
                        "alias `{text}` already belongs to `{owner}`"
                    )));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn spelling_key(spelling: &AliasRules) -> String {
    let joined = spelling.text.replace('-', " ");
    match spelling.case {
        CaseRule::Exact => joined,
        CaseRule::Any | CaseRule::Capital => joined.to_lowercase(),
    }
}

fn references(entries: &[Entry<'_>], slugs: &FxHashSet<&str>) -> Result<(), ContentError> {
    for (file, entry) in entries {
        for broader in &entry.broader {
            if !slugs.contains(broader.value.as_str()) {
                return Err(file.error(broader, format!("no skill `{}`", broader.value)));
            }
        }
    }
    Ok(())
}

/// Follows `broader` from every skill; coming back to a skill on the way is a cycle.
fn no_cycles(entries: &[Entry<'_>]) -> Result<(), ContentError> {
    let by_slug: FxHashMap<&str, &Entry<'_>> = entries
        .iter()
        .map(|entry| (entry.1.slug.value.as_str(), entry))
        .collect();
    let mut done = FxHashSet::default();
    for (file, start) in entries {
        // Each step is (slug, whether we are leaving it): a walk without recursion.
        let mut steps = vec![(start.slug.value.as_str(), false)];
        let mut above = FxHashSet::default();
        while let Some((slug, leaving)) = steps.pop() {
            if leaving {
                above.remove(slug);
                done.insert(slug);
            } else if above.contains(slug) {
                let message = format!("`{slug}` is broader than itself");
                return Err(file.error(&start.slug, message));
            } else if !done.contains(slug) {
                above.insert(slug);
                steps.push((slug, true));
                let broader = by_slug.get(slug).map(|entry| &entry.1.broader);
                steps.extend(
                    broader
                        .into_iter()
                        .flatten()
                        .map(|b| (b.value.as_str(), false)),
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::content::ContentFile;
    use crate::content::vocabulary::{SkillEntry, Vocabulary};

    fn mistake(text: &str) -> String {
        let file = ContentFile {
            name: "vocabulary/test.yaml".into(),
            text: text.into(),
        };
        Vocabulary::from_files(&[file]).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_name_file_and_line() {
        let first = "- {slug: go, name: Go, kind: language}\n";
        for (second, expected) in [
            (
                "- {slug: go, name: Other, kind: tool}",
                ":2: slug `go` is already taken",
            ),
            (
                "- {slug: G O, name: Other, kind: tool}",
                ":2: `G O` is no slug",
            ),
            (
                "- {slug: b, name: gO, kind: tool}",
                ":2: alias `gO` already belongs to `go`",
            ),
            (
                "- slug: b\n  name: B\n  kind: tool\n  broader: [none]",
                ":5: no skill `none`",
            ),
            (
                "- {slug: b, name: B, kind: tool, substitutes: {go: 0.5}}",
                ":2: ",
            ),
            (
                "- {slug: b, name: B, kind: tool, broader: [b]}",
                "`b` is broader than itself",
            ),
            ("- {slug: b, name: B, kind: gadget}", ":2: "),
            ("- {slug: b, name: B, kind: tool, colour: red}", ":2: "),
            (
                "- {slug: b, name: '++', kind: tool}",
                "alias `++` has no letter",
            ),
        ] {
            let message = mistake(&format!("{first}{second}\n"));
            assert!(message.starts_with("vocabulary/test.yaml:"), "{message}");
            assert!(message.contains(expected), "{message} lacks {expected}");
        }
    }

    #[test]
    fn the_shipped_vocabulary_is_sound() {
        let vocabulary = Vocabulary::load().unwrap();
        assert_eq!(vocabulary.version.len(), 16);
        let python = vocabulary.skill("python").unwrap();
        assert_eq!(python.name, "Python");
        let kinds = vocabulary.skills.iter().map(|skill| skill.kind);
        let technologies = kinds.filter(|kind| kind.is_technology()).count();
        assert!(technologies >= 1_700, "{technologies} technologies");
        let read = vocabulary.skills.iter().filter(|skill| skill.is_read());
        let ideas = read.filter(|skill| !skill.kind.is_technology()).count();
        assert!(ideas >= 250, "{ideas} methods and concepts");
        assert!(vocabulary.skills.len() >= 2_000);
        let spellings = vocabulary.skills.iter().flat_map(SkillEntry::spellings);
        assert!(spellings.count() >= 6_000);
    }

    #[test]
    fn names_written_as_one_belong_to_nobody_else() {
        let vocabulary = Vocabulary::load().unwrap();
        let control_tower = vocabulary.skill("aws-control-tower").unwrap();
        let readings: Vec<_> = control_tower.readings().map(|rules| rules.text).collect();
        assert!(
            readings.contains(&"ControlTower".to_owned()),
            "{readings:?}"
        );
        let mut owners = rustc_hash::FxHashMap::default();
        for skill in &vocabulary.skills {
            for (_, rules) in skill.spellings() {
                owners.insert(rules.text, &skill.slug.value);
            }
        }
        for skill in &vocabulary.skills {
            let written: Vec<_> = skill.spellings().map(|(_, rules)| rules.text).collect();
            let made = skill
                .readings()
                .filter(|rules| !written.contains(&rules.text));
            for rules in made.filter(|rules| rules.text.chars().any(char::is_uppercase)) {
                let owner = owners.get(&rules.text);
                assert_eq!(owner, None, "{} is made of {}", rules.text, skill.name);
            }
        }
    }

    #[test]
    fn character_and_business_are_not_read() {
        let vocabulary = Vocabulary::load().unwrap();
        let is_read = |slug: &str| vocabulary.skill(slug).unwrap().is_read();
        assert!(is_read("python") && is_read("agile"));
        assert!(!is_read("communication") && !is_read("banking") && !is_read("scalability"));
    }

    #[test]
    fn names_with_a_capital_are_read_in_lower_case_beside_others() {
        let vocabulary = Vocabulary::load().unwrap();
        let readings = |slug: &str| -> Vec<_> {
            let readings = vocabulary.skill(slug).unwrap().readings();
            readings
                .map(|rules| (rules.text, rules.needs_context))
                .collect()
        };
        assert!(readings("react").contains(&("react".to_owned(), true)));
        assert!(
            !readings("go").contains(&("go".to_owned(), true)),
            "too short"
        );
    }
}

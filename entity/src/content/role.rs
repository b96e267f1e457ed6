//! The role file: which roles there are and which words of a title say them. The file explains its own format.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned};

/// One entry of the role file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEntry {
    /// Readable key, kept for ever.
    pub slug: Spanned<String>,
    /// How people write it.
    pub title: String,
    /// Family of roles, e.g. `data`.
    pub family: String,
    /// Slug of the role it is a special case of.
    #[serde(default)]
    pub parent: Option<Spanned<String>>,
    /// Unit group of ISCO-08.
    #[serde(default)]
    pub isco08: Option<String>,
    /// Code of O*NET-SOC 2019.
    #[serde(default)]
    pub onet_soc: Option<String>,
    /// Words that say the role by themselves.
    #[serde(default)]
    pub names: Vec<Spanned<String>>,
    /// Words that say the role next to a maker.
    #[serde(default)]
    pub fields: Vec<Spanned<String>>,
    /// Words that say it next to a maker when nothing stronger is there.
    #[serde(default)]
    pub hints: Vec<Spanned<String>>,
    /// The activity, as in `data science intern`.
    #[serde(default)]
    pub work: Vec<Spanned<String>>,
    /// Words for people who make things, which need a field: only the general role has them.
    #[serde(default)]
    pub makers: Vec<Spanned<String>>,
    /// Words for people who lead: only the role of leaders has them.
    #[serde(default)]
    pub leaders: Vec<Spanned<String>>,
    /// Families whose leaders have this role.
    #[serde(default)]
    pub leads: Vec<Spanned<String>>,
    /// Words that make a title no tech role.
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
}

/// What words of a title do for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleWord {
    /// They say it by themselves.
    Name,
    /// They say it next to a maker.
    Field,
    /// They say it next to a maker when nothing stronger is there.
    Hint,
    /// They name its activity.
    Work,
    /// They name somebody who makes things.
    Maker,
    /// They name somebody who leads.
    Leader,
    /// They make the title no tech role.
    Except,
}

impl RoleEntry {
    /// All words of the role with what they do.
    pub fn words(&self) -> impl Iterator<Item = (RoleWord, &Spanned<String>)> {
        [
            (RoleWord::Name, &self.names),
            (RoleWord::Field, &self.fields),
            (RoleWord::Hint, &self.hints),
            (RoleWord::Work, &self.work),
            (RoleWord::Maker, &self.makers),
            (RoleWord::Leader, &self.leaders),
            (RoleWord::Except, &self.except),
        ]
        .into_iter()
        .flat_map(|(kind, list)| list.iter().map(move |words| (kind, words)))
    }
}

/// The roles of `content/roles.yaml`, in the order of the file.
///
/// # Errors
/// With file and line on a wrong shape, a slug or words given twice, and a parent or family that does not exist.
pub fn load() -> Result<Vec<RoleEntry>, ContentError> {
    let mut entries = Vec::new();
    for file in super::files("roles.yaml")? {
        let read: Vec<RoleEntry> = file.parse()?;
        check(&file, &read)?;
        entries.extend(read);
    }
    Ok(entries)
}

fn check(file: &ContentFile, entries: &[RoleEntry]) -> Result<(), ContentError> {
    check_slugs(file, entries)?;
    check_words(file, entries)?;
    for entry in entries {
        for family in &entry.leads {
            if !entries.iter().any(|other| other.family == family.value) {
                let message = format!("family `{}` has no role", family.value);
                return Err(file.error(family, message));
            }
        }
    }
    for kind in [RoleWord::Maker, RoleWord::Leader] {
        let first = |entry: &'_ RoleEntry| {
            entry
                .words()
                .find(|(k, _)| *k == kind)
                .map(|(_, words)| words.clone())
        };
        if let Some(second) = entries.iter().filter_map(first).nth(1) {
            let message = "another role has such a list already: only one role can";
            return Err(file.error(&second, message));
        }
    }
    Ok(())
}

fn check_slugs(file: &ContentFile, entries: &[RoleEntry]) -> Result<(), ContentError> {
    let mut parents: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for entry in entries {
        let slug = &entry.slug;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if slug.value.is_empty() || !slug.value.chars().all(plain) {
            let message = format!("slug `{}` has other signs than a-z 0-9 -", slug.value);
            return Err(file.error(slug, message));
        }
        let parent = entry.parent.as_ref().map(|parent| parent.value.as_str());
        if parents.insert(&slug.value, parent).is_some() {
            return Err(file.error(slug, format!("slug `{}` is given twice", slug.value)));
        }
    }
    for parent in entries.iter().filter_map(|entry| entry.parent.as_ref()) {
        if !parents.contains_key(parent.value.as_str()) {
            return Err(file.error(parent, format!("parent `{}` is no slug", parent.value)));
        }
        let mut above = Some(parent.value.as_str());
        let mut steps = 0;
        while let Some(slug) = above {
            above = parents.get(slug).copied().flatten();
            steps += 1;
            if steps > entries.len() {
                let message = format!("parent `{}` is its own ancestor", parent.value);
                return Err(file.error(parent, message));
            }
        }
    }
    Ok(())
}

fn check_words(file: &ContentFile, entries: &[RoleEntry]) -> Result<(), ContentError> {
    let mut seen: BTreeMap<(RoleWord, String), (&str, u64)> = BTreeMap::new();
    for entry in entries {
        for (kind, words) in entry.words() {
            if words.value.trim().is_empty() {
                return Err(file.error(words, "the words are empty"));
            }
            let place = (entry.slug.value.as_str(), words.referenced.line());
            let key = (kind, words.value.to_lowercase());
            if let Some((slug, line)) = seen.insert(key, place) {
                let message = format!("`{}` stands at {slug} already (line {line})", words.value);
                return Err(file.error(words, message));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        let file = ContentFile {
            name: "roles.yaml".into(),
            text: text.into(),
        };
        let read = file.parse::<Vec<RoleEntry>>();
        read.and_then(|entries| check(&file, &entries))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_shipped_roles_load() {
        let roles = load().unwrap();
        assert_eq!(roles.len(), 46);
        let child = roles.iter().find(|r| r.slug.value == "ios-engineer");
        let parent = child.and_then(|r| r.parent.as_ref());
        assert_eq!(parent.map(|p| p.value.as_str()), Some("mobile-engineer"));
        let coded = |r: &RoleEntry| r.isco08.is_some() && r.onet_soc.is_some();
        assert!(roles.iter().all(coded));
    }

    #[test]
    fn an_unknown_parent_is_named_with_its_line() {
        let text = "- slug: a\n  title: A\n  family: f\n  parent: b\n";
        assert_eq!(complaint(text), "roles.yaml:4: parent `b` is no slug");
    }

    #[test]
    fn a_ring_of_parents_is_refused() {
        let text = "- {slug: a, title: A, family: f, parent: b}\n- {slug: b, title: B, family: f, parent: a}\n";
        assert!(complaint(text).contains("its own ancestor"));
    }

    #[test]
    fn a_second_slug_is_named_with_its_line() {
        let text = "- {slug: a, title: A, family: f}\n- {slug: a, title: B, family: f}\n";
        assert_eq!(complaint(text), "roles.yaml:2: slug `a` is given twice");
    }

    #[test]
    fn words_at_two_roles_are_named_with_both_places() {
        let text = "- {slug: a, title: A, family: f, names: [coder]}\n- {slug: b, title: B, family: f, names: [Coder]}\n";
        assert_eq!(
            complaint(text),
            "roles.yaml:2: `Coder` stands at a already (line 1)"
        );
    }

    #[test]
    fn an_unknown_key_and_a_bad_slug_are_refused() {
        let text = "- {slug: a, title: A, family: f, colour: red}\n";
        assert!(complaint(text).contains("colour"));
        let text = "- {slug: A b, title: A, family: f}\n";
        assert!(complaint(text).contains("other signs"));
    }
}

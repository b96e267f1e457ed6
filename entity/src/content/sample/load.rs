//! Reads the sample's files and checks that they agree with each other.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::{Market, NonEmpty, PerLanguage, Role, Sample, Skill};
use crate::content::{ContentError, ContentFile, Spanned, files};

const FOLDER: &str = "sample/";

/// Reads and checks the sample's ingredients.
///
/// # Errors
/// With file and line when a file is missing, misshapen or names a skill or role that no file describes.
pub fn load() -> Result<Sample, ContentError> {
    let skills = parse("skills.yaml")?;
    let roles = roles(&skills)?;
    Ok(Sample {
        markets: markets(&skills, &roles)?,
        roles,
        skills,
        companies: parse("companies.yaml")?,
        forms: parse("forms.yaml")?,
        prose: PerLanguage {
            en: parse("prose/en.yaml")?,
            de: Some(parse("prose/de.yaml")?),
            fr: Some(parse("prose/fr.yaml")?),
        },
    })
}

type Skills = BTreeMap<String, Skill>;

fn roles(skills: &Skills) -> Result<NonEmpty<Role>, ContentError> {
    let file = open("roles.yaml")?;
    let roles: NonEmpty<Role> = file.parse()?;
    for role in roles.iter() {
        known_keys(&file, &role.skills, |slug| skills.contains_key(slug))?;
        for stack in role.stacks.iter().flat_map(NonEmpty::iter) {
            known_keys(&file, &stack.with, |slug| skills.contains_key(slug))?;
            if !skills.contains_key(&stack.lead.value) {
                return Err(unknown(&file, &stack.lead, &stack.lead.value));
            }
        }
    }
    Ok(roles)
}

fn markets(skills: &Skills, roles: &NonEmpty<Role>) -> Result<NonEmpty<Market>, ContentError> {
    let mut all: Option<NonEmpty<Market>> = None;
    for file in files(&format!("{FOLDER}markets/"))? {
        let markets: NonEmpty<Market> = file.parse()?;
        for market in markets.iter() {
            known_keys(&file, &market.favours, |slug| skills.contains_key(slug))?;
            known_keys(&file, &market.startups_favour, |slug| {
                skills.contains_key(slug)
            })?;
            known_keys(&file, &market.roles_favoured, |slug| {
                roles.iter().any(|role| role.slug.as_deref() == Some(slug))
            })?;
        }
        all = Some(match all {
            Some(so_far) => so_far.chain(markets),
            None => markets,
        });
    }
    all.ok_or_else(|| missing("markets/"))
}

fn known_keys<T>(
    file: &ContentFile,
    map: &BTreeMap<String, Spanned<T>>,
    known: impl Fn(&str) -> bool,
) -> Result<(), ContentError> {
    match map.iter().find(|(slug, _)| !known(slug)) {
        Some((slug, value)) => Err(unknown(file, value, slug)),
        None => Ok(()),
    }
}

fn unknown<T>(file: &ContentFile, at: &Spanned<T>, slug: &str) -> ContentError {
    file.error(at, format!("no file of the sample describes `{slug}`"))
}

fn parse<T: DeserializeOwned>(name: &str) -> Result<T, ContentError> {
    open(name)?.parse()
}

fn open(name: &str) -> Result<ContentFile, ContentError> {
    let path = format!("{FOLDER}{name}");
    files(&path)?
        .into_iter()
        .find(|file| file.name == path)
        .ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ContentError {
    ContentError {
        file: format!("{FOLDER}{name}"),
        line: 0,
        column: 0,
        message: "the file is missing".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_files_agree() {
        let sample = load().unwrap();
        assert!(sample.markets.iter().count() >= 30);
        assert!(sample.roles.iter().count() >= 25);
    }

    #[test]
    fn a_role_with_an_unknown_skill_is_named_with_its_line() {
        let file = ContentFile {
            name: "sample/roles.yaml".into(),
            text: "- family: ai\n  weight: 1\n  pay: 100\n  titles: {en: [Cook]}\n  skills: {soup: 5}\n"
                .into(),
        };
        let roles: NonEmpty<Role> = file.parse().unwrap();
        let error = roles
            .iter()
            .find_map(|role| known_keys(&file, &role.skills, |_| false).err())
            .unwrap();
        assert_eq!(
            error.to_string(),
            "sample/roles.yaml:5: no file of the sample describes `soup`"
        );
    }

    #[test]
    fn an_empty_list_is_refused() {
        let file = ContentFile {
            name: "x.yaml".into(),
            text: "[]\n".into(),
        };
        let error = file.parse::<NonEmpty<String>>().unwrap_err();
        assert!(error.message.contains("at least one"), "{error}");
    }
}

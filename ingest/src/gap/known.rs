//! What is no gap, whatever stands beside it.

use entity::content::gap::NoSkills;
use rustc_hash::FxHashSet;
use sea_orm::sqlx::{self, PgPool};

use super::Error;

use crate::gazetteer::{self, Gazetteer};
use crate::reading::Reader;

/// Names that need not be reported.
pub(super) struct Known {
    spellings: FxHashSet<String>,
    no_skills: FxHashSet<String>,
    first_words: FxHashSet<String>,
    last_words: FxHashSet<String>,
    makers: FxHashSet<String>,
    companies: FxHashSet<String>,
    gazetteer: &'static Gazetteer,
}

impl Known {
    /// The vocabulary's spellings, the words that are listed as no skills, and the employers of the database.
    pub(super) async fn load(pool: &PgPool, reader: &Reader) -> Result<Self, Error> {
        let companies: Vec<String> = sqlx::query_scalar("select name from company")
            .fetch_all(pool)
            .await?;
        let skills = reader.vocabulary.skills.iter();
        let spellings = skills.flat_map(|skill| skill.spellings().map(|(_, s)| key(&s.text)));
        let no_skills = NoSkills::load()?;
        let keys = |words: &[String]| words.iter().map(|word| key(word)).collect();
        Ok(Self {
            spellings: spellings.collect(),
            no_skills: no_skills
                .words
                .values()
                .flatten()
                .map(|word| key(word))
                .collect(),
            first_words: keys(&no_skills.first_words),
            last_words: keys(&no_skills.last_words),
            makers: keys(&no_skills.makers),
            companies: companies.iter().map(|name| key(name)).collect(),
            gazetteer: Gazetteer::embedded().map_err(Clone::clone)?,
        })
    }

    /// Whether the vocabulary has a spelling, in the plural or with a version too.
    pub(super) fn has(&self, key: &str) -> bool {
        let unversioned = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let singular = key.strip_suffix('s').unwrap_or(key);
        [key, unversioned, singular]
            .iter()
            .any(|key| self.spellings.contains(*key))
    }

    /// Whether a word is listed as no skill, in the plural too.
    pub(super) fn is_no_skill(&self, word: &str) -> bool {
        listed(&self.no_skills, &key(word))
    }

    /// Whether a name of some words is none of a skill: listed, a job, or a known skill with its maker's name before it.
    pub(super) fn is_no_name(&self, words: &[&str]) -> bool {
        let ([first, rest @ ..], Some(last)) = (words, words.last()) else {
            return true;
        };
        self.is_no_skill(&words.concat())
            || listed(&self.first_words, &key(first))
            || listed(
                &self.last_words,
                &key(last.rsplit('-').next().unwrap_or(last)),
            )
            || self.makers.contains(&key(first)) && self.has(&key(&rest.concat()))
    }

    /// Whether an employer bears the name.
    pub(super) fn is_company(&self, key: &str) -> bool {
        self.companies.contains(key)
    }

    /// Whether a place bears the name, or a state of the US has the code.
    pub(super) fn is_place(&self, name: &str) -> bool {
        let name = name.strip_prefix("The ").unwrap_or(name);
        let mut found = Vec::new();
        let is_code = name.len() == 2 && self.gazetteer.region(&format!("US-{name}")).is_some();
        self.gazetteer.find(&gazetteer::fold(name), &mut found);
        is_code || !found.is_empty()
    }
}

fn listed(words: &FxHashSet<String>, key: &str) -> bool {
    words.contains(key)
        || key
            .strip_suffix('s')
            .is_some_and(|singular| words.contains(singular))
}

/// What spellings of one name share: its letters and digits in lower case, with the signs that tell `C++` from `C`, and without
/// the plural of an abbreviation.
pub(super) fn key(name: &str) -> String {
    let singular = name
        .strip_suffix('s')
        .filter(|rest| rest.ends_with(char::is_uppercase));
    let kept = singular.unwrap_or(name).chars();
    let kept = kept.filter(|c| c.is_alphanumeric() || matches!(c, '+' | '#'));
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("Next.js", "NextJS"),
            ("SBOMs", "SBOM"),
            ("Power-BI", "Power BI"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("C++"), key("C"));
        assert_eq!(key("Redis"), "redis");
    }
}

//! Sentences that name skills, and sentences whose words only look like skills.
//!
//! Names are loose: a name stands for the skill that the vocabulary reads in it, and for its own words in the sentence. A
//! sentence fools the reader when it reads a forbidden name, even as a part of another; a name is found when its skill is read or its words
//! are touched by a reading.

use serde::{Deserialize, Serialize};

use super::{Fault, Finding, overlap, places, share, words};
use crate::explain::{Detail, ExplainedSkill, Question};
use crate::reading::Reader;

/// A labelled sentence.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: Option<String>,
    /// The sentence.
    pub text: String,
    /// Names that must be read.
    #[serde(default)]
    pub expected: Vec<String>,
    /// Names that must not.
    #[serde(default)]
    pub forbidden: Vec<String>,
}

/// The result.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// How many sentences were judged.
    pub sentences: usize,
    /// Share of the forbidden names that were read.
    pub fooled: f64,
    /// Share of the expected names that were read.
    pub recall: f64,
    /// Everything amiss.
    pub findings: Vec<Finding>,
}

/// Reads the sentences and compares.
#[must_use]
pub fn score(reader: &Reader, cases: &[Case]) -> Score {
    let mut findings = Vec::new();
    let (mut expected, mut forbidden) = (0, 0);
    for (index, case) in cases.iter().enumerate() {
        let text: Vec<char> = case.text.chars().collect();
        let skills = read(reader, &case.text);
        let mut note = |fault, words: &str, slug: Option<&ExplainedSkill>| {
            findings.push(Finding {
                case: case
                    .id
                    .clone()
                    .unwrap_or_else(|| format!("line {}", index + 1)),
                fault,
                words: words.to_owned(),
                slug: slug.map(|skill| skill.slug.clone()),
            });
        };
        for name in &case.expected {
            expected += 1;
            let stretches = places(&text, name);
            let touches = |span: &(i32, i32)| stretches.iter().any(|s| overlap(*span, *s));
            let meant = slug(reader, name);
            if !skills
                .iter()
                .any(|skill| Some(&skill.slug) == meant.as_ref() || skill.spans.iter().any(touches))
            {
                note(Fault::Missed, name, None);
            }
        }
        for name in &case.forbidden {
            forbidden += 1;
            let meant = slug(reader, name);
            let same = |span: &(i32, i32)| words(&text, *span).eq_ignore_ascii_case(name);
            if let Some(skill) = skills
                .iter()
                .find(|skill| Some(&skill.slug) == meant.as_ref() || skill.spans.iter().any(same))
            {
                note(Fault::Fooled, name, Some(skill));
            }
        }
    }
    let count = |fault| findings.iter().filter(|one| one.fault == fault).count();
    Score {
        sentences: cases.len(),
        fooled: if forbidden == 0 {
            0.0
        } else {
            share(count(Fault::Fooled), forbidden)
        },
        recall: share(expected - count(Fault::Missed), expected),
        findings,
    }
}

fn read(reader: &Reader, text: &str) -> Vec<ExplainedSkill> {
    let question = Question {
        text: Some(text.to_owned()),
        ..Question::default()
    };
    let mut skills = reader.explain(&question, &Detail::default()).skills;
    skills.retain(|skill| !skill.negated);
    skills
}

/// The skill that a name stands for, read in company so that names which are ordinary words count too.
fn slug(reader: &Reader, name: &str) -> Option<String> {
    let start = i32::try_from("Kubernetes, ".len()).ok()?;
    let skills = read(reader, &format!("Kubernetes, {name}"));
    let whole = skills
        .into_iter()
        .filter(|skill| skill.spans.iter().any(|span| span.0 >= start));
    whole.map(|skill| skill.slug).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_meant_loosely() {
        let case = |text: &str, expected: &[&str], forbidden: &[&str]| Case {
            id: None,
            text: text.into(),
            expected: expected.iter().map(|name| (*name).into()).collect(),
            forbidden: forbidden.iter().map(|name| (*name).into()).collect(),
        };
        let cases = [
            case(
                "Golang and Terraform in production.",
                &["Go", "Terraform"],
                &[],
            ),
            case("Nothing is named here.", &["Docker"], &["Go"]),
            case("Python developer wanted.", &[], &["Python", "Ruby"]),
        ];
        let score = score(&Reader::load().unwrap(), &cases);
        assert!((score.recall - 2.0 / 3.0).abs() < 1e-9, "{score:?}");
        assert!((score.fooled - 1.0 / 3.0).abs() < 1e-9, "{score:?}");
        assert_eq!(score.findings[1].slug.as_deref(), Some("python"));
    }
}

//! Skills of whole postings, judged by where they stand in the text.
//!
//! A label is found when any skill that is read, and not negated, shares a character with one of its stretches. A skill
//! that is read is right when any of its stretches does so with a label; it is not judged when it only touches words that the
//! case leaves open (`optional`); it is a false alarm else, and one in company talk where it touches words of `company_only`.

use entity::posting::Requirement;
use serde::{Deserialize, Serialize};

use super::{Fault, Finding, Quality, Tally, overlap, places, share, words};
use crate::explain::{Detail, ExplainedSkill, Question};
use crate::reading::Reader;

/// A labelled posting.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: Option<String>,
    /// Its text.
    pub text: String,
    /// What it asks for.
    pub gold_detail: Vec<Label>,
    /// Words that may be read or not.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Words in which the employer speaks of itself.
    #[serde(default)]
    pub company_only: Vec<String>,
}

/// A skill that a posting asks for.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    /// As the posting writes it.
    pub surface: String,
    /// Whether it names a technology (`core`) or an idea (`concept`).
    pub tier: Tier,
    /// Whether it is only welcome.
    #[serde(default)]
    pub nice: bool,
    /// Where it stands, in Unicode scalar values.
    pub spans: Vec<(i32, i32)>,
}

/// What sort of skill a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// A named technology.
    Core,
    /// A method, practice or idea.
    Concept,
}

/// The result.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// How many postings were judged.
    pub postings: usize,
    /// All labels, all readings.
    pub all: Quality,
    /// Labels of technologies, readings of technologies.
    pub technologies: Quality,
    /// Share of the found labels that are welcome where the label says so, and asked for where it does not.
    pub nice_accuracy: f64,
    /// Readings in words in which the employer speaks of itself.
    pub company_false_alarms: usize,
    /// Everything amiss.
    pub findings: Vec<Finding>,
}

/// Reads the postings and compares.
#[must_use]
pub fn score(reader: &Reader, cases: &[Case]) -> Score {
    let mut sheet = Sheet::default();
    for (index, case) in cases.iter().enumerate() {
        let question = Question {
            text: Some(case.text.clone()),
            ..Question::default()
        };
        let mut skills = reader.explain(&question, &Detail::default()).skills;
        skills.retain(|skill| !skill.negated);
        let mut judge = Judge {
            name: case
                .id
                .clone()
                .unwrap_or_else(|| format!("line {}", index + 1)),
            text: case.text.chars().collect(),
            case,
            sheet: &mut sheet,
        };
        judge.labels(&skills);
        for skill in skills.iter().filter(|skill| !skill.spans.is_empty()) {
            judge.reading(reader, skill);
        }
    }
    Score {
        postings: cases.len(),
        all: sheet.all.quality(),
        technologies: sheet.technologies.quality(),
        nice_accuracy: share(sheet.nice_right, sheet.all.found),
        company_false_alarms: sheet.company,
        findings: sheet.findings,
    }
}

#[derive(Default)]
struct Sheet {
    all: Tally,
    technologies: Tally,
    nice_right: usize,
    company: usize,
    findings: Vec<Finding>,
}

struct Judge<'a> {
    name: String,
    text: Vec<char>,
    case: &'a Case,
    sheet: &'a mut Sheet,
}

impl Judge<'_> {
    /// Which labels were found, and whether they were read as wishes or demands.
    fn labels(&mut self, skills: &[ExplainedSkill]) {
        for label in &self.case.gold_detail {
            let touching = skills
                .iter()
                .filter(|skill| touches(&skill.spans, &label.spans));
            let strongest = touching.map(|skill| skill.requirement).min();
            let found = strongest.is_some();
            self.sheet.all.found += usize::from(found);
            self.sheet.all.missed += usize::from(!found);
            if label.tier == Tier::Core {
                self.sheet.technologies.found += usize::from(found);
                self.sheet.technologies.missed += usize::from(!found);
            }
            let right = strongest.is_some_and(|how| (how == Requirement::Nice) == label.nice);
            self.sheet.nice_right += usize::from(right);
            if !found {
                self.note(Fault::Missed, label.surface.clone(), None);
            } else if !right {
                self.note(Fault::NiceOrRequired, label.surface.clone(), None);
            }
        }
    }

    /// Whether one reading rests on a label.
    fn reading(&mut self, reader: &Reader, skill: &ExplainedSkill) {
        let labels = &self.case.gold_detail;
        let right = labels
            .iter()
            .any(|label| touches(&skill.spans, &label.spans));
        let among = |list: &[String]| {
            list.iter()
                .any(|words| touches(&skill.spans, &places(&self.text, words)))
        };
        let fault = if right {
            None
        } else if among(&self.case.company_only) {
            self.sheet.company += 1;
            Some(Fault::CompanyTalk)
        } else if among(&self.case.optional) {
            return;
        } else {
            Some(Fault::FalseAlarm)
        };
        let entry = reader.vocabulary.skill(&skill.slug);
        let tallies = [
            Some(&mut self.sheet.all),
            entry
                .is_some_and(|entry| entry.kind.is_technology())
                .then_some(&mut self.sheet.technologies),
        ];
        for tally in tallies.into_iter().flatten() {
            tally.right += usize::from(right);
            tally.wrong += usize::from(!right);
        }
        if let Some(fault) = fault {
            let words = words(&self.text, skill.spans[0]);
            self.note(fault, words, Some(skill.slug.clone()));
        }
    }

    fn note(&mut self, fault: Fault, words: String, slug: Option<String>) {
        self.sheet.findings.push(Finding {
            case: self.name.clone(),
            fault,
            words,
            slug,
        });
    }
}

fn touches(spans: &[(i32, i32)], others: &[(i32, i32)]) -> bool {
    spans
        .iter()
        .any(|span| others.iter().any(|other| overlap(*span, *other)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_and_readings_meet_where_they_overlap() {
        let text = "Requirements\n• Python and Terraform\n• Ideally Rust\n• Scrum";
        let case = serde_json::from_value(json!({
            "id": "one", "text": text,
            "gold_detail": [
                {"surface": "Python", "tier": "core", "nice": false, "spans": [[15, 21]]},
                {"surface": "Rust", "tier": "core", "nice": false, "spans": [[46, 50]]},
                {"surface": "Zymurgy", "tier": "concept", "nice": true, "spans": [[0, 2]]},
            ],
            "optional": ["scrum"], "company_only": [],
        }))
        .unwrap();
        let score = score(&Reader::load().unwrap(), &[case]);
        let faults: Vec<_> = score
            .findings
            .iter()
            .map(|finding| (finding.fault, finding.words.as_str()))
            .collect();
        assert_eq!(
            faults,
            [
                (Fault::NiceOrRequired, "Rust"),
                (Fault::Missed, "Zymurgy"),
                (Fault::FalseAlarm, "Terraform"),
            ]
        );
        assert!((score.all.precision - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.technologies.recall - 1.0).abs() < 1e-9);
        assert!((score.nice_accuracy - 0.5).abs() < 1e-9);
    }
}

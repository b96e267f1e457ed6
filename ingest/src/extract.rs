//! Which skills a posting asks for, how, and where it says so.

use std::collections::BTreeMap;

use entity::content::requirement::RequirementRules;
use entity::matcher::{Matcher, Mention};
use entity::posting::Requirement;

mod clause;
mod section;

/// A skill that a posting asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSkill {
    /// Position of the skill in the vocabulary.
    pub skill: usize,
    /// The strongest way in which the posting asks for it.
    pub requirement: Requirement,
    /// Where it is named, as byte positions in the text.
    pub spans: Vec<(usize, usize)>,
}

/// The skills that a text asks for, by their position in the vocabulary. The first line is taken for the title: what it
/// names is required. What stands in sections about the employer, its benefits or the law is not asked for.
#[must_use]
pub fn skills(text: &str, matcher: &Matcher, rules: &RequirementRules) -> Vec<AskedSkill> {
    let sections = section::sections(text, rules);
    let mut asked: BTreeMap<usize, AskedSkill> = BTreeMap::new();
    let title_end = text.find('\n').unwrap_or(text.len());
    let mut current = 0;
    for mention in matcher.find(text) {
        while sections
            .get(current + 1)
            .is_some_and(|next| next.start <= mention.start)
        {
            current += 1;
        }
        let section = sections.get(current).and_then(|part| part.section);
        if section.is_some_and(|section| !section.asks()) {
            continue;
        }
        let requirement = if mention.start < title_end {
            Requirement::Required
        } else {
            clause::requirement(text, mention, section, rules)
        };
        add(&mut asked, mention, requirement);
    }
    asked.into_values().collect()
}

fn add(asked: &mut BTreeMap<usize, AskedSkill>, mention: Mention, requirement: Requirement) {
    let skill = asked.entry(mention.skill).or_insert(AskedSkill {
        skill: mention.skill,
        requirement,
        spans: Vec::new(),
    });
    // The enum's order is the order of strength.
    skill.requirement = skill.requirement.min(requirement);
    skill.spans.push((mention.start, mention.end));
}

#[cfg(test)]
mod tests {
    use entity::content::ContentFile;
    use entity::content::vocabulary::Vocabulary;

    use super::*;

    fn asked(text: &str) -> Vec<(String, Requirement)> {
        let file = ContentFile {
            name: "vocabulary/test.yaml".into(),
            text: "- {slug: go, name: Golang, kind: language}\n\
                - {slug: python, name: Python, kind: language}\n\
                - {slug: sql, name: SQL, kind: language}\n\
                - {slug: rust, name: Rust, kind: language}\n"
                .into(),
        };
        let vocabulary = Vocabulary::from_files(&[file]).unwrap();
        let rules = RequirementRules::load().unwrap();
        skills(text, &Matcher::new(&vocabulary), &rules)
            .into_iter()
            .map(|skill| {
                let slug = vocabulary.skills[skill.skill].slug.value.clone();
                (slug, skill.requirement)
            })
            .collect()
    }

    #[test]
    fn sections_and_clauses_say_how() {
        let text = "Engineer\n\nAbout us\nWe were founded by Golang people.\n\nRequirements:\n• SQL\n• Ideally Rust\n\n\
            Nice to have\n• Python\n\nBenefits\n• Golang conferences";
        assert_eq!(
            asked(text),
            [
                ("python".to_owned(), Requirement::Nice),
                ("rust".to_owned(), Requirement::Nice),
                ("sql".to_owned(), Requirement::Required),
            ]
        );
    }

    #[test]
    fn titles_require_and_prose_leaves_open() {
        assert_eq!(
            asked("Python Developer\n\nYou will write SQL. Rust is a plus."),
            [
                ("python".to_owned(), Requirement::Required),
                ("rust".to_owned(), Requirement::Nice),
                ("sql".to_owned(), Requirement::Unspecified),
            ]
        );
    }

    #[test]
    fn the_strongest_way_counts() {
        let text = "Engineer\n\nPython is a plus.\n\nRequirements\n• Python";
        assert_eq!(asked(text), [("python".to_owned(), Requirement::Required)]);
    }
}

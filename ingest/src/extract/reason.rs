//! Names the rules that decided about skills, for whoever doubts them.

use entity::content::vocabulary::{AliasRules, CaseRule, SkillEntry, Vocabulary};
use entity::matcher::{Matcher, Mention};
use entity::posting::Requirement;

use super::phrase::Phrases;
use super::verdict::{By, How, Reading, Verdict};
use crate::why::Reason;

/// Why each mention of a skill in a text counts as it does, two reasons for each: which spelling it is, and what decided how it is asked
/// for. Mentions that do not count are named as well. Costs a reading of its own: nothing is noted down while skills are read.
#[must_use]
pub fn reasons(
    text: &str,
    vocabulary: &Vocabulary,
    matcher: &Matcher,
    phrases: &Phrases,
) -> Vec<Reason> {
    let mentions = matcher.find(text);
    let mut reasons = Vec::with_capacity(2 * mentions.len());
    Reading::new(text, phrases).judge(&mentions, |mention, verdict| {
        let skill = &vocabulary.skills[mention.skill];
        let field = format!("skills.{}", skill.slug.value);
        let found = &text[mention.start..mention.end];
        reasons.push(Reason {
            field: field.clone(),
            rule: spelling(skill, found),
            evidence: found.to_owned(),
        });
        let (rule, evidence) = if skill.is_read() {
            decision(text, mention, verdict)
        } else {
            ("not read from postings".to_owned(), found.to_owned())
        };
        reasons.push(Reason {
            field,
            rule,
            evidence,
        });
    });
    reasons
}

/// The rule that decided how a mention is asked for, with its words.
fn decision(text: &str, mention: Mention, verdict: Verdict) -> (String, String) {
    let how = match verdict.how {
        How::Asked(Requirement::Required) => "required".to_owned(),
        How::Asked(Requirement::Nice) => "nice".to_owned(),
        How::Asked(Requirement::Unspecified) => "unspecified".to_owned(),
        How::Unwanted => "not asked for".to_owned(),
        How::Closed(section) => format!("closed by {} section", section.name()),
    };
    let words = |(start, end): (usize, usize)| text[start..end].trim().to_owned();
    match verdict.by {
        By::Title => (
            format!("{how}: named in the title"),
            words((mention.start, mention.end)),
        ),
        By::Heading(start, end) => {
            let heading = words((start, end));
            (
                format!("{how}: heading `{heading}` at byte {start}"),
                heading,
            )
        }
        By::Cue(start, end) => {
            let cue = words((start, end));
            (format!("{how}: cue `{cue}`"), cue)
        }
        By::Nothing => (format!("{how}: nothing says how"), String::new()),
    }
}

/// The spelling of the vocabulary that a mention is, with its case rule.
fn spelling(skill: &SkillEntry, found: &str) -> String {
    let plain = |text: &str| -> String {
        let kept = text
            .chars()
            .filter(|c| c.is_alphanumeric() || "+#".contains(*c));
        kept.flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(found);
    // Versions belong to the mention: `Python3` is the spelling `Python`.
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    let by = |wanted: &str| {
        let same = |rules: &AliasRules| plain(&rules.text) == wanted;
        skill.readings().find(same)
    };
    match by(&wanted).or_else(|| by(stem)) {
        Some(rules) => {
            let case = match rules.case {
                CaseRule::Any => "any case",
                CaseRule::Capital => "capital first letter",
                CaseRule::Exact => "exactly so",
            };
            let context = if rules.needs_context {
                ", beside other skills"
            } else {
                ""
            };
            format!("spelling `{}` ({case}{context})", rules.text)
        }
        None => format!("spelling of `{}`", skill.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_has_a_name() {
        let vocabulary = Vocabulary::load().unwrap();
        let matcher = Matcher::new(&vocabulary);
        let phrases = Phrases::load().unwrap();
        let text = "Rust Engineer\nNice to have\nk8s, Python3\nAbout us\nMade with Terraform.\n\
            Requirements\nJava, no PHP; communication";
        let reasons = reasons(text, &vocabulary, &matcher, &phrases);
        let rules = |slug: &str| {
            let field = format!("skills.{slug}");
            let of = reasons.iter().filter(|reason| reason.field == field);
            of.map(|reason| reason.rule.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(rules("rust")[1], "required: named in the title");
        let kubernetes = rules("kubernetes");
        assert!(kubernetes[0].to_lowercase().starts_with("spelling `k8s` ("));
        assert_eq!(kubernetes[1], "nice: heading `Nice to have` at byte 14");
        assert!(rules("python")[0].starts_with("spelling `Python"));
        assert_eq!(
            rules("terraform")[1],
            "closed by company section: heading `About us` at byte 40"
        );
        assert_eq!(rules("php")[1], "not asked for: cue `no`");
        assert_eq!(rules("communication")[1], "not read from postings");
    }
}

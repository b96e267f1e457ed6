//! Skills as postings name them.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use entity::posting;
use sea_orm::ActiveEnum;

use super::{
    loader::{EvidenceOf, SkillId, load, load_many},
    page::priced,
    skill::Skill,
};
use crate::query::posting::Span;

/// The skills that a posting names.
pub(crate) async fn of(ctx: &Context<'_>, posting: &posting::Model) -> Result<Vec<SkillMention>> {
    let ids = posting.skill_ids.iter().copied().map(SkillId);
    let skills = load_many(ctx, ids.collect()).await?;
    let mention = |skill: Arc<entity::skill::Model>| SkillMention {
        posting: posting.id,
        requirement: requirement(posting, skill.id),
        skill: Skill(skill),
    };
    Ok(skills.into_iter().map(mention).collect())
}

fn requirement(posting: &posting::Model, skill: i32) -> Requirement {
    let mut mentions = posting.skill_ids.iter().zip(&posting.requirement_levels);
    let level = mentions
        .find(|(id, _)| **id == skill)
        .map(|(_, level)| *level);
    let stored = level.and_then(|level| posting::Requirement::try_from_value(&level).ok());
    stored.map_or(Requirement::Unspecified, Requirement::from)
}

/// How a posting asks for a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum Requirement {
    /// It must be there.
    Required,
    /// It is welcome.
    NiceToHave,
    /// It is named, no more.
    Unspecified,
}

impl From<posting::Requirement> for Requirement {
    fn from(stored: posting::Requirement) -> Self {
        match stored {
            posting::Requirement::Required => Self::Required,
            posting::Requirement::Nice => Self::NiceToHave,
            posting::Requirement::Unspecified => Self::Unspecified,
        }
    }
}

/// A skill that a posting names.
pub(crate) struct SkillMention {
    posting: i64,
    skill: Skill,
    requirement: Requirement,
}

/// A skill that a posting names.
#[Object]
impl SkillMention {
    /// The skill.
    async fn skill(&self) -> &Skill {
        &self.skill
    }

    /// How the posting asks for it.
    async fn requirement(&self) -> Requirement {
        self.requirement
    }

    /// The parts of the posting's text that name it; empty once the text has expired.
    #[graphql(complexity = "priced(2, child_complexity)")]
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<TextSpan>> {
        let evidence = load(ctx, EvidenceOf(self.posting)).await?;
        let spans = evidence
            .as_deref()
            .and_then(|all| all.get(&self.skill.0.id));
        Ok(spans.into_iter().flatten().map(TextSpan::from).collect())
    }
}

/// A part of a posting's text.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct TextSpan {
    /// Where it begins, counted in Unicode characters.
    start: i32,
    /// Where it ends, exclusive.
    end: i32,
    /// What stands there.
    text: String,
}

impl From<&Span> for TextSpan {
    fn from(span: &Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
            text: span.text.clone(),
        }
    }
}

//! Skills as postings and people name them.

use std::sync::Arc;

use async_graphql::{
    Context, ContextSelectionSet, Enum, Object, Result, SimpleObject, parser::types::Field,
    resolver_utils::enum_value,
};
use entity::posting;
use sea_orm::ActiveEnum;

use super::{
    loader::{EvidenceOf, Loaders, SkillId, load, load_many},
    plain::{Flat, Json, Plain},
    skill::Skill,
};
use crate::query::posting::Span;

/// The skills that a posting names.
pub(crate) async fn of(
    ctx: &Context<'_>,
    posting: &posting::Model,
) -> Result<Vec<Flat<SkillMention>>> {
    let ids = posting.skill_ids.iter().copied().map(SkillId);
    let skills = load_many(ctx, ids.collect()).await?;
    let mentions = skills.into_iter().map(|skill| mention(posting, skill));
    Ok(mentions.map(Flat).collect())
}

/// The same where all skills are held in memory.
pub(super) fn held(loaders: &Loaders, posting: &posting::Model) -> Option<Vec<SkillMention>> {
    let skills = posting
        .skill_ids
        .iter()
        .map(|id| loaders.held(&SkillId(*id)));
    skills.map(|skill| Some(mention(posting, skill?))).collect()
}

fn mention(posting: &posting::Model, skill: Arc<entity::skill::Model>) -> SkillMention {
    SkillMention {
        evidence: Evidence::Stored(posting.id),
        requirement: requirement(posting, skill.id),
        skill: Skill(skill),
    }
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

/// Where the words stand that name a skill.
enum Evidence {
    /// In the text of a posting, as long as that is stored.
    Stored(i64),
    /// In a text that the request brought along.
    Told(Vec<TextSpan>),
}

/// A skill that a posting or somebody's own text names.
pub(crate) struct SkillMention {
    evidence: Evidence,
    skill: Skill,
    requirement: Requirement,
}

impl SkillMention {
    /// A skill that somebody names in these places of a text, without asking for it.
    pub(crate) fn told(skill: Skill, places: Vec<TextSpan>) -> Self {
        Self {
            evidence: Evidence::Told(places),
            skill,
            requirement: Requirement::Unspecified,
        }
    }
}

impl Plain for SkillMention {
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        match field.name.node.as_str() {
            "skill" => json.object(ctx, &self.skill, &field.selection_set.node),
            "requirement" => json.put(enum_value(self.requirement)),
            _ => None,
        }
    }
}

/// A skill that a posting or somebody's own text names.
#[Object]
impl SkillMention {
    /// The skill that is named.
    async fn skill(&self) -> &Skill {
        &self.skill
    }

    /// How the posting asks for it; unspecified in somebody's own text.
    async fn requirement(&self) -> Requirement {
        self.requirement
    }

    /// The parts of the text that name it, 100 at most of somebody's own; of a posting empty once its text has expired.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<TextSpan>> {
        let posting = match &self.evidence {
            Evidence::Told(places) => return Ok(places.clone()),
            Evidence::Stored(posting) => *posting,
        };
        let evidence = load(ctx, EvidenceOf(posting)).await?;
        let spans = evidence
            .as_deref()
            .and_then(|all| all.get(&self.skill.0.id));
        Ok(spans.into_iter().flatten().map(TextSpan::from).collect())
    }
}

/// A part of a text.
#[derive(Clone, SimpleObject)]
pub(crate) struct TextSpan {
    /// Where it begins, counted in Unicode characters.
    pub(crate) start: i32,
    /// Where it ends, exclusive.
    pub(crate) end: i32,
    /// What stands there.
    pub(crate) text: String,
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

//! What a guide says one has to know: fields, tools, the employers' checklist.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use entity::content::{Spanned, roadmap as content};

use super::converted;
use crate::graphql::{
    loader::{SkillSlug, load, load_many},
    nullable::Nullable,
    roadmap_node::Importance,
    skill::Skill,
};

/// A field of knowledge.
#[derive(SimpleObject)]
pub(super) struct SkillGroup {
    /// Its name.
    title: String,
    /// What it consists of.
    items: Vec<SkillGroupItem>,
}

impl From<content::SkillGroup> for SkillGroup {
    fn from(found: content::SkillGroup) -> Self {
        let content::SkillGroup { title, items } = found;
        Self {
            title,
            items: converted(items),
        }
    }
}

/// A part of a field of knowledge.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct SkillGroupItem {
    /// Its name.
    title: String,
    #[graphql(skip)]
    slugs: Vec<String>,
    /// What to look at in particular, where no skill says it.
    notes: Vec<String>,
    /// How much it matters.
    importance: Importance,
}

#[ComplexObject]
impl SkillGroupItem {
    /// Its skills.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        skills(ctx, &self.slugs).await
    }
}

impl From<content::SkillGroupItem> for SkillGroupItem {
    fn from(found: content::SkillGroupItem) -> Self {
        let content::SkillGroupItem {
            title,
            skills,
            notes,
            importance,
        } = found;
        Self {
            title,
            slugs: plain(skills),
            notes,
            importance: importance.into(),
        }
    }
}

/// Tools for one purpose.
#[derive(SimpleObject)]
pub(super) struct ToolCategory {
    /// The purpose.
    title: String,
    /// The tools.
    tools: Vec<Tool>,
}

impl From<content::ToolCategory> for ToolCategory {
    fn from(found: content::ToolCategory) -> Self {
        let content::ToolCategory { title, tools } = found;
        Self {
            title,
            tools: converted(tools),
        }
    }
}

/// A tool, which is a skill.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Tool {
    #[graphql(skip)]
    slug: String,
    /// What the guide adds, e.g. the name it uses.
    note: Option<String>,
}

#[ComplexObject]
impl Tool {
    /// The skill; null where no skill of the guide's slug is stored.
    async fn skill(&self, ctx: &Context<'_>) -> Nullable<Skill> {
        async { Ok(load(ctx, SkillSlug(self.slug.clone())).await?.map(Skill)) }
            .await
            .into()
    }
}

impl From<content::Tool> for Tool {
    fn from(found: content::Tool) -> Self {
        let content::Tool { skill, note } = found;
        Self {
            slug: skill.value,
            note,
        }
    }
}

/// One thing that employers look for.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct ChecklistItem {
    /// What it is.
    title: String,
    /// What belongs to it, in words.
    notes: Vec<String>,
    #[graphql(skip)]
    all: Vec<String>,
    #[graphql(skip)]
    any: Vec<String>,
}

#[ComplexObject]
impl ChecklistItem {
    /// The skills that it takes.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        skills(ctx, &self.all).await
    }

    /// Skills any one of which is enough.
    async fn any_of(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        skills(ctx, &self.any).await
    }
}

impl From<content::ChecklistItem> for ChecklistItem {
    fn from(found: content::ChecklistItem) -> Self {
        let content::ChecklistItem {
            title,
            notes,
            skills,
            any_of,
        } = found;
        Self {
            title,
            notes,
            all: plain(skills),
            any: plain(any_of),
        }
    }
}

async fn skills(ctx: &Context<'_>, slugs: &[String]) -> Result<Vec<Skill>> {
    let keys = slugs.iter().cloned().map(SkillSlug).collect();
    Ok(load_many(ctx, keys).await?.into_iter().map(Skill).collect())
}

fn plain(slugs: Vec<Spanned<String>>) -> Vec<String> {
    slugs.into_iter().map(|slug| slug.value).collect()
}

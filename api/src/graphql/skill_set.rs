//! The skills that people say they have.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::skill;

use super::{
    Query,
    error::unknown_text,
    loader::{Loaders, SkillSlug, load_many},
    progress_mutation::written,
    user_error::UserError,
    viewer::{Viewer, signed_in},
};
use crate::{demand::unknown::Noun, failure::quoted, people::progress};

/// How many skills somebody may have.
const MAX_SKILLS: usize = 500;

/// The skills that somebody has.
#[derive(InputObject)]
pub(crate) struct SetSkillsInput {
    /// Their slugs, at most 500; what is not among them is no longer said.
    skills: Vec<String>,
}

/// What came of saying which skills one has.
#[derive(SimpleObject)]
pub(crate) struct SetSkillsPayload {
    /// Whoever asks; null where nothing was done.
    viewer: Option<Viewer>,
    /// What is wrong with the input; then nothing was done.
    errors: Vec<UserError>,
    /// Everything that can be asked, as it is now.
    query: Query,
}

/// Mutations of skills.
#[derive(Default)]
pub(crate) struct SkillMutation;

#[Object]
impl SkillMutation {
    /// Says which skills one has beside what one's progress tells.
    async fn set_skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The skills that they say they have.")] input: SetSkillsInput,
    ) -> Result<SetSkillsPayload> {
        let viewer = signed_in(ctx)?;
        let owner = viewer.clone();
        let outcome = async {
            let number = input.skills.len();
            if number > MAX_SKILLS {
                let message = format!("skills names at most {MAX_SKILLS} skills, not {number}");
                return Ok(Err(UserError::invalid(message, &["input", "skills"])));
            }
            let slugs = input.skills;
            let keys = slugs.iter().cloned().map(SkillSlug).collect();
            let skills = load_many(ctx, keys).await?;
            if let Some(message) = unsound(ctx, &slugs, &skills).await? {
                return Ok(Err(UserError::invalid(message, &["input", "skills"])));
            }
            let ids = skills.iter().map(|skill| skill.id).collect();
            let set =
                move |database| async move { progress::set_skills(&database, &owner, ids).await };
            written(ctx.data::<Loaders>()?.read(set).await?)
        };
        let outcome = outcome.await?;
        ctx.data::<Loaders>()?.forget();
        Ok(SetSkillsPayload {
            viewer: outcome.is_ok().then_some(Viewer(viewer)),
            errors: outcome.err().into_iter().collect(),
            query: Query::default(),
        })
    }
}

/// What is wrong with some slugs of which these skills were found, if anything is.
async fn unsound(
    ctx: &Context<'_>,
    slugs: &[String],
    found: &[Arc<skill::Model>],
) -> Result<Option<String>> {
    let found: HashSet<&str> = found.iter().map(|skill| &*skill.slug).collect();
    let mut seen = HashSet::new();
    for slug in slugs {
        if !found.contains(slug.as_str()) {
            return unknown_text(ctx, Noun::Skill, slug).await.map(Some);
        }
        if !seen.insert(slug) {
            return Ok(Some(format!("{} is named twice", quoted(slug))));
        }
    }
    Ok(None)
}

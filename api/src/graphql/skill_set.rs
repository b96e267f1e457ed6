//! The skills that people say they have.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::{
    Query,
    loader::{Loaders, SkillSlug, load_many},
    progress_mutation::written,
    user_error::UserError,
    viewer::{Viewer, signed_in},
};
use crate::people::progress;

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
        #[graphql(desc = "The skills.")] input: SetSkillsInput,
    ) -> Result<SetSkillsPayload> {
        let viewer = signed_in(ctx)?;
        let owner = viewer.clone();
        let outcome = async {
            let number = input.skills.len();
            if number > MAX_SKILLS {
                let message = format!("skills names at most {MAX_SKILLS} skills, not {number}");
                return Ok(Err(UserError::invalid(message, &["input", "skills"])));
            }
            let keys = input.skills.into_iter().map(SkillSlug).collect();
            let skills = load_many(ctx, keys).await?;
            if skills.len() < number {
                let message = "there is no skill of one of these slugs, or it is named twice";
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

//! Taking over what a document says that was exported.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use super::{
    Query,
    loader::{CourseOf, Loaders, RoadmapSlug, SkillId, SkillSlug, load_many},
    progress_mutation::{MAX_NOTE, now, written},
    roadmap_node::RoadmapNode,
    skill::Skill,
    user_error::UserError,
    viewer::{Viewer, signed_in},
};
use crate::people::progress::{self, Document, Import, Known};

/// What to take over.
#[derive(InputObject)]
pub(crate) struct ImportProgressInput {
    /// A document as Viewer.export gives it. Its progress, notes and skills are taken over; of each node the later word counts, that of
    /// the document or the present one, so taking over the same document again changes nothing.
    document: String,
    /// Whether only to tell what would be taken over.
    #[graphql(default)]
    dry_run: bool,
}

/// Why a part of a document is not taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ImportRefusalReason {
    /// There is no such roadmap.
    UnknownRoadmap,
    /// The roadmap has no such node.
    UnknownNode,
    /// There is no such skill.
    UnknownSkill,
    /// A note is too long, or holds a NUL.
    UnsoundNote,
}

/// A part of a document that is not taken over.
#[derive(SimpleObject)]
pub(crate) struct ImportRefusal {
    /// Why not.
    reason: ImportRefusalReason,
    /// The slug of the roadmap that it is about.
    roadmap: Option<String>,
    /// The key of the node that it is about.
    node: Option<String>,
    /// The slug of the skill that it is about.
    skill: Option<String>,
}

/// What came of taking over a document.
pub(crate) struct ImportProgressPayload {
    outcome: Result<Import, UserError>,
    viewer: crate::people::Viewer,
    dry_run: bool,
}

/// What came of taking over a document, or would come of it.
#[Object]
impl ImportProgressPayload {
    /// The nodes that stand otherwise for it.
    async fn changed(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        match &self.outcome {
            Ok(import) => RoadmapNode::keyed(ctx, &import.nodes).await,
            Err(_) => Ok(Vec::new()),
        }
    }

    /// The skills that it adds.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        let ids = self.outcome.iter().flat_map(|import| &import.skills);
        let skills = load_many(ctx, ids.copied().map(SkillId).collect()).await?;
        Ok(skills.into_iter().map(Skill).collect())
    }

    /// What is not taken over.
    async fn refused(&self) -> Vec<ImportRefusal> {
        self.outcome.as_ref().map(refused).unwrap_or_default()
    }

    /// Whether nothing was done but telling.
    async fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// What takes the change of nodes back within 24 hours; skills stay. Null where no node stands otherwise.
    async fn undo_token(&self) -> Option<&str> {
        self.outcome.as_ref().ok()?.token.as_deref()
    }

    /// Whoever asks.
    async fn viewer(&self) -> Viewer {
        Viewer(self.viewer.clone())
    }

    /// What is wrong with the input; then nothing was done.
    async fn errors(&self) -> Vec<&UserError> {
        self.outcome.as_ref().err().into_iter().collect()
    }

    /// Everything that can be asked, as it is now.
    async fn query(&self) -> Query {
        Query::default()
    }
}

fn refused(import: &Import) -> Vec<ImportRefusal> {
    use ImportRefusalReason::{UnknownNode, UnknownRoadmap, UnknownSkill, UnsoundNote};
    let refusal =
        |reason, roadmap: Option<&String>, node: Option<&String>, skill: Option<&String>| {
            ImportRefusal {
                reason,
                roadmap: roadmap.cloned(),
                node: node.cloned(),
                skill: skill.cloned(),
            }
        };
    let unknown = import.unknown.iter().map(|(roadmap, node)| {
        let reason = if node.is_some() {
            UnknownNode
        } else {
            UnknownRoadmap
        };
        refusal(reason, Some(roadmap), node.as_ref(), None)
    });
    let notes = import.too_long.iter();
    let notes = notes.map(|of| refusal(UnsoundNote, Some(&of.roadmap), Some(&of.node), None));
    let skills = import.unknown_skills.iter();
    let skills = skills.map(|skill| refusal(UnknownSkill, None, None, Some(skill)));
    unknown.chain(notes).chain(skills).collect()
}

/// Mutations by documents.
#[derive(Default)]
pub(crate) struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Takes over what a document says that Viewer.export gave, here or elsewhere.
    async fn import_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take over.")] input: ImportProgressInput,
    ) -> Result<ImportProgressPayload> {
        let viewer = signed_in(ctx)?;
        let (owner, dry_run) = (viewer.clone(), input.dry_run);
        let outcome = match progress::read(&input.document) {
            Ok(document) => {
                let known = known(ctx, &document).await?;
                let now = now(ctx)?;
                let import = move |database| async move {
                    progress::import(&database, &owner, document, &known, dry_run, now).await
                };
                written(ctx.data::<Loaders>()?.read(import).await?)?
            }
            Err(message) => Err(UserError::invalid(message, &["input", "document"])),
        };
        ctx.data::<Loaders>()?.forget();
        Ok(ImportProgressPayload {
            outcome,
            viewer,
            dry_run,
        })
    }
}

/// What of the names in a document stands for something.
async fn known(ctx: &Context<'_>, document: &Document) -> Result<Known> {
    let slugs = document.roadmaps().into_iter().map(RoadmapSlug).collect();
    let roadmaps = load_many(ctx, slugs).await?;
    let courses = roadmaps
        .iter()
        .map(|roadmap| CourseOf(roadmap.id))
        .collect();
    let mut nodes = HashMap::new();
    for course in load_many(ctx, courses).await? {
        let id = course.nodes.first().map(|node| node.roadmap_id);
        if let Some(roadmap) = roadmaps.iter().find(|roadmap| Some(roadmap.id) == id) {
            let keys = course.nodes.iter().map(|node| node.key.clone());
            nodes.insert(roadmap.slug.clone(), keys.collect());
        }
    }
    let slugs = document.skills().iter().cloned().map(SkillSlug).collect();
    let skills = load_many(ctx, slugs).await?;
    let skills = skills.iter().map(|skill| (skill.slug.clone(), skill.id));
    Ok(Known {
        nodes,
        skills: skills.collect(),
        max_note: MAX_NOTE,
    })
}

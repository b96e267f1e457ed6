//! Changing one's progress.

use std::collections::BTreeSet;

use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};

use super::{
    Query,
    error::missing,
    loader::{CourseOf, Loaders, load},
    nullable::Nullable,
    progress::{ProgressState, RoadmapProgress},
    roadmap,
    roadmap_node::RoadmapNode,
    user_error::UserError,
    viewer::{signed_in, unauthenticated},
};
use crate::{
    Settings,
    people::progress::{self, Change, NodeKey, Refusal, Wish},
};

/// How many nodes can be set at once.
const MAX_NODES: usize = 500;

/// How many characters a note may have.
pub(super) const MAX_NOTE: usize = 2_000;

/// How many bytes a client's key may have.
const MAX_KEY: usize = 200;

/// What to say of nodes.
#[derive(InputObject)]
pub(crate) struct SetProgressInput {
    /// The roadmap's slug.
    roadmap: String,
    /// The keys of the nodes, at most 500. What is said of a node with parts is said of its leaves, except of those of which it would
    /// take back what was said: DONE leaves out what is known or skipped, KNOWN what is done or skipped, SKIPPED what is done or
    /// known, and LEARNING all that was begun; alternatives to something held stay too.
    nodes: Vec<String>,
    /// How they stand from now on.
    state: ProgressState,
    /// What to note about each of these nodes, at most 2,000 characters: left out, notes stay as they are; empty, they are taken away.
    note: Option<String>,
    /// A key of the client's choice, e.g. a UUID: the same change sent again under the same key is answered again and not done again.
    client_key: Option<String>,
}

/// What to take back.
#[derive(InputObject)]
pub(crate) struct UndoProgressInput {
    /// The token that came with the change.
    token: String,
}

/// What to begin anew.
#[derive(InputObject)]
pub(crate) struct ResetRoadmapInput {
    /// The roadmap's slug.
    roadmap: String,
    /// A key of the client's choice, as in setProgress.
    client_key: Option<String>,
}

/// What came of changing one's progress.
pub(crate) struct ProgressPayload(Result<Change, UserError>);

/// What came of changing one's progress.
#[Object]
impl ProgressPayload {
    /// How far one has got with the roadmap now; null where nothing was done, and where the change is about several roadmaps.
    async fn progress(&self, ctx: &Context<'_>) -> Nullable<RoadmapProgress> {
        async {
            let Some(slug) = self.change().and_then(|change| change.roadmap.clone()) else {
                return Ok(None);
            };
            match roadmap::find(ctx, slug).await? {
                Some(roadmap) => RoadmapProgress::find(ctx, &roadmap.0).await,
                None => Ok(None),
            }
        }
        .await
        .into()
    }

    /// The nodes of which the change says something.
    async fn changed(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        RoadmapNode::keyed(ctx, self.nodes(|change| &change.nodes)).await
    }

    /// The nodes that an undo left as they are, because something else was said of them since.
    async fn left(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        RoadmapNode::keyed(ctx, self.nodes(|change| &change.left)).await
    }

    /// What takes the change back within 24 hours; null where nothing was done.
    async fn undo_token(&self) -> Option<&str> {
        self.change().map(|change| change.token.as_str())
    }

    /// What is wrong with the input; then nothing was done.
    async fn errors(&self) -> Vec<&UserError> {
        self.0.as_ref().err().into_iter().collect()
    }

    /// Everything that can be asked, as it is now.
    async fn query(&self) -> Query {
        Query::default()
    }
}

impl ProgressPayload {
    fn change(&self) -> Option<&Change> {
        self.0.as_ref().ok()
    }

    fn nodes(&self, of: impl Fn(&Change) -> &Vec<NodeKey>) -> &[NodeKey] {
        match &self.0 {
            Ok(change) => of(change),
            Err(_) => &[],
        }
    }
}

/// Mutations of progress.
#[derive(Default)]
pub(crate) struct ProgressMutation;

#[Object]
impl ProgressMutation {
    /// Says how nodes of a roadmap stand.
    async fn set_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to say.")] input: SetProgressInput,
    ) -> Result<ProgressPayload> {
        let viewer = signed_in(ctx)?;
        let outcome = async {
            if let Some(error) = unsound(&input) {
                return Ok(Err(error));
            }
            let Some(roadmap) = roadmap::find(ctx, input.roadmap.clone()).await? else {
                return Ok(Err(no_roadmap()));
            };
            let course = load(ctx, CourseOf(roadmap.0.id)).await?;
            let course = course.ok_or_else(|| missing("a roadmap has no nodes"))?;
            let nodes: BTreeSet<String> = input.nodes.into_iter().collect();
            let mut known = nodes.iter().map(|key| course.outline.number(key));
            if known.any(|node| node.is_none()) {
                let message = "the roadmap has no node of one of these keys";
                return Ok(Err(UserError::invalid(message, &["input", "nodes"])));
            }
            let wish = Wish {
                roadmap: input.roadmap,
                nodes,
                state: input.state.into(),
                note: input.note,
                key: input.client_key,
            };
            let now = now(ctx)?;
            let set = move |database| async move {
                progress::set(&database, &viewer, &course.outline, &wish, now).await
            };
            written(ctx.data::<Loaders>()?.read(set).await?)
        };
        payload(ctx, outcome.await?)
    }

    /// Takes a change back: each of its nodes stands again as it did before, unless something else was said of it since.
    async fn undo_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back.")] input: UndoProgressInput,
    ) -> Result<ProgressPayload> {
        let viewer = signed_in(ctx)?;
        let now = now(ctx)?;
        let undo = move |database| async move {
            progress::undo(&database, &viewer, &input.token, now).await
        };
        let outcome = written(ctx.data::<Loaders>()?.read(undo).await?)?;
        payload(ctx, outcome)
    }

    /// Says of everything in a roadmap that it is not started. Notes stay.
    async fn reset_roadmap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to begin anew.")] input: ResetRoadmapInput,
    ) -> Result<ProgressPayload> {
        let viewer = signed_in(ctx)?;
        let outcome = async {
            if let Some(error) = unsound_key(input.client_key.as_deref()) {
                return Ok(Err(error));
            }
            if roadmap::find(ctx, input.roadmap.clone()).await?.is_none() {
                return Ok(Err(no_roadmap()));
            }
            let now = now(ctx)?;
            let reset = move |database| async move {
                let key = input.client_key.as_deref();
                progress::reset(&database, &viewer, &input.roadmap, key, now).await
            };
            written(ctx.data::<Loaders>()?.read(reset).await?)
        };
        payload(ctx, outcome.await?)
    }
}

/// What is wrong with what is to be said, whatever roadmaps there are.
fn unsound(input: &SetProgressInput) -> Option<UserError> {
    let nodes = input.nodes.len();
    if nodes == 0 || nodes > MAX_NODES {
        let message = format!("nodes names from 1 to {MAX_NODES} nodes, not {nodes}");
        return Some(UserError::invalid(message, &["input", "nodes"]));
    }
    let note = input.note.as_deref().unwrap_or_default();
    if note.chars().count() > MAX_NOTE || note.contains('\0') {
        let message = format!("a note has at most {MAX_NOTE} characters, and no NUL among them");
        return Some(UserError::invalid(message, &["input", "note"]));
    }
    unsound_key(input.client_key.as_deref())
}

fn unsound_key(key: Option<&str>) -> Option<UserError> {
    let length = key?.len();
    (length == 0 || length > MAX_KEY).then(|| {
        let message = format!("clientKey has from 1 to {MAX_KEY} bytes");
        UserError::invalid(message, &["input", "clientKey"])
    })
}

fn no_roadmap() -> UserError {
    UserError::invalid("there is no such roadmap", &["input", "roadmap"])
}

/// What time it is.
pub(super) fn now(ctx: &Context<'_>) -> Result<DateTime<Utc>> {
    Ok((ctx.data::<Settings>()?.clock)())
}

/// What was written, or what the input is to blame for.
pub(super) fn written<T>(outcome: Result<T, Refusal>) -> Result<Result<T, UserError>> {
    Ok(match outcome {
        Ok(change) => Ok(change),
        Err(Refusal::KeyUsedOtherwise) => Err(UserError::invalid(
            "this key was used for another change",
            &["input", "clientKey"],
        )),
        Err(Refusal::NothingToUndo) => Err(UserError::invalid(
            "nothing can be taken back by this token",
            &["input", "token"],
        )),
        Err(Refusal::Gone) => return Err(unauthenticated()),
    })
}

/// The payload; what was read before is forgotten, since it may have changed.
fn payload(ctx: &Context<'_>, outcome: Result<Change, UserError>) -> Result<ProgressPayload> {
    ctx.data::<Loaders>()?.forget();
    Ok(ProgressPayload(outcome))
}

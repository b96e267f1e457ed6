//! Who asks.

use async_graphql::{Context, Error, ErrorExtensions, ID, Object, Result};

use super::{
    error::{code, internal},
    history::{self, ProgressChange},
    id,
    loader::{Loaders, RoadmapSlug, SkillId, load_many, read},
    page::{Connection, PageArguments},
    progress::RoadmapProgress,
    progress_mutation::now,
    roadmap::Roadmap,
    session::Session,
    skill::Skill,
};
use crate::{
    failure::Failure,
    people::{self, Caller, progress},
};

/// Whoever asks, as their token tells.
pub(crate) struct Viewer(pub(crate) people::Viewer);

/// Whoever asks, as their token tells.
#[Object]
impl Viewer {
    /// What distinguishes them from everybody else.
    async fn id(&self) -> ID {
        id::encode("Viewer", self.0.key())
    }

    /// The name they chose, or that their issuer tells.
    async fn name(&self) -> &str {
        self.0.name()
    }

    /// Their sessions, the newest first: each is a token that is good now.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let database = ctx.data::<Loaders>()?.engine().database();
        let sessions = ctx.data::<Caller>()?.sessions(database).await;
        let sessions = sessions.map_err(internal)?.into_iter();
        Ok(sessions.map(Session::new).collect())
    }

    /// The skills that they say they have, by name.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        let viewer = self.0.clone();
        let ids = move |database| async move { progress::skills(&database, &viewer).await };
        let ids = read(ctx, ids).await?;
        let skills = load_many(ctx, ids.into_iter().map(SkillId).collect()).await?;
        Ok(skills.into_iter().map(Skill).collect())
    }

    /// How far they have got with each roadmap of which they said anything, the latest first.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapOfViewer>> {
        let viewer = self.0.clone();
        let slugs = move |database| async move { progress::roadmaps(&database, &viewer).await };
        let slugs = read(ctx, slugs).await?;
        let roadmaps = load_many(ctx, slugs.into_iter().map(RoadmapSlug).collect()).await?;
        Ok(roadmaps
            .into_iter()
            .map(|row| RoadmapOfViewer(Roadmap(row)))
            .collect())
    }

    /// What they did, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<Connection<ProgressChange>> {
        history::page(ctx, &self.0, PageArguments::forward(first, after)).await
    }

    /// All of their data in one JSON document: account, sessions without what they could be used by, skills, progress with notes, and
    /// history. importProgress reads it.
    async fn export(&self, ctx: &Context<'_>) -> Result<String> {
        let viewer = self.0.clone();
        let now = now(ctx)?;
        let export = move |database| async move { progress::export(&database, &viewer, now).await };
        let document = read(ctx, export).await?.ok_or_else(unauthenticated)?;
        Ok(serde_json::to_string_pretty(&document).map_err(|cause| Failure::internal(&cause))?)
    }
}

/// A roadmap of which somebody said anything.
pub(crate) struct RoadmapOfViewer(Roadmap);

/// A roadmap of which whoever asks said anything.
#[Object]
impl RoadmapOfViewer {
    /// The roadmap.
    async fn roadmap(&self) -> &Roadmap {
        &self.0
    }

    /// How far they have got.
    async fn progress(&self, ctx: &Context<'_>) -> Result<RoadmapProgress> {
        let found = RoadmapProgress::find(ctx, &self.0.0).await?;
        found.ok_or_else(unauthenticated)
    }
}

/// The query for whoever asks.
#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Whoever asks; null without a valid token.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        viewer(ctx).ok().flatten().map(Viewer)
    }
}

/// Whoever asks, if it is anybody.
pub(super) fn viewer(ctx: &Context<'_>) -> Result<Option<people::Viewer>> {
    Ok(ctx.data::<Caller>()?.viewer())
}

/// Whoever asks, for what nobody in particular can do.
pub(super) fn signed_in(ctx: &Context<'_>) -> Result<people::Viewer> {
    viewer(ctx)?.ok_or_else(unauthenticated)
}

/// What nobody in particular is told who asks for somebody's.
pub(super) fn unauthenticated() -> Error {
    Error::new("this takes a valid token: sign in, and send it as Authorization: Bearer …")
        .extend_with(|_, extensions| extensions.set("code", code::UNAUTHENTICATED))
}

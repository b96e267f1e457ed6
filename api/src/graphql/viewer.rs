//! Who asks.

use async_graphql::{Context, Error, ErrorExtensions, ID, Object, Result};

use super::{
    error::{code, internal},
    id,
    loader::Loaders,
    session::Session,
};
use crate::people::{self, Caller};

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
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let database = ctx.data::<Loaders>()?.engine().database();
        let sessions = ctx.data::<Caller>()?.sessions(database).await;
        let sessions = sessions.map_err(internal)?.into_iter();
        Ok(sessions.map(Session::new).collect())
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
fn viewer(ctx: &Context<'_>) -> Result<Option<people::Viewer>> {
    Ok(ctx.data::<Caller>()?.viewer())
}

/// Whoever asks, for what nobody in particular can do.
pub(super) fn signed_in(ctx: &Context<'_>) -> Result<people::Viewer> {
    viewer(ctx)?.ok_or_else(|| {
        Error::new("this takes a valid token: sign in, and send it as Authorization: Bearer …")
            .extend_with(|_, extensions| extensions.set("code", code::UNAUTHENTICATED))
    })
}

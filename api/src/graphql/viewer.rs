//! Who asks.

use async_graphql::{Context, Error, ErrorExtensions, ID, Object, Result};

use super::{error::code, id};
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
#[expect(dead_code, reason = "used by what people keep")]
pub(super) fn signed_in(ctx: &Context<'_>) -> Result<people::Viewer> {
    viewer(ctx)?.ok_or_else(|| {
        Error::new("this takes a valid token: sign in, and send it as Authorization: Bearer …")
            .extend_with(|_, extensions| extensions.set("code", code::UNAUTHENTICATED))
    })
}

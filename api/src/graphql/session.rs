//! Sessions: beginning and ending them.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::{Query, error::internal, loader::Loaders};
use crate::people::Caller;

/// What is left after a session was ended.
#[derive(SimpleObject)]
pub(crate) struct SignOutPayload {
    /// Everything that can be asked, now by nobody in particular.
    query: Query,
}

/// Mutations of sessions.
#[derive(Default)]
pub(crate) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends the session of the token that comes with the request; where there is none it changes nothing.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let loaders = ctx.data::<Loaders>()?;
        let caller = ctx.data::<Caller>()?.clone();
        let database = loaders.engine().database();
        caller.sign_out(database).await.map_err(internal)?;
        loaders.forget();
        Ok(SignOutPayload {
            query: Query::default(),
        })
    }
}

//! Who reads people's texts: the recogniser that the server was given, or one for the shipped vocabulary, made when it is first needed.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, Result};
use entity::content::vocabulary::Vocabulary;
use tokio::task::spawn_blocking;

use crate::{failure::Failure, readiness::text::Recogniser};

/// The one for the shipped vocabulary, which all servers of the process share; or what is wrong with that.
static SHIPPED: OnceLock<Result<Arc<Recogniser>, String>> = OnceLock::new();

/// The recogniser that a server was given, if any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given(pub(crate) Option<Arc<Recogniser>>);

/// Who reads texts for this server.
pub(super) async fn recogniser(ctx: &Context<'_>) -> Result<Arc<Recogniser>> {
    if let Given(Some(given)) = ctx.data::<Given>()? {
        return Ok(Arc::clone(given));
    }
    let made = match SHIPPED.get() {
        Some(made) => made.clone(),
        None => spawn_blocking(|| SHIPPED.get_or_init(shipped).clone())
            .await
            .map_err(|cause| Failure::internal(&cause))?,
    };
    Ok(made.map_err(|cause| Failure::internal(&cause))?)
}

fn shipped() -> Result<Arc<Recogniser>, String> {
    let recogniser = Vocabulary::load().and_then(|vocabulary| Recogniser::new(&vocabulary));
    recogniser.map(Arc::new).map_err(|cause| cause.to_string())
}

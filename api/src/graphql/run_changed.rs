//! Following runs of ingestion as they go on.

use async_graphql::{Context, Result};
use futures_util::{Stream, stream::unfold};

use super::{
    error::invalid,
    loader::{SourceSlug, load},
    run::IngestRun,
};
use crate::feed::Follower;

/// Runs under way at once, and then each change of a run, of one source or of all.
pub(super) async fn follow(
    ctx: &Context<'_>,
    source: Option<String>,
) -> Result<impl Stream<Item = Result<IngestRun>> + use<>> {
    let source = match source {
        None => None,
        Some(slug) => match load(ctx, SourceSlug(slug)).await? {
            Some(source) => Some(source.id),
            None => return Err(invalid("there is no such source")),
        },
    };
    let watched = ctx.data::<Follower>()?.watch_runs(source);
    Ok(unfold(watched, |mut watched| async {
        let told = watched.next().await;
        let run = IngestRun::new(told.run.clone(), told.slug.as_str().into());
        Some((Ok(run), watched))
    }))
}

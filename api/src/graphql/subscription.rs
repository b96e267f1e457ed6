//! Subscriptions: the feed of changes as it grows.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use async_graphql::{Context, Result, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use futures_util::{Stream, stream::unfold};
use tokio::time::sleep;

use super::{
    change::{PostingChange, feed_list, resolved},
    demand_filter::DemandFilter,
    error::{expired, unavailable},
    loader::Loaders,
    page::{PageArguments, count},
    progress::RoadmapProgress,
    progress_changed,
    run::IngestRun,
    run_changed,
};
use crate::{
    demand::population::Population,
    feed::{self, Change, Follower, Keeper, News, Version},
    query::change::{Position, newest},
};

/// How many changes are read at once for a subscriber, and then wait until it takes them.
const PAGE: usize = 100;

/// How long to wait before a reading that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Everything that can be subscribed to.
pub(crate) struct Subscription;

/// Everything that can be subscribed to.
#[Subscription]
impl Subscription {
    /// Each change of a posting when it is committed, in the order of postingChanges. Whoever was cut off goes on from the last
    /// cursor it saw, here or there, and misses nothing.
    async fn postings_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Which postings, by what they say themselves and as they are now; all where it is left out."
        )]
        filter: Option<DemandFilter>,
        #[graphql(
            desc = "Everything that follows this cursor; what comes from now on where it is left out."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<PostingChange>> + use<>> {
        let range = PageArguments::forward(None, after).range::<Position>(ctx, feed_list())?;
        let loaders = ctx.data::<Loaders>()?.clone();
        let follower = ctx.data::<Follower>()?.clone();
        let filter = resolved(ctx, filter).await?;
        // Followed first, so that nothing falls between the reading and the news.
        let news = follower.follow();
        let position = if let Some(position) = range.after {
            position
        } else {
            let newest = |database| async move { newest(&database).await };
            Position::after(loaders.read(newest).await?)
        };
        let subscriber = Subscriber {
            loaders,
            follower,
            news,
            filter,
            position,
            waiting: VecDeque::new(),
            behind: true,
            lost: false,
        };
        Ok(unfold(subscriber, Subscriber::step))
    }

    /// How far the statistics have got: at once, and then each time when newly committed changes have entered them. Changes that
    /// come together are told of once.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn demand_refreshed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<DemandRefresh>> + use<>> {
        let versions = ctx.data::<Keeper>()?.versions();
        Ok(unfold(Some(versions), |versions| async {
            let mut versions = versions?;
            Some(match versions.next().await {
                Some(version) => (Ok(version.into()), Some(versions)),
                None => (Err(counted_by_the_database()), None),
            })
        }))
    }

    /// How far whoever asks has got with a roadmap: at once, and then after each change that they make in whatever tab. It ends when
    /// the token is no longer good.
    async fn progress_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The roadmap's slug.")] roadmap: String,
    ) -> Result<impl Stream<Item = Result<RoadmapProgress>> + use<>> {
        progress_changed::follow(ctx, roadmap).await
    }

    /// What a run of ingestion has come to: those under way at once, and then each when it begins, has counted more, or ends, within a
    /// second. An import is told of for each source once it has stored something of it, a collection as soon as it begins; one that is
    /// killed says nothing any more. Whoever is slow is told how a run stands now, not each step on the way.
    async fn ingest_run_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The slug of the source that it reads; any where it is left out.")] source: Option<String>,
    ) -> Result<impl Stream<Item = Result<IngestRun>> + use<>> {
        run_changed::follow(ctx, source).await
    }
}

/// How far the statistics have got.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct DemandRefresh {
    /// When the last of the changes was committed.
    as_of: DateTime<Utc>,
    /// How many postings statistics count now, of any day.
    postings: i32,
}

impl From<Version> for DemandRefresh {
    fn from(version: Version) -> Self {
        Self {
            as_of: version.as_of,
            postings: count(version.postings),
        }
    }
}

fn counted_by_the_database() -> async_graphql::Error {
    unavailable(
        "this server leaves counting to the database, so every answer is fresh; there is nothing to be told",
    )
}

/// Somebody who reads the feed as it grows.
struct Subscriber {
    loaders: Loaders,
    follower: Follower,
    news: News,
    filter: Option<Arc<Population>>,
    position: Position,
    /// What was read and not yet taken.
    waiting: VecDeque<Change>,
    /// Whether there may be more to read already.
    behind: bool,
    /// Whether the log no longer leads on from its position.
    lost: bool,
}

impl Subscriber {
    async fn step(mut self) -> Option<(Result<PostingChange>, Self)> {
        loop {
            if let Some(change) = self.waiting.pop_front() {
                return Some((PostingChange::new(change), self));
            }
            if self.lost {
                return None;
            }
            if !self.behind && self.news.changed().await.is_err() {
                self.news = self.follower.follow();
            }
            // Before the reading: news that come meanwhile are news.
            self.news.mark_unchanged();
            self.read().await;
            if self.lost {
                return Some((Err(expired()), self));
            }
        }
    }

    async fn read(&mut self) {
        let (position, filter) = (self.position, self.filter.clone());
        let page = move |database| async move {
            feed::page(&database, Some(position), PAGE, filter.as_deref()).await
        };
        match self.loaders.read(page).await {
            Ok(Some(page)) => {
                self.position = page.end;
                self.behind = page.more;
                self.waiting = page.changes.into();
                self.loaders.forget();
            }
            Ok(None) => self.lost = true,
            // Logged where it happened; Postgres may be on its way back.
            Err(_) => {
                self.behind = true;
                sleep(PAUSE).await;
            }
        }
    }
}

//! The feed of changes.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::{
    demand_filter::{DemandBasis, DemandFilter, population, question},
    error::expired,
    loader::read,
    page::{Edge, PageArguments, PageInfo, encode},
    posting::Posting,
};
use crate::{
    demand::population::Population,
    feed::{self, Change, Page},
    query::change::{Kind, Position},
};

/// The order of the feed.
pub(crate) const ORDER: &str = "changes";

/// What happened to a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub(crate) enum ChangeKind {
    /// It was not known before.
    Added,
    /// Its facts changed.
    Changed,
    /// It was found to have closed.
    Closed,
    /// It had closed and was seen again.
    Reopened,
}

/// What happened to a posting. What it was before is not kept.
#[derive(Clone, SimpleObject)]
pub(crate) struct PostingChange {
    /// Its place in the feed: pass it as `after` to go on from here.
    pub(crate) cursor: String,
    /// What happened.
    kind: ChangeKind,
    /// When it happened.
    at: DateTime<Utc>,
    /// The posting as it is now.
    posting: Posting,
}

impl PostingChange {
    /// A change as it is shown.
    pub(crate) fn new(change: Change) -> Result<Self> {
        Ok(Self {
            cursor: encode(ORDER, &change.position)?,
            kind: change.kind.into(),
            at: change.at,
            posting: Posting(change.posting),
        })
    }
}

/// One page of the feed of changes.
pub(crate) struct PostingChangeConnection {
    changes: Vec<PostingChange>,
    info: PageInfo,
    now: String,
}

impl PostingChangeConnection {
    /// A page of what follows a position, if one was named.
    fn new(page: Page, after: Option<Position>) -> Result<Self> {
        let changes = page.changes.into_iter().map(PostingChange::new);
        let changes: Vec<_> = changes.collect::<Result<_>>()?;
        let info = PageInfo {
            has_next_page: page.more,
            has_previous_page: after.is_some(),
            start_cursor: changes.first().map(|change| change.cursor.clone()),
            end_cursor: Some(encode(ORDER, &page.end)?),
        };
        let now = encode(ORDER, &page.now)?;
        Ok(Self { changes, info, now })
    }
}

/// One page of the feed of changes.
#[Object]
impl PostingChangeConnection {
    /// The changes of the page with their cursors.
    async fn edges(&self) -> Vec<Edge<PostingChange>> {
        let edge = |change: &PostingChange| {
            let cursor = change.cursor.clone();
            Edge::new(move || Ok(cursor.clone()), change.clone())
        };
        self.changes.iter().map(edge).collect()
    }

    /// The changes of the page.
    async fn nodes(&self) -> &[PostingChange] {
        &self.changes
    }

    /// Where the page lies in the feed. Its end cursor says how far the feed was read, which may be beyond the last change
    /// that is shown: always go on from there. A page may hold fewer changes than asked for, or none, and still not be the
    /// last: only so many are looked through for a filter.
    async fn page_info(&self) -> &PageInfo {
        &self.info
    }

    /// The cursor of the end of the feed at this moment. To mirror postings, take it first, then read them all, then go on from
    /// it.
    async fn now(&self) -> &str {
        &self.now
    }
}

/// The filter of a feed, resolved; none where it asks nothing.
pub(crate) async fn resolved(
    ctx: &Context<'_>,
    filter: Option<DemandFilter>,
) -> Result<Option<Arc<Population>>> {
    match filter {
        None => Ok(None),
        Some(filter) => {
            // The period chooses what is counted; a feed has its own order of time.
            let question = question(Some(filter), None, DemandBasis::Active);
            Ok(Some(population(ctx, &question).await?))
        }
    }
}

/// The query for changes.
#[derive(Default)]
pub(crate) struct ChangeQuery;

#[Object]
impl ChangeQuery {
    /// What happened to postings, the earliest first, each change after all that were committed before it; without a cursor from
    /// the earliest that is kept. It can be resumed from any cursor for as long as changes are kept; after that the error
    /// `CURSOR_EXPIRED` says to start anew. Every stored posting is in it, duplicates and incomplete ones too; postings that no
    /// longer exist are left out.
    async fn posting_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(
            desc = "Which postings, by what they say themselves and as they are now; all where it is left out."
        )]
        filter: Option<DemandFilter>,
    ) -> Result<PostingChangeConnection> {
        let range = PageArguments::forward(first, after).range::<Position>(ctx, ORDER)?;
        let filter = resolved(ctx, filter).await?;
        let (after, limit) = (range.after, range.limit);
        let page = move |database| async move {
            feed::page(&database, after, limit, filter.as_deref()).await
        };
        let page = read(ctx, page).await?.ok_or_else(expired)?;
        PostingChangeConnection::new(page, after)
    }
}

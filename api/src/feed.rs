//! The feed of changes: what happened to postings, page by page from any position that is still kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::posting;
use sea_orm::{DatabaseConnection, DbErr};

use crate::{
    demand::{population::Population, statement::listing},
    query::{
        self,
        change::{Entry, Kind, Position, Stretch, stretch},
    },
};

mod follow;
mod keep;
mod run;
mod told;

pub(crate) use follow::{Follower, News};
pub(crate) use keep::{Keeper, Kept, Version};
pub(crate) use told::Told;

/// How many entries of the log are looked through at most for one page of changes that pass a filter.
const LOOKED_THROUGH: usize = 2_000;

/// What happened to one posting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Its place in the log.
    pub(crate) position: Position,
    /// What happened.
    pub(crate) kind: Kind,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The posting as it is now.
    pub(crate) posting: Arc<posting::Model>,
}

/// One page of the feed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    /// Its changes.
    pub(crate) changes: Vec<Change>,
    /// How far the log was read for them: where the next page begins.
    pub(crate) end: Position,
    /// Whether more is logged after that.
    pub(crate) more: bool,
    /// The end of the log when it was read.
    pub(crate) now: Position,
}

/// The first changes after a position, of all that is kept where there is none; nothing where the log does not lead on from
/// there: what followed is no longer kept, or the position is of another database's log.
///
/// Postings are as they are now, and so is what the filter says of them; those that no longer exist are left out.
pub(crate) async fn page(
    database: &DatabaseConnection,
    after: Option<Position>,
    limit: usize,
    filter: Option<&Population>,
) -> Result<Option<Page>, DbErr> {
    let window = filter.map_or(limit, |_| limit.max(LOOKED_THROUGH));
    let fetch = i64::try_from(window).unwrap_or(i64::MAX).saturating_add(1);
    let begin = after.unwrap_or(Position::START);
    let mut stretch = stretch(database, begin, fetch).await?;
    if after.is_some_and(|after| !leads_on(&stretch, after)) {
        return Ok(None);
    }
    let more = stretch.entries.len() > window;
    stretch.entries.truncate(window);
    let now = Position::after(stretch.newest.unwrap_or(begin.transaction));
    let last = stretch.entries.last().map_or(begin, |entry| entry.position);
    let mut page = Page {
        changes: changes(database, stretch.entries, filter).await?,
        // Whoever is up to date keeps a position that stays good when the last transaction is forgotten.
        end: if more { last } else { now },
        more,
        now,
    };
    page.cut(limit, begin);
    Ok(Some(page))
}

impl Page {
    /// Keeps no more changes than were asked for.
    fn cut(&mut self, limit: usize, begin: Position) {
        if self.changes.len() > limit {
            self.changes.truncate(limit);
            self.end = self.changes.last().map_or(begin, |change| change.position);
            self.more = true;
        }
    }
}

/// Whether nothing between a position and the stretch after it has been forgotten.
fn leads_on(stretch: &Stretch, after: Position) -> bool {
    let finished = after == Position::after(after.transaction);
    let next = after.transaction.saturating_add(i64::from(finished));
    stretch.oldest.is_none_or(|oldest| oldest <= next)
        && stretch
            .newest
            .is_none_or(|newest| newest >= after.transaction)
}

async fn changes(
    database: &DatabaseConnection,
    entries: Vec<Entry>,
    filter: Option<&Population>,
) -> Result<Vec<Change>, DbErr> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let ids = entries.iter().map(|entry| entry.posting).collect();
    let postings = match filter {
        Some(filter) => listing::matching(database, filter, ids).await?,
        None => query::posting::by_ids(database, ids).await?,
    };
    let change = |entry: Entry| {
        Some(Change {
            position: entry.position,
            kind: entry.kind,
            at: entry.at,
            posting: Arc::clone(postings.get(&entry.posting)?),
        })
    };
    Ok(entries.into_iter().filter_map(change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_leads_on_from_what_it_still_keeps() {
        let kept = |oldest, newest| Stretch {
            oldest: Some(oldest),
            newest: Some(newest),
            ..Stretch::default()
        };
        let finished = Position::after(5);
        assert!(leads_on(&kept(5, 9), finished));
        assert!(leads_on(&kept(6, 9), finished));
        assert!(!leads_on(&kept(7, 9), finished));
        // Written by another database, or lost with a restored one.
        assert!(!leads_on(&kept(1, 4), finished));
        assert!(leads_on(&Stretch::default(), finished));
    }
}

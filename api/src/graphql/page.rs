//! Relay connections: opaque keyset cursors, bounded pages, and a total that is counted only when it is asked for.

use std::{future::Future, pin::Pin};

use async_graphql::{Context, Object, OutputType, Result, SimpleObject};
use sea_orm::{DatabaseConnection, DbErr};
use serde::{Serialize, de::DeserializeOwned};

use super::cursor::List;
use super::error::invalid;
use super::loader::{RunCountOf, load, read};
use super::price::PAGE;
use super::{
    change::PostingChange, history::ProgressChange, posting::ListedPosting, region::Region,
    region_demand::RegionDemand, roadmap::Roadmap, roadmap_node::RoadmapNode, role::Role,
    run::IngestRun, skill::Skill, skill_demand::SkillDemand, source::Source, target::SourceTarget,
};
use crate::{
    Settings,
    range::{Range, Rows},
};

/// The page arguments of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageArguments {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl PageArguments {
    /// Arguments of a connection that goes forward only.
    pub(crate) fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self {
            first,
            after,
            ..Self::default()
        }
    }

    /// The range they mean in a list.
    pub(crate) fn range<K: DeserializeOwned>(
        &self,
        ctx: &Context<'_>,
        list: List,
    ) -> Result<Range<K>> {
        let max = ctx.data::<Settings>()?.max_page_size;
        let limit = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "first and last exclude each other: first counts from the start, last from the end",
                ));
            }
            (Some(count), None) => size("first", count, max)?,
            (None, Some(count)) => size("last", count, max)?,
            (None, None) => PAGE.min(max),
        };
        let read = |name, cursor: &Option<String>| {
            let key = cursor.as_deref().map(|cursor| list.key(cursor)).transpose();
            key.map_err(|stray| {
                invalid(format!(
                    "{name} is no cursor of this list: {}",
                    stray.reason()
                ))
            })
        };
        Ok(Range {
            after: read("after", &self.after)?,
            before: read("before", &self.before)?,
            limit,
            backward: self.last.is_some(),
        })
    }
}

fn size(name: &str, count: i32, max: usize) -> Result<usize> {
    usize::try_from(count)
        .ok()
        .filter(|count| *count <= max)
        .ok_or_else(|| invalid(format!("{name} must be from 0 to {max}, not {count}")))
}

/// A text to search for, unless it is too long.
pub(crate) fn searched(ctx: &Context<'_>, text: Option<String>) -> Result<Option<String>> {
    let max = ctx.data::<Settings>()?.max_text_bytes;
    match text {
        Some(text) if text.len() > max => Err(invalid(format!("search has at most {max} bytes"))),
        text => Ok(text.filter(|text| !text.is_empty())),
    }
}

/// Where a page lies in its list.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether items follow this page.
    pub(crate) has_next_page: bool,
    /// Whether items precede this page.
    pub(crate) has_previous_page: bool,
    /// The cursor of its first item.
    pub(crate) start_cursor: Option<String>,
    /// The cursor of its last item.
    pub(crate) end_cursor: Option<String>,
}

/// An item and its place in the list.
pub(crate) struct Edge<T: OutputType> {
    cursor: Cursor,
    node: T,
}

/// Writes the cursor of an item, which is seldom asked for.
type Cursor = Box<dyn Fn() -> Result<String> + Send + Sync>;

impl<T: OutputType> Edge<T> {
    /// An item, and how its cursor is written.
    pub(crate) fn new(
        cursor: impl Fn() -> Result<String> + Send + Sync + 'static,
        node: T,
    ) -> Self {
        Self {
            cursor: Box::new(cursor),
            node,
        }
    }
}

/// An item and its place in the list.
#[Object(
    concrete(name = "SkillEdge", params(Skill)),
    concrete(name = "RegionEdge", params(Region)),
    concrete(name = "RoleEdge", params(Role)),
    concrete(name = "SkillDemandEdge", params(SkillDemand)),
    concrete(name = "RegionDemandEdge", params(RegionDemand)),
    concrete(name = "PostingEdge", params(ListedPosting)),
    concrete(name = "PostingChangeEdge", params(PostingChange)),
    concrete(name = "ProgressChangeEdge", params(ProgressChange)),
    concrete(name = "SourceEdge", params(Source)),
    concrete(name = "SourceTargetEdge", params(SourceTarget)),
    concrete(name = "IngestRunEdge", params(IngestRun)),
    concrete(name = "RoadmapEdge", params(Roadmap)),
    concrete(name = "RoadmapNodeEdge", params(RoadmapNode))
)]
impl<T: OutputType> Edge<T> {
    /// The place of the item; pass it as `after` or `before`.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn cursor(&self) -> Result<String> {
        (self.cursor)()
    }

    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }
}

type Counting = Pin<Box<dyn Future<Output = Result<i64, DbErr>> + Send>>;

/// How many items a list has on all its pages.
pub(crate) enum Total {
    /// It is known.
    Known(usize),
    /// It is that of a source's runs, which the lists of several sources count together.
    RunsOf(i32),
    /// Counting it takes a statement, which runs if somebody asks.
    Counted(Box<dyn Fn(DatabaseConnection) -> Counting + Send + Sync>),
}

impl Total {
    /// A total that a statement counts.
    pub(crate) fn counted<F>(
        count: impl Fn(DatabaseConnection) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<i64, DbErr>> + Send + 'static,
    {
        Self::Counted(Box::new(move |database| Box::pin(count(database))))
    }
}

/// One page of a list.
pub(crate) struct Connection<T: OutputType> {
    pub(super) edges: Vec<Edge<T>>,
    has_previous: bool,
    has_next: bool,
    total: Total,
}

impl<T: OutputType> Connection<T> {
    /// A page of rows, each with the key that its cursor carries.
    pub(crate) fn new<R, K>(
        list: List,
        rows: Rows<R>,
        total: Total,
        key: impl Fn(&R) -> K,
        wrap: impl Fn(R) -> T,
    ) -> Self
    where
        K: Serialize + Send + Sync + 'static,
    {
        let edge = |row: R| {
            let key = key(&row);
            Edge::new(move || list.cursor(&key), wrap(row))
        };
        Self {
            edges: rows.items.into_iter().map(edge).collect(),
            has_previous: rows.has_previous,
            has_next: rows.has_next,
            total,
        }
    }

    pub(super) fn info(&self) -> Result<PageInfo> {
        let cursor = |edge: Option<&Edge<T>>| edge.map(|edge| (edge.cursor)()).transpose();
        Ok(PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: cursor(self.edges.first())?,
            end_cursor: cursor(self.edges.last())?,
        })
    }

    pub(super) fn items(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    pub(super) async fn total(&self, ctx: &Context<'_>) -> Result<i32> {
        match &self.total {
            Total::Known(items) => Ok(count(*items)),
            Total::RunsOf(source) => {
                let runs = load(ctx, RunCountOf(*source)).await?;
                Ok(count(runs.unwrap_or(0)))
            }
            Total::Counted(counting) => Ok(count(read(ctx, counting).await?)),
        }
    }
}

/// A count as GraphQL's 32-bit integer; what does not fit is its largest.
pub(crate) fn count(items: impl TryInto<i32>) -> i32 {
    items.try_into().unwrap_or(i32::MAX)
}

/// One page of a list, with the list's size.
#[Object(
    concrete(name = "SkillConnection", params(Skill)),
    concrete(name = "RegionConnection", params(Region)),
    concrete(name = "RoleConnection", params(Role)),
    concrete(name = "SkillDemandConnection", params(SkillDemand)),
    concrete(name = "PostingConnection", params(ListedPosting)),
    concrete(name = "ProgressChangeConnection", params(ProgressChange)),
    concrete(name = "SourceConnection", params(Source)),
    concrete(name = "SourceTargetConnection", params(SourceTarget)),
    concrete(name = "IngestRunConnection", params(IngestRun)),
    concrete(name = "RoadmapConnection", params(Roadmap)),
    concrete(name = "RoadmapNodeConnection", params(RoadmapNode))
)]
impl<T: OutputType> Connection<T>
where
    Edge<T>: OutputType,
{
    /// The items of the page with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items of the page.
    async fn nodes(&self) -> Vec<&T> {
        self.items()
    }

    /// Where the page lies in the list.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn page_info(&self) -> Result<PageInfo> {
        self.info()
    }

    /// How many items all pages have together.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        self.total(ctx).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_sizes_are_bounded() {
        assert_eq!(size("first", 100, 100).unwrap(), 100);
        assert!(size("first", 101, 100).is_err());
        assert!(size("last", -1, 100).is_err());
    }
}

//! What whoever asks did, change by change.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::progress_change::Kind;

use super::{
    loader::read,
    page::{Connection, PageArguments, Total},
    progress::ProgressState,
    progress_mutation::now,
    roadmap::{self, Roadmap},
    roadmap_node::RoadmapNode,
};
use crate::people::{
    Viewer,
    progress::{Entry, NodeKey, count, history},
};

/// The order of the list.
const ORDER: &str = "viewer.history";

/// What sort of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub(crate) enum ProgressChangeKind {
    /// Nodes were set.
    Set,
    /// Another change was taken back.
    Undo,
    /// A roadmap was begun anew.
    Reset,
    /// It came out of a document.
    Import,
}

/// What whoever asks did by one change.
pub(crate) struct ProgressChange(Entry);

/// What whoever asks did by one change.
#[Object]
impl ProgressChange {
    /// What sort of change it is.
    async fn kind(&self) -> ProgressChangeKind {
        self.0.kind.into()
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// The roadmap; null where it is about several, or about one that is gone.
    async fn roadmap(&self, ctx: &Context<'_>) -> Result<Option<Roadmap>> {
        match self.0.roadmap.clone() {
            Some(slug) => roadmap::find(ctx, slug).await,
            None => Ok(None),
        }
    }

    /// Whether its token still takes it back.
    async fn undoable(&self) -> bool {
        self.0.undoable
    }

    /// What it said of nodes, in order.
    async fn nodes(&self) -> Vec<NodeChange> {
        let said = self.0.said.iter().map(|said| NodeChange {
            state: said.state.map(ProgressState::from),
            note: said.note.clone(),
            of: NodeKey {
                roadmap: said.roadmap.clone(),
                node: said.node.clone(),
            },
        });
        said.collect()
    }
}

/// What a change said of a node.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct NodeChange {
    /// How it stood from then on; null where nothing was said of that.
    state: Option<ProgressState>,
    /// What was noted about it from then on.
    note: Option<String>,
    #[graphql(skip)]
    of: NodeKey,
}

#[async_graphql::ComplexObject]
impl NodeChange {
    /// The slug of the roadmap.
    async fn roadmap(&self) -> &str {
        &self.of.roadmap
    }

    /// The key that the node had then.
    async fn key(&self) -> &str {
        &self.of.node
    }

    /// The node; null where it is gone.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<RoadmapNode>> {
        let found = RoadmapNode::keyed(ctx, std::slice::from_ref(&self.of)).await?;
        Ok(found.into_iter().next())
    }
}

/// A page of what somebody did, the latest first.
pub(super) async fn page(
    ctx: &Context<'_>,
    viewer: &Viewer,
    page: PageArguments,
) -> Result<Connection<ProgressChange>> {
    let range = page.range::<i64>(ctx, ORDER)?;
    let now = now(ctx)?;
    let (reader, counted) = (viewer.clone(), viewer.clone());
    let rows = move |database| async move { history(&database, &reader, &range, now).await };
    let rows = read(ctx, rows).await?;
    let total = Total::counted(move |database| {
        let viewer = counted.clone();
        async move { count(&database, &viewer).await }
    });
    Ok(Connection::new(
        ORDER,
        rows,
        total,
        |entry| entry.id,
        ProgressChange,
    ))
}

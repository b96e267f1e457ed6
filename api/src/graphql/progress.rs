//! How far whoever asks has got.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{progress_event::State, roadmap};

use super::{
    error::invalid,
    loader::{Standing, StandingOf, load},
    page::count,
    roadmap_node::RoadmapNode,
    scalar::Date,
    viewer::viewer,
};
use crate::{
    Settings,
    people::Viewer,
    progress::{self, Pace, Percent},
};

/// How many next steps are told when nobody says.
const NEXT: usize = 3;

/// How a node stands for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub(crate) enum ProgressState {
    /// Nothing was done about it.
    NotStarted,
    /// It is being learnt.
    Learning,
    /// It was learnt.
    Done,
    /// They had it before.
    Known,
    /// They will not do it.
    Skipped,
}

/// How a node stands for whoever asks.
#[derive(SimpleObject)]
pub(crate) struct NodeProgress {
    /// How it stands; that of a node with parts follows from them.
    state: ProgressState,
    /// Since when.
    at: DateTime<Utc>,
    /// What they noted about it.
    note: Option<String>,
}

impl NodeProgress {
    /// How a node stands for whoever asks.
    pub(super) async fn find(
        ctx: &Context<'_>,
        roadmap: &roadmap::Model,
        key: &str,
    ) -> Result<Option<Self>> {
        let Some(viewer) = viewer(ctx)? else {
            return Ok(None);
        };
        let standing = load(ctx, standing_of(viewer, roadmap)).await?;
        Ok(standing.and_then(|standing| Self::of(&standing, key)))
    }

    fn of(standing: &Standing, key: &str) -> Option<Self> {
        let Standing {
            course,
            kept,
            states,
            ..
        } = standing;
        let node = course.outline.number(key)?;
        let (state, at) = progress::standing_of(&course.outline, kept, states, node)?;
        Some(Self {
            state: state.into(),
            at,
            note: kept.get(key).and_then(|kept| kept.note.clone()),
        })
    }
}

/// How somebody's standing in a roadmap is found.
pub(super) fn standing_of(viewer: Viewer, roadmap: &roadmap::Model) -> StandingOf {
    StandingOf {
        viewer,
        slug: roadmap.slug.clone(),
        edition: roadmap.id,
    }
}

/// How far whoever asks has got with a roadmap.
pub(crate) struct RoadmapProgress {
    roadmap: Arc<roadmap::Model>,
    standing: Arc<Standing>,
}

impl RoadmapProgress {
    /// That of somebody who stands so.
    pub(super) fn new(roadmap: Arc<roadmap::Model>, standing: Arc<Standing>) -> Self {
        Self { roadmap, standing }
    }

    /// That of whoever asks.
    pub(super) async fn find(
        ctx: &Context<'_>,
        roadmap: &Arc<roadmap::Model>,
    ) -> Result<Option<Self>> {
        let Some(viewer) = viewer(ctx)? else {
            return Ok(None);
        };
        let standing = load(ctx, standing_of(viewer, roadmap)).await?;
        Ok(standing.map(|standing| Self::new(Arc::clone(roadmap), standing)))
    }

    fn all(&self) -> Percent {
        progress::percent(&self.standing.course.outline, &self.standing.states)
    }

    fn months(&self) -> Option<f64> {
        progress::remaining_months(&self.standing.course.outline, &self.standing.states)
    }

    fn node(&self, number: usize) -> Option<RoadmapNode> {
        let node = self.standing.course.nodes.get(number)?;
        Some(RoadmapNode::new(&self.roadmap, node))
    }
}

/// How far whoever asks has got with a roadmap. What counts are its leaves, those that are alternatives to each other together once.
#[Object]
impl RoadmapProgress {
    /// The roadmap.
    async fn roadmap(&self) -> super::roadmap::Roadmap {
        super::roadmap::Roadmap(Arc::clone(&self.roadmap))
    }

    /// From 0 to 100: required leaves weigh 1, recommended ones 0.6, optional ones 0.3 as far as they are done; what is done or known
    /// counts whole, what is being learnt half.
    async fn percent(&self) -> f64 {
        self.all().percent
    }

    /// How many of those that count are done or known.
    async fn done(&self) -> i32 {
        count(self.all().done)
    }

    /// How many count: all that are required or recommended, and the optional ones that were begun.
    async fn total(&self) -> i32 {
        count(self.all().total)
    }

    /// What to do next: what is being learnt, then whatever waits for nothing, required before recommended before optional.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn next(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most; 3 where it is left out.")] first: Option<i32>,
    ) -> Result<Vec<RoadmapNode>> {
        let max = ctx.data::<Settings>()?.max_page_size;
        let first = first.map_or(Ok(NEXT), usize::try_from);
        let first = first.ok().filter(|first| *first <= max);
        let first = first.ok_or_else(|| invalid(format!("first must be from 0 to {max}")))?;
        let next = progress::next(&self.standing.course.outline, &self.standing.states);
        let next = next.into_iter().take(first);
        Ok(next.filter_map(|number| self.node(number)).collect())
    }

    /// How many months the rest takes at ten hours a week; null where the roadmap does not say how long anything takes.
    async fn remaining_months(&self) -> Option<f64> {
        self.months()
    }

    /// The day on which the rest is done at a pace; null where the roadmap does not say how long anything takes.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn projected_finish(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many hours a week, more than 0 and at most 168; 10 where it is left out."
        )]
        hours_per_week: Option<f64>,
    ) -> Result<Option<Date>> {
        let pace = hours_per_week.map_or_else(|| Some(Pace::default()), Pace::new);
        let message = "hoursPerWeek must be more than 0 and at most 168";
        let pace = pace.ok_or_else(|| invalid(message))?;
        let today = (ctx.data::<Settings>()?.clock)().date_naive();
        let months = self.months();
        Ok(months
            .and_then(|months| progress::finish(months, pace, today))
            .map(Date))
    }

    /// How every node stands, in order.
    async fn states(&self) -> Vec<NodeState> {
        let Standing { course, states, .. } = &*self.standing;
        let nodes = (0..course.nodes.len()).filter_map(|number| {
            Some(NodeState {
                node: self.node(number)?,
                state: progress::state_of(&course.outline, states, number).into(),
            })
        });
        nodes.collect()
    }

    /// How many leaves stand how.
    async fn counts(&self) -> StateCounts {
        let Standing { course, states, .. } = &*self.standing;
        let number = |state: State| {
            let leaves = states.iter().enumerate();
            let leaves =
                leaves.filter(|(leaf, found)| **found == state && course.outline.is_leaf(*leaf));
            count(leaves.count())
        };
        StateCounts {
            not_started: number(State::NotStarted),
            learning: number(State::Learning),
            done: number(State::Done),
            known: number(State::Known),
            skipped: number(State::Skipped),
        }
    }
}

/// How a node stands for whoever asks.
#[derive(SimpleObject)]
pub(crate) struct NodeState {
    /// The node.
    node: RoadmapNode,
    /// How it stands.
    state: ProgressState,
}

/// How many leaves of a roadmap stand how.
#[derive(SimpleObject)]
pub(crate) struct StateCounts {
    /// Nothing was done about them.
    not_started: i32,
    /// They are being learnt.
    learning: i32,
    /// They were learnt.
    done: i32,
    /// They were known before.
    known: i32,
    /// They will not be done.
    skipped: i32,
}

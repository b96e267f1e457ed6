//! Loaders of progress: how a person stands in roadmaps, all of them by one statement.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use entity::{progress_event::State, roadmap_node};

use super::{Loader, Reads, grouped};
use crate::{
    failure::Failure,
    people::{Viewer, progress::stand},
    progress::{Kept, Outline},
    query,
};

/// An edition as progress sees it.
#[derive(Debug)]
pub(crate) struct Course {
    /// Its nodes in order.
    pub(crate) nodes: Arc<[Arc<roadmap_node::Model>]>,
    /// The same nodes with what follows from how they hang together.
    pub(crate) outline: Outline,
}

/// How a person stands in a roadmap.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The roadmap.
    pub(crate) course: Arc<Course>,
    /// What is kept of each node.
    pub(crate) kept: HashMap<String, Kept>,
    /// How each node stands, in order.
    pub(crate) states: Vec<State>,
    /// The latest event.
    pub(crate) latest: i64,
}

/// An edition as progress sees it, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CourseOf(pub(crate) i32);

impl Loader<CourseOf> for Reads {
    type Value = Arc<Course>;

    async fn load(&self, keys: &[CourseOf]) -> Result<HashMap<CourseOf, Arc<Course>>, Failure> {
        let courses = self.courses(keys.iter().map(|key| key.0).collect()).await?;
        Ok(courses
            .into_iter()
            .map(|(id, course)| (CourseOf(id), course))
            .collect())
    }
}

impl Reads {
    async fn courses(&self, editions: HashSet<i32>) -> Result<HashMap<i32, Arc<Course>>, Failure> {
        let editions = editions.into_iter().collect();
        let nodes = query::roadmap::nodes(&self.database, editions).await?;
        let ids = nodes
            .values()
            .flat_map(|nodes| nodes.iter().map(|node| node.id));
        let skills = query::roadmap::skills(&self.database, ids.collect()).await?;
        let course = |(id, nodes): (i32, Arc<[_]>)| {
            let outline = Outline::new(&nodes, &skills);
            (id, Arc::new(Course { nodes, outline }))
        };
        Ok(nodes.into_iter().map(course).collect())
    }
}

/// How a person stands in a roadmap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StandingOf {
    /// Who.
    pub(crate) viewer: Viewer,
    /// The roadmap's slug.
    pub(crate) slug: String,
    /// The id of its edition.
    pub(crate) edition: i32,
}

impl Loader<StandingOf> for Reads {
    type Value = Arc<Standing>;

    async fn load(&self, keys: &[StandingOf]) -> Result<HashMap<StandingOf, Self::Value>, Failure> {
        let courses = self
            .courses(keys.iter().map(|key| key.edition).collect())
            .await?;
        let mut found = HashMap::new();
        for (viewer, keys) in grouped(keys, |key| key.viewer.clone()) {
            let slugs: Vec<String> = keys.iter().map(|key| key.slug.clone()).collect();
            let mut standing = stand(&self.database, &viewer, Some(&slugs)).await?;
            for key in keys {
                let Some(course) = courses.get(&key.edition) else {
                    continue;
                };
                let kept = standing.remove(&key.slug).unwrap_or_default();
                let standing = Standing {
                    course: Arc::clone(course),
                    states: course.outline.states(&kept),
                    latest: kept.values().map(|kept| kept.event).max().unwrap_or(0),
                    kept,
                };
                found.insert(key.clone(), Arc::new(standing));
            }
        }
        Ok(found)
    }
}

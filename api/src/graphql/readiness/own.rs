//! What whoever asks holds by their own progress: the skills that they say they have, and what the nodes they finished teach.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use async_graphql::{Context, Result};
use entity::{progress_event::State, roadmap_node_skill, skill};
use futures_util::future::try_join;

use super::super::loader::{RoadmapSlug, SkillId, SkillsOf, Standing, StandingOf, load_many, read};
use crate::people::{Caller, progress};

/// Their skills; none at all where nobody in particular asks.
pub(super) async fn skills(ctx: &Context<'_>) -> Result<Option<Vec<Arc<skill::Model>>>> {
    let Some(viewer) = ctx.data::<Caller>()?.viewer() else {
        return Ok(None);
    };
    let (one, other) = (viewer.clone(), viewer.clone());
    let said = read(ctx, move |database| async move {
        progress::skills(&database, &one).await
    });
    let begun = read(ctx, move |database| async move {
        progress::roadmaps(&database, &other).await
    });
    let (said, begun) = try_join(said, begun).await?;
    let roadmaps = load_many(ctx, begun.into_iter().map(RoadmapSlug).collect()).await?;
    let standings = roadmaps.iter().map(|roadmap| StandingOf {
        viewer: viewer.clone(),
        slug: roadmap.slug.clone(),
        edition: roadmap.id,
    });
    let standings = load_many(ctx, standings.collect()).await?;
    let finished = standings.iter().flat_map(|standing| finished(standing));
    let taught = load_many(ctx, finished.map(SkillsOf).collect()).await?;
    let mut held: BTreeSet<i32> = said.into_iter().collect();
    for taught in &taught {
        held.extend(plain(taught));
    }
    for taught in &taught {
        let chosen = chosen(taught, &held);
        held.extend(chosen);
    }
    let skills = load_many(ctx, held.into_iter().map(SkillId).collect()).await?;
    Ok(Some(skills))
}

/// The nodes without parts that are done, or were known before.
fn finished(standing: &Standing) -> Vec<i32> {
    let nodes = &standing.course.nodes;
    let wholes: HashSet<i32> = nodes.iter().filter_map(|node| node.parent_id).collect();
    let nodes = nodes.iter().zip(&standing.states);
    let nodes = nodes.filter(|(node, state)| {
        matches!(state, State::Done | State::Known) && !wholes.contains(&node.id)
    });
    nodes.map(|(node, _)| node.id).collect()
}

fn plain(taught: &[roadmap_node_skill::Model]) -> impl Iterator<Item = i32> + '_ {
    let plain = taught.iter().filter(|taught| taught.choice.is_none());
    plain.map(|taught| taught.skill_id)
}

/// As many options of each choice as it asks for. Which ones somebody learnt they say by their skills; without a word it is the first.
fn chosen(taught: &[roadmap_node_skill::Model], held: &BTreeSet<i32>) -> Vec<i32> {
    let mut choices: BTreeMap<&str, Vec<&roadmap_node_skill::Model>> = BTreeMap::new();
    for option in taught {
        if let Some(choice) = &option.choice {
            choices.entry(choice).or_default().push(option);
        }
    }
    let picked = choices.into_values().flat_map(|options| {
        let pick = options.iter().filter_map(|option| option.pick).max();
        let pick = usize::try_from(pick.unwrap_or(1)).unwrap_or(1);
        let known = options
            .iter()
            .filter(|option| held.contains(&option.skill_id));
        let missing = pick.saturating_sub(known.count());
        let open = options
            .into_iter()
            .filter(|option| !held.contains(&option.skill_id));
        open.take(missing).map(|option| option.skill_id)
    });
    picked.collect()
}

#[cfg(test)]
mod tests {
    use entity::roadmap_node::Importance;

    use super::*;

    fn option(skill_id: i32, choice: Option<&str>, pick: i16) -> roadmap_node_skill::Model {
        roadmap_node_skill::Model {
            node_id: 1,
            skill_id,
            ordinal: skill_id,
            importance: Importance::Required,
            choice: choice.map(str::to_owned),
            pick: choice.map(|_| pick),
        }
    }

    #[test]
    fn a_choice_counts_as_what_somebody_says_they_have() {
        let taught = [
            option(1, None, 0),
            option(2, Some("framework"), 1),
            option(3, Some("framework"), 1),
            option(4, Some("cloud"), 2),
            option(5, Some("cloud"), 2),
            option(6, Some("cloud"), 2),
        ];
        assert!(plain(&taught).eq([1]));
        assert_eq!(chosen(&taught, &BTreeSet::new()), [4, 5, 2]);
        assert_eq!(chosen(&taught, &BTreeSet::from([3, 6])), [4]);
        assert_eq!(chosen(&taught, &BTreeSet::from([2, 3, 4, 5, 6])), [0; 0]);
    }
}

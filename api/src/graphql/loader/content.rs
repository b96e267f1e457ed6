//! Loaders of rows: skills, regions, roles, companies, sources, roadmaps.

use std::{collections::HashMap, sync::Arc};

use entity::{
    posting, posting_spell, region, roadmap, roadmap_node, roadmap_node_skill, role, skill,
    skill_identifier, source,
};

use super::{Loader, Reads, grouped};
use crate::{
    demand::column::Catalogue,
    failure::Failure,
    query,
    range::{Range, Rows},
};

/// A loader of rows that the catalogue in memory may hold; only what it does not know is read.
macro_rules! known_rows {
    ($(#[$doc:meta])* $key:ident($inner:ty) -> $value:ty, $known:expr, $read:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) $inner);

        impl Loader<$key> for Reads {
            type Value = $value;

            fn held(&self, key: &$key) -> Option<$value> {
                let known: fn(&Catalogue, &$inner) -> Option<$value> = $known;
                known(self.engine.market()?.catalogue(), &key.0)
            }

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Failure> {
                let keys = keys.iter().map(|key| key.0.clone()).collect();
                let rows = $read(&self.database, keys).await?;
                Ok(rows.into_iter().map(|(key, value)| ($key(key), value)).collect())
            }
        }
    };
}

/// A loader whose keys wrap what the query is asked with, and whose query answers for a whole batch.
macro_rules! rows {
    ($(#[$doc:meta])* $key:ident($inner:ty) -> $value:ty, $read:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) $inner);

        impl Loader<$key> for Reads {
            type Value = $value;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Failure> {
                let keys = keys.iter().map(|key| key.0.clone()).collect();
                let rows = $read(&self.database, keys).await?;
                Ok(rows.into_iter().map(|(key, value)| ($key(key), value)).collect())
            }
        }
    };
}

known_rows!(
    /// A skill by id.
    SkillId(i32) -> Arc<skill::Model>,
    |catalogue, key| catalogue.skills().get(*key).cloned(), query::skill::by_ids
);
known_rows!(
    /// A skill by slug.
    SkillSlug(String) -> Arc<skill::Model>,
    |catalogue, key| catalogue.skills().named(key).cloned(), query::skill::by_slugs
);
rows!(
    /// The spellings of a skill.
    AliasesOf(i32) -> Vec<String>, query::skill::aliases
);
rows!(
    /// The ids by which others know a skill.
    IdentifiersOf(i32) -> Vec<skill_identifier::Model>, query::skill::identifiers
);
rows!(
    /// The nodes that teach a skill.
    TeachingNodes(i32) -> Arc<[query::roadmap::Teaching]>, query::roadmap::teaching
);
known_rows!(
    /// A region by id.
    RegionId(i32) -> Arc<region::Model>,
    |catalogue, key| catalogue.regions().get(*key).cloned(), query::region::by_ids
);
known_rows!(
    /// A region by code.
    RegionCode(String) -> Arc<region::Model>,
    |catalogue, key| catalogue.regions().named(key).cloned(), query::region::by_codes
);
known_rows!(
    /// A role by id.
    RoleId(i32) -> Arc<role::Model>,
    |catalogue, key| catalogue.roles().get(*key).cloned(), query::role::by_ids
);
known_rows!(
    /// A role by slug.
    RoleSlug(String) -> Arc<role::Model>,
    |catalogue, key| catalogue.roles().named(key).cloned(), query::role::by_slugs
);
rows!(
    /// The name of a company.
    CompanyId(i64) -> Arc<str>, query::posting::companies
);
known_rows!(
    /// A source by id.
    SourceId(i32) -> Arc<source::Model>,
    |catalogue, key| catalogue.sources().get(*key).cloned(), query::source::by_ids
);
known_rows!(
    /// A source by slug.
    SourceSlug(String) -> Arc<source::Model>,
    |catalogue, key| catalogue.sources().named(key).cloned(), query::source::by_slugs
);
rows!(
    /// A posting by id.
    PostingId(i64) -> Arc<posting::Model>, query::posting::by_ids
);
rows!(
    /// Former stretches of time in which a posting was open.
    SpellsOf(i64) -> Vec<posting_spell::Model>, query::posting::spells
);
rows!(
    /// The duplicates of a posting.
    DuplicatesOf(i64) -> Arc<query::posting::Duplicates>, query::posting::duplicates
);
rows!(
    /// How a source has fared.
    SourceState(i32) -> query::source::State, query::source::states
);
rows!(
    /// What is collected of a source.
    TargetsOf(i32) -> query::target::Targets, query::target::of_sources
);
rows!(
    /// How many postings of a target are open.
    OpenIn(i32) -> i64, query::target::open
);
rows!(
    /// How many postings a source has.
    SourcePostings(i32) -> i64, query::source::postings
);
known_rows!(
    /// The latest edition of a roadmap.
    RoadmapSlug(String) -> Arc<roadmap::Model>,
    |catalogue, key| catalogue.roadmaps().latest(key).cloned(), query::roadmap::by_slugs
);
rows!(
    /// The editions of a roadmap, the latest first.
    EditionsOf(String) -> Arc<[Arc<query::roadmap::Edition>]>, query::roadmap::editions
);
rows!(
    /// The roadmaps that lead to a role.
    RoadmapsOf(i32) -> Vec<Arc<roadmap::Model>>, query::roadmap::by_roles
);
known_rows!(
    /// The nodes of an edition in order.
    NodesOf(i32) -> Arc<[Arc<roadmap_node::Model>]>,
    |catalogue, key| catalogue.roadmaps().nodes(*key).cloned(), query::roadmap::nodes
);
known_rows!(
    /// The skills that a node teaches.
    SkillsOf(i32) -> Arc<[roadmap_node_skill::Model]>,
    |catalogue, key| catalogue.roadmaps().taught(*key).cloned(), query::roadmap::skills
);

rows!(
    /// How many runs a source has.
    RunCountOf(i32) -> i64, query::run::counts
);

rows!(
    /// A run by its id and that of a source it read.
    RunOf((i64, i32)) -> query::run::Run, query::run::by_ids
);

/// The evidence of a posting.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EvidenceOf(pub(crate) i64);

impl Loader<EvidenceOf> for Reads {
    type Value = Arc<query::posting::Evidence>;

    async fn load(&self, keys: &[EvidenceOf]) -> Result<HashMap<EvidenceOf, Self::Value>, Failure> {
        let ids = keys.iter().map(|key| key.0).collect();
        let now = (self.settings.clock)();
        let rows = query::posting::evidence(&self.database, ids, now).await?;
        Ok(rows
            .into_iter()
            .map(|(id, evidence)| (EvidenceOf(id), evidence))
            .collect())
    }
}

/// A page of a source's runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunsOf {
    pub(crate) source: i32,
    pub(crate) range: Range<i64>,
}

impl Loader<RunsOf> for Reads {
    type Value = Rows<query::run::Run>;

    async fn load(&self, keys: &[RunsOf]) -> Result<HashMap<RunsOf, Self::Value>, Failure> {
        let mut found = HashMap::new();
        for (range, keys) in grouped(keys, |key| key.range.clone()) {
            let sources = keys.iter().map(|key| key.source).collect();
            let mut pages = query::run::pages(&self.database, sources, &range).await?;
            for key in keys {
                if let Some(page) = pages.remove(&key.source) {
                    found.insert(key.clone(), page);
                }
            }
        }
        Ok(found)
    }
}

//! What is known beside the columns of skills, regions, roles, sources, vocabularies and roadmaps: what questions name and what
//! answers show.
//!
//! Health and runs of sources are not among it: they change without the log, so they are always read.

use std::sync::Arc;

use entity::{
    region::{self, Level},
    role, skill, source,
};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, FromQueryResult, sqlx};

use super::{super::count::SkillEntry, roadmaps::Roadmaps, table::Table};
use crate::sql::Sql;

/// What changes whenever one of the tables does that are read here: their versions, the latest edition of any roadmap, and the
/// sources themselves, which are few.
pub(super) const VERSION: &str = "hashtextextended(concat(\
     (select string_agg(c::text, ',' order by c.part) from catalogue c), ';', \
     (select string_agg(s::text, ',' order by s.id) from source s), ';', (select max(id) from roadmap)), 0)";

/// Skills, regions, roles, sources, vocabularies and roadmaps by id and by name.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// What tells it from an older or a newer one.
    pub(super) version: i64,
    /// What tables of skills are ordered and chosen by.
    pub(super) skills: FxHashMap<i32, Arc<SkillEntry>>,
    /// Skills as they are shown.
    pub(super) models: Table<skill::Model>,
    /// Regions.
    pub(super) regions: Table<region::Model>,
    roles: Table<role::Model>,
    sources: Table<source::Model>,
    vocabularies: FxHashMap<i32, Arc<str>>,
    roadmaps: Roadmaps,
    /// Each role with all its special cases, in order.
    branches: FxHashMap<i32, Vec<i32>>,
}

#[derive(FromQueryResult)]
struct VocabularyRow {
    id: i32,
    version: String,
}

impl Catalogue {
    /// Reads it.
    pub(super) async fn load(database: &DatabaseConnection) -> Result<Self, DbErr> {
        // Before the rows: if they change meanwhile, this is the version of older ones, and they are read again.
        let pool = database.get_postgres_connection_pool();
        let version = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select {VERSION}")));
        let version = version.fetch_one(pool).await.map_err(failed)?;
        let skills = skill::Entity::find().all(database).await?;
        let roles = role::Entity::find().all(database).await?;
        let vocabularies: Vec<VocabularyRow> = Sql::new("select id, version from vocabulary")
            .all(database)
            .await?;
        Ok(Self {
            version,
            skills: skills.iter().map(entry).collect(),
            branches: branches(&roles),
            models: Table::new(skills, |row| (row.id, &row.slug)),
            regions: Table::new(region::Entity::find().all(database).await?, |row| {
                (row.id, &row.code)
            }),
            roles: Table::new(roles, |row| (row.id, &row.slug)),
            sources: Table::new(source::Entity::find().all(database).await?, |row| {
                (row.id, &row.slug)
            }),
            roadmaps: Roadmaps::load(database).await?,
            vocabularies: vocabularies
                .into_iter()
                .map(|row| (row.id, row.version.into()))
                .collect(),
        })
    }

    /// The regions that are countries.
    pub(super) fn countries(&self) -> FxHashSet<i32> {
        let countries = self.regions.rows();
        let countries = countries.filter(|region| region.level == Level::Country);
        countries.map(|region| region.id).collect()
    }

    /// Skills.
    pub(crate) fn skills(&self) -> &Table<skill::Model> {
        &self.models
    }

    /// The skills that one of some skills partly stands in for, in order.
    pub(crate) fn backed_by(&self, slugs: &[String]) -> Vec<i32> {
        let slugs: FxHashSet<&String> = slugs.iter().collect();
        let backed = self.models.rows();
        let backed = backed.filter(|row| row.substitutes.iter().any(|slug| slugs.contains(slug)));
        let mut ids: Vec<i32> = backed.map(|row| row.id).collect();
        ids.sort_unstable();
        ids
    }

    /// Regions.
    pub(crate) fn regions(&self) -> &Table<region::Model> {
        &self.regions
    }

    /// Roles.
    pub(crate) fn roles(&self) -> &Table<role::Model> {
        &self.roles
    }

    /// A role and all its special cases, in order.
    pub(crate) fn branch(&self, slug: &str) -> Option<&[i32]> {
        let role = self.roles.named(slug)?;
        self.branches.get(&role.id).map(Vec::as_slice)
    }

    /// Sources.
    pub(crate) fn sources(&self) -> &Table<source::Model> {
        &self.sources
    }

    /// Roadmaps.
    pub(crate) fn roadmaps(&self) -> &Roadmaps {
        &self.roadmaps
    }

    /// The version of a vocabulary.
    pub(crate) fn vocabulary(&self, id: i32) -> Option<&Arc<str>> {
        self.vocabularies.get(&id)
    }
}

fn failed(cause: sqlx::Error) -> DbErr {
    DbErr::Query(sea_orm::RuntimeErr::SqlxError(cause.into()))
}

fn entry(skill: &skill::Model) -> (i32, Arc<SkillEntry>) {
    let entry = SkillEntry {
        id: skill.id,
        slug: skill.slug.clone(),
        name: skill.name.clone(),
        kind: skill.kind,
    };
    (skill.id, Arc::new(entry))
}

/// Each role with everything below it; a circle of parents ends where it began.
fn branches(roles: &[role::Model]) -> FxHashMap<i32, Vec<i32>> {
    let mut children: FxHashMap<i32, Vec<i32>> = FxHashMap::default();
    for role in roles {
        if let Some(parent) = role.parent_id {
            children.entry(parent).or_default().push(role.id);
        }
    }
    let branch = |role: &role::Model| {
        let mut found = vec![role.id];
        let mut at = 0;
        while let Some(id) = found.get(at) {
            let below = children.get(id).into_iter().flatten();
            let new: Vec<i32> = below.filter(|id| !found.contains(id)).copied().collect();
            found.extend(new);
            at += 1;
        }
        found.sort_unstable();
        (role.id, found)
    };
    roles.iter().map(branch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(id: i32, parent_id: Option<i32>) -> role::Model {
        role::Model {
            id,
            slug: format!("role-{id}"),
            title: String::new(),
            family: String::new(),
            parent_id,
            isco08: None,
            onet_soc: None,
        }
    }

    #[test]
    fn a_branch_is_a_role_and_all_below_it() {
        let roles = [
            role(1, None),
            role(4, Some(1)),
            role(3, Some(4)),
            role(2, None),
        ];
        let branches = branches(&roles);
        assert_eq!(branches[&1], [1, 3, 4]);
        assert_eq!(branches[&4], [3, 4]);
        assert_eq!(branches[&2], [2]);
    }

    #[test]
    fn circles_of_parents_end() {
        let branches = branches(&[role(1, Some(2)), role(2, Some(1)), role(3, Some(3))]);
        assert_eq!(branches[&1], [1, 2]);
        assert_eq!(branches[&3], [3]);
    }
}

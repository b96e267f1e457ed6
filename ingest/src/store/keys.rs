//! The ids that this database gave to skills, regions, roles and sources.

use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use super::forgotten::Forgotten;
use super::{Error, VocabularyKey};

/// Ids by what does not change between databases.
#[derive(Debug)]
pub struct Keys {
    pub(super) vocabulary_id: i32,
    pub(super) vocabulary_version: String,
    pub(super) sources: FxHashMap<String, i32>,
    /// What is being collected, if anything is.
    pub(super) target: Option<i32>,
    /// What must not be written.
    pub(super) forgotten: Forgotten,
    skills: Vec<i32>,
    regions: FxHashMap<String, Region>,
    roles: FxHashMap<String, i32>,
}

#[derive(Debug)]
struct Region {
    id: i32,
    ancestors: Vec<i32>,
}

impl Keys {
    /// Learns the ids. The catalogue must have been written before.
    pub(super) async fn load(
        connection: &mut PgConnection,
        vocabulary: &VocabularyKey<'_>,
    ) -> Result<Self, Error> {
        let vocabulary_id = sqlx::query_scalar("select id from vocabulary where version = $1")
            .bind(vocabulary.version)
            .fetch_one(&mut *connection)
            .await?;
        let skills = ids(connection, "select slug, id from skill").await?;
        let skills = vocabulary.slugs.iter().map(|slug| {
            let missing = || Error::Protocol(format!("the skill `{slug}` is not in the database"));
            skills.get(slug).copied().ok_or_else(missing)
        });
        Ok(Self {
            vocabulary_id,
            vocabulary_version: vocabulary.version.to_owned(),
            target: None,
            forgotten: Forgotten::default(),
            skills: skills.collect::<Result<_, _>>()?,
            regions: regions(connection).await?,
            roles: ids(connection, "select slug, id from role").await?,
            sources: ids(connection, "select slug, id from source").await?,
        })
    }

    /// The id of the skill at a position of the vocabulary.
    pub(crate) fn skill(&self, position: usize) -> i32 {
        self.skills[position]
    }

    /// The id of a role.
    pub(crate) fn role(&self, slug: Option<&str>) -> Option<i32> {
        self.roles.get(slug?).copied()
    }

    /// Ids of regions; codes that the gazetteer no longer knows are left out.
    pub(crate) fn region_ids(&self, codes: &[String]) -> Vec<i32> {
        let known = codes.iter().filter_map(|code| self.regions.get(code));
        known.map(|region| region.id).collect()
    }

    /// The id of a source that was entered.
    pub(crate) fn source(&self, slug: &str) -> Option<i32> {
        self.sources.get(slug).copied()
    }

    /// Ids of regions and of all regions around them, ascending.
    pub(crate) fn regions_around(&self, codes: &[String]) -> Vec<i32> {
        let known = codes.iter().filter_map(|code| self.regions.get(code));
        let mut ids: Vec<i32> = known
            .flat_map(|region| region.ancestors.iter().copied())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

async fn ids(
    connection: &mut PgConnection,
    statement: &'static str,
) -> Result<FxHashMap<String, i32>, Error> {
    let rows: Vec<(String, i32)> = sqlx::query_as(statement).fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

async fn regions(connection: &mut PgConnection) -> Result<FxHashMap<String, Region>, Error> {
    let rows: Vec<(String, i32, Vec<i32>)> =
        sqlx::query_as("select code, id, ancestor_ids from region")
            .fetch_all(connection)
            .await?;
    let region = |(code, id, ancestors)| (code, Region { id, ancestors });
    Ok(rows.into_iter().map(region).collect())
}

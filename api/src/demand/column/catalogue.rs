//! What the columns need to know of skills and regions: names, kinds and levels.

use std::sync::Arc;

use entity::region::Level;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::super::count::SkillEntry;

/// A region as questions about regions need it.
#[derive(Clone, Debug)]
pub(super) struct RegionEntry {
    pub(super) code: String,
    pub(super) level: Level,
    /// Every region it lies in, itself included.
    pub(super) ancestors: Vec<i32>,
}

/// Skills and regions by id.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) skills: FxHashMap<i32, Arc<SkillEntry>>,
    pub(super) regions: FxHashMap<i32, RegionEntry>,
}

impl Catalogue {
    /// Reads it.
    pub(super) async fn load(database: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let skills = entity::skill::Entity::find().all(database).await?;
        let skill = |skill: entity::skill::Model| {
            let entry = SkillEntry {
                id: skill.id,
                slug: skill.slug,
                name: skill.name,
                kind: skill.kind,
            };
            (skill.id, Arc::new(entry))
        };
        let regions = entity::region::Entity::find().all(database).await?;
        let region = |region: entity::region::Model| {
            let entry = RegionEntry {
                code: region.code,
                level: region.level,
                ancestors: region.ancestor_ids,
            };
            (region.id, entry)
        };
        Ok(Self {
            skills: skills.into_iter().map(skill).collect(),
            regions: regions.into_iter().map(region).collect(),
        })
    }

    /// The regions that are countries.
    pub(super) fn countries(&self) -> FxHashSet<i32> {
        let countries = self
            .regions
            .iter()
            .filter(|(_, region)| region.level == Level::Country);
        countries.map(|(id, _)| *id).collect()
    }
}

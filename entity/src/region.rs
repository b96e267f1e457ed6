//! Regions: the world, macro regions, countries, subdivisions and cities.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One row of `region`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Given once, never reused.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// `WORLD`, `EU`, `DE`, `DE-BE` or `geonames:2950159`.
    #[sea_orm(unique)]
    pub code: String,
    /// English name.
    pub name: String,
    /// Where it stands in the tree.
    pub level: Level,
    /// The next region up; the world has none.
    pub parent_id: Option<i32>,
    /// Every region it lies in, itself included.
    pub ancestor_ids: Vec<i32>,
    /// People living there as far as the gazetteer knows, else 0.
    pub population: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where a region stands in the tree.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The whole world.
    #[sea_orm(num_value = 0)]
    World,
    /// Several countries, such as EU, EMEA or DACH; macro regions overlap.
    #[sea_orm(num_value = 1)]
    Macro,
    /// ISO 3166-1.
    #[sea_orm(num_value = 2)]
    Country,
    /// ISO 3166-2.
    #[sea_orm(num_value = 3)]
    Subdivision,
    /// A GeoNames city.
    #[sea_orm(num_value = 4)]
    City,
}

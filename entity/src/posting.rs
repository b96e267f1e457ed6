//! Postings: one advertised job each, as one wide row of facts.

use sea_orm::entity::prelude::*;
use sea_orm::prelude::Decimal;
use serde::{Deserialize, Serialize};

/// One row of `posting`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posting")]
pub struct Model {
    /// Hash of source and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Where it comes from.
    pub source_id: i32,
    /// Its id there.
    pub external_id: String,
    /// Title as posted.
    pub title: String,
    /// The employer.
    pub company_id: Option<i64>,
    /// The role its title names.
    pub role_id: Option<i32>,
    /// The level its title names.
    pub seniority: Option<Seniority>,
    /// Location as posted.
    pub location: Option<String>,
    /// Every region it lies in: its places and all around them.
    pub region_ids: Vec<i32>,
    /// Whether its location was understood.
    pub place_resolved: bool,
    /// On site, hybrid or remote, if said.
    pub work_mode: Option<WorkMode>,
    /// Regions a remote worker may live in, if said.
    pub remote_scope: Vec<i32>,
    /// Pay as posted.
    pub pay_text: Option<String>,
    /// Lower end of the stated pay.
    pub pay_min: Option<Decimal>,
    /// Upper end of the stated pay.
    pub pay_max: Option<Decimal>,
    /// ISO 4217 code.
    pub pay_currency: Option<String>,
    /// What the amounts are for.
    pub pay_period: Option<PayPeriod>,
    /// Day of posting, in the source's own zone.
    pub posted_on: Option<Date>,
    /// First moment it is known to have been open.
    pub first_seen: DateTimeUtc,
    /// Last moment it is known to have been open.
    pub last_seen: DateTimeUtc,
    /// When it closed.
    pub closed_at: Option<DateTimeUtc>,
    /// What evidence closed it.
    pub closed_because: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
    /// Hash of the text it was read from.
    pub text_hash: i64,
    /// Hash of everything an import may change.
    pub content_hash: i64,
    /// The posting that stands for its duplicates; itself if it has none.
    pub canonical_id: i64,
    /// Whether the whole description was there to read.
    pub complete: bool,
    /// The vocabulary that read it.
    pub vocabulary_id: i32,
    /// Skills it names, ascending.
    pub skill_ids: Vec<i32>,
    /// How it asks for each of them (`Requirement`), in the same order.
    pub requirement_levels: Vec<i16>,
    /// Hash of what copies of one advertisement share; none for a posting without a text.
    pub duplicate_key: Option<i64>,
    /// 256 bits of its text, to tell how alike two texts are.
    pub print: Option<Vec<u8>>,
    /// On a posting that stands for others: every region in which one of them lies.
    pub cluster_region_ids: Option<Vec<i32>>,
    /// The first moment at which one of them is known to have been open.
    pub cluster_first_seen: Option<DateTimeUtc>,
    /// The last such moment.
    pub cluster_last_open: Option<DateTimeUtc>,
    /// The earliest of their days of posting.
    pub cluster_posted_on: Option<Date>,
    /// Where it was last collected; none where only files tell of it.
    pub target_id: Option<i32>,
    /// The moment after which its source says it is no longer open.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was seen again after it had closed.
    pub reopened_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The level a title names.
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
pub enum Seniority {
    /// Intern, trainee or working student.
    #[sea_orm(num_value = 0)]
    Intern,
    /// Junior, entry level or graduate.
    #[sea_orm(num_value = 1)]
    Junior,
    /// Between junior and senior.
    #[sea_orm(num_value = 2)]
    Mid,
    /// Senior.
    #[sea_orm(num_value = 3)]
    Senior,
    /// Staff.
    #[sea_orm(num_value = 4)]
    Staff,
    /// Principal or distinguished.
    #[sea_orm(num_value = 5)]
    Principal,
    /// Lead of a team or field.
    #[sea_orm(num_value = 6)]
    Lead,
    /// Manager of people.
    #[sea_orm(num_value = 7)]
    Manager,
    /// Director or head of.
    #[sea_orm(num_value = 8)]
    Director,
    /// Vice president.
    #[sea_orm(num_value = 9)]
    Vp,
    /// Chief officer.
    #[sea_orm(num_value = 10)]
    CLevel,
}

/// Where the work is done.
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
pub enum WorkMode {
    /// At the employer's place.
    #[sea_orm(num_value = 0)]
    Onsite,
    /// Partly there, partly anywhere.
    #[sea_orm(num_value = 1)]
    Hybrid,
    /// Anywhere within the remote scope.
    #[sea_orm(num_value = 2)]
    Remote,
}

/// What an amount of pay is for.
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
pub enum PayPeriod {
    /// An hour; 2,080 to a year.
    #[sea_orm(num_value = 0)]
    Hour,
    /// A day; 260 to a year.
    #[sea_orm(num_value = 1)]
    Day,
    /// A week; 52 to a year.
    #[sea_orm(num_value = 2)]
    Week,
    /// A month; 12 to a year.
    #[sea_orm(num_value = 3)]
    Month,
    /// A year.
    #[sea_orm(num_value = 4)]
    Year,
}

/// How a posting asks for a skill.
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
pub enum Requirement {
    /// It must be there.
    #[sea_orm(num_value = 0)]
    Required,
    /// It is welcome.
    #[sea_orm(num_value = 1)]
    Nice,
    /// It is named, no more.
    #[sea_orm(num_value = 2)]
    Unspecified,
}

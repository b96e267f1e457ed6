//! A small market: regions, roles, skills and sources with fixed ids, and postings by the hundred or by hand.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::posting::{Model, Requirement, Seniority, WorkMode};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel,
};

/// Skills by id.
pub(crate) const SKILLS: [&str; 9] = [
    "",
    "python",
    "pytorch",
    "tensorflow",
    "sql",
    "docker",
    "rust",
    "kubernetes",
    "communication",
];

/// Regions by id, with all that they lie in.
pub(crate) const REGIONS: [(&str, i16, &[i32]); 9] = [
    ("", 0, &[]),
    ("WORLD", 0, &[1]),
    ("EU", 1, &[1, 2]),
    ("DE", 2, &[1, 2, 3]),
    ("FR", 2, &[1, 2, 4]),
    ("US", 2, &[1, 5]),
    ("DE-BE", 3, &[1, 2, 3, 6]),
    ("geonames:2950159", 4, &[1, 2, 3, 6, 7]),
    ("geonames:2988507", 4, &[1, 2, 4, 8]),
];

/// The vocabulary in use; an older one has the id 1.
pub(crate) const VOCABULARY: i32 = 2;

const CONTENT: &str = "
insert into vocabulary (id, version) values (1, 'old'), (2, 'new');
insert into role (id, slug, title, family, parent_id) values
    (1, 'machine-learning-engineer', 'Machine learning engineer', 'data', null),
    (2, 'computer-vision-engineer', 'Computer vision engineer', 'data', 1),
    (3, 'backend-engineer', 'Backend engineer', 'software', null);
insert into source (id, slug, name, url, sample) values
    (1, 'board-a', 'Board A', 'https://a.example', false),
    (2, 'board-b', 'Board B', 'javascript:alert(1)', false),
    (3, 'sample', 'Sample', null, true),
    (4, 'unread', 'Unread', null, false);
insert into company (id, name) values (1, 'Acme'), (2, 'Globex');
insert into run (id, kind, input, started_at, finished_at, status, read, rejected, note) values
    (1, 0, 'x', '2026-11-01 00:00Z', '2026-11-01 00:05Z', 1, 10, 1, null),
    (2, 0, 'y', '2026-11-02 00:00Z', '2026-11-02 00:05Z', 2, 3, 0, 'the file ends early'),
    (3, 0, 'z', '2026-11-03 00:00Z', '2026-11-03 00:05Z', 1, 3, 0, null);
insert into run_source (run_id, source_id, added, changed, unchanged, rejected) values
    (1, 1, 7, 1, 1, 1), (1, 2, 2, 0, 0, 0), (2, 2, 1, 0, 2, 0), (3, 3, 3, 0, 0, 0);
";

/// A posting that nothing is special about: eligible, active since spring, in Berlin, naming Python.
pub(crate) fn posting(id: i64) -> Model {
    Model {
        id,
        source_id: 1,
        external_id: id.to_string(),
        title: format!("Engineer {id}"),
        company_id: Some(1),
        role_id: Some(1),
        seniority: None,
        location: None,
        region_ids: REGIONS[7].2.to_vec(),
        place_resolved: true,
        work_mode: None,
        remote_scope: vec![],
        pay_text: None,
        pay_min: None,
        pay_max: None,
        pay_currency: None,
        pay_period: None,
        posted_on: Some(day(2026, 4, 1)),
        first_seen: moment(day(2026, 4, 1)),
        last_seen: moment(day(2026, 11, 20)),
        closed_at: None,
        closed_because: None,
        url: None,
        text_hash: id,
        content_hash: id,
        canonical_id: id,
        complete: true,
        vocabulary_id: VOCABULARY,
        skill_ids: vec![1],
        requirement_levels: vec![0],
        duplicate_key: None,
        print: None,
        cluster_region_ids: None,
        cluster_first_seen: None,
        cluster_last_open: None,
        cluster_posted_on: None,
        target_id: None,
        expires_at: None,
        reopened_at: None,
    }
}

/// A day.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the day exists")
}

/// The morning of a day.
pub(crate) fn moment(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(8, 0, 0)
        .expect("there is a morning")
        .and_utc()
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that begin at a number.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A market of so many postings, with duplicates, incomplete and outdated ones among them.
pub(crate) fn market(size: i64) -> Vec<Model> {
    let mut dice = Dice::new(7);
    (1..=size).map(|id| random(id, &mut dice)).collect()
}

fn random(id: i64, dice: &mut Dice) -> Model {
    let opened = day(2025, 9, 1) + Days::new(dice.below(440));
    let seen = opened + Days::new(dice.below(120));
    let (mut skill_ids, mut requirement_levels) = (Vec::new(), Vec::new());
    for skill in 1_i32..=8 {
        if dice.chance(50 / u64::from(skill.unsigned_abs())) {
            skill_ids.push(skill);
            requirement_levels.push(i16::try_from(dice.below(3)).unwrap_or(0));
        }
    }
    let mut region_ids: Vec<i32> = Vec::new();
    for _ in 0..=dice.below(2) {
        let place = usize::try_from(dice.below(9)).unwrap_or(0);
        region_ids.extend(REGIONS[place].2);
    }
    region_ids.sort_unstable();
    region_ids.dedup();
    let levels = [None, Some(Seniority::Junior), Some(Seniority::Senior)];
    let modes = [None, Some(WorkMode::Onsite), Some(WorkMode::Remote)];
    let pick = |dice: &mut Dice| usize::try_from(dice.below(3)).unwrap_or(0);
    Model {
        source_id: if dice.chance(70) { 1 } else { 2 },
        title: format!(
            "{} {id}",
            if dice.chance(20) {
                "100% Engineer"
            } else {
                "Developer"
            }
        ),
        company_id: [None, Some(1), Some(2)][pick(dice)],
        role_id: [Some(1), Some(2), Some(3)][pick(dice)],
        seniority: levels[pick(dice)],
        place_resolved: !region_ids.is_empty(),
        region_ids,
        work_mode: modes[pick(dice)],
        remote_scope: [vec![], vec![2], vec![5]][pick(dice)].clone(),
        posted_on: dice.chance(90).then_some(opened),
        first_seen: moment(opened),
        last_seen: moment(seen),
        closed_at: dice.chance(40).then(|| moment(seen)),
        canonical_id: if dice.chance(10) { id - 1 } else { id },
        complete: dice.chance(90),
        vocabulary_id: if dice.chance(10) { 1 } else { VOCABULARY },
        skill_ids,
        requirement_levels,
        ..posting(id)
    }
}

/// Stores what every market has: content, sources and runs.
pub(crate) async fn content(database: &DatabaseConnection) {
    let mut script = CONTENT.to_owned();
    for (id, slug) in (0..).zip(SKILLS).skip(1) {
        let name = slug.to_uppercase();
        let kind = if id == 8 { 13 } else { 0 };
        write!(script, "insert into skill (id, slug, name, kind, substitutes) values ({id}, '{slug}', '{name}', {kind}, '{{sql}}');
             insert into skill_alias values ({id}, '{slug}'), ({id}, '{slug}-also');").expect("a text grows");
    }
    for (id, (code, level, ancestors)) in (0..).zip(REGIONS).skip(1) {
        let parent = ancestors
            .iter()
            .rev()
            .nth(1)
            .map_or("null".to_owned(), i32::to_string);
        write!(script, "insert into region values ({id}, '{code}', 'Region {id}', {level}, {parent}, array{ancestors:?}, {id}000);").expect("a text grows");
    }
    database
        .execute_unprepared(&script)
        .await
        .expect("the content is stored");
}

/// Stores postings.
pub(crate) async fn store(database: &DatabaseConnection, postings: &[Model]) {
    for chunk in postings.chunks(500) {
        let rows = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        let rows = rows.map(ActiveModelTrait::reset_all);
        entity::posting::Entity::insert_many(rows)
            .exec(database)
            .await
            .expect("the postings are stored");
    }
}

/// How a posting asks for a skill, as it is stored.
pub(crate) fn stored(requirement: Requirement) -> i16 {
    match requirement {
        Requirement::Required => 0,
        Requirement::Nice => 1,
        Requirement::Unspecified => 2,
    }
}

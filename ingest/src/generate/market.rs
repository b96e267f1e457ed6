//! A made-up market: all that its postings are drawn from, under the ids that a database gave.

use entity::content::ContentError;
use entity::content::sample::{Market as Country, NonEmpty, Role};

use super::Plan;
use super::calendar::Calendar;
use super::demand::{Demand, SkillIds, Tail};
use super::employer::Employers;
use super::place::Places;
use super::random::Wheel;
use super::source;
use super::title::Titles;
use crate::reading::Reader;
use crate::store::Keys;

/// What postings are drawn from.
pub(crate) struct Market {
    pub(super) seed: u64,
    /// How many postings there are.
    pub(super) size: u32,
    pub(super) calendar: Calendar,
    pub(super) places: Places,
    pub(super) employers: Employers,
    pub(super) countries: NonEmpty<Country>,
    pub(super) roles: NonEmpty<Role>,
    /// For each role.
    pub(super) jobs: Vec<Job>,
    /// For each country, its roles.
    pub(super) hiring: Vec<Wheel>,
    /// For each country and each of its roles.
    pub(super) demands: Vec<Vec<Demand>>,
    pub(super) vocabulary_id: i32,
    /// The id of each source.
    pub(super) source_ids: [i32; source::COUNT],
}

/// What postings of a role have in common in every country.
pub(super) struct Job {
    pub(super) id: Option<i32>,
    pub(super) titles: Titles,
    pub(super) tail: Tail,
}

impl Market {
    /// The market of a plan. The sources must have their ids.
    pub(super) fn new(
        plan: &Plan,
        reader: &Reader,
        keys: &Keys,
        vocabulary_id: i32,
    ) -> Result<Self, ContentError> {
        let sample = entity::content::sample::load()?;
        let skills = reader.vocabulary.skills.iter().enumerate();
        let read = skills.filter(|(_, skill)| skill.is_read());
        let ids: SkillIds<'_> = read
            .map(|(at, skill)| (skill.slug.value.as_str(), keys.skill(at)))
            .collect();
        let job = |role: &Role| Job {
            id: keys.role(role.slug.as_deref()),
            titles: Titles::new(&sample, role),
            tail: Tail::new(role, &ids),
        };
        let hiring = |country: &Country| {
            let weights = sample.roles.iter().map(|role| {
                let slug = role.slug.as_ref();
                let favour = slug.and_then(|slug| country.roles_favoured.get(slug));
                role.weight * favour.map_or(100, |favour| favour.value)
            });
            Wheel::new(weights)
        };
        let demands = |country: &Country| {
            let demand = |role: &Role| Demand::new(&sample, country, role, &ids);
            sample.roles.iter().map(demand).collect()
        };
        Ok(Self {
            seed: plan.seed,
            size: plan.postings,
            calendar: Calendar::new(plan.until, plan.months),
            places: Places::new(&sample.markets, keys),
            jobs: sample.roles.iter().map(job).collect(),
            hiring: sample.markets.iter().map(hiring).collect(),
            demands: sample.markets.iter().map(demands).collect(),
            vocabulary_id,
            source_ids: source::ALL.map(|source| keys.source(source.slug).unwrap_or_default()),
            employers: Employers::new(sample.companies, plan.postings),
            countries: sample.markets,
            roles: sample.roles,
        })
    }
}

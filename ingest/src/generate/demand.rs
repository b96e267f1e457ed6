//! Which skills a made-up posting names: what its role asks for in its country, and a few of all the others.

use std::collections::BTreeMap;

use entity::content::sample::{Market, Role, Sample, Stack};
use entity::posting::Requirement;
use rustc_hash::FxHashMap;

use super::random::{Wheel, unit, zipf};
use crate::sample::random::Random;

/// Percent of postings that name a further skill beyond those of the role, and of these another one, and so on.
const FURTHER: u64 = 70;
/// How flat the popularity of these is.
const FLAT: f64 = 8.0;
/// What is not certain never becomes so by favour.
const LIKELIEST: f64 = 0.97;

/// A skill that postings may name.
#[derive(Clone, Copy, Debug)]
struct Wish {
    skill: i32,
    /// How likely it was when the market began, and how likely it is at its end.
    before: f64,
    now: f64,
    /// Percent by which it lifts pay.
    premium: u64,
}

impl Wish {
    fn at(&self, age: f64) -> f64 {
        self.before + (self.now - self.before) * age
    }
}

/// What one role asks for in one country.
pub(super) struct Demand {
    stacks: Wheel,
    /// For each of the role's stacks, its wishes by skill.
    wishes: Vec<Vec<Wish>>,
}

/// Ids of the skills that postings are read for, by slug.
pub(super) type SkillIds<'a> = FxHashMap<&'a str, i32>;

impl Demand {
    pub(super) fn new(sample: &Sample, market: &Market, role: &Role, ids: &SkillIds<'_>) -> Self {
        let wish = |slug: &str, percent: u64| {
            let favour = market.favours.get(slug).map_or(100, |favour| favour.value);
            wish(sample, slug, (percent, favour), ids)
        };
        let named = role.skills.iter();
        let own: BTreeMap<i32, Wish> = named
            .filter_map(|(slug, percent)| wish(slug, percent.value))
            .map(|wish| (wish.skill, wish))
            .collect();
        let merged = |stack: &Stack| {
            let mut wishes = own.clone();
            let others = stack.with.iter();
            let others = others.filter_map(|(slug, percent)| wish(slug, percent.value));
            for added in wish(&stack.lead.value, 100).into_iter().chain(others) {
                let held = wishes.entry(added.skill).or_insert(added);
                if added.now > held.now {
                    *held = added;
                }
            }
            wishes.into_values().collect()
        };
        match &role.stacks {
            Some(stacks) => Self {
                stacks: Wheel::new(stacks.iter().map(|stack| stack.weight)),
                wishes: stacks.iter().map(merged).collect(),
            },
            None => Self {
                stacks: Wheel::new([1]),
                wishes: vec![own.into_values().collect()],
            },
        }
    }
}

/// A wish of so many percent, times the favour of the country in percent; none for what postings are not read for.
fn wish(
    sample: &Sample,
    slug: &str,
    (percent, favour): (u64, u64),
    ids: &SkillIds<'_>,
) -> Option<Wish> {
    let skill = *ids.get(slug)?;
    let known = sample.skills.get(slug);
    let premium = known.map_or(0, |known| known.premium);
    if percent >= 100 {
        return Some(Wish {
            skill,
            before: 1.0,
            now: 1.0,
            premium,
        });
    }
    let from = known.and_then(|known| known.from).unwrap_or(100);
    let now = hundredths(percent) * hundredths(favour);
    Some(Wish {
        skill,
        before: (now * hundredths(from)).min(LIKELIEST),
        now: now.min(LIKELIEST),
        premium,
    })
}

fn hundredths(percent: u64) -> f64 {
    f64::from(u32::try_from(percent).unwrap_or(u32::MAX)) / 100.0
}

/// All skills in the order in which one role names those that are not its own; each with its trend.
pub(super) struct Tail(Vec<(i32, f64)>);

impl Tail {
    /// Some skills are popular everywhere and each role has its own beside them, as hashes of their names decide.
    pub(super) fn new(role: &Role, ids: &SkillIds<'_>) -> Self {
        let role = role.slug.as_deref().unwrap_or("");
        let mut ranked: Vec<_> = ids
            .iter()
            .map(|(slug, id)| {
                let everywhere = u64::from_ne_bytes(entity::hash::stable(&[slug]).to_le_bytes());
                let here = u64::from_ne_bytes(entity::hash::stable(&[role, slug]).to_le_bytes());
                // From half of today's chance to all of it at the beginning, or the other way round.
                let trend = unit(&mut Random::new(everywhere)) - 0.5;
                (everywhere / 4 + here / 4 * 3, *id, trend)
            })
            .collect();
        ranked.sort_unstable_by_key(|(rank, id, _)| (*rank, *id));
        Self(
            ranked
                .into_iter()
                .map(|(_, id, trend)| (id, trend))
                .collect(),
        )
    }

    fn pick(&self, random: &mut Random, age: f64) -> Option<i32> {
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let (skill, trend) = self.0.get(zipf(random, count, FLAT) as usize)?;
        let chance = 1.0 - trend.abs() + trend * (2.0 * age - 1.0);
        (unit(random) < chance).then_some(*skill)
    }
}

/// What a posting asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Skills, ascending.
    pub(super) skills: Vec<i32>,
    /// How each is asked for.
    pub(super) levels: Vec<i16>,
    /// Percent by which they lift pay.
    pub(super) premium: u64,
}

/// What a posting asks for at an age of the market.
pub(super) fn ask(random: &mut Random, demand: &Demand, tail: &Tail, age: f64) -> Asked {
    let mut asked = Asked::default();
    let stack = demand.stacks.pick(random);
    // Some postings list tools and ask for nothing of that.
    let listed = random.percent(22);
    for wish in demand.wishes.get(stack).into_iter().flatten() {
        let chance = wish.at(age);
        if unit(random) < chance {
            asked.skills.push(wish.skill);
            asked.levels.push(level(random, chance, listed) as i16);
            asked.premium += wish.premium;
        }
    }
    while random.percent(FURTHER) {
        if let Some(skill) = tail.pick(random, age)
            && let Err(at) = asked.skills.binary_search(&skill)
        {
            asked.skills.insert(at, skill);
            asked.levels.insert(at, level(random, 0.0, listed) as i16);
        }
    }
    asked
}

/// The rarer a skill in its role, the more likely it is only welcome.
fn level(random: &mut Random, chance: f64, listed: bool) -> Requirement {
    if chance >= 1.0 {
        Requirement::Required
    } else if listed && random.percent(40) {
        Requirement::Unspecified
    } else if random.percent(if chance < 0.4 { 48 } else { 14 }) {
        Requirement::Nice
    } else {
        Requirement::Required
    }
}

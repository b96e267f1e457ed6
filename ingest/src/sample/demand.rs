//! Which skills a made-up posting asks for, and how.

use std::collections::{BTreeMap, BTreeSet};

use entity::content::sample::{Language, Market, Role, Sample, Skill};
use entity::posting::Requirement;

use super::random::Random;

/// How many skills a tech posting should ask for at least, and how often it is drawn anew for that.
const LEAST: usize = 3;
const DRAWS: usize = 4;

/// A skill as one posting asks for it.
#[derive(Clone, Debug)]
pub(super) struct Asked<'a> {
    pub(super) slug: &'a str,
    pub(super) skill: &'a Skill,
    /// The spelling that the posting uses.
    pub(super) name: &'a str,
    pub(super) requirement: Requirement,
}

/// What decides how likely a skill is.
pub(super) struct Setting<'a> {
    pub(super) sample: &'a Sample,
    pub(super) market: &'a Market,
    pub(super) startup: bool,
    pub(super) language: Language,
    /// How long ago the posting appeared, of `window` days.
    pub(super) days_ago: u64,
    pub(super) window: u64,
}

impl Setting<'_> {
    /// Percent of the usual chance in this market at that time, times 10,000: favours of country and company, and the trend.
    fn factor(&self, slug: &str) -> u64 {
        let favour = self
            .market
            .favours
            .get(slug)
            .map_or(100, |favour| favour.value);
        let startup = if self.startup {
            let favour = self.market.startups_favour.get(slug);
            favour.map_or(100, |favour| favour.value)
        } else {
            100
        };
        let from = self.sample.skills.get(slug).and_then(|skill| skill.from);
        let window = self.window.max(1);
        let days_ago = self.days_ago.min(window);
        let trend = (from.unwrap_or(100) * days_ago * 100 + 10_000 * (window - days_ago)) / window;
        favour * startup * trend / 100
    }

    /// Chance in a million, from percent of postings; 100 percent stay certain.
    fn chance(&self, slug: &str, percent: u64) -> u64 {
        if percent >= 100 {
            1_000_000
        } else {
            percent * self.factor(slug) / 100
        }
    }
}

/// The skills of one posting, by slug. A tech job that would ask for next to nothing is drawn anew.
pub(super) fn ask<'a>(
    random: &mut Random,
    setting: &Setting<'a>,
    role: &'a Role,
) -> Vec<Asked<'a>> {
    let mut asked = draw(random, setting, role);
    for _ in 0..DRAWS {
        if role.slug.is_none() || asked.len() >= LEAST {
            break;
        }
        asked = draw(random, setting, role);
    }
    asked
}

fn draw<'a>(random: &mut Random, setting: &Setting<'a>, role: &'a Role) -> Vec<Asked<'a>> {
    let mut chances: BTreeMap<&str, u64> = BTreeMap::new();
    for (slug, percent) in &role.skills {
        chances.insert(slug, setting.chance(slug, percent.value));
    }
    if let Some(stacks) = &role.stacks {
        let stack = random.weighted(stacks, |stack| {
            stack.weight * setting.factor(&stack.lead.value)
        });
        chances.insert(&stack.lead.value, 1_000_000);
        for (slug, percent) in &stack.with {
            let chance = chances.entry(slug).or_default();
            *chance = (*chance).max(setting.chance(slug, percent.value));
        }
    }
    let tooled = random.percent(22);
    let mut asked = Vec::new();
    for (slug, chance) in chances {
        let Some(skill) = setting.sample.skills.get(slug) else {
            continue;
        };
        let unspoken = skill.english_only && setting.language != Language::En;
        if !random.per_million(chance) || unspoken {
            continue;
        }
        let requirement = requirement(random, skill, chance, tooled);
        asked.push(Asked {
            slug,
            skill,
            name: spelling(random, skill),
            requirement,
        });
    }
    keep_company(&mut asked);
    asked
}

/// The rarer a skill in its role, the more likely it is only welcome.
fn requirement(random: &mut Random, skill: &Skill, chance: u64, tooled: bool) -> Requirement {
    if skill.soft || chance >= 1_000_000 {
        return Requirement::Required;
    }
    if tooled && random.percent(20) {
        return Requirement::Unspecified;
    }
    let nice = if chance < 400_000 { 48 } else { 14 };
    if random.percent(nice) {
        Requirement::Nice
    } else {
        Requirement::Required
    }
}

fn spelling<'a>(random: &mut Random, skill: &'a Skill) -> &'a str {
    if skill.also.is_empty() || !random.percent(18) {
        return &skill.name;
    }
    let index = random.index(skill.also.len());
    skill.also.get(index).unwrap_or(&skill.name)
}

/// Names such as C and R are never left alone in their section: they move to the requirements, or go where even those have no other.
fn keep_company(asked: &mut Vec<Asked<'_>>) {
    for level in [Requirement::Nice, Requirement::Unspecified] {
        if lonely(asked, level) {
            for one in asked.iter_mut().filter(|one| one.requirement == level) {
                one.requirement = Requirement::Required;
            }
        }
    }
    if lonely(asked, Requirement::Required) {
        asked.retain(|one| !one.skill.list_only || one.requirement != Requirement::Required);
    }
}

fn lonely(asked: &[Asked<'_>], level: Requirement) -> bool {
    let names: BTreeSet<_> = asked
        .iter()
        .filter(|one| one.requirement == level && !one.skill.soft)
        .map(|one| one.skill.list_only)
        .collect();
    names.len() == 1 && names.contains(&true)
}

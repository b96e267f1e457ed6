//! Random markets with everything in them that makes counting hard.

use chrono::{Days, NaiveDate};
use entity::posting::{Model, PayPeriod, Seniority, WorkMode};
use sea_orm::prelude::Decimal;

use crate::graphql::fixture::{Dice, REGIONS, VOCABULARY, day, moment, posting};

/// The days on which postings of a random market begin: before every period (columns know no day before 1970), at the ends of months, on a leap day.
const BEGINNINGS: [(i32, u32, u32); 8] = [
    (1970, 1, 3),
    (2023, 12, 31),
    (2024, 2, 29),
    (2024, 3, 1),
    (2025, 1, 31),
    (2025, 11, 30),
    (2026, 6, 30),
    (2026, 10, 1),
];

/// A market of so many postings: over many months, in several places, with duplicates that lie elsewhere and at other times than
/// what stands for them, without days, unreadable, closed.
pub(super) fn market(size: i64, dice: &mut Dice) -> Vec<Model> {
    let mut postings: Vec<Model> = (1..=size).map(|id| random(id, dice)).collect();
    for at in 1..postings.len() {
        if dice.below(100) < 15 && postings[at - 1].canonical_id == postings[at - 1].id {
            postings[at].canonical_id = postings[at - 1].id;
        }
    }
    unite(&mut postings);
    postings
}

/// Writes on those that stand for others what their clusters say together, as the store does.
pub(super) fn unite(postings: &mut [Model]) {
    let all = postings.to_vec();
    for canonical in postings {
        let members = all
            .iter()
            .filter(|other| other.canonical_id == canonical.id);
        let members: Vec<&Model> = members.collect();
        let is_united = canonical.canonical_id == canonical.id && members.len() > 1;
        let mut regions: Vec<i32> = members
            .iter()
            .flat_map(|member| member.region_ids.clone())
            .collect();
        regions.sort_unstable();
        regions.dedup();
        let ends = members
            .iter()
            .map(|member| member.closed_at.unwrap_or(member.last_seen));
        canonical.cluster_region_ids = is_united.then_some(regions);
        canonical.cluster_first_seen = members
            .iter()
            .map(|member| member.first_seen)
            .min()
            .filter(|_| is_united);
        canonical.cluster_last_open = ends.max().filter(|_| is_united);
        canonical.cluster_posted_on = members
            .iter()
            .filter_map(|member| member.posted_on)
            .min()
            .filter(|_| is_united);
    }
}

fn pick<T: Clone>(dice: &mut Dice, from: &[T]) -> T {
    let at = dice.below(u64::try_from(from.len()).unwrap());
    from[usize::try_from(at).unwrap()].clone()
}

fn beginning(dice: &mut Dice) -> NaiveDate {
    if dice.below(4) == 0 {
        let (year, month, date) = pick(dice, &BEGINNINGS);
        return day(year, month, date);
    }
    day(2024, 6, 1) + Days::new(dice.below(900))
}

/// One posting.
pub(super) fn random(id: i64, dice: &mut Dice) -> Model {
    let opened = beginning(dice);
    let stays = pick(dice, &[0, 1, 20, 60, 400]);
    let seen = opened + Days::new(dice.below(stays + 1));
    Model {
        source_id: pick(dice, &[1, 1, 2, 3]),
        posted_on: (dice.below(10) > 0).then(|| opened - Days::new(dice.below(3))),
        first_seen: moment(opened),
        last_seen: moment(seen),
        closed_at: (dice.below(5) < 2).then(|| moment(seen + Days::new(dice.below(3)))),
        complete: dice.below(10) > 0,
        vocabulary_id: if dice.below(6) == 0 { 1 } else { VOCABULARY },
        ..paid(asking(id, dice), dice)
    }
}

/// Whom it asks for, and where.
fn asking(id: i64, dice: &mut Dice) -> Model {
    let levels = [
        None,
        Some(Seniority::Intern),
        Some(Seniority::Senior),
        Some(Seniority::CLevel),
    ];
    let skills: Vec<i32> = (1..=8)
        .filter(|skill| dice.below(9) < 9 - skill)
        .map(|skill| i32::try_from(skill).unwrap())
        .collect();
    let requirements = skills.iter().map(|_| i16::try_from(dice.below(3)).unwrap());
    let requirement_levels: Vec<i16> = requirements.collect();
    let mut region_ids: Vec<i32> = (0..=dice.below(3))
        .flat_map(|_| pick(dice, &REGIONS).2.to_vec())
        .collect();
    region_ids.sort_unstable();
    region_ids.dedup();
    Model {
        title: format!("{} {id}", pick(dice, &["100% Engineer", "Developer"])),
        company_id: pick(dice, &[None, Some(1), Some(2)]),
        role_id: pick(dice, &[None, Some(1), Some(2), Some(3)]),
        seniority: pick(dice, &levels),
        work_mode: pick(
            dice,
            &[None, Some(WorkMode::Onsite), Some(WorkMode::Remote)],
        ),
        remote_scope: pick(dice, &[vec![], vec![2], vec![2, 5]]),
        place_resolved: !region_ids.is_empty(),
        region_ids,
        skill_ids: skills,
        requirement_levels,
        ..posting(id)
    }
}

/// What it pays.
fn paid(posting: Model, dice: &mut Dice) -> Model {
    let periods = [
        None,
        Some(PayPeriod::Year),
        Some(PayPeriod::Hour),
        Some(PayPeriod::Month),
    ];
    let currencies = [None, Some("EUR"), Some("EUR"), Some("USD")];
    let amount = dice.below(400).cast_signed();
    let least = Decimal::new(amount * 250 + 7, 1);
    let most = Decimal::new(amount * 300 + 9, 1);
    Model {
        pay_min: pick(dice, &[None, Some(least)]),
        pay_max: pick(dice, &[None, Some(most), Some(most)]),
        pay_currency: pick(dice, &currencies).map(str::to_owned),
        pay_period: pick(dice, &periods),
        ..posting
    }
}

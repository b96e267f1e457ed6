//! What holds of every role, every market and every profile.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::{
    requirement::Requirement,
    score::{Held, Scale},
};

const POSTINGS: i64 = 400;

/// Skills are numbered from 0; the last ones are asked for by nobody but stand in for others.
const SKILLS: i32 = 14;

fn requirement() -> impl Strategy<Value = Requirement> {
    let options = prop::collection::btree_set(0..10, 1..5);
    let importance = prop::sample::select(vec![1.0, 0.6, 0.3]);
    (options, 1_usize..4, importance).prop_map(|(options, pick, importance)| Requirement {
        pick: pick.min(options.len()),
        options: options.into_iter().collect(),
        importance,
    })
}

fn scale() -> impl Strategy<Value = Scale> {
    let requirements = prop::collection::vec(requirement(), 1..12);
    let naming = prop::collection::vec(prop_oneof![Just(0), 0..=POSTINGS], 10);
    let others = prop::collection::hash_set(0..SKILLS, 0..3);
    let substitutes = prop::collection::hash_map(0..10, others, 0..8);
    (requirements, naming, substitutes).prop_map(|(requirements, naming, substitutes)| {
        let substitutes: HashMap<i32, Vec<i32>> = substitutes
            .into_iter()
            .map(|(skill, others)| {
                (
                    skill,
                    others.into_iter().filter(|other| *other != skill).collect(),
                )
            })
            .collect();
        let naming = |skill: i32| naming[usize::try_from(skill).unwrap()];
        Scale::new(requirements, POSTINGS, naming, substitutes).unwrap()
    })
}

fn profile() -> impl Strategy<Value = HashSet<i32>> {
    prop::collection::hash_set(0..SKILLS, 0..10)
}

proptest! {
    #[test]
    fn weights_make_one(scale in scale()) {
        let whole: f64 = scale.requirements().iter().map(|one| one.weight).sum();
        prop_assert!((whole - 1.0).abs() < 1e-9, "{whole}");
    }

    #[test]
    fn nothing_is_nothing_and_all_is_all(scale in scale()) {
        let nothing = HashSet::new();
        prop_assert!(scale.fit(Held::new(&nothing)) <= 0.0);
        prop_assert!(scale.range(Held::new(&nothing)).1 <= 0.0);
        let all: HashSet<i32> = scale.skills().into_iter().collect();
        let held = Held::new(&all);
        prop_assert!((scale.fit(held) - 100.0).abs() < 1e-9);
        prop_assert!((scale.range(held).0 - 100.0).abs() < 1e-9);
        prop_assert!(scale.gaps(held).is_empty());
    }

    #[test]
    fn learning_never_lowers_the_fit(scale in scale(), held in profile(), skill in 0..SKILLS) {
        let before = scale.fit(Held::new(&held));
        let mut more = held.clone();
        more.insert(skill);
        let after = scale.fit(Held::new(&more));
        prop_assert!(after >= before - 1e-9);
        // What is scored anew says the same as everything scored anew.
        let gain = scale.gain(skill, Held::new(&held));
        prop_assert!((after - before - gain).abs() < 1e-9, "{before} {after} {gain}");
    }

    #[test]
    fn a_choice_pays_once(scale in scale(), held in profile(), chosen in requirement()) {
        let alone = |_: i32| 10;
        let choice = Scale::new(vec![chosen.clone()], POSTINGS, alone, HashMap::new()).unwrap();
        let mut held: HashSet<i32> = held.difference(&chosen.options.iter().copied().collect()).copied().collect();
        held.extend(chosen.options.iter().take(chosen.pick));
        prop_assert!((choice.fit(Held::new(&held)) - 100.0).abs() < 1e-9);
        prop_assert!(choice.gaps(Held::new(&held)).is_empty(), "another option helps");
        // In a role with other requirements as well it is these that gaps are about.
        for gap in scale.gaps(Held::new(&held)) {
            let needed = scale.helped(gap.skill).any(|one| scale.score(&one.requirement, Held::new(&held)) < 1.0);
            prop_assert!(needed);
        }
    }

    #[test]
    fn the_range_holds_the_fit_of_any_likely_shares(scale in scale(), held in profile(), at in prop::collection::vec(0.0..=1.0, 12)) {
        let held = Held::new(&held);
        let fit = scale.fit(held);
        let (low, high) = scale.range(held);
        prop_assert!(0.0 <= low && low <= fit && fit <= high && high <= 100.0);
        // Any shares within their intervals make a fit within the range.
        let (mut met, mut whole, mut important, mut asked) = (0.0, 0.0, 0.0, 0.0);
        for (one, at) in scale.requirements().iter().zip(at) {
            let (least, most) = one.demand.interval();
            let share = least + at * (most - least);
            let score = scale.score(&one.requirement, held);
            met += share * score;
            whole += share;
            important += one.requirement.importance * score;
            asked += one.requirement.importance;
        }
        if whole > 1e-9 {
            let likely = 50.0 * (met / whole + important / asked);
            prop_assert!(low - 1e-6 <= likely && likely <= high + 1e-6, "{low} {likely} {high}");
        }
    }

    #[test]
    fn gaps_come_in_the_order_of_their_gains(scale in scale(), held in profile()) {
        let gaps = scale.gaps(Held::new(&held));
        prop_assert!(gaps.windows(2).all(|pair| pair[0].gain >= pair[1].gain));
        prop_assert!(gaps.iter().all(|gap| gap.gain > 0.0 && !held.contains(&gap.skill)));
        let listed: HashSet<i32> = gaps.iter().map(|gap| gap.skill).collect();
        for skill in scale.skills() {
            let helps = scale.gain(skill, Held::new(&held)) > 1e-9;
            prop_assert_eq!(helps, listed.contains(&skill));
        }
    }

    #[test]
    fn the_way_leads_to_the_target(scale in scale(), held in profile(), target in 0.0..=100.0) {
        let way = scale.way(&held, target);
        let mut reached = held.clone();
        for (at, skill) in way.iter().enumerate() {
            prop_assert!(scale.fit(Held::new(&reached)) < target, "step {at} is not needed");
            prop_assert!(reached.insert(*skill));
        }
        prop_assert!(scale.fit(Held::new(&reached)) >= target - 1e-6);
    }
}

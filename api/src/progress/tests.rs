//! What progress promises, over roadmaps of any shape.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    progress_event::State,
    roadmap_node::{self, Importance, Kind},
    roadmap_node_skill,
};

use super::*;

mod property_tests;

/// A skill, with the choice that it is an option of and how many that asks for.
type Taught = (i32, Option<(&'static str, i16)>);

/// A node: its key, the place of its parent, how much it matters, its months, its choice's options and the skills it teaches.
#[derive(Clone, Debug)]
struct Sketch {
    parent: Option<i32>,
    importance: Importance,
    months: Option<(f64, f64)>,
    requires: Vec<i32>,
    /// The skills it teaches, each with the choice it is an option of and how many to pick.
    skills: Vec<Taught>,
}

fn plain(parent: Option<i32>, importance: Importance) -> Sketch {
    Sketch {
        parent,
        importance,
        months: None,
        requires: Vec::new(),
        skills: Vec::new(),
    }
}

fn outline(sketches: &[Sketch]) -> Outline {
    let mut taught: HashMap<i32, Arc<[roadmap_node_skill::Model]>> = HashMap::new();
    let row = |(number, sketch): (i32, &Sketch)| {
        let skill = |(ordinal, (skill, choice)): (i32, &Taught)| roadmap_node_skill::Model {
            node_id: number,
            skill_id: *skill,
            ordinal,
            importance: Importance::Required,
            choice: choice.map(|(name, _)| name.to_owned()),
            pick: choice.map(|(_, pick)| pick),
        };
        taught.insert(number, (0..).zip(&sketch.skills).map(skill).collect());
        Arc::new(roadmap_node::Model {
            id: number,
            roadmap_id: 1,
            key: format!("n{number}"),
            ordinal: number,
            kind: Kind::Topic,
            title: String::new(),
            summary: None,
            importance: sketch.importance,
            parent_id: sketch.parent,
            requires_ids: sketch.requires.clone(),
            month_from: sketch.months.map(|months| months.0),
            month_to: sketch.months.map(|months| months.1),
            printed_length: None,
        })
    };
    let rows: Vec<_> = (0..).zip(sketches).map(row).collect();
    Outline::new(&rows, &taught)
}

/// Two phases of which the second waits for the first: one of two frameworks, and something recommended; something optional.
fn way() -> Outline {
    let option = |skill| (skill, Some(("framework", 1)));
    outline(&[
        Sketch {
            months: Some((0.0, 6.0)),
            skills: vec![option(1), option(2)],
            ..plain(None, Importance::Required)
        },
        Sketch {
            skills: vec![(1, None)],
            ..plain(Some(0), Importance::Required)
        },
        Sketch {
            skills: vec![(2, None)],
            ..plain(Some(0), Importance::Required)
        },
        Sketch {
            skills: vec![(1, None), (3, None)],
            ..plain(Some(0), Importance::Recommended)
        },
        Sketch {
            months: Some((6.0, 10.0)),
            requires: vec![0],
            ..plain(None, Importance::Required)
        },
        plain(Some(4), Importance::Required),
        plain(Some(4), Importance::Optional),
    ])
}

fn states(said: &[(usize, State)]) -> Vec<State> {
    let mut states = vec![State::NotStarted; 7];
    for (node, state) in said {
        states[*node] = *state;
    }
    states
}

fn of(said: &[(usize, State)]) -> f64 {
    percent(&way(), &states(said)).percent
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[test]
fn the_formula_is_that_of_the_guide() {
    use State::{Done, Known, Learning, Skipped};
    // The choice, the recommended leaf and the last required one: 1 + 0.6 + 1.
    assert!(near(of(&[]), 0.0));
    assert!(near(of(&[(1, Done)]), 100.0 / 2.6));
    assert!(near(of(&[(1, Done), (2, Done)]), 100.0 / 2.6));
    assert!(near(of(&[(1, Learning), (2, Learning)]), 50.0 / 2.6));
    assert!(near(of(&[(3, Known)]), 60.0 / 2.6));
    assert!(near(of(&[(5, Learning)]), 50.0 / 2.6));
    // What is required stays below the line when it is passed over; an alternative does not matter once the choice is met.
    assert!(near(of(&[(5, Skipped), (1, Done)]), 100.0 / 2.6));
    assert!(near(of(&[(2, Skipped), (1, Done)]), 100.0 / 2.6));
    // What is optional counts as far as it is done.
    assert!(near(of(&[(6, Skipped)]), 0.0));
    assert!(near(of(&[(6, Done), (1, Done)]), 130.0 / 2.9));
    assert!(near(of(&[(6, Learning), (1, Done)]), 115.0 / 2.75));
    let all = [(2, Known), (3, Done), (5, Done)];
    assert!(near(of(&all), 100.0));
    let all = percent(&way(), &states(&all));
    assert_eq!((all.done, all.total), (3, 3));
    let begun = percent(&way(), &states(&[(1, Done), (6, Learning)]));
    assert_eq!((begun.done, begun.total), (1, 4));
}

#[test]
fn where_all_is_optional_all_counts() {
    let outline = outline(&[
        plain(None, Importance::Optional),
        plain(None, Importance::Optional),
    ]);
    let of = |states: [State; 2]| percent(&outline, &states).percent;
    assert!(near(of([State::Learning, State::NotStarted]), 25.0));
    assert!(near(of([State::Done, State::Skipped]), 100.0));
    assert!(near(of([State::Skipped, State::Skipped]), 0.0));
    assert!(near(percent(&Outline::default(), &[]).percent, 0.0));
}

#[test]
fn next_is_what_waits_for_nothing() {
    use State::{Done, Learning, Skipped};
    let next = |said: &[(usize, State)]| next(&way(), &states(said));
    assert_eq!(next(&[]), [1, 2, 3]);
    // One alternative is begun, so the other is no longer asked for.
    assert_eq!(next(&[(2, Learning)]), [2, 3]);
    assert_eq!(next(&[(3, Learning)]), [3, 1, 2]);
    assert_eq!(next(&[(2, Done)]), [3]);
    assert_eq!(next(&[(2, Done), (3, Done)]), [5, 6]);
    assert_eq!(next(&[(2, Done), (3, Skipped), (5, Done)]), [6]);
    assert!(next(&[(2, Done), (3, Done), (5, Done), (6, Skipped)]).is_empty());
}

#[test]
fn nodes_that_wait_for_each_other_are_told_all_the_same() {
    let mut first = plain(None, Importance::Required);
    first.requires = vec![1];
    let mut second = plain(None, Importance::Required);
    second.requires = vec![0];
    let outline = outline(&[first, second]);
    assert_eq!(next(&outline, &[State::NotStarted; 2]), [0, 1]);
}

#[test]
fn phases_stand_as_their_parts_do() {
    use State::{Done, Known, Learning, NotStarted, Skipped};
    let phase = |said: &[(usize, State)]| state_of(&way(), &states(said), 0);
    assert_eq!(phase(&[]), NotStarted);
    assert_eq!(phase(&[(1, Learning)]), Learning);
    assert_eq!(phase(&[(1, Done)]), Learning);
    assert_eq!(phase(&[(1, Done), (3, Known)]), Done);
    assert_eq!(phase(&[(1, Known), (2, Known), (3, Known)]), Known);
    assert_eq!(phase(&[(1, Skipped), (2, Skipped), (3, Skipped)]), Skipped);
    assert_eq!(phase(&[(1, Skipped)]), NotStarted);
    let last = |said: &[(usize, State)]| state_of(&way(), &states(said), 4);
    assert_eq!(last(&[(5, Done)]), Done);
    assert_eq!(last(&[(6, Done)]), Learning);
}

#[test]
fn saying_something_of_a_phase_takes_nothing_back() {
    use State::{Done, Known, Learning, NotStarted, Skipped};
    let named = BTreeSet::from([0]);
    let said = |now: &[(usize, State)], state| {
        let leaves = spread(&way(), &states(now), &named, state);
        leaves.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(said(&[], Done), [1, 2, 3]);
    assert_eq!(said(&[(1, Known)], Done), [3]);
    assert_eq!(said(&[(3, Skipped)], Done), [1, 2]);
    assert_eq!(said(&[(3, Done), (1, Learning)], Learning), [2]);
    assert_eq!(said(&[(3, Done)], Known), [1, 2]);
    assert_eq!(said(&[(3, Known), (1, Learning)], Skipped), [1, 2]);
    assert_eq!(said(&[(3, Known)], NotStarted), [1, 2, 3]);
    // A leaf that is named itself is meant, whatever was said of it.
    let both = BTreeSet::from([0, 1]);
    let leaves = spread(&way(), &states(&[(1, Known)]), &both, Done);
    assert_eq!(leaves, BTreeSet::from([1, 3]));
}

#[test]
fn what_is_left_takes_its_part_of_the_months() {
    use State::{Done, Learning, Skipped};
    let months = |said: &[(usize, State)]| remaining_months(&way(), &states(said)).unwrap();
    assert!(near(months(&[]), 10.0));
    assert!(near(months(&[(1, Done)]), 6.0 * 0.6 / 1.6 + 4.0));
    assert!(near(months(&[(5, Learning)]), 8.0));
    assert!(near(months(&[(5, Skipped)]), 6.0));
    assert!(near(months(&[(1, Done), (3, Done), (5, Done)]), 0.0));
    assert!(near(
        months(&[(5, Done), (6, Learning)]),
        6.0 + 4.0 * 0.15 / 1.3
    ));
    let untimed = outline(&[plain(None, Importance::Required)]);
    assert_eq!(remaining_months(&untimed, &[State::NotStarted]), None);
}

#[test]
fn overlapping_months_are_not_counted_twice() {
    let timed = |from, to| Sketch {
        months: Some((from, to)),
        ..plain(None, Importance::Required)
    };
    let outline = outline(&[
        timed(0.0, 6.0),
        timed(3.0, 9.0),
        plain(None, Importance::Required),
    ]);
    let months = remaining_months(&outline, &[State::NotStarted; 3]).unwrap();
    // Nine months for two leaves, and half as much again for the one that has none.
    assert!(near(months, 13.5), "{months}");
}

#[test]
fn half_the_hours_take_twice_as_long() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let days = |months, hours| {
        let end = finish(months, Pace::new(hours).unwrap(), today).unwrap();
        (end - today).num_days()
    };
    assert_eq!(days(12.0, 10.0), 366);
    assert_eq!(days(12.0, 5.0), 731);
    assert_eq!(days(0.0, 10.0), 0);
    assert_eq!(finish(1e9, Pace::default(), today), None);
    for hours in [0.0, -1.0, 168.5, f64::NAN, f64::INFINITY] {
        assert_eq!(Pace::new(hours), None, "{hours}");
    }
}

fn word(event: i64, node: &str, state: Option<State>) -> Kept {
    Kept {
        event,
        node: node.to_owned(),
        state,
        note: None,
        at: DateTime::<Utc>::UNIX_EPOCH,
    }
}

#[test]
fn words_on_a_former_key_are_words_on_the_node() {
    let renames = Renames(HashMap::from([("old".to_owned(), "n1".to_owned())]));
    let words = [
        word(1, "n1", Some(State::Done)),
        word(2, "old", Some(State::Learning)),
        word(3, "gone", Some(State::Done)),
    ];
    for words in [words.to_vec(), words.into_iter().rev().collect()] {
        let kept = fold(words, &renames);
        assert_eq!(kept["n1"].state, Some(State::Learning));
        assert!(
            kept.contains_key("gone"),
            "it is kept, though nobody counts it"
        );
        assert_eq!(way().states(&kept)[1], State::Learning);
    }
}

#[test]
fn what_was_said_of_a_leaf_holds_for_the_parts_it_got() {
    let words = [
        word(1, "n0", Some(State::Done)),
        word(2, "n3", Some(State::Learning)),
    ];
    let kept = fold(words, &Renames::default());
    let states = way().states(&kept);
    assert_eq!(states[1..4], [State::Done, State::Done, State::Learning]);
    let at = standing_of(&way(), &kept, &states, 1);
    assert_eq!(at.map(|(state, _)| state), Some(State::Done));
    assert_eq!(standing_of(&way(), &kept, &states, 5), None);
}

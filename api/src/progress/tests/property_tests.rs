//! What holds for roadmaps of any shape, however their nodes stand.

use proptest::{collection::vec, prelude::*};

use super::*;

const IMPORTANCES: [Importance; 3] = [
    Importance::Required,
    Importance::Recommended,
    Importance::Optional,
];

const STATES: [State; 5] = [
    State::NotStarted,
    State::Learning,
    State::Done,
    State::Known,
    State::Skipped,
];

/// A roadmap of any shape, parents before their children, and how its nodes stand.
fn anything() -> impl Strategy<Value = (Outline, Vec<State>)> {
    let choices = ["", "", "a", "b"];
    let node = (
        0..4_usize,
        0..3_usize,
        0..4_usize,
        0..5_usize,
        0..20_usize,
        0..3_i16,
    );
    vec(node, 1..24).prop_map(move |drawn| {
        let mut line: Vec<i32> = Vec::new();
        let mut sketches = Vec::new();
        let mut states = Vec::new();
        for (number, (up, importance, choice, state, requires, pick)) in (0..).zip(drawn) {
            line.truncate(line.len().saturating_sub(up));
            let mut sketch = plain(line.last().copied(), IMPORTANCES[importance]);
            if !choices[choice].is_empty() {
                sketch.skills = vec![(1, Some((choices[choice], pick)))];
            }
            let requires = i32::try_from(requires).unwrap();
            // Only what comes before and is not above, so that nothing waits for itself.
            if requires < number && !line.contains(&requires) {
                sketch.requires.push(requires);
            }
            if up == 2 {
                sketch.months = Some((0.0, 4.0));
            }
            line.push(number);
            sketches.push(sketch);
            states.push(STATES[state]);
        }
        (outline(&sketches), states)
    })
}

fn rank(state: State) -> u8 {
    match state {
        State::NotStarted | State::Skipped => 0,
        State::Learning => 1,
        State::Done | State::Known => 2,
    }
}

proptest! {
    #[test]
    fn nothing_is_0_and_everything_is_100((outline, states) in anything()) {
        let nothing = vec![State::NotStarted; states.len()];
        prop_assert!(near(percent(&outline, &nothing).percent, 0.0));
        let needed = |node: usize| {
            let unit = outline.nodes[node].unit.map(|unit| &outline.units[unit]);
            outline.all_optional() || unit.is_some_and(|unit| unit.importance != Importance::Optional)
        };
        let state = |node: usize| if needed(node) { State::Done } else { states[node] };
        let done: Vec<State> = (0..states.len()).map(state).collect();
        let all = percent(&outline, &done).percent;
        prop_assert!(near(all, 100.0), "{}", all);
        let some = percent(&outline, &states);
        prop_assert!((0.0..=100.0 + 1e-9).contains(&some.percent));
        prop_assert!(some.done <= some.total);
    }

    #[test]
    fn it_never_falls_when_a_leaf_advances((outline, states) in anything(), leaf in 0..24_usize, to in 0..5_usize) {
        let leaf = leaf % states.len();
        let mut then = states.clone();
        then[leaf] = STATES[to];
        // Passing something optional over is no advance, nor is coming back from it.
        prop_assume!(rank(states[leaf]) < rank(then[leaf]));
        let (before, after) = (percent(&outline, &states).percent, percent(&outline, &then).percent);
        let came_back = outline.all_optional() && states[leaf] == State::Skipped;
        prop_assert!(after >= before - 1e-9 || came_back, "{} → {}", before, after);
    }

    #[test]
    fn the_rest_never_grows_when_what_is_needed_advances((outline, states) in anything()) {
        for leaf in 0..states.len() {
            let needed = outline.is_leaf(leaf) && outline.nodes[leaf].importance != Importance::Optional;
            if needed && states[leaf] == State::Learning {
                let mut then = states.clone();
                then[leaf] = State::Done;
                let before = remaining_months(&outline, &states).unwrap_or(0.0);
                let after = remaining_months(&outline, &then).unwrap_or(0.0);
                prop_assert!(after >= 0.0 && after <= before + 1e-9, "{} → {}", before, after);
            }
        }
    }

    #[test]
    fn the_order_of_words_does_not_matter((outline, states) in anything(), turn in 0..24_usize) {
        let mut words: Vec<Kept> = (1..)
            .zip(&states)
            .flat_map(|(event, state)| {
                let node = format!("n{}", event - 1);
                [word(event, &node, Some(State::Done)), word(event + 100, &node, Some(*state))]
            })
            .collect();
        let kept = fold(words.clone(), &Renames::default());
        let turn = turn % words.len();
        words.rotate_left(turn);
        words.reverse();
        let other = fold(words, &Renames::default());
        prop_assert_eq!(&kept, &other);
        let (one, other) = (outline.states(&kept), outline.states(&other));
        prop_assert_eq!(percent(&outline, &one).percent.to_bits(), percent(&outline, &other).percent.to_bits());
    }

    #[test]
    fn there_is_something_to_do_as_long_as_anything_is_left((outline, states) in anything()) {
        let next = next(&outline, &states);
        let all = percent(&outline, &states);
        let passed = outline.units.iter().any(|unit| unit.states(&states).any(|state| state == State::Skipped));
        prop_assert!(!next.is_empty() || all.done == all.total || passed);
        for node in next {
            prop_assert!(outline.is_leaf(node) && !states[node].is_held() && states[node] != State::Skipped);
        }
    }
}

//! One role, counted by hand.

use std::collections::{HashMap, HashSet};

use super::{
    requirement::Requirement,
    score::{Held, Scale},
};

fn requirement(options: &[i32], pick: usize, importance: f64) -> Requirement {
    Requirement {
        options: options.to_vec(),
        pick,
        importance,
    }
}

/// Of 200 postings 120 name skill 1, 80 name 2, 40 name 3, and nobody names 4. Skill 1 is required, one of 2 and 3 recommended, 4
/// optional; 5 stands in for 1, and 1 for 4.
fn scale() -> Scale {
    let requirements = vec![
        requirement(&[1], 1, 1.0),
        requirement(&[2, 3], 1, 0.6),
        requirement(&[4], 1, 0.4),
    ];
    let naming = |skill: i32| [0, 120, 80, 40, 0][usize::try_from(skill).unwrap()];
    let substitutes = HashMap::from([(1, vec![5]), (4, vec![1])]);
    Scale::new(requirements, 200, naming, substitutes).unwrap()
}

#[test]
fn known_weights() {
    let scale = scale();
    let weights: Vec<f64> = scale.requirements().iter().map(|one| one.weight).collect();
    // Half of 1/2, 0.6/2, 0.4/2 and half of 120/200, 80/200, 0.
    for (weight, expected) in weights.iter().zip([0.55, 0.35, 0.1]) {
        assert!((weight - expected).abs() < 1e-12, "{weights:?}");
    }
    assert!((scale.weight(3) - 0.35).abs() < 1e-12);
}

#[test]
fn known_fits_and_gains() {
    let scale = scale();
    for (held, fit) in [
        (&[3][..], 35.0),
        (&[5], 27.5),
        // Half of skill 4 comes with skill 1.
        (&[1], 60.0),
        (&[1, 2, 3], 95.0),
        (&[1, 2, 4], 100.0),
    ] {
        let held: HashSet<i32> = held.iter().copied().collect();
        assert!((scale.fit(Held::new(&held)) - fit).abs() < 1e-9, "{held:?}");
    }
    let held = HashSet::from([5]);
    let gaps = scale.gaps(Held::new(&held));
    let found: Vec<(i32, f64)> = gaps
        .iter()
        .map(|gap| (gap.skill, gap.gain.round()))
        .collect();
    // 27.5 of skill 1 itself and 5 of what it stands in for; both options of the choice pay the same.
    assert_eq!(found, [(2, 35.0), (3, 35.0), (1, 33.0), (4, 10.0)]);
    assert_eq!(scale.substitute(1, Held::new(&held)), Some(5));
    assert_eq!(scale.way(&held, 80.0), [2, 1]);
    assert_eq!(scale.way(&held, 27.0), [0; 0]);
}

#[test]
fn a_known_range() {
    let held = HashSet::from([1]);
    let (low, high) = scale().range(Held::new(&held));
    // Wilson's intervals of 120, 80 and 0 of 200: (0.53081, 0.66543), (0.33457, 0.46919), (0, 0.01885). Scores 1, 0 and 0.5, of which
    // importance alone makes 0.6. Least: 0.53081 ÷ (0.53081 + 0.46919) with nothing from the third, or half of 0.01885 more above and
    // all of it below the line; most: 0.66543 ÷ (0.66543 + 0.33457), or likewise.
    let expected = |one: f64, other: f64, third: f64| {
        50.0 * (0.6 + (one + 0.5 * third) / (one + other + third))
    };
    let least = expected(0.530_81, 0.469_19, 0.0).min(expected(0.530_81, 0.469_19, 0.018_85));
    let most = expected(0.665_43, 0.334_57, 0.0).max(expected(0.665_43, 0.334_57, 0.018_85));
    assert!((low - least).abs() < 0.01, "{low} {least}");
    assert!((high - most).abs() < 0.01, "{high} {most}");
}

#[test]
fn what_nobody_asks_for_is_weighed_by_importance_alone() {
    let requirements = vec![requirement(&[1], 1, 1.0), requirement(&[2], 1, 0.6)];
    let scale = Scale::new(requirements, 200, |_| 0, HashMap::new()).unwrap();
    assert!((scale.weight(1) - 0.625).abs() < 1e-12);
    assert!(Scale::new(vec![], 200, |_| 1, HashMap::new()).is_none());
    assert!(Scale::new(vec![requirement(&[1], 1, 1.0)], 0, |_| 1, HashMap::new()).is_none());
}

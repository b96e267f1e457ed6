//! The rule is total and monotone, and says what an operator needs.

use proptest::{collection::vec, option, prelude::*};

use super::*;

fn now() -> DateTimeUtc {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn hours_ago(hours: i64) -> DateTimeUtc {
    let second = now().timestamp() - hours * 3_600;
    DateTimeUtc::from_timestamp(second, 0).unwrap()
}

fn healthy(board: &str) -> Target {
    Target {
        id: 1,
        source_id: 1,
        board: board.into(),
        enabled: true,
        seen_until: None,
        attempted_at: Some(hours_ago(2)),
        succeeded_at: Some(hours_ago(1)),
        listed: Some(12),
        empty_since: None,
        failing_since: None,
        failures: 0,
        failure: None,
        gone: false,
        drifted_since: None,
        drift: vec![],
        held_since: None,
        held: 0,
    }
}

fn failing_for(hours: i64) -> Target {
    Target {
        failing_since: Some(hours_ago(hours)),
        failures: 3,
        failure: Some("the host answered 500".into()),
        ..healthy("acme")
    }
}

#[track_caller]
fn assert_condition(target: &Target, health: Health, since: Option<DateTimeUtc>, reason: &str) {
    let found = of_target(target, now());
    assert_eq!((found.health, found.since), (health, since), "{found:?}");
    assert_eq!(found.reason, reason);
}

#[test]
fn a_target_says_how_it_fares_since_when_and_why() {
    let open = "the latest collection saw 12 open postings";
    assert_condition(&healthy("a"), Health::Healthy, None, open);
    let off = Target {
        enabled: false,
        ..failing_for(900)
    };
    let reason = "the configuration does not list it, or turns it off";
    assert_condition(&off, Health::Disabled, None, reason);
    let empty = Target {
        empty_since: Some(hours_ago(50)),
        listed: Some(0),
        ..healthy("a")
    };
    let reason = "it answers, and lists no open posting";
    assert_condition(&empty, Health::Empty, Some(hours_ago(50)), reason);
    let failed = "the latest 3 collections failed: the host answered 500";
    let since = |hours| Some(hours_ago(hours));
    assert_condition(&failing_for(5), Health::Degraded, since(5), failed);
    assert_condition(&failing_for(167), Health::Degraded, since(167), failed);
    assert_condition(&failing_for(169), Health::Dead, since(169), failed);
    let gone = Target {
        gone: true,
        ..failing_for(5)
    };
    let reason = "it is gone: the host answered 500";
    assert_condition(&gone, Health::Dead, since(5), reason);
}

#[test]
fn several_complaints_are_all_told_since_the_first() {
    let target = Target {
        drifted_since: Some(hours_ago(30)),
        drift: vec!["missing: title".into(), "unknown: pay_range".into()],
        held_since: Some(hours_ago(6)),
        held: 41,
        ..healthy("a")
    };
    let reason = "its answers differ from the form we know (missing: title, unknown: pay_range); \
                  the closing of 41 postings waits until the next collection confirms it";
    assert_condition(&target, Health::Degraded, Some(hours_ago(30)), reason);
}

#[test]
fn what_never_succeeded_says_whether_it_was_tried() {
    let untried = Target {
        attempted_at: None,
        succeeded_at: None,
        ..healthy("a")
    };
    let reason = "it has not been tried yet";
    assert_condition(&untried, Health::NeverSucceeded, None, reason);
    let tried = Target {
        succeeded_at: None,
        ..failing_for(500)
    };
    let reason = "it has never been collected: the host answered 500";
    let since = Some(hours_ago(500));
    assert_condition(&tried, Health::NeverSucceeded, since, reason);
}

#[test]
fn a_source_fares_as_its_boards_do() {
    let empty = |board: &str| Target {
        empty_since: Some(hours_ago(9)),
        ..healthy(board)
    };
    let off = Target {
        enabled: false,
        ..healthy("off")
    };
    let told = |targets: &[Target]| {
        let found = of_source(targets, now()).unwrap();
        (found.health, found.since, found.reason)
    };
    assert_eq!(of_source(&[], now()), None);
    assert_eq!(told(&[off.clone(), off.clone()]).0, Health::Disabled);
    let well = [healthy("a"), empty("b"), off];
    let reason = "1 of 2 boards are healthy, 1 without an open posting";
    assert_eq!(told(&well), (Health::Healthy, None, reason.into()));
    let both = [empty("a"), empty("b")];
    assert_eq!(told(&both).0, Health::Empty);
    let one_dead = [healthy("a"), failing_for(400), failing_for(3)];
    let (health, since, reason) = told(&one_dead);
    assert_eq!((health, since), (Health::Degraded, Some(hours_ago(400))));
    assert!(
        reason.starts_with("2 of 3 boards are not healthy: acme: the latest 3"),
        "{reason}"
    );
    let dead = [failing_for(400), failing_for(300)];
    assert_eq!(told(&dead).1, Some(hours_ago(300)));
    assert_eq!(told(&dead).0, Health::Dead);
    let many: Vec<_> = (0..9).map(|_| failing_for(1)).collect();
    assert!(told(&many).2.ends_with("and 6 more"));
}

#[test]
fn files_alone_tell_less() {
    let health = |imports| of_imports(imports).health;
    let good = Imports {
        succeeded_at: Some(now()),
        failed: false,
        has_postings: true,
    };
    assert_eq!(health(good), Health::Healthy);
    let failed = Imports {
        failed: true,
        ..good
    };
    assert_eq!(health(failed), Health::Degraded);
    let empty = Imports {
        has_postings: false,
        ..good
    };
    assert_eq!(health(empty), Health::Empty);
    assert_eq!(health(Imports::default()), Health::NeverSucceeded);
}

fn moment() -> impl Strategy<Value = Option<DateTimeUtc>> {
    // The future too: clocks of several machines differ.
    option::of((-48_i64..1_000).prop_map(hours_ago))
}

prop_compose! {
    fn target()(
        enabled in prop::bool::weighted(0.9),
        attempted_at in moment(),
        succeeded_at in moment(),
        listed in option::of(0_i64..100),
        empty_since in moment(),
        failing_since in moment(),
        failures in any::<i32>(),
        failure in option::of("[a-z ]{0,9}"),
        gone in prop::bool::weighted(0.2),
        drifted_since in moment(),
        drift in vec("[a-z: ]{0,9}", 0..3),
        (held_since, held) in (moment(), any::<i64>()),
    ) -> Target {
        Target {
            enabled, attempted_at, succeeded_at, listed, empty_since, failing_since, failures, failure, gone,
            drifted_since, drift, held_since, held, ..healthy("board")
        }
    }
}

/// One thing more that is wrong with a target.
fn worsened(mut target: Target, complaint: u8) -> Target {
    match complaint {
        0 => target.gone = true,
        1 => target.failing_since = Some(hours_ago(1_000)),
        2 => target.drift.push("missing: title".into()),
        3 => target.held_since = Some(hours_ago(1)),
        4 => target.succeeded_at = None,
        _ => target.empty_since = Some(hours_ago(1)),
    }
    target
}

proptest! {
    #[test]
    fn every_target_has_one_health_and_a_reason(target in target()) {
        let found = of_target(&target, now());
        prop_assert!(!found.reason.is_empty());
        prop_assert_eq!(found.health == Health::Disabled, !target.enabled);
        let succeeded = target.succeeded_at.is_some();
        if target.enabled {
            prop_assert_eq!(found.health == Health::NeverSucceeded, !succeeded);
        }
    }

    #[test]
    fn what_gets_worse_never_looks_better(mut targets in vec(target(), 1..5), at in 0_usize..5, complaint in 0_u8..6) {
        let at = at % targets.len();
        let before = of_source(&targets, now()).unwrap();
        let alone = of_target(&targets[at], now());
        // Whoever is dead has succeeded once: to forget that is the one complaint that is no more than another story.
        prop_assume!(!(complaint == 4 && alone.health == Health::Dead));
        targets[at] = worsened(targets[at].clone(), complaint);
        prop_assert!(of_target(&targets[at], now()).health >= alone.health);
        prop_assert!(of_source(&targets, now()).unwrap().health >= before.health);
    }

    #[test]
    fn a_source_is_never_better_than_its_best_target_nor_worse_than_its_worst(targets in vec(target(), 1..6)) {
        let found = of_source(&targets, now()).unwrap().health;
        let healths = targets.iter().map(|target| of_target(target, now()).health);
        let enabled: Vec<_> = healths.filter(|health| *health != Health::Disabled).collect();
        let (Some(best), Some(worst)) = (enabled.iter().min(), enabled.iter().max()) else {
            prop_assert_eq!(found, Health::Disabled);
            return Ok(());
        };
        prop_assert!((*best..=*worst).contains(&found));
        prop_assert_eq!(found == Health::Dead, *best == Health::Dead);
    }
}

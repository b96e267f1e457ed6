use proptest::prelude::*;

use super::*;

fn span(entry: i32, exit: i32, closed: bool) -> Span {
    Span {
        entry,
        exit,
        closed,
        postings: 1,
    }
}

/// Patients of the trial of 6-MP against acute leukaemia (Freireich and others, 1963): weeks in remission, relapses first.
fn trial(relapsed: &[i32], censored: &[i32]) -> Vec<Span> {
    let ended = relapsed.iter().map(|weeks| span(0, *weeks, true));
    let open = censored.iter().map(|weeks| span(0, *weeks, false));
    ended.chain(open).collect()
}

fn treated() -> Vec<Span> {
    trial(
        &[6, 6, 6, 7, 10, 13, 16, 22, 23],
        &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    )
}

#[test]
fn the_leukaemia_trial() {
    let found = Survival::of(&treated(), 1);
    let expected = [
        (0, 1.0),
        (6, 0.857_143),
        (7, 0.806_723),
        (10, 0.752_941),
        (13, 0.690_196),
        (16, 0.627_451),
        (22, 0.537_815),
        (23, 0.448_179),
    ];
    assert_eq!(found.points().len(), expected.len());
    for (point, (day, share)) in found.points().iter().zip(expected) {
        assert_eq!(point.day, day);
        assert!((point.share - share).abs() < 1e-6, "{point:?}");
    }
    let median = Median {
        days: 23,
        low: 13,
        high: None,
    };
    assert_eq!(found.median(), Some(median));
    let placebo = trial(
        &[
            1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
        ],
        &[],
    );
    let median = Median {
        days: 8,
        low: 4,
        high: Some(11),
    };
    assert_eq!(Survival::of(&placebo, 1).median(), Some(median));
}

#[test]
fn intervals_of_the_leukaemia_trial() {
    let found = Survival::of(&treated(), 1);
    for (at, low, high) in [(1, 0.619_718, 0.951_552), (7, 0.188_052, 0.680_143)] {
        let point = found.points()[at];
        assert!((point.low - low).abs() < 1e-6, "{point:?}");
        assert!((point.high - high).abs() < 1e-6, "{point:?}");
    }
}

#[test]
fn late_comers_say_nothing_about_the_days_before() {
    // Two come into sight on their third day: on the second day one of two is gone, on the fifth one of three.
    let spans = [
        span(0, 2, true),
        span(0, 9, false),
        span(3, 5, true),
        span(3, 9, false),
    ];
    let shares: Vec<_> = Survival::of(&spans, 1)
        .points()
        .iter()
        .map(|point| (point.day, point.share))
        .collect();
    assert_eq!(shares, [(0, 1.0), (2, 0.5), (5, 0.5 * 2.0 / 3.0)]);
}

#[test]
fn the_estimate_ends_where_too_few_were_watched() {
    let spans = treated();
    let found = Survival::of(&spans, 10);
    assert_eq!(found.points().last().map(|point| point.day), Some(16));
    assert_eq!((found.median(), found.watched_beyond), (None, 9));
    // Were the first days of everybody's life missed, nothing could be said.
    let late = [Span {
        postings: 100,
        ..span(1, 40, true)
    }];
    let found = Survival::of(&late, 1);
    assert_eq!((found.points().len(), found.watched_beyond), (1, 0));
    assert_eq!(Survival::of(&[], 1).median(), None);
}

#[test]
fn what_closes_on_the_day_it_is_first_seen_is_gone_the_day_after() {
    let spans = [span(4, 4, true), span(4, 4, false), span(4, 3, false)];
    assert_eq!(spans.map(Span::watched), [Some((5, 5)), None, None]);
    let expected = Watched {
        postings: 1,
        censored: 0,
    };
    assert_eq!(Watched::of(&spans), expected);
}

#[test]
fn a_median_is_told_if_enough_were_watched_for_so_long() {
    let say = |spans: &[Span]| Estimate::of(spans, 20).map(|found| found.median.days);
    let days: Vec<_> = (1..=20).map(|day| span(0, day, true)).collect();
    assert_eq!(say(&days), Ok(10));
    let few = |watched, minimum| Err(TooFew { watched, minimum });
    assert_eq!(say(&days[1..]), few(19, 20));
    let mut idle = days[1..].to_vec();
    idle.push(span(3, 3, false));
    assert_eq!(say(&idle), few(19, 20));
    // One that is lost sight of after its third day leaves ten on the eleventh, two leave nine on the twelfth.
    let lost = |ids: std::ops::RangeInclusive<i32>| {
        let closed = ids.clone().map(|day| span(0, day, true));
        let lost = (1..*ids.start()).map(|_| span(0, 3, false));
        closed.chain(lost).collect::<Vec<_>>()
    };
    assert_eq!(say(&lost(2..=20)), Ok(11));
    assert_eq!(say(&lost(3..=20)), few(9, 10));
}

#[test]
fn all_at_once() {
    let spans = [Span {
        postings: 50,
        ..span(0, 30, true)
    }];
    let found = Survival::of(&spans, 10);
    let median = Median {
        days: 30,
        low: 30,
        high: Some(30),
    };
    assert_eq!(found.median(), Some(median));
    let point = found.points()[1];
    assert!(point.share == 0.0 && point.low == 0.0, "{point:?}");
    assert!((point.high - 0.071_348).abs() < 1e-6, "{point:?}");
}

#[test]
fn the_misleading_figure() {
    assert_eq!(closed_only(&treated()), Some(10));
    assert_eq!(closed_only(&[span(0, 5, false)]), None);
}

/// A market whose postings last 34 days in the median, looked at each morning from day 0 to the last: what came up since
/// `since`, for somebody who asks about what was open on some day from `from` on.
fn market(since: i32, from: i32, last: i32) -> Vec<Span> {
    let mut dice = 11_u64;
    let mut below = |sides: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    // Time goes by quarters of a day, and looks are taken at the end of the first one.
    let look = |quarter: i32| (quarter + 2).div_euclid(4);
    let mut spans = Vec::new();
    for day in since..last {
        for number in 0..200 {
            let posted = day * 4 + number % 4;
            let mut closes = posted + 1;
            // Half of what is open closes within 136 quarters.
            while look(closes) <= last && below(1_000_000) >= 5_084 {
                closes += 1;
            }
            let (seen, gone) = (look(posted).max(0), look(closes));
            if gone > seen && seen <= last && gone >= from {
                let exit = gone.min(last) - day;
                spans.push(span(seen.max(from - 1) - day, exit, gone <= last));
            }
        }
    }
    spans
}

#[test]
fn forty_five_days_are_enough_for_a_truth_of_thirty_four() {
    for (since, from) in [(0, 0), (-300, 0), (-300, 20)] {
        let spans = market(since, from, 45);
        let found = Survival::of(&spans, 10).median().unwrap();
        assert!((32..=36).contains(&found.days), "{since} {from}: {found:?}");
        assert!(found.low <= 34 && found.high.unwrap() >= 34, "{found:?}");
        // Whoever takes what had lasted long for what lasts long is far off.
        let naive: Vec<_> = spans
            .iter()
            .map(|span| Span { entry: 0, ..*span })
            .collect();
        let naive = Survival::of(&naive, 10).median();
        let far_off = naive.is_none_or(|naive| naive.days > 60);
        assert_eq!(far_off, since < 0, "{since} {from}: {naive:?}");
    }
    let closed = closed_only(&market(0, 0, 45)).unwrap();
    assert!((11..=13).contains(&closed), "{closed}");
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (0..30_i32, -1..40_i32, any::<bool>(), 1..5_i64);
    let one = one.prop_map(|(entry, days, closed, postings)| Span {
        entry,
        exit: entry + days,
        closed,
        postings,
    });
    prop::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn without_censoring_it_is_the_ordinary_median(mut days in prop::collection::vec(1..100_i32, 1..80)) {
        let spans: Vec<_> = days.iter().map(|days| span(0, *days, true)).collect();
        days.sort_unstable();
        let median = days[(days.len() - 1) / 2];
        prop_assert_eq!(Survival::of(&spans, 1).median().map(|median| median.days), Some(median));
        prop_assert_eq!(closed_only(&spans), Some(median));
    }

    #[test]
    fn the_order_is_nothing_and_neither_is_what_nobody_watched(spans in spans(), idle in 0..30_i32, fewest in 1..12_i64) {
        let found = Survival::of(&spans, fewest);
        let mut other: Vec<_> = spans.iter().rev().flat_map(|span| {
            std::iter::repeat_n(Span { postings: 1, ..*span }, usize::try_from(span.postings).unwrap())
        }).collect();
        other.push(Span { postings: 1_000, ..span(idle, idle, false) });
        prop_assert_eq!(&found, &Survival::of(&other, fewest));
        prop_assert_eq!(Watched::of(&spans), Watched::of(&other));
    }

    #[test]
    fn each_day_is_as_the_definition_says(spans in spans(), fewest in 1..12_i64) {
        let found = Survival::of(&spans, fewest);
        let mut share = 1.0;
        let mut last = 0;
        for day in 1..80 {
            let watched = |span: &&Span| span.entry < day && (day <= span.exit || span.closed && day <= span.entry + 1);
            let ends = |span: &&Span| watched(span) && span.closed && day == span.exit.max(span.entry + 1);
            let watching: i64 = spans.iter().filter(watched).map(|span| span.postings).sum();
            let ending: i64 = spans.iter().filter(ends).map(|span| span.postings).sum();
            if watching < fewest {
                prop_assert_eq!(found.watched_beyond, watching);
                break;
            }
            share *= 1.0 - real(ending) / real(watching);
            last = day;
            let point = found.points().iter().rfind(|point| point.day <= day).unwrap();
            prop_assert!((point.share - share).abs() < 1e-9, "day {}: {:?}, expected {}", day, point, share);
            prop_assert!(0.0 <= point.low && point.low <= point.share && point.share <= point.high && point.high <= 1.0);
            prop_assert!(ending == 0 || point.day == day);
        }
        prop_assert!(found.points().iter().all(|point| point.day <= last));
        if let Some(median) = found.median() {
            prop_assert!(median.low <= median.days && median.high.is_none_or(|high| median.days <= high));
        }
    }
}

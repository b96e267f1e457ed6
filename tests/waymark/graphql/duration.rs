//! How long postings stay open, against a market whose truth is known and against the definition, posting by posting.

use chrono::{Days, NaiveDate};
use entity::posting::Model;
use serde_json::{Value, json};

use super::{
    fixture::{self, Dice, day, moment, posting},
    oracle::{CASES, active, newly_posted, readable},
    server::Server,
};
use crate::world::World;

const FIELDS: &str = "... on Duration {medianDays medianLow medianHigh closedOnlyMedianDays n censored curve(days: 1000) {day share low high}}
    ... on Suppressed {reason n minimum}";

async fn served(postings: &[Model]) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, postings).await;
    Server::start(database).await
}

async fn duration(server: &Server, arguments: &str) -> Value {
    let query = format!("{{demand({arguments}) {{duration {{{FIELDS}}}}}}}");
    server.data(&query).await["demand"]["duration"].clone()
}

fn number(found: &Value, field: &str) -> f64 {
    found[field]
        .as_f64()
        .unwrap_or_else(|| panic!("{field} of {found:#}"))
}

/// Forty jobs a day that stay open for 34 days in the median, by a board that is looked at each morning for 45 days.
fn collected(first_day: NaiveDate) -> Vec<Model> {
    let mut dice = Dice::new(3);
    let (looks, mut found) = (45, Vec::new());
    // Time goes by quarters of a day; the morning is the end of the first one.
    let look = |quarter: u64| (quarter + 2) / 4;
    for quarter in 0..looks * 4 {
        for number in 0..10 {
            let mut closes = quarter + 1;
            // Half of what is open closes within 136 quarters.
            while look(closes) < looks && dice.below(1_000_000) >= 5_084 {
                closes += 1;
            }
            let (seen, gone) = (look(quarter), look(closes));
            let open = gone >= looks;
            if seen < gone && seen < looks {
                let id = i64::try_from(quarter * 10 + number + 1).expect("few postings");
                found.push(Model {
                    posted_on: Some(first_day + Days::new(quarter / 4)),
                    first_seen: moment(first_day + Days::new(seen)),
                    last_seen: moment(first_day + Days::new(gone.min(looks) - 1)),
                    closed_at: (!open).then(|| moment(first_day + Days::new(gone))),
                    ..posting(id)
                });
            }
        }
    }
    found
}

const OBSERVED: &str = "period: {from: \"2026-10-01\", to: \"2026-11-14\"}";

#[tokio::test]
async fn forty_five_days_tell_the_truth_and_closed_postings_alone_do_not() {
    let postings = collected(day(2026, 10, 1));
    let server = served(&postings).await;
    for (arguments, band) in [
        (OBSERVED, 31.0..=37.0),
        (&format!("{OBSERVED}, basis: NEWLY_POSTED"), 31.0..=37.0),
        // What was open at some time in the last ten days had lasted longer than others: that must not flatter it.
        (
            "period: {from: \"2026-11-05\", to: \"2026-11-14\"}",
            28.0..=40.0,
        ),
    ] {
        let found = duration(&server, arguments).await;
        let median = number(&found, "medianDays");
        assert!(band.contains(&median), "{arguments}: {median}");
        assert!(number(&found, "medianLow") <= 34.0, "{found:#}");
        assert!(found["medianHigh"].as_f64().is_none_or(|high| high >= 34.0));
        if arguments.starts_with(OBSERVED) {
            let usual = number(&found, "closedOnlyMedianDays");
            assert!((12.0..=19.0).contains(&usual), "{usual}");
        }
    }
}

#[tokio::test]
async fn recordings_tell_nothing_and_change_nothing() {
    let mut postings = collected(day(2026, 10, 1));
    let alone = served(&postings).await;
    let expected = duration(&alone, OBSERVED).await;
    assert!(number(&expected, "n") > 1_000.0, "{expected:#}");
    postings.extend((5_001..=8_000).map(|id| Model {
        source_id: 2,
        posted_on: Some(day(2026, 10, 20)),
        first_seen: moment(day(2026, 10, 20)),
        last_seen: moment(day(2026, 10, 20)),
        ..posting(id)
    }));
    let flooded = served(&postings).await;
    assert_eq!(duration(&flooded, OBSERVED).await, expected);
    let recorded = format!("filter: {{sources: [\"board-b\"]}}, {OBSERVED}");
    assert_eq!(
        duration(&flooded, &recorded).await,
        json!({"reason": "NOT_OBSERVED_LONG_ENOUGH", "n": 0, "minimum": 20})
    );
}

#[tokio::test]
async fn a_job_is_open_while_one_of_its_copies_is() {
    // Forty jobs of 30 days; each has a copy that came ten days before and closed ten days after.
    let originals = (1..=40).map(|id| Model {
        closed_at: Some(moment(day(2026, 5, 1))),
        last_seen: moment(day(2026, 5, 1)),
        cluster_region_ids: Some(vec![1, 2, 3, 6, 7]),
        cluster_posted_on: Some(day(2026, 3, 22)),
        cluster_first_seen: Some(moment(day(2026, 3, 22))),
        cluster_last_open: Some(moment(day(2026, 5, 11))),
        ..posting(id)
    });
    let copies = (41..=80).map(|id| Model {
        canonical_id: id - 40,
        posted_on: Some(day(2026, 3, 22)),
        first_seen: moment(day(2026, 3, 22)),
        last_seen: moment(day(2026, 5, 11)),
        // The copies of the last ten are still open.
        closed_at: (id <= 70).then(|| moment(day(2026, 5, 11))),
        ..posting(id)
    });
    let postings: Vec<_> = originals.chain(copies).collect();
    let server = served(&postings).await;
    let spring = "period: {from: \"2026-03-01\", to: \"2026-06-30\"}";
    let found = duration(&server, spring).await;
    let of = |field| number(&found, field).to_string();
    assert_eq!(
        ["n", "censored", "medianDays", "closedOnlyMedianDays"].map(of),
        ["40", "10", "50", "50"]
    );
    let last = found["curve"].as_array().and_then(|curve| curve.last());
    assert_eq!(last.expect("a point")["share"], 0.25);
}

#[tokio::test]
async fn what_was_not_observed_long_enough_is_not_told() {
    let young: Vec<_> = (1..=100)
        .map(|id| Model {
            posted_on: Some(day(2026, 11, 1)),
            first_seen: moment(day(2026, 11, 1)),
            closed_at: (id <= 45).then(|| moment(day(2026, 11, 4))),
            ..posting(id)
        })
        .collect();
    let server = served(&young).await;
    let november = "period: {from: \"2026-11-01\", to: \"2026-11-20\"}";
    assert_eq!(
        duration(&server, november).await,
        json!({"reason": "NOT_OBSERVED_LONG_ENOUGH", "n": 0, "minimum": 10})
    );
    let nobody = format!("filter: {{companies: [\"nobody\"]}}, {november}");
    assert_eq!(
        duration(&server, &nobody).await,
        json!({"reason": "TOO_FEW_POSTINGS", "n": 0, "minimum": 20})
    );
    let query = format!(
        "{{demand({november}) {{duration {{... on Duration {{curve(days: 0) {{day}}}}}}}}}}"
    );
    assert!(server.data(&query).await["demand"]["duration"].is_object());
}

#[tokio::test]
async fn a_curve_has_limits() {
    let server = served(&collected(day(2026, 10, 1))).await;
    let curve = |days: i32| {
        format!(
            "{{demand({OBSERVED}) {{duration {{... on Duration {{curve(days: {days}) {{day}}}}}}}}}}"
        )
    };
    for days in [-1, 0, 1_001] {
        let (code, message) = server.error(&curve(days)).await;
        assert_eq!(code, "INVALID_INPUT");
        assert!(message.contains("from 1 to 1000"), "{message}");
    }
    let found = server.data(&curve(7)).await;
    let days = found["demand"]["duration"]["curve"].as_array();
    let days: Vec<_> = days
        .expect("points")
        .iter()
        .map(|point| point["day"].as_i64())
        .collect();
    assert_eq!(days, (0..=7).map(Some).collect::<Vec<_>>());
}

/// First day watched, last day watched and whether it ended, of a canonical posting, as the definition says.
fn life(postings: &[Model], p: &Model, from: Option<NaiveDate>) -> (i64, i64, bool) {
    let seen = p.first_seen.date_naive();
    let start = p.posted_on.map_or(seen, |posted| posted.min(seen));
    let since = |day: NaiveDate| (day - start).num_days();
    let closed = postings
        .iter()
        .filter(|copy| copy.canonical_id == p.id || copy.id == p.id)
        .all(|copy| copy.closed_at.is_some());
    let before = from.and_then(|from| from.pred_opt());
    let entry = since(before.map_or(seen, |before| before.max(seen)));
    let last = since(p.closed_at.unwrap_or(p.last_seen).date_naive());
    let last = if closed { last.max(entry + 1) } else { last };
    (entry + 1, last, closed)
}

/// Median, postings and censored ones by the definition; the median is missing where fewer than ten were watched.
fn expected(lives: &[(i64, i64, bool)]) -> (Option<i64>, usize, usize) {
    let watched: Vec<_> = lives
        .iter()
        .filter(|(first, last, _)| first <= last)
        .collect();
    let censored = watched.iter().filter(|(_, _, closed)| !closed).count();
    let (mut share, mut median) = (1.0, None);
    for day in 1.. {
        let at_risk = watched
            .iter()
            .filter(|(first, last, _)| *first <= day && day <= *last);
        let ending = at_risk
            .clone()
            .filter(|(_, last, closed)| *closed && day == *last);
        let (at_risk, ending) = (at_risk.count(), ending.count());
        if at_risk < 10 {
            break;
        }
        share *= 1.0 - real(ending) / real(at_risk);
        if share <= 0.5 + 1e-9 {
            median = Some(day);
            break;
        }
    }
    (median, watched.len(), censored)
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("few postings"))
}

#[tokio::test]
async fn every_population_has_the_median_of_the_definition() {
    let mut postings = fixture::market(1_500);
    let mut dice = Dice::new(5);
    for p in &mut postings {
        let posted = p.first_seen.date_naive() + Days::new(3) - Days::new(dice.below(40));
        p.posted_on = p.posted_on.map(|_| posted);
    }
    let server = served(&postings).await;
    let (from, to) = (day(2026, 2, 10), day(2026, 8, 5));
    let (mut told, mut withheld) = (0, 0);
    for case in CASES {
        for basis in ["ACTIVE", "NEWLY_POSTED"] {
            let is_active = basis == "ACTIVE";
            let belongs = if is_active { active } else { newly_posted };
            let counted = postings.iter().filter(|p| {
                p.canonical_id == p.id && readable(p) && belongs(p, from, to) && (case.holds)(p)
            });
            let lives: Vec<_> = counted
                .map(|p| life(&postings, p, is_active.then_some(from)))
                .collect();
            let found = duration(
                &server,
                &format!(
                    "filter: {}, period: {{from: \"{from}\", to: \"{to}\"}}, basis: {basis}",
                    case.filter
                ),
            )
            .await;
            let (median, n, censored) = expected(&lives);
            if let Some(median) = median.filter(|_| n >= 20) {
                told += 1;
                assert_eq!(found["n"], n, "{basis} {}", case.filter);
                assert_eq!(found["censored"], censored);
                assert_eq!(number(&found, "medianDays").to_string(), median.to_string());
            } else {
                withheld += 1;
                let reason = found["reason"].as_str().expect("a reason");
                assert_eq!(reason == "TOO_FEW_POSTINGS", lives.len() < 20, "{found:#}");
            }
        }
    }
    assert!(
        told > 10 && withheld > 3,
        "{told} told, {withheld} withheld"
    );
}

//! Growth against the same question answered the slow way: day by day and posting by posting.

use std::{collections::BTreeSet, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate};
use entity::posting::Model;
use serde_json::{Value, json};

use super::{
    fixture::{self, day},
    oracle::{CASES, Case as Filter, active, count, names, newly_posted, readable},
    server::Server,
};
use crate::world::World;

type Window = (NaiveDate, NaiveDate);
type Belongs = fn(&Model, NaiveDate, NaiveDate) -> bool;

/// A market in which one source comes late, one shows old postings when it comes, and one is away for a while.
fn postings() -> Vec<Model> {
    let mut postings = fixture::market(3_000);
    for posting in &mut postings {
        let opened = posting.first_seen.date_naive();
        posting.source_id = match posting.id % 7 {
            0 | 1 if !(day(2026, 3, 1)..day(2026, 5, 10)).contains(&opened) => 3,
            2 if posting.last_seen.date_naive() >= day(2026, 4, 12) => 4,
            3 | 4 if opened >= day(2025, 11, 16) => 2,
            _ => 1,
        };
    }
    postings
}

/// The days of each month of a window.
fn months((from, to): Window) -> Vec<Window> {
    let mut found: Vec<Window> = Vec::new();
    for date in from.iter_days().take_while(|date| *date <= to) {
        match found.last_mut() {
            Some((_, last)) if last.month() == date.month() => *last = date,
            _ => found.push((date, date)),
        }
    }
    found
}

fn observed(postings: &[Model], source: i32, (from, to): Window) -> bool {
    let mut own = postings
        .iter()
        .filter(|p| readable(p) && p.source_id == source);
    let last_open = |p: &Model| p.closed_at.unwrap_or(p.last_seen).date_naive();
    own.clone().any(|p| active(p, from, to)) && own.any(|p| last_open(p) <= to)
}

struct Case {
    /// The days asked for.
    asked: Window,
    against: &'static str,
    earlier: Window,
    compared: Window,
}

fn cases() -> Vec<Case> {
    let case = |asked: (_, NaiveDate), against, earlier| Case {
        asked,
        against,
        earlier,
        compared: (asked.0, asked.1.min(day(2026, 11, 22))),
    };
    vec![
        case(
            (day(2026, 9, 10), day(2026, 11, 5)),
            "YEAR_BEFORE",
            (day(2025, 9, 10), day(2025, 11, 5)),
        ),
        case(
            (day(2026, 10, 1), day(2026, 11, 30)),
            "YEAR_BEFORE",
            (day(2025, 10, 1), day(2025, 11, 22)),
        ),
        case(
            (day(2026, 5, 1), day(2026, 7, 31)),
            "PERIOD_BEFORE",
            (day(2026, 2, 1), day(2026, 4, 30)),
        ),
        case(
            (day(2026, 1, 20), day(2026, 3, 3)),
            "PERIOD_BEFORE",
            (day(2025, 12, 8), day(2026, 1, 19)),
        ),
        case(
            (day(2026, 8, 16), day(2026, 8, 31)),
            "PERIOD_BEFORE",
            (day(2026, 7, 31), day(2026, 8, 15)),
        ),
    ]
}

#[tokio::test]
async fn growth_is_right_under_every_filter() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let postings = postings();
    fixture::store(&database, &postings).await;
    let server = Server::start(database).await;
    let mut panels = BTreeSet::new();
    for case in cases() {
        for filter in CASES {
            for (basis, belongs) in [
                ("ACTIVE", active as Belongs),
                ("NEWLY_POSTED", newly_posted),
            ] {
                let query = query(&case, filter, basis);
                let found = server.data(&query).await;
                let skill = &found["demand"]["skill"];
                if skill.is_null() {
                    assert!(!found["demand"]["suppressed"].is_null(), "{query}");
                    continue;
                }
                // The only filter that names sources names one.
                let all = !filter.filter.contains("sources");
                let panel = panel(&postings, if all { 1..=4 } else { 2..=2 }, &case);
                let counted = |p: &Model, (from, to)| {
                    let eligible = readable(p) && p.canonical_id == p.id && (filter.holds)(p);
                    let panel = panel.iter().flatten();
                    eligible
                        && belongs(p, from, to)
                        && panel.into_iter().any(|id| *id == p.source_id)
                };
                let expected = expected(&postings, &case, panel.as_deref(), counted);
                agree(skill, &expected, &query);
                panels.insert(panel);
            }
        }
    }
    assert!(panels.len() >= 5, "panels of many kinds: {panels:?}");
}

fn query(case: &Case, filter: &Filter, basis: &str) -> String {
    format!(
        "{{demand(filter: {}, period: {{from: \"{}\", to: \"{}\"}}, basis: {basis}) {{
            suppressed {{n}} skill(slug: \"sql\") {{rankChange(against: {against}) growth(against: {against}) {{
                ... on Growth {{points earlierFrom earlierTo panel {{slug}}
                    from {{numerator denominator}} to {{numerator denominator}}}}
                ... on Suppressed {{reason n}}}}}}}}}}",
        filter.filter,
        case.asked.0,
        case.asked.1,
        against = case.against,
    )
}

fn agree(skill: &Value, (growth, change): &(Value, Value), query: &str) {
    let mut answered = skill["growth"].clone();
    let points = answered
        .as_object_mut()
        .and_then(|growth| growth.remove("points"));
    assert_eq!(answered, *growth, "{query}");
    assert_eq!(skill["rankChange"], *change, "{query}");
    assert_eq!(points.is_some(), growth["from"].is_object());
    if let Some(points) = points {
        let part = |side: &str, of: &str| growth[side][of].as_f64().expect("a count");
        let share = |side| part(side, "numerator") / part(side, "denominator");
        let difference = 100.0 * (share("to") - share("from"));
        assert!((points.as_f64().expect("points") - difference).abs() < 1e-9);
    }
}

/// The sources that were observed in every month of both windows; none where there was nothing to see in the earlier one.
fn panel(postings: &[Model], sources: RangeInclusive<i32>, case: &Case) -> Option<Vec<i32>> {
    let (earlier, later) = (months(case.earlier), months(case.compared));
    let seen = |source: i32, month: &Window| observed(postings, source, *month);
    let mut everyone = sources.clone();
    if !everyone.any(|source| earlier.iter().any(|month| seen(source, month))) {
        return None;
    }
    let months = [earlier, later].concat();
    let throughout = |source: &i32| months.iter().all(|month| seen(*source, month));
    Some(sources.filter(throughout).collect())
}

/// What is said of SQL, and how many ranks it has climbed.
fn expected(
    postings: &[Model],
    case: &Case,
    panel: Option<&[i32]>,
    counted: impl Fn(&Model, Window) -> bool,
) -> (Value, Value) {
    let Some(panel) = panel else {
        let reason = json!({"reason": "NOT_OBSERVED_LONG_ENOUGH", "n": 0});
        return (reason, Value::Null);
    };
    if panel.is_empty() {
        let reason = json!({"reason": "NO_COMPARABLE_SOURCES", "n": 0});
        return (reason, Value::Null);
    }
    let windows = [case.earlier, case.compared];
    let sizes = windows.map(|window| count(postings, |p| counted(p, window)));
    let fewest = sizes[0].min(sizes[1]);
    if fewest < 20 {
        let reason = json!({"reason": "TOO_FEW_POSTINGS", "n": fewest});
        return (reason, Value::Null);
    }
    let naming = |skill, window| count(postings, |p| counted(p, window) && names(p, skill));
    let rank = |window| {
        let own = naming(4, window);
        let above = (1..9).filter(|other| naming(*other, window) > own).count();
        i64::try_from(above).expect("few skills")
    };
    let change = rank(case.earlier) - rank(case.compared);
    let share = |at: usize| json!({"numerator": naming(4, windows[at]), "denominator": sizes[at]});
    let slugs = ["", "board-a", "board-b", "sample", "unread"];
    let slug = |source: &i32| json!({"slug": slugs[usize::try_from(*source).expect("small")]});
    let growth = json!({
        "earlierFrom": case.earlier.0.to_string(), "earlierTo": case.earlier.1.to_string(),
        "panel": panel.iter().map(slug).collect::<Vec<_>>(), "from": share(0), "to": share(1),
    });
    let named = naming(4, case.earlier) + naming(4, case.compared) > 0;
    (growth, if named { json!(change) } else { Value::Null })
}

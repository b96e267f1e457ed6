use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn window(period: Period, today: &str) -> (String, String) {
    let found = period.window(day(today)).unwrap();
    (found.from.to_string(), found.to.to_string())
}

fn dates(from: Option<&str>, to: Option<&str>) -> Period {
    Period {
        from: from.map(day),
        to: to.map(day),
        last_months: None,
    }
}

fn months(count: i32) -> Period {
    Period {
        last_months: Some(count),
        ..Period::default()
    }
}

#[test]
fn the_default_is_the_latest_complete_quarter() {
    for (today, from, to) in [
        ("2026-01-01", "2025-10-01", "2025-12-31"),
        ("2026-03-31", "2025-10-01", "2025-12-31"),
        ("2026-04-01", "2026-01-01", "2026-03-31"),
        ("2026-11-22", "2026-07-01", "2026-09-30"),
        ("2024-06-30", "2024-01-01", "2024-03-31"),
    ] {
        assert_eq!(
            window(Period::default(), today),
            (from.into(), to.into()),
            "{today}"
        );
    }
}

#[test]
fn last_months_are_complete_months() {
    assert_eq!(
        window(months(1), "2024-03-31"),
        ("2024-02-01".into(), "2024-02-29".into())
    );
    assert_eq!(
        window(months(12), "2026-11-22"),
        ("2025-11-01".into(), "2026-10-31".into())
    );
    for count in [0, -1, i32::MIN, 121, i32::MAX] {
        assert!(months(count).window(day("2026-11-22")).is_err(), "{count}");
    }
}

#[test]
fn from_alone_runs_until_today() {
    assert_eq!(
        window(dates(Some("2026-02-03"), None), "2026-11-22"),
        ("2026-02-03".into(), "2026-11-22".into())
    );
    assert!(
        dates(Some("2026-12-01"), None)
            .window(day("2026-11-22"))
            .is_err()
    );
}

#[test]
fn contradictions_are_refused() {
    let today = day("2026-11-22");
    assert!(
        dates(Some("2026-02-03"), Some("2026-02-02"))
            .window(today)
            .is_err()
    );
    assert!(dates(None, Some("2026-02-02")).window(today).is_err());
    assert!(
        Period {
            last_months: Some(3),
            ..dates(Some("2026-01-01"), None)
        }
        .window(today)
        .is_err()
    );
    assert!(
        dates(Some("2026-01-01"), Some("9999-12-31"))
            .window(today)
            .is_err()
    );
    assert!(
        dates(Some("2026-02-03"), Some("2026-02-03"))
            .window(today)
            .is_ok()
    );
}

#[test]
fn a_series_without_a_period_has_twelve_complete_months() {
    let found = Period::default().months(day("2026-11-22")).unwrap();
    assert_eq!(found.len(), 12);
    assert_eq!(found[0].window.from, day("2025-10-01"));
    assert_eq!(found[11].window.to, day("2026-09-30"));
    assert!(found.iter().all(|month| !month.partial));
}

#[test]
fn cut_and_running_months_are_partial() {
    let found = dates(Some("2026-09-15"), Some("2026-11-22"))
        .months(day("2026-11-22"))
        .unwrap();
    assert_eq!(
        found.iter().map(|month| month.partial).collect::<Vec<_>>(),
        [true, false, true]
    );
    let whole = dates(Some("2026-11-01"), Some("2026-11-30"));
    assert!(whole.months(day("2026-11-30")).unwrap()[0].partial);
    assert!(!whole.months(day("2026-12-01")).unwrap()[0].partial);
}

#[test]
fn a_series_is_bounded() {
    let today = day("2026-11-22");
    assert!(
        dates(Some("2016-12-01"), Some("2026-11-22"))
            .months(today)
            .is_ok()
    );
    assert!(
        dates(Some("2016-11-30"), Some("2026-11-22"))
            .months(today)
            .is_err()
    );
}

#[test]
fn windows_reach_to_the_end_of_their_last_day() {
    let found = dates(Some("2026-02-28"), Some("2026-02-28"))
        .window(day("2026-11-22"))
        .unwrap();
    assert_eq!(found.start().to_rfc3339(), "2026-02-28T00:00:00+00:00");
    assert_eq!(found.end().to_rfc3339(), "2026-03-01T00:00:00+00:00");
}

#[test]
fn a_year_to_date_has_thirteen_months() {
    let found = year_to_date(day("2026-11-22"));
    assert_eq!(found.from, Some(day("2025-11-01")));
    assert_eq!(found.months(day("2026-11-22")).unwrap().len(), 13);
}

use super::*;
use crate::raw::RawPay;
use crate::recordings::{facts, follow, parse, postings, target};
use crate::source::Drift;

const FIRST: &[u8] = include_bytes!("../fixtures/adzuna/page.json");

#[test]
fn a_job_is_read() {
    let answer = parse(&Adzuna, "gb", FIRST);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let postings = postings(answer);
    let first = &postings[0];
    assert_eq!(first.external_id, "5000000001");
    assert_eq!(first.title.as_deref(), Some("Senior Rust Developer"));
    assert_eq!(first.company.as_deref(), Some("Planted Bridges"));
    assert_eq!(first.locations, ["Leeds, West Yorkshire"]);
    assert_eq!(first.country.as_deref(), Some("gb"));
    assert_eq!(first.posted.as_deref(), Some("2026-11-20T07:15:00Z"));
    let pay = first.pay.as_ref().map(RawPay::to_text);
    assert_eq!(pay.as_deref(), Some("65000–80000.5 GBP year"));
    let second = &postings[1];
    assert_eq!(
        (second.external_id.as_str(), second.company.as_ref()),
        ("5000000002", None)
    );
    assert_eq!(second.pay, None, "a guess is no pay");
}

#[test]
fn snippets_count_for_nothing() {
    assert!(!Adzuna.card().complete);
    assert!(Adzuna.card().terms.summary.contains("written consent"));
    let mut posting = postings(parse(&Adzuna, "gb", FIRST)).remove(0);
    // Some are cut without a sign.
    posting.body = posting.body.trim_end_matches('…').to_owned();
    let facts = facts(&posting);
    assert!(!facts.complete);
    assert_eq!(facts.places, ["geonames:2644688"], "Leeds");
}

#[test]
fn as_much_is_asked_for_as_a_month_allows() {
    let board = "de?category=it-jobs&where=Köln";
    let mut request = Adzuna.start(&target(board)).unwrap().remove(0);
    let first =
        "/jobs/de/search/1?category=it-jobs&where=K%C3%B6ln&results_per_page=50&sort_by=date";
    assert!(request.url.ends_with(first), "{}", request.url);
    let job = r#"{"id": "1", "title": "Cook"}"#;
    let full = format!(r#"{{"results": [{}]}}"#, vec![job; 50].join(","));
    let mut asked = 1;
    while let Some(next) = follow(&Adzuna, board, &request, full.as_bytes()).next.pop() {
        request = next;
        asked += 1;
    }
    let month = Adzuna
        .card()
        .pace
        .quotas
        .iter()
        .map(|quota| quota.requests)
        .max();
    assert!(
        asked * 31 <= month.unwrap() && request.url.contains("/search/80?"),
        "{asked}"
    );
}

#[test]
fn a_board_is_a_country() {
    for board in [
        "",
        "GB",
        "gb/../us",
        "fi",
        "?what=x",
        "gb?colour=red",
        "gb?app_key=x",
    ] {
        assert!(Adzuna.start(&target(board)).is_err(), "{board}");
    }
    let elsewhere = Request::json("https://api.adzuna.com/v1/api/jobs/gb/history");
    assert!(Adzuna.parse(&target("gb"), &elsewhere, FIRST).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"results": [{"id": "1"}, {"id": null, "title": "x"}, {"id": "3", "title": "Cook", "colour": 1}, 7]}"#;
    let answer = parse(&Adzuna, "gb", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true, false]);
    assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("colour"));
    let request = Adzuna.start(&target("gb")).unwrap().remove(0);
    let error = br#"{"exception": "AUTH_FAIL"}"#;
    assert!(Adzuna.parse(&target("gb"), &request, error).is_err());
}

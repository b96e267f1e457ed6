use entity::posting::WorkMode;

use super::*;
use crate::raw::RawPay;
use crate::recordings::{facts, follow, parse, postings, target};
use crate::source::{Drift, Listing};

const SEARCH: &[u8] = include_bytes!("../fixtures/usajobs/search.json");

#[test]
fn an_announcement_is_read() {
    let answer = parse(&UsaJobs, "", SEARCH);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
    let postings = postings(answer);
    let first = &postings[0];
    assert_eq!(first.external_id, "900000100");
    assert_eq!(first.title.as_deref(), Some("IT Specialist (DATAMGT)"));
    assert_eq!(first.company.as_deref(), Some("Bureau of Planted Rivers"));
    assert_eq!(first.locations, ["Denver, Colorado", "Boise, Idaho"]);
    assert_eq!(first.country.as_deref(), Some("United States"));
    assert_eq!(first.remote.as_deref(), Some("hybrid"));
    assert_eq!(first.posted.as_deref(), Some("2026-11-03T00:00:00.0000"));
    assert_eq!(first.closes.as_deref(), Some("2026-12-01T23:59:59.9970"));
    assert_eq!(
        first.url.as_deref(),
        Some("https://www.usajobs.gov/job/900000100")
    );
    let pay = first.pay.as_ref().map(RawPay::to_text);
    assert_eq!(pay.as_deref(), Some("92166.0–161600.0 USD year"));
    let second = &postings[1];
    assert_eq!(
        second.company.as_deref(),
        Some("Department of Planted Waters")
    );
    assert_eq!(second.remote.as_deref(), Some("remote"));
    assert_eq!(second.closes.as_deref(), Some("2026-11-30T23:59:59.9970"));
    assert_eq!(second.pay, None, "nobody is paid for it");
    assert_eq!(second.body, "<h3>Duties</h3>Draw maps with QGIS.\n");
}

#[test]
fn what_is_read_is_understood() {
    let postings = postings(parse(&UsaJobs, "", SEARCH));
    let first = facts(&postings[0]);
    assert_eq!(first.work_mode, Some(WorkMode::Hybrid));
    let cities = ["geonames:5419384", "geonames:5586437"];
    assert_eq!(first.places, cities, "Denver and Boise");
    assert_eq!(
        first.expires_at.unwrap().to_rfc3339(),
        "2026-12-01T23:59:59.997+00:00"
    );
    let lines = [
        "• Keep the gauges in PostgreSQL.\n",
        "You can wade.\n",
        "A year of SQL.\nAnother of Python.",
    ];
    assert!(
        lines.iter().all(|line| first.text.contains(line)),
        "{}",
        first.text
    );
    assert!(!first.text.contains("rivers.example") && !first.text.contains("0199"));
    assert_eq!(facts(&postings[1]).work_mode, Some(WorkMode::Remote));
}

/// An answer that says how many were found and holds one of them.
fn found(total: usize) -> Vec<u8> {
    let item = r#"{"MatchedObjectId": "1", "MatchedObjectDescriptor": {"PositionTitle": "Cook"}}"#;
    let items = vec![item; total.min(500)].join(",");
    format!(
        r#"{{"SearchResult": {{"SearchResultCountAll": {total}, "SearchResultItems": [{items}]}}}}"#
    )
    .into_bytes()
}

#[test]
fn pages_end_without_a_word_at_ten_thousand() {
    let board = "JobCategoryCode=2210;1550";
    let first = UsaJobs.start(&target(board)).unwrap().remove(0);
    let query = "?JobCategoryCode=2210%3B1550&Fields=full&ResultsPerPage=500&Page=1";
    assert!(first.url.ends_with(query), "{}", first.url);
    let answer = follow(&UsaJobs, board, &first, &found(700));
    assert_eq!(answer.listing, Listing::Complete);
    assert!(answer.next[0].url.ends_with("&Page=2"));
    let answer = follow(&UsaJobs, board, &answer.next[0], &found(700));
    assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
    let cut = follow(&UsaJobs, board, &first, &found(10_000));
    assert_eq!((cut.listing, cut.next.len()), (Listing::Partial, 1));
    let none = follow(&UsaJobs, board, &first, &found(0));
    assert_eq!((none.listing, none.next.len()), (Listing::Partial, 0));
    assert!(UsaJobs.start(&target("Colour=red")).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"SearchResult": {"SearchResultCountAll": 4, "SearchResultItems": [7, {"MatchedObjectId": "1"},
        {"MatchedObjectId": "2", "MatchedObjectDescriptor": {"PositionURI": "x"}},
        {"MatchedObjectId": "3", "MatchedObjectDescriptor": {"PositionTitle": "Cook", "Colour": 1}, "Shade": 2}]}}"#;
    let answer = parse(&UsaJobs, "", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, false, true]);
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    assert_eq!(
        answer.drift.missing,
        names(&["MatchedObjectDescriptor", "PositionTitle"])
    );
    assert_eq!(answer.drift.unknown, names(&["Colour", "Shade"]));
    let request = UsaJobs.start(&target("")).unwrap().remove(0);
    assert!(
        UsaJobs
            .parse(&target(""), &request, b"{\"Message\": \"denied\"}")
            .is_err()
    );
}

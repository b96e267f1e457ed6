use super::*;
use crate::recordings::{parse, postings, recorded, target};
use crate::source::Drift;

const BOARD: &[u8] = include_bytes!("../fixtures/workable/account.json");

#[test]
fn an_account_is_read_whole() {
    let first = Workable.start(&target("kestrel-air")).unwrap();
    assert!(first[0].url.ends_with("/kestrel-air?details=true"));
    let answer = parse(&Workable, "kestrel-air", BOARD);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
    let postings = postings(answer);
    let ids: Vec<_> = postings.iter().map(|p| p.external_id.as_str()).collect();
    assert_eq!(ids, ["A1B2C3D4E5", "F6A7B8C9D0", "1122334455"]);
    let first = &postings[0];
    assert_eq!(first.company.as_deref(), Some("Kestrel Air"));
    assert_eq!(first.posted.as_deref(), Some("2026-10-03"));
    assert_eq!(first.locations, ["Leeds, England, United Kingdom"]);
    assert_eq!(first.country.as_deref(), Some("GB"));
    assert_eq!(first.remote.as_deref(), Some("hybrid"));
    let url = "https://apply.workable.com/j/A1B2C3D4E5";
    assert_eq!(first.url.as_deref(), Some(url));
    assert!(first.body.contains("<h3>Requirements</h3><ul><li>SQL"));
}

#[test]
fn a_job_that_is_listed_once_per_place_is_one_posting() {
    let postings = postings(parse(&Workable, "kestrel-air", BOARD));
    assert_eq!(postings[1].locations, ["Spain", "Porto, Portugal"]);
    assert_eq!(postings[1].country, None);
    assert_eq!(postings[1].remote.as_deref(), Some("remote"));
    assert_eq!(postings[1].posted.as_deref(), Some("2026-09-30"));
}

#[test]
fn what_is_hidden_stays_hidden_and_what_is_missing_is_built() {
    let postings = postings(parse(&Workable, "kestrel-air", BOARD));
    assert_eq!(postings[2].locations, ["Ireland"]);
    let url = "https://apply.workable.com/kestrel-air/j/1122334455/";
    assert_eq!(postings[2].url.as_deref(), Some(url));
    assert_eq!(postings[2].remote.as_deref(), Some("false"));
}

#[test]
fn an_account_that_is_not_there_is_no_empty_one() {
    let listing = |body: &[u8]| parse(&Workable, "x", body).listing;
    assert_eq!(
        listing(br#"{"name": "Acme", "jobs": []}"#),
        Listing::Complete
    );
    assert_eq!(listing(br#"{"name": null, "jobs": []}"#), Listing::Partial);
    let request = Workable.start(&target("x")).unwrap().remove(0);
    let error = br#"{"error": "not found"}"#;
    assert!(Workable.parse(&target("x"), &request, error).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"name": "Acme", "jobs": [{"title": "x"}, {"shortcode": "A", "title": "Cook", "colour": 1}, 7]}"#;
    let answer = parse(&Workable, "acme", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false]);
    assert!(answer.drift.missing.contains("shortcode"));
    assert!(answer.drift.unknown.contains("colour"));
}

#[test]
fn recorded_accounts_are_read() {
    for (name, body) in recorded("wire_samples", "wire/workable/") {
        let answer = parse(&Workable, "zaelab", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        let postings = postings(answer);
        assert_eq!(
            postings.len(),
            1,
            "{name}: it repeats one job for two countries"
        );
        assert_eq!(postings[0].locations.len(), 2, "{name}");
    }
}

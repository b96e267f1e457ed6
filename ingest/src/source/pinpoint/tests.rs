use super::*;
use crate::recordings::{facts, parse, postings, recorded, target};
use crate::source::Drift;

const SITE: &[u8] = include_bytes!("../fixtures/pinpoint/postings.json");

#[test]
fn a_site_stands_on_its_own_host_or_ours() {
    let url = |board: &str| {
        Pinpoint
            .start(&target(board))
            .map(|mut asked| asked.remove(0).url)
    };
    let ours = "https://canalworks.pinpointhq.com/postings.json";
    assert_eq!(url("CanalWorks").as_deref(), Ok(ours));
    assert_eq!(url("canalworks.pinpointhq.com").as_deref(), Ok(ours));
    let own = "https://jobs.canalworks.example/postings.json";
    assert_eq!(url("jobs.canalworks.example").as_deref(), Ok(own));
    for board in ["", "canalworks/en", "127.0.0.1"] {
        assert!(url(board).is_err(), "{board}");
    }
}

#[test]
fn a_site_is_read_whole() {
    let answer = parse(&Pinpoint, "canalworks", SITE);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
    let posting = postings(answer).remove(0);
    assert_eq!(posting.external_id, "410001");
    assert_eq!(posting.company.as_deref(), Some("canalworks"));
    assert_eq!(posting.locations, ["Leeds, England"]);
    assert_eq!(posting.remote.as_deref(), Some("hybrid"));
    assert_eq!(posting.closes.as_deref(), Some("2026-12-31T23:59:59+00:00"));
    let url = "https://canalworks.pinpointhq.com/en/postings/0b7c1d52-1111-4a6e-9a55-000000000001";
    assert_eq!(posting.url.as_deref(), Some(url));
    let pay = posting.pay.as_ref().map(|pay| pay.to_text().into_owned());
    assert_eq!(pay.as_deref(), Some("55000.0–65000.0 GBP year"));
    let text = crate::read::to_text(&posting.body, posting.format).text;
    let parts = [
        "We keep boats moving.",
        "What you will do",
        "Run Kafka pipelines",
        "You & us",
        "Python & SQL",
        "Benefits",
        "A boat on Fridays",
    ];
    let order = parts.map(|part| text.find(part).unwrap());
    assert!(order.is_sorted() && !text.contains("block"), "{text}");
}

#[test]
fn what_is_said_is_understood_to_the_end_and_no_day_is_invented() {
    for posting in postings(parse(&Pinpoint, "canalworks", SITE)) {
        let facts = facts(&posting);
        let id = &posting.external_id;
        assert!(facts.place_resolved && facts.work_mode.is_some(), "{id}");
        assert_eq!(facts.posted_on, None, "{id}");
        assert_eq!(facts.expires_at.is_some(), posting.closes.is_some(), "{id}");
        assert_eq!(facts.pay.is_some(), id == "410001", "{id}");
    }
}

#[test]
fn what_is_missing_is_built_and_hidden_pay_stays_hidden() {
    let postings = postings(parse(&Pinpoint, "canalworks", SITE));
    let url = "https://canalworks.pinpointhq.com/en/postings/0b7c1d52-1111-4a6e-9a55-000000000002";
    assert_eq!(postings[1].url.as_deref(), Some(url));
    assert_eq!(postings[1].locations, ["Bogotá, Colombia"]);
    assert_eq!(postings[1].pay, None);
    // An empty heading is the employer's wish for none.
    assert_eq!(
        postings[1].body,
        "<p>You watch the tunnel.</p>\n<p>Excel</p>\n"
    );
    assert_eq!(postings[2].locations, ["United Kingdom"]);
    assert_eq!(postings[2].pay, Some(RawPay::Text("Competitive".into())));
    let own = parse(&Pinpoint, "jobs.canalworks.example", SITE);
    let own = own.records[0].result.as_ref().unwrap();
    assert_eq!(own.company.as_deref(), Some("jobs.canalworks.example"));
}

#[test]
fn an_empty_site_is_complete_and_what_is_no_site_an_error() {
    let empty = parse(&Pinpoint, "canalworks", br#"{"data": []}"#);
    assert_eq!(empty.listing, Listing::Complete);
    let request = Pinpoint.start(&target("x")).unwrap().remove(0);
    let error = Pinpoint.parse(&target("x"), &request, br#"{"jobs": []}"#);
    assert!(error.unwrap_err().to_string().contains("data"));
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body =
        br#"{"data": [{"id": "1"}, {"id": "2", "title": "Cook", "location": null, "path": "@example.org", "mood": 1}, 7,
        {"id": "4", "title": "Cook", "location": "Leeds"}]}"#;
    let answer = parse(&Pinpoint, "canalworks", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false, false]);
    let cook = answer.records[1].result.as_ref().unwrap();
    assert_eq!((cook.url.as_deref(), cook.locations.len()), (None, 0));
    assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("mood"));
}

#[test]
fn recorded_sites_are_read() {
    for (name, body) in recorded("wire_samples", "wire/pinpoint/") {
        let answer = parse(&Pinpoint, "acme", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        for posting in postings(answer) {
            assert!(posting.pay.is_some() && posting.url.is_some(), "{name}");
            assert!(!posting.locations.is_empty(), "{name}");
        }
    }
}

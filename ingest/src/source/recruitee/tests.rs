use super::*;
use crate::raw::RawPay;
use crate::recordings::{parse, postings, recorded, target};
use crate::source::Drift;

const SITE: &[u8] = include_bytes!("../fixtures/recruitee/offers.json");

fn read(index: usize) -> RawPosting {
    let answer = parse(&Recruitee, "harbourlabs", SITE);
    answer
        .records
        .into_iter()
        .nth(index)
        .unwrap()
        .result
        .unwrap()
}

#[test]
fn a_site_stands_on_its_own_host_or_ours() {
    let url = |board: &str| Recruitee.start(&target(board)).unwrap().remove(0).url;
    assert_eq!(
        url("harbourlabs"),
        "https://harbourlabs.recruitee.com/api/offers/"
    );
    assert_eq!(
        url("jobs.harbourlabs.example"),
        "https://jobs.harbourlabs.example/api/offers/"
    );
    assert!(Recruitee.start(&target("127.0.0.1")).is_err());
}

#[test]
fn an_offer_is_read_with_its_requirements() {
    let answer = parse(&Recruitee, "harbourlabs", SITE);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
    let posting = read(0);
    assert_eq!(posting.external_id, "3100001");
    assert_eq!(posting.title.as_deref(), Some("Tide Modeller"));
    assert_eq!(posting.company.as_deref(), Some("Harbour Labs"));
    assert_eq!(
        posting.locations,
        [
            "Rotterdam, Zuid-Holland, Netherlands",
            "Remote Netherlands, Netherlands"
        ]
    );
    assert_eq!(posting.country.as_deref(), Some("NL"));
    assert_eq!(posting.remote.as_deref(), Some("hybrid"));
    assert_eq!(posting.posted.as_deref(), Some("2026-08-05 10:10:39 UTC"));
    let url = "https://jobs.harbourlabs.example/o/tide-modeller";
    assert_eq!(posting.url.as_deref(), Some(url));
    assert!(
        posting
            .body
            .contains("tide for ports.</p>\n<h3>Requirements</h3><ul><li><p>Python")
    );
    let pay = RawPay::Amounts {
        min: Some(60_000.into()),
        max: Some(75_000.into()),
        currency: Some("EUR".into()),
        period: Some("year".into()),
    };
    assert_eq!(posting.pay, Some(pay));
    assert!(!format!("{posting:?}").contains("planted.person"));
}

#[test]
fn an_offer_without_a_text_of_its_own_is_read_from_its_translations() {
    let posting = read(1);
    assert_eq!(posting.title.as_deref(), Some("Data Engineer"));
    assert!(posting.body.contains("SQL and Spark"), "{}", posting.body);
    assert_eq!(
        posting.locations,
        ["Porto, Portugal", "Vigo, Galicia, Spain"]
    );
    assert_eq!((posting.country, posting.pay), (None, None));
    assert_eq!(posting.remote.as_deref(), Some("remote"));
    assert_eq!(posting.posted.as_deref(), Some("2026-08-05 09:41:37 UTC"));
    assert_eq!(posting.company.as_deref(), Some("harbourlabs"));
    let url = "https://harbourlabs.recruitee.com/o/data-engineer";
    assert_eq!(posting.url.as_deref(), Some(url));
    let other = BTreeMap::from(["fr", "nl"].map(|language| {
        let title = Some(language.to_owned());
        (
            language.to_owned(),
            Text {
                title,
                ..Text::default()
            },
        )
    }));
    assert_eq!(text(Text::default(), other).title.as_deref(), Some("fr"));
}

#[test]
fn what_is_not_published_is_not_read() {
    let answer = parse(&Recruitee, "harbourlabs", SITE);
    assert!(answer.records.iter().all(|record| record.result.is_ok()));
    assert_eq!(answer.records.len(), 2);
}

#[test]
fn an_empty_site_is_no_complete_listing() {
    let empty = parse(&Recruitee, "nobody", br#"{"offers": []}"#);
    assert_eq!(empty.listing, Listing::Partial);
    let request = Recruitee.start(&target("nobody")).unwrap().remove(0);
    let error = br#"{"error": ["Unauthorized"]}"#;
    assert!(Recruitee.parse(&target("nobody"), &request, error).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"offers": [{"title": "x"}, {"id": 2, "title": "Cook", "locations": [], "location": "Ghent",
        "country_code": "BE", "colour": 1}, {"id": "three"}]}"#;
    let answer = parse(&Recruitee, "acme", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false]);
    let posting = answer.records[1].result.as_ref().unwrap();
    assert_eq!(posting.locations, ["Ghent"]);
    assert_eq!(posting.country.as_deref(), Some("BE"));
    assert!(answer.drift.missing.contains("id") && answer.drift.unknown.contains("colour"));
}

#[test]
fn recorded_sites_are_read() {
    for (name, body) in recorded("wire_samples", "wire/recruitee/") {
        let answer = parse(&Recruitee, "acme", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        for posting in postings(answer) {
            assert!(
                posting.pay.is_some() && posting.body.contains("<h3>Requirements"),
                "{name}"
            );
            assert!(!posting.locations.is_empty(), "{name}");
        }
    }
}

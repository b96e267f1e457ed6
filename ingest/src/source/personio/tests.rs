use super::*;
use crate::recordings::{follow, parse, postings, recorded, target};
use crate::source::Drift;

const ENGLISH: &[u8] = include_bytes!("../fixtures/personio/english.xml");
const GERMAN: &[u8] = include_bytes!("../fixtures/personio/german.xml");

#[test]
fn an_account_stands_under_either_domain() {
    let url = |board: &str| Personio.start(&target(board)).unwrap().remove(0).url;
    assert_eq!(
        url("bergwerk"),
        "https://bergwerk.jobs.personio.de/xml?language=en"
    );
    assert_eq!(
        url("bergwerk.jobs.personio.com"),
        "https://bergwerk.jobs.personio.com/xml?language=en"
    );
    assert!(Personio.start(&target("berg werk")).is_err());
}

#[test]
fn a_position_is_read_with_all_its_sections() {
    let answer = parse(&Personio, "bergwerk", ENGLISH);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!(answer.listing, Listing::Complete);
    let posting = postings(answer).remove(0);
    assert_eq!(posting.external_id, "2100001");
    assert_eq!(posting.title.as_deref(), Some("Drilling & Data Engineer"));
    assert_eq!(posting.company.as_deref(), Some("Bergwerk SE & Co. KG"));
    assert_eq!(posting.locations, ["Munich", "Berlin", "Remote (Germany)"]);
    assert_eq!(posting.posted.as_deref(), Some("2026-09-28T10:14:07+0200"));
    let url = "https://bergwerk.jobs.personio.de/job/2100001";
    assert_eq!(posting.url.as_deref(), Some(url));
    assert_eq!(
        posting.body,
        "<h3>Your role</h3><p>You log every metre &amp; every minute.</p>\n<h3>You &amp; us</h3><ul><li>Python</li></ul>\n"
    );
    assert_eq!(posting.pay.unwrap().to_text(), "60000–75000.50 EUR yearly");
}

#[test]
fn a_position_that_stands_twice_is_one_posting() {
    let ids: Vec<_> = postings(parse(&Personio, "bergwerk", ENGLISH))
        .into_iter()
        .map(|posting| posting.external_id)
        .collect();
    assert_eq!(ids, ["2100001", "2100002"]);
}

#[test]
fn whom_to_call_is_not_read() {
    let answer = parse(&Personio, "bergwerk", ENGLISH);
    assert!(!format!("{answer:?}").contains("Planted Person"));
    for heading in [
        "CONTACT_PERSON",
        "Ansprechpartnerin",
        "Dein Ansprechpartner",
        "Your contact",
        "Kontakt:",
    ] {
        assert!(is_contact(heading), "{heading}");
    }
    assert!(!is_contact("Contact centres we run"));
}

#[test]
fn what_says_nothing_in_english_is_asked_for_in_its_own_language() {
    let english = parse(&Personio, "bergwerk", ENGLISH);
    assert_eq!(english.next.len(), 1);
    assert_eq!(english.next[0].url, "https://bergwerk.jobs.personio.de/xml");
    let german = follow(&Personio, "bergwerk", &english.next[0], GERMAN);
    assert_eq!((german.next.len(), german.listing), (0, Listing::Complete));
    let found: Vec<_> = postings(german)
        .into_iter()
        .map(|posting| (posting.external_id, posting.body))
        .collect();
    let text = "<h3>Aufgaben</h3><p>Du pflegst unsere SQL-Datenbanken.</p>\n";
    assert_eq!(
        found,
        [
            ("2100003".to_owned(), text.to_owned()),
            ("2100004".to_owned(), String::new()),
        ]
    );
}

#[test]
fn an_account_that_is_not_there_is_no_empty_one() {
    let request = Personio.start(&target("nobody")).unwrap().remove(0);
    let read = |body: &[u8]| Personio.parse(&target("nobody"), &request, body);
    let empty = read(b"<?xml version='1.0'?><workzag-jobs></workzag-jobs>").unwrap();
    assert_eq!((empty.listing, empty.records.len()), (Listing::Complete, 0));
    for body in [
        "<!DOCTYPE html><html><head><title>Page not found</title></head></html>",
        "",
        "<workzag-jobs><position><id>1</id><name>Cu",
    ] {
        assert!(read(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let text =
        "<jobDescriptions><jobDescription><value>x</value></jobDescription></jobDescriptions>";
    let body = format!(
        "<workzag-jobs><position><id>1</id>{text}</position><position><name>x</name></position>\
         <position><id>3</id><name>Cook</name><colour>red</colour>{text}</position></workzag-jobs>"
    );
    let answer = parse(&Personio, "bergwerk", body.as_bytes());
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true]);
    assert_eq!(
        answer.drift.missing,
        ["id", "name"].map(str::to_owned).into()
    );
    assert_eq!(answer.drift.unknown, ["colour".to_owned()].into());
    let company = answer.records[2]
        .result
        .as_ref()
        .unwrap()
        .company
        .as_deref();
    assert_eq!(company, Some("bergwerk"));
}

#[test]
fn recorded_feeds_are_read() {
    for (name, body) in recorded("wire_samples", "wire/personio/") {
        let answer = parse(&Personio, "acme", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        // Its positions were recorded without their texts.
        let again = follow(&Personio, "acme", &answer.next[0], &body);
        assert_eq!(again.drift, Drift::default(), "{name}");
        let postings = postings(again);
        assert_eq!(postings.len(), 1, "{name}: it lists one position twice");
        assert_eq!(postings[0].locations, ["Munich", "Berlin"], "{name}");
    }
}

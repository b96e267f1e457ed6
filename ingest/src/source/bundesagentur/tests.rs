use std::collections::BTreeSet;

use entity::posting::WorkMode;
use serde_json::json;

use super::*;
use crate::raw::{BodyFormat, RawPay, RawPosting};
use crate::recordings::{facts, follow, parse, postings, recorded, target};
use crate::source::{Drift, Listing};

const FOUND: &[u8] = include_bytes!("../fixtures/bundesagentur/list.json");
const OLDER: &[u8] = include_bytes!("../fixtures/bundesagentur/older_list.json");
const DETAIL: &[u8] = include_bytes!("../fixtures/bundesagentur/detail.json");
const OLDER_DETAIL: &[u8] = include_bytes!("../fixtures/bundesagentur/older_detail.json");

/// The posting that the first offer of a list and its details make.
fn posting(list: &[u8], detail: &[u8]) -> RawPosting {
    let asked = parse(&Bundesagentur, "", list).next.remove(0);
    let answer = follow(&Bundesagentur, "", &asked, detail);
    assert_eq!(answer.drift, Drift::default());
    postings(answer).remove(0)
}

#[test]
fn a_list_asks_for_details_and_for_the_next_page() {
    let board = "was=Informatiker&wo=Köln&umkreis=25";
    let first = Bundesagentur.start(&target(board)).unwrap().remove(0);
    let query = "/pc/v6/jobs?was=Informatiker&wo=K%C3%B6ln&umkreis=25&size=100&page=1";
    assert!(first.url.ends_with(query), "{}", first.url);
    let answer = parse(&Bundesagentur, "", FOUND);
    assert_eq!(
        answer.drift,
        Drift::default(),
        "facets have employers for keys"
    );
    assert!(answer.records.is_empty());
    let urls: Vec<_> = answer.next.iter().map(|next| next.url.as_str()).collect();
    let api = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc";
    assert_eq!(
        urls,
        [
            format!("{api}/v4/jobdetails/MTAwMDAtMTAwMDAwMDAwMS1T"),
            format!("{api}/v4/jobdetails/MTIyNjUtN19KQjctUw=="),
            format!("{api}/v6/jobs?size=100&page=2"),
        ]
    );
    // Two offers where a hundred should be: something is missing.
    assert_eq!(answer.listing, Listing::Partial);
    let last = follow(&Bundesagentur, "", &answer.next[2], FOUND);
    assert_eq!((last.next.len(), last.listing), (2, Listing::Complete));
}

#[test]
fn an_offer_is_asked_for_again_once_it_changes() {
    let outlines = |list: &str| {
        let steps = parse(&Bundesagentur, "", list.as_bytes())
            .next
            .into_iter()
            .map(|next| next.step);
        steps.collect::<Vec<_>>()
    };
    let list = std::str::from_utf8(FOUND).unwrap();
    let Step::Detail { outline, posting } = &outlines(list)[0] else {
        panic!("no details are asked for");
    };
    assert_eq!(posting.as_deref(), Some("10000-1000000001-S"));
    assert!(outline.contains("Seeadler"));
    assert_eq!(
        outlines(list),
        outlines(&list.replace("\"entfernung\": 3", "\"entfernung\": 5"))
    );
    assert_ne!(
        outlines(list),
        outlines(&list.replace("11T07:37", "12T07:37"))
    );
}

#[test]
fn list_and_details_make_a_posting() {
    let posting = posting(FOUND, DETAIL);
    assert_eq!(posting.external_id, "10000-1000000001-S");
    assert_eq!(
        posting.title.as_deref(),
        Some("Softwareentwickler für Schleusen (m/w/d)")
    );
    assert_eq!(
        posting.company.as_deref(),
        Some("Schleusenwerk Seeadler GmbH")
    );
    assert_eq!(posting.remote.as_deref(), Some("hybrid"));
    assert_eq!(posting.posted.as_deref(), Some("2026-11-09"));
    assert_eq!(posting.closes.as_deref(), Some("2026-12-31"));
    let page = "https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1000000001-S";
    assert_eq!(posting.url.as_deref(), Some(page));
    assert_eq!(posting.format, BodyFormat::Text);
    let pay = posting.pay.as_ref().map(RawPay::to_text);
    assert_eq!(pay.as_deref(), Some("50000.0–60000.0 EUR JAHRESGEHALT"));
    let facts = facts(&posting);
    assert_eq!(facts.work_mode, Some(WorkMode::Hybrid));
    let cities = ["geonames:2924585", "geonames:2928810"];
    assert_eq!(facts.places, cities, "Friedrichshafen and Essen");
    assert!(
        facts
            .text
            .ends_with("Rust & C++.\n\n• PostgreSQL\n• Kubernetes"),
        "{}",
        facts.text
    );
    assert_eq!(facts.pay.unwrap().currency, Some("EUR"));
}

#[test]
fn names_of_before_are_read() {
    let answer = parse(&Bundesagentur, "", OLDER);
    assert_eq!(
        (answer.listing, answer.drift),
        (Listing::Complete, Drift::default())
    );
    let posting = posting(OLDER, OLDER_DETAIL);
    assert_eq!(posting.external_id, "10000-1000000002-S");
    assert_eq!(
        posting.title.as_deref(),
        Some("Informatiker (m/w/d) für Pegelstände")
    );
    assert_eq!(posting.company.as_deref(), Some("Pegelamt Seeadler"));
    assert_eq!(posting.locations, ["Berlin, Deutschland"]);
    assert_eq!(posting.country.as_deref(), Some("Deutschland"));
    assert_eq!(posting.posted.as_deref(), Some("2026-10-30"));
    assert_eq!(posting.closes.as_deref(), Some("2027-05-07"));
    assert_eq!(
        (posting.remote.as_ref(), posting.format),
        (None, BodyFormat::Html)
    );
    let pay = posting.pay.as_ref().map(RawPay::to_text);
    assert_eq!(pay.as_deref(), Some("Entgeltgruppe 11 TVöD"));
}

#[test]
fn an_offer_of_another_site_may_have_no_text() {
    let asked = parse(&Bundesagentur, "", FOUND).next.remove(1);
    let body = r#"{"referenznummer": "12265-7_JB7-S", "verguetungsangabe": "KEINE_ANGABEN"}"#;
    let posting = postings(follow(&Bundesagentur, "", &asked, body.as_bytes())).remove(0);
    assert_eq!(posting.title.as_deref(), Some("Bootsbauer/in"));
    assert_eq!(
        posting.url.as_deref(),
        Some("https://werft.example/stellen/7")
    );
    assert_eq!((posting.body.as_str(), posting.pay.as_ref()), ("", None));
    let facts = facts(&posting);
    assert!(!facts.complete);
    assert_eq!(facts.places, ["geonames:2761369"], "Wien");
}

#[test]
fn only_what_was_walked_to_its_end_is_everything() {
    let offer = json!({"referenznummer": "1", "stellenangebotsTitel": "Koch"});
    let found = |total: usize, page: &Request| {
        let list = json!({"ergebnisliste": vec![&offer; 100], "maxErgebnisse": total});
        follow(&Bundesagentur, "", page, list.to_string().as_bytes())
    };
    let mut request = Bundesagentur.start(&target("")).unwrap().remove(0);
    let mut pages = 1;
    loop {
        let mut answer = found(250_000, &request);
        assert_eq!(answer.listing, Listing::Partial);
        let next = answer.next.pop().unwrap();
        if next.step != Step::List {
            break;
        }
        request = next;
        pages += 1;
    }
    assert_eq!(pages, 100, "more is not shown");
    assert_eq!(found(9_999, &request).listing, Listing::Complete);
    let nothing = parse(
        &Bundesagentur,
        "",
        br#"{"maxErgebnisse": 0, "facetten": {}}"#,
    );
    assert_eq!((nothing.listing, nothing.next.len()), (Listing::Partial, 0));
}

#[test]
fn what_is_no_answer_says_why() {
    let first = Bundesagentur.start(&target("")).unwrap().remove(0);
    for (body, reason) in [
        (r#"{"maxErgebnisse": 3}"#, "ergebnisliste"),
        (r#"{"ergebnisliste": []}"#, "maxErgebnisse"),
        (
            r#"{"ergebnisliste": [], "maxErgebnisse": "many"}"#,
            "maxErgebnisse",
        ),
        ("[]", "expected"),
    ] {
        let error = Bundesagentur
            .parse(&target(""), &first, body.as_bytes())
            .unwrap_err();
        assert!(error.message.contains(reason), "{body}: {error}");
    }
    for board in ["Informatiker", "wo=", "ort=Berlin"] {
        assert!(Bundesagentur.start(&target(board)).is_err(), "{board}");
    }
    let asked = parse(&Bundesagentur, "", FOUND).next.remove(0);
    let other = follow(&Bundesagentur, "", &asked, OLDER_DETAIL);
    assert!(
        other.records[0]
            .result
            .as_ref()
            .is_err_and(|reason| reason.contains("another"))
    );
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"maxErgebnisse": 3, "ergebnisliste": [7, {"firma": "x"}, {"refnr": "1", "titel": "Koch", "farbe": 1}]}"#;
    let answer = parse(&Bundesagentur, "", body);
    assert_eq!((answer.records.len(), answer.next.len()), (2, 1));
    assert!(
        answer.drift.missing.contains("referenznummer") && answer.drift.unknown.contains("farbe")
    );
    let nameless = br#"{"maxErgebnisse": 1, "ergebnisliste": [{"refnr": "1"}]}"#;
    let asked = parse(&Bundesagentur, "", nameless).next.remove(0);
    let answer = follow(&Bundesagentur, "", &asked, b"{}");
    assert!(answer.records[0].result.is_err());
    assert!(answer.drift.missing.contains("stellenangebotsTitel"));
}

#[test]
fn recorded_names_are_known() {
    // What lies there is no answer but a list of the fields that answers had.
    for (name, body) in recorded("wire_samples", "wire/bundesagentur/jobsuche-") {
        let baseline: Value = serde_json::from_slice(&body).unwrap();
        let known: BTreeSet<_> = offer::known().into_iter().collect();
        for (endpoint, prefix) in [("job_details", ""), ("search", "stellenangebote[].")] {
            let fields = baseline["endpoints"][endpoint]["fields"]
                .as_object()
                .unwrap();
            let names = fields.keys().filter_map(|path| path.strip_prefix(prefix));
            let names: Vec<_> = names.filter(|name| !name.contains(['.', '['])).collect();
            assert!(names.len() > 10, "{name}");
            for field in names {
                assert!(known.contains(field), "{name}: {endpoint} has `{field}`");
            }
        }
    }
}

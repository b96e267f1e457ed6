use super::*;
use crate::recordings::{follow, parse, postings, recorded, target};
use crate::source::Drift;
use entity::posting::Requirement;

const STREAM_ANSWER: &[u8] = include_bytes!("../fixtures/jobtech/stream.json");
const SEARCH: &[u8] = include_bytes!("../fixtures/jobtech/search_2018.json");

fn since(moment: &str) -> Target {
    Target {
        since: Some(moment.parse().unwrap()),
        ..target("")
    }
}

#[test]
fn a_first_run_asks_for_everything_and_later_ones_for_what_changed() {
    let first = JobTech.start(&target("")).unwrap();
    assert_eq!(first, [Request::json(SNAPSHOT).in_stretches()]);
    // Half past noon in Sweden: an hour of overlap, by the clock of UTC.
    let later = JobTech.start(&since("2026-11-22T12:30:00+01:00")).unwrap();
    let url = "https://jobstream.api.jobtechdev.se/stream?date=2026-11-22T10:30:00";
    assert_eq!(later, [Request::json(url).in_stretches()]);
    assert!(JobTech.start(&target("acme")).is_err());
}

#[test]
fn an_advertisement_is_read() {
    let answer = parse(&JobTech, "", STREAM_ANSWER);
    assert_eq!(answer.drift, Drift::default());
    let postings = postings(answer);
    let first = &postings[0];
    assert_eq!(first.external_id, "29000001");
    assert_eq!(
        first.title.as_deref(),
        Some("Backendutvecklare till fyrarna")
    );
    assert_eq!(first.company.as_deref(), Some("Fyrverket AB"));
    assert_eq!(first.locations, ["Göteborg, Västra Götalands län, Sverige"]);
    assert_eq!(first.country.as_deref(), Some("Sverige"));
    assert_eq!(first.posted.as_deref(), Some("2026-11-20T10:02:31"));
    assert_eq!(first.closes.as_deref(), Some("2026-12-20T23:59:59"));
    assert_eq!(
        first.url.as_deref(),
        Some("https://arbetsformedlingen.se/platsbanken/annonser/29000001")
    );
    assert!(!format!("{postings:?}").to_lowercase().contains("planted"));
}

#[test]
fn what_is_missing_is_made_up_for() {
    let postings = postings(parse(&JobTech, "", STREAM_ANSWER));
    let second = &postings[1];
    assert_eq!(second.company.as_deref(), Some("Nordfyr"));
    assert_eq!(second.locations, ["Bergen, Norge"]);
    assert_eq!(second.country.as_deref(), Some("Norge"));
    assert_eq!(second.closes.as_deref(), Some("2026-12-01T23:59:59"));
    assert_eq!(
        second.url.as_deref(),
        Some("https://arbetsformedlingen.se/platsbanken/annonser/29000003")
    );
    assert_eq!(second.body, "Du vaktar fyren.");
}

#[test]
fn what_the_employer_ticked_off_is_asked_for_like_what_the_text_says() {
    let reader = crate::reading::Reader::load().unwrap();
    let observation = crate::reading::Observation {
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        day: None,
        is_listing: true,
    };
    let posting = postings(parse(&JobTech, "", STREAM_ANSWER)).remove(0);
    let facts = reader.read(&posting, observation).unwrap();
    let asked = |slug: &str| {
        let mut skills = facts.skills.iter();
        let known = &reader.vocabulary.skills;
        let fact = skills.find(|fact| known[fact.skill].slug.value == slug);
        fact.map(|fact| fact.requirement)
    };
    assert_eq!(asked("java"), Some(Requirement::Required));
    assert_eq!(asked("jenkins"), Some(Requirement::Nice));
    assert_eq!(asked("postgresql"), Some(Requirement::Required));
    assert_eq!(
        facts.skills.len(),
        3,
        "what the employer says of itself is not asked for"
    );
}

#[test]
fn what_was_removed_is_a_tombstone() {
    let answer = parse(&JobTech, "", STREAM_ANSWER);
    assert_eq!(answer.removed, ["29000002"]);
    let answer = parse(&JobTech, "", SEARCH);
    assert_eq!(answer.removed, ["23000002"]);
}

#[test]
fn only_a_snapshot_shows_everything() {
    let target = since("2026-11-22T12:00:00Z");
    let stream = JobTech.start(&target).unwrap().remove(0);
    let listing = |request: &Request, body: &[u8]| follow(&JobTech, "", request, body).listing;
    let snapshot = Request::json(SNAPSHOT).in_stretches();
    assert_eq!(listing(&snapshot, STREAM_ANSWER), Listing::Complete);
    assert_eq!(listing(&stream, STREAM_ANSWER), Listing::Partial);
    assert_eq!(listing(&snapshot, SEARCH), Listing::Partial);
    assert_eq!(listing(&snapshot, b"[]"), Listing::Partial);
}

#[test]
fn an_advertisement_of_2018_is_read_by_its_own_names() {
    let answer = parse(&JobTech, "", SEARCH);
    assert_eq!(answer.drift, Drift::default());
    let posting = postings(answer).remove(0);
    assert_eq!(posting.external_id, "23000001");
    assert_eq!(posting.title.as_deref(), Some("Systemutvecklare"));
    assert_eq!(posting.company.as_deref(), Some("Molnbyrån AB"));
    assert_eq!(posting.locations, ["Stockholm, Stockholms län"]);
    assert_eq!(posting.country.as_deref(), Some("Sverige"));
    assert_eq!(posting.posted.as_deref(), Some("2019-02-14T00:00:00"));
    assert_eq!(posting.closes.as_deref(), Some("2019-03-02T23:59:59"));
    let text = "Du gör väderkartor.\n\nVi söker\nNågon som kan väder.\n\nKrav\nDu kan Python.\n- Git, versionshanteringssystem\n\n\
        Anställningsvillkor\nHeltid\n\nOm företaget\nOm oss själva.";
    assert_eq!(posting.body, text);
}

#[test]
fn results_of_a_search_are_read_with_and_without_an_envelope() {
    let ad = r#"{"id": "7", "headline": "Kock"}"#;
    for body in [
        format!("[{ad}]"),
        format!(r#" {{"total": {{"value": 1}}, "hits": [{ad}]}}"#),
        format!(r#"{{"hits": {{"total": 1, "hits": [{{"_source": {ad}}}]}}}}"#),
    ] {
        let postings = postings(parse(&JobTech, "", body.as_bytes()));
        assert_eq!(postings[0].title.as_deref(), Some("Kock"), "{body}");
    }
}

#[test]
fn what_is_no_answer_is_an_error_and_a_bad_record_a_bad_record() {
    let request = JobTech.start(&target("")).unwrap().remove(0);
    for body in [
        r#"{"message": "no"}"#,
        r#"{"hits": {"total": 0}}"#,
        r#"{"hits": 3}"#,
        "[{",
        "",
    ] {
        assert!(
            JobTech
                .parse(&target(""), &request, body.as_bytes())
                .is_err(),
            "{body}"
        );
    }
    let body = br#"[{"id": "1"}, {"removed": true}, {"id": 2, "headline": "Kock", "farg": 1}, "x", {"id": 1.5, "headline": "Kock"}]"#;
    let answer = parse(&JobTech, "", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true, false, false]);
    assert!(answer.drift.missing.contains("headline") && answer.drift.missing.contains("id"));
    assert!(answer.drift.unknown.contains("farg"));
}

#[test]
fn recorded_answers_are_read() {
    for (name, body) in recorded("wire_samples", "wire/jobtech/") {
        // The archive also holds a search in advertisements gathered from other sites, which `JobStream` has none of.
        if !name.contains("platsannons") {
            continue;
        }
        let answer = parse(&JobTech, "", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        assert_eq!(answer.listing, Listing::Partial, "{name}");
        let postings = postings(answer);
        assert!(postings.len() >= 2, "{name}");
        for posting in postings {
            assert!(
                !posting.body.is_empty() && !posting.locations.is_empty(),
                "{name}"
            );
        }
    }
}

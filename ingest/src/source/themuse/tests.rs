use entity::posting::WorkMode;
use serde_json::{Value, json};

use super::*;
use crate::recordings::{facts, follow, parse, postings, recorded, target};
use crate::source::Drift;

const FIRST: &[u8] = include_bytes!("../fixtures/themuse/page.json");

#[test]
fn a_job_is_read() {
    let answer = parse(&TheMuse, "", FIRST);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!(answer.listing, Listing::Complete);
    assert!(answer.next[0].url.ends_with("/jobs?page=1"));
    let postings = postings(answer);
    let first = &postings[0];
    assert_eq!(first.external_id, "30000001");
    assert_eq!(first.title.as_deref(), Some("Loom Software Engineer"));
    assert_eq!(first.company.as_deref(), Some("Planted Looms"));
    assert_eq!(first.locations, ["Porto, Portugal", "Flexible / Remote"]);
    assert_eq!(first.posted.as_deref(), Some("2026-10-06T23:36:54Z"));
    let url = "https://www.themuse.com/jobs/plantedlooms/loom-software-engineer-0a1b2c";
    assert_eq!(first.url.as_deref(), Some(url));
    let facts = facts(first);
    assert_eq!(facts.work_mode, Some(WorkMode::Remote));
    assert_eq!(facts.places, ["geonames:2735943"], "Porto");
    assert!(facts.text.ends_with("You build looms that run TypeScript."));
}

/// A page of a list that goes on for so many.
fn some(page_count: usize, results: &[Value]) -> Vec<u8> {
    let page = json!({"page": 1, "page_count": page_count, "results": results});
    page.to_string().into_bytes()
}

#[test]
fn pages_are_asked_for_until_they_end_or_are_refused() {
    let walk = |page_count: usize, filled: usize| {
        let mut request = TheMuse
            .start(&target("level=Senior Level"))
            .unwrap()
            .remove(0);
        let mut listings = Vec::new();
        loop {
            let job = json!({"id": request.begins_at().unwrap(), "name": "Cook"});
            let jobs = if listings.len() < filled {
                vec![job]
            } else {
                Vec::new()
            };
            let mut answer = follow(
                &TheMuse,
                "level=Senior Level",
                &request,
                &some(page_count, &jobs),
            );
            listings.push(answer.listing);
            let Some(next) = answer.next.pop() else {
                return (request.url, listings);
            };
            request = next;
        }
    };
    let complete = |listings: &[Listing]| listings.iter().all(|one| *one == Listing::Complete);
    // Counted from one or from nought, the last page is asked for, and nothing behind it.
    let (last, listings) = walk(3, 4);
    assert!(
        last.ends_with("?level=Senior%20Level&page=3") && complete(&listings),
        "{last}"
    );
    let (_, listings) = walk(3, 3);
    assert!(complete(&listings), "the page behind the last one is empty");
    let (_, listings) = walk(3, 2);
    assert!(!complete(&listings), "a page is missing");
    let (last, listings) = walk(4_200, usize::MAX);
    assert!(last.ends_with("&page=99"), "{last}");
    assert!(!listings.contains(&Listing::Complete));
    assert_eq!(listings.len(), 100);
    let (_, listings) = walk(0, 0);
    assert!(!complete(&listings), "nothing is never everything");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    assert!(TheMuse.start(&target("colour=red")).is_err());
    let request = TheMuse.start(&target("")).unwrap().remove(0);
    let error = br#"{"code": 400, "error": "page too large"}"#;
    assert!(TheMuse.parse(&target(""), &request, error).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let jobs = [
        json!({"id": 1}),
        json!({"id": 2, "name": "Cook", "colour": 1}),
        json!(7),
    ];
    let answer = parse(&TheMuse, "", &some(1, &jobs));
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false]);
    assert!(answer.drift.missing.contains("name") && answer.drift.unknown.contains("colour"));
}

#[test]
fn recorded_jobs_are_read() {
    for (name, body) in recorded("wire_samples", "wire/themuse/") {
        // The jobs of several answers, gathered in one file.
        let gathered: Value = serde_json::from_slice(&body).unwrap();
        let jobs = gathered["jobs"].as_array().unwrap();
        let answer = parse(&TheMuse, "", &some(1, jobs));
        assert_eq!(answer.drift, Drift::default(), "{name}");
        let postings = postings(answer);
        assert_eq!(postings.len(), 202, "{name}");
        for posting in &postings {
            assert!(posting.company.is_some() && posting.url.is_some(), "{name}");
            assert!(
                posting.posted.is_some() && !posting.body.is_empty(),
                "{name}"
            );
        }
    }
}

use super::*;
use crate::normalise::place::{self as places, Place, PlaceInput};
use crate::recordings::{follow, parse, postings, recorded, target};
use crate::source::Drift;

const PAGE: &[u8] = include_bytes!("../fixtures/himalayas/page.json");

/// A page of so many jobs, with what else it says.
fn page(jobs: usize, says: &str) -> Vec<u8> {
    let jobs =
        (0..jobs).map(|at| format!(r#"{{"guid": "https://himalayas.app/{at}", "title": "Cook"}}"#));
    let jobs = jobs.collect::<Vec<_>>().join(",");
    format!(r#"{{{says} "jobs": [{jobs}]}}"#).into_bytes()
}

#[test]
fn a_page_is_read() {
    let answer = parse(&Himalayas, "", PAGE);
    assert_eq!(answer.drift, Drift::default());
    let postings = postings(answer);
    let first = &postings[0];
    let link = "https://himalayas.app/companies/saddle-soft/jobs/trail-router";
    assert_eq!(first.external_id, link);
    assert_eq!(first.url.as_deref(), Some(link));
    assert_eq!(first.title.as_deref(), Some("Trail Router\u{a0}"));
    assert_eq!(first.company.as_deref(), Some("Saddle Soft"));
    assert_eq!(first.locations, ["Georgia"]);
    assert_eq!(first.country.as_deref(), Some("Georgia"));
    assert_eq!(first.remote.as_deref(), Some("remote"));
    assert_eq!(first.posted.as_deref(), Some("1792998080"));
    assert_eq!(first.closes.as_deref(), Some("1798182080"));
    assert_eq!(first.pay.as_ref().unwrap().to_text(), "41.5–60 USD hourly");
}

#[test]
fn where_nothing_is_said_of_places_or_pay_there_is_none() {
    let postings = postings(parse(&Himalayas, "", PAGE));
    let second = &postings[1];
    assert_eq!(second.locations, ["Worldwide"]);
    assert_eq!(
        (second.country.as_deref(), second.pay.as_ref()),
        (None, None)
    );
    let third = &postings[2];
    assert_eq!(third.locations, ["Poland", "British Virgin Islands"]);
    assert_eq!((third.country.as_deref(), third.pay.as_ref()), (None, None));
}

#[test]
fn the_usual_name_of_a_country_is_one_country() {
    let gazetteer = crate::gazetteer::Gazetteer::embedded().unwrap();
    for ((_, usual), code) in USUAL.iter().zip(["CD", "KP", "TW", "VG", "VI"]) {
        let locations = [(*usual).to_owned()];
        let input = PlaceInput {
            locations: &locations,
            ..Default::default()
        };
        let places = places::read(gazetteer, &input).places;
        let codes: Vec<_> = places.iter().map(Place::code).collect();
        assert_eq!(codes, [code], "{usual}");
    }
}

#[test]
fn the_cursor_leads_to_the_end() {
    let first = parse(
        &Himalayas,
        "",
        &page(20, r#""totalCount": 21, "nextCursor": "a+b/c=","#),
    );
    assert_eq!(first.listing, Listing::Complete);
    assert_eq!(
        first.next,
        [Request::json(
            "https://himalayas.app/jobs/api?limit=20&cursor=a%2Bb%2Fc%3D"
        )]
    );
    for (jobs, cursor) in [(1, "null"), (0, "null"), (20, r#""""#)] {
        let body = page(
            jobs,
            &format!(r#""totalCount": 21, "nextCursor": {cursor},"#),
        );
        let last = follow(&Himalayas, "", &first.next[0], &body);
        assert_eq!(
            (last.next.len(), last.listing),
            (0, Listing::Complete),
            "{jobs}"
        );
    }
}

#[test]
fn a_walk_that_breaks_off_is_no_whole_list() {
    let start = Himalayas.start(&target("")).unwrap().remove(0);
    let second = Request::json(format!("{API}?limit=20&cursor=x"));
    for (request, jobs, says) in [
        // Nothing at all, a first page alone, an answer of the time before cursors.
        (&start, 0, r#""totalCount": 0,"#),
        (&start, 20, ""),
        (
            &start,
            3,
            r#""offset": 0, "limit": 3, "totalCount": 95423,"#,
        ),
        // Short pages that want to be followed, and one that leads to itself.
        (&second, 0, r#""nextCursor": "y","#),
        (&second, 19, r#""nextCursor": "y","#),
        (&second, 20, r#""nextCursor": "x","#),
    ] {
        let answer = follow(&Himalayas, "", request, &page(jobs, says));
        assert_eq!(
            (answer.next.len(), answer.listing),
            (0, Listing::Partial),
            "{says}"
        );
    }
    let all = follow(&Himalayas, "", &start, &page(2, r#""totalCount": 2,"#));
    assert_eq!(all.listing, Listing::Complete);
}

#[test]
fn a_smaller_page_that_says_so_is_a_full_one() {
    let body = page(10, r#""limit": 10, "nextCursor": "y","#);
    assert_eq!(parse(&Himalayas, "", &body).next.len(), 1);
    let body = page(0, r#""limit": 0, "nextCursor": "y","#);
    assert!(parse(&Himalayas, "", &body).next.is_empty());
}

#[test]
fn what_is_no_page_is_an_error_and_a_bad_job_a_bad_record() {
    let request = Himalayas.start(&target("")).unwrap().remove(0);
    let error = Himalayas.parse(&target(""), &request, br#"{"error": "no"}"#);
    assert!(error.unwrap_err().to_string().contains("jobs"));
    assert!(Himalayas.start(&target("acme")).is_err());
    let body = br#"{"jobs": [{"guid": "a"}, {"guid": "b", "title": "Cook", "mood": 1}, []]}"#;
    let answer = parse(&Himalayas, "", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false]);
    assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("mood"));
}

#[test]
fn recorded_pages_are_read() {
    for (name, body) in recorded("wire_samples", "wire/himalayas/") {
        let answer = parse(&Himalayas, "", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        assert_eq!(answer.listing, Listing::Partial, "{name}");
        for posting in postings(answer) {
            let (posted, closes) = (posting.posted.unwrap(), posting.closes.unwrap());
            // Seconds, not milliseconds.
            assert_eq!((posted.len(), closes.len()), (10, 10), "{name}");
            assert!(posted < closes, "{name}");
        }
    }
}

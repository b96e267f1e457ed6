use super::*;
use crate::raw::RawPay;
use crate::recordings::{facts, parse, postings, recorded, target};
use crate::source::Drift;

const API_ANSWER: &[u8] = include_bytes!("../fixtures/remoteok/api.json");

#[test]
fn jobs_are_read_and_the_terms_before_them_are_not_one() {
    let answer = parse(&RemoteOk, "", API_ANSWER);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let postings = postings(answer);
    let ids: Vec<_> = postings.iter().map(|p| p.external_id.as_str()).collect();
    assert_eq!(
        ids,
        ["1200001", "1200002"],
        "a menu and an article are no jobs"
    );
    let first = &postings[0];
    assert_eq!(first.title.as_deref(), Some("Tide Table Engineer"));
    assert_eq!(first.company.as_deref(), Some("Saltmarsh"));
    assert_eq!(first.locations, ["Lisbon"]);
    assert_eq!(first.posted.as_deref(), Some("2026-09-23T00:00:10+00:00"));
    let url = "https://remoteOK.com/remote-jobs/remote-tide-table-engineer-saltmarsh-1200001";
    assert_eq!(first.url.as_deref(), Some(url));
    let expected = RawPay::Amounts {
        min: Some(70_000.into()),
        max: Some(95_000.into()),
        currency: Some("USD".into()),
        period: Some("year".into()),
    };
    assert_eq!(first.pay, Some(expected));
    assert_eq!(postings[1].pay, None, "nought is unknown");
    assert!(postings[1].locations.is_empty());
}

#[test]
fn the_line_for_robots_does_not_reach_the_text() {
    let postings = postings(parse(&RemoteOk, "", API_ANSWER));
    let texts: Vec<_> = postings.iter().map(|posting| facts(posting).text).collect();
    assert!(texts[0].contains("We don’t guess the tide, we compute it in Rust"));
    for trace in ["DRIFTWOOD", "KELP", "RMTI", "Robots fall"] {
        assert!(texts.iter().all(|text| !text.contains(trace)), "{trace}");
    }
    // What an employer asks for in such words stays.
    assert!(texts[1].contains("Please mention the word for fog in three languages."));
    assert!(texts[1].contains("You keep Kubernetes lit."));
}

#[test]
fn a_beginning_of_an_article_is_no_job() {
    for excerpt in [
        "",
        "<p></p>",
        "So…",
        "So\u{e2}\u{80}\u{a6}<br/> </p>",
        "<p>So READ MORE</p>\n",
    ] {
        assert!(is_excerpt(excerpt), "{excerpt}");
    }
    for whole in ["We wait… and see.", "a > b <p>5 > 4", ">", "x >"] {
        assert!(!is_excerpt(whole), "{whole}");
    }
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"[{"legal": "Terms"}, {"id": 7}, 7,
        {"id": "8", "company": "Acme", "position": "Cook", "description": "You cook.", "colour": 1},
        {"company": "Acme", "position": "Cook", "description": "You cook."}]"#;
    let answer = parse(&RemoteOk, "", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true, false]);
    assert!(answer.drift.missing.contains("id") && answer.drift.unknown.contains("colour"));
    let request = RemoteOk.start(&target("")).unwrap().remove(0);
    assert!(
        RemoteOk
            .parse(&target(""), &request, b"{\"error\": 1}")
            .is_err()
    );
    assert!(RemoteOk.start(&target("golang")).is_err());
}

#[test]
fn recorded_jobs_are_read() {
    for (name, body) in recorded("wire_samples", "wire/remoteok/") {
        let answer = parse(&RemoteOk, "", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        // Two of the four are beginnings of articles. The other two are pages that somebody posted as jobs, and nothing shows it.
        let postings = postings(answer);
        assert_eq!(postings.len(), 2, "{name}");
        for posting in &postings {
            let text = facts(posting).text;
            assert!(!text.contains("Please mention the word"), "{name}");
            assert!(!text.contains('\u{e2}'), "{name}: {text}");
        }
    }
}

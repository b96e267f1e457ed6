use super::*;
use crate::recordings::{follow, parse, recorded, target};
use crate::source::Drift;

const LIST: &[u8] = include_bytes!("../fixtures/smartrecruiters/list.json");

#[test]
fn a_list_asks_for_details_and_for_the_next_page() {
    let first = SmartRecruiters.start(&target("Northwind")).unwrap();
    assert!(
        first[0]
            .url
            .ends_with("/companies/Northwind/postings?limit=100&offset=0")
    );
    let answer = parse(&SmartRecruiters, "Northwind", LIST);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!(answer.listing, Listing::Complete);
    let urls: Vec<_> = answer.next.iter().map(|next| next.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://api.smartrecruiters.com/v1/companies/Northwind/postings/744000100000001",
            "https://api.smartrecruiters.com/v1/companies/Northwind/postings/744000100000002",
            "https://api.smartrecruiters.com/v1/companies/Northwind/postings?limit=100&offset=3",
        ]
    );
    assert!(
        answer.records.is_empty(),
        "an internal posting is not for us"
    );
    let last = br#"{"offset": 3, "limit": 100, "totalFound": 4, "content": [{"id": "9", "name": "Cook"}]}"#;
    let last = follow(&SmartRecruiters, "Northwind", &answer.next[2], last);
    assert_eq!((last.next.len(), last.listing), (1, Listing::Complete));
}

#[test]
fn a_server_that_knows_only_its_first_page_is_not_asked_for_ever() {
    let body = br#"{"offset": 0, "limit": 100, "totalFound": 3, "content": [{"id": "1", "name": "Cook"}]}"#;
    let mut request = SmartRecruiters.start(&target("x")).unwrap().remove(0);
    let mut asked = 0;
    while let Some(next) = follow(&SmartRecruiters, "x", &request, body).next.pop() {
        if next.step != Step::List {
            break;
        }
        request = next;
        asked += 1;
    }
    assert_eq!(asked, 2);
}

#[test]
fn nothing_is_never_everything() {
    // What an identifier that no company has is answered with.
    let unknown = br#"{"offset": 0, "limit": 100, "totalFound": 0, "content": []}"#;
    let answer = parse(&SmartRecruiters, "Nobody", unknown);
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let cut = br#"{"offset": 100, "limit": 100, "totalFound": 250, "content": []}"#;
    let answer = parse(&SmartRecruiters, "Northwind", cut);
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let first = SmartRecruiters.start(&target("x")).unwrap();
    let error = br#"{"message": "not found"}"#;
    assert!(
        SmartRecruiters
            .parse(&target("x"), &first[0], error)
            .is_err()
    );
    assert!(SmartRecruiters.start(&target("a/../b")).is_err());
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"offset": 0, "limit": 100, "totalFound": 3, "content": [{"id": "1"}, {"id": "../2", "name": "x"},
        {"id": "3", "name": "Cook", "colour": "red"}]}"#;
    let answer = parse(&SmartRecruiters, "Northwind", body);
    assert_eq!((answer.records.len(), answer.next.len()), (2, 1));
    assert!(answer.next[0].url.ends_with("/3"));
    assert!(answer.drift.missing.contains("name") && answer.drift.unknown.contains("colour"));
}

#[test]
fn who_made_a_posting_is_not_kept() {
    let answer = parse(&SmartRecruiters, "Northwind", LIST);
    let kept = serde_json::to_string(&answer.next).unwrap();
    assert!(kept.contains("744000100000001") && !kept.contains("Planted Person"));
}

#[test]
fn recorded_lists_are_read() {
    for (name, body) in recorded("wire_samples", "wire/smartrecruiters/") {
        let answer = parse(&SmartRecruiters, "Knight", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        assert!(
            answer.records.is_empty() && !answer.next.is_empty(),
            "{name}"
        );
    }
}

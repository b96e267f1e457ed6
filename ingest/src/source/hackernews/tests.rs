use serde_json::json;

use super::*;
use crate::recordings::{facts, follow, parse, postings, recorded, target};
use crate::source::Drift;

const STORIES: &[u8] = include_bytes!("../fixtures/hackernews/stories.json");
const THREAD: &[u8] = include_bytes!("../fixtures/hackernews/thread.json");

fn asked() -> Request {
    parse(&HackerNews, "", STORIES).next.remove(0)
}

#[test]
fn the_newest_thread_of_employers_is_read() {
    let answer = parse(&HackerNews, "", STORIES);
    assert!(answer.records.is_empty());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 1));
    assert_eq!(
        answer.next[0].url,
        "https://hn.algolia.com/api/v1/items/60000001"
    );
    assert_eq!(HackerNews.start(&target("60000001")).unwrap(), [asked()]);
    for board in ["November", "1/2", "-1"] {
        assert!(HackerNews.start(&target(board)).is_err(), "{board}");
    }
}

#[test]
fn a_job_is_a_comment_right_under_the_story() {
    let answer = follow(&HackerNews, "", &asked(), THREAD);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let postings = postings(answer);
    let ids: Vec<_> = postings.iter().map(|p| p.external_id.as_str()).collect();
    assert_eq!(
        ids,
        ["60000010", "60000015"],
        "not what is gone, dead or an answer"
    );
    let first = &postings[0];
    let url = "https://news.ycombinator.com/item?id=60000010";
    assert_eq!(first.url.as_deref(), Some(url));
    assert_eq!(first.posted.as_deref(), Some("2026-11-02T15:10:00.000Z"));
    assert_eq!((first.title.as_ref(), first.company.as_ref()), (None, None));
    assert_eq!(postings[1].posted.as_deref(), Some("1793632440"));
    assert!(
        postings
            .iter()
            .all(|posting| !format!("{posting:?}").contains("planted_"))
    );
}

#[test]
fn the_first_line_says_what_the_job_is() {
    let postings = postings(follow(&HackerNews, "", &asked(), THREAD));
    let facts = facts(&postings[0]);
    assert_eq!(facts.title, "Senior Backend Engineer");
    assert_eq!(facts.company.unwrap().name, "Gull Robotics");
    assert_eq!(facts.places, ["geonames:3143244"], "Oslo");
    assert!(
        facts
            .text
            .contains("We teach gulls in Rust & C++. JavaScript is for the birds.")
    );
    // The link was cut in its text only.
    assert!(
        facts
            .text
            .ends_with("Apply: https://gull.example/jobs/senior-backend-engineer"),
        "{}",
        facts.text
    );
}

#[test]
fn people_who_look_for_work_are_left_in_peace() {
    for title in [
        "Ask HN: Who wants to be hired? (May 2026)",
        "Ask HN: Freelancer? Seeking freelancer?",
        "",
    ] {
        let body = json!({"id": 1, "title": title, "children": [{"id": 2, "text": "Me."}]});
        let read = HackerNews.parse(&target(""), &asked(), body.to_string().as_bytes());
        assert!(read.is_err(), "{title}");
        let stories = json!({"hits": [{"objectID": "1", "title": title}, {"objectID": "2"}]});
        let first = HackerNews.start(&target("")).unwrap().remove(0);
        let read = HackerNews.parse(&target(""), &first, stories.to_string().as_bytes());
        assert!(read.is_err(), "{title}");
    }
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = br#"{"id": 1, "title": "Who is hiring?", "children": [{"text": "x"}, 7, {"id": 3, "text": "Cook", "colour": 1}]}"#;
    let answer = follow(&HackerNews, "", &asked(), body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true]);
    assert!(answer.drift.missing.contains("id") && answer.drift.unknown.contains("colour"));
}

#[test]
fn answers_to_answers_cost_no_stack() {
    let deep = 100_000;
    let open = r#"{"id": 2, "text": "x", "children": ["#.repeat(deep);
    let body = format!(
        "{{\"id\": 1, \"title\": \"Who is hiring?\", \"children\": [{open}{}]}}",
        "]}".repeat(deep)
    );
    let answer = follow(&HackerNews, "", &asked(), body.as_bytes());
    assert_eq!(answer.records.len(), 1);
}

#[test]
fn recorded_comments_are_read() {
    for (name, body) in recorded("wire_samples", "wire/hn/") {
        // Found one by one, comments come under other names than in a thread.
        let found: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let hits = found["hits"].as_array().unwrap();
        let comments: Vec<_> = hits
            .iter()
            .map(|hit| {
                let id: u64 = hit["objectID"].as_str().unwrap().parse().unwrap();
                json!({"id": id, "text": hit["comment_text"], "parent_id": hit["parent_id"],
                    "story_id": hit["story_id"], "created_at": hit["created_at"], "author": hit["author"]})
            })
            .collect();
        let thread = json!({"id": hits[0]["story_id"], "title": hits[0]["story_title"], "children": comments});
        let answer = follow(&HackerNews, "", &asked(), thread.to_string().as_bytes());
        assert_eq!(answer.drift, Drift::default(), "{name}");
        let postings = postings(answer);
        assert_eq!(postings.len(), 1, "{name}: the other two are answers");
        assert!(facts(&postings[0]).skills.len() > 5, "{name}");
    }
}

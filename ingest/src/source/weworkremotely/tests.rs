use super::*;
use crate::recordings::{facts, parse, postings, recorded, target};
use crate::source::Drift;

const FEED: &[u8] = include_bytes!("../fixtures/weworkremotely/jobs.xml");

#[test]
fn an_item_is_read() {
    let answer = parse(&WeWorkRemotely, "", FEED);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
    let postings = postings(answer);
    let first = &postings[0];
    let url = "https://weworkremotely.com/remote-jobs/kiln-works-glaze-engineer";
    assert_eq!(first.external_id, url);
    assert_eq!(first.url.as_deref(), Some(url));
    assert_eq!(first.company.as_deref(), Some("Kiln Works"));
    assert_eq!(
        first.title.as_deref(),
        Some("Glaze Engineer: Firing Platform")
    );
    assert_eq!(first.locations, ["Anywhere in the World"]);
    assert_eq!(
        first.posted.as_deref(),
        Some("Fri, 02 Oct 2026 20:20:27 +0000")
    );
    assert_eq!(
        first.closes.as_deref(),
        Some("Sun, 01 Nov 2026 20:20:27 +0000")
    );
    let second = &postings[1];
    assert_eq!(second.company, None);
    assert_eq!(second.title.as_deref(), Some("Site Reliability Engineer"));
    assert_eq!(second.locations, ["Canada"]);
    assert_eq!(
        (second.closes.as_ref(), second.url.as_ref()),
        (None, Some(&second.external_id))
    );
}

#[test]
fn what_the_site_puts_around_a_description_does_not_reach_the_text() {
    let postings = postings(parse(&WeWorkRemotely, "", FEED));
    assert_eq!(
        postings[0].body,
        "<p>You program kilns in Python &amp; Kafka.</p><ul><li>PostgreSQL</li></ul>"
    );
    let facts = facts(&postings[0]);
    assert!(
        facts
            .text
            .ends_with("You program kilns in Python & Kafka.\n\n• PostgreSQL"),
        "{}",
        facts.text
    );
    assert_eq!(
        facts.expires_at.unwrap().to_rfc3339(),
        "2026-11-01T20:20:27+00:00"
    );
    // An employer may speak of applying anywhere but at the end.
    assert!(postings[1].body.ends_with("<p>Then write Terraform.</p>"));
    assert!(postings[1].body.contains("first read on"));
    for (description, own) in [
        ("", ""),
        ("no markup", "no markup"),
        ("<p>Hi</p><p>URL: none</p>", "<p>Hi</p><p>URL: none</p>"),
        (
            "<strong>Headquarters:</strong> never closed",
            "<strong>Headquarters:</strong> never closed",
        ),
    ] {
        assert_eq!(own_words(description), own);
    }
}

#[test]
fn a_title_without_a_company_is_a_title() {
    assert_eq!(
        company_and_job("Acme : Cook: Soups"),
        (Some("Acme"), "Cook: Soups")
    );
    for title in ["Cook", ": Cook", "Cook:", ":"] {
        assert_eq!(company_and_job(title), (None, title));
    }
}

#[test]
fn a_board_is_a_category() {
    let url = |board: &str| Some(WeWorkRemotely.start(&target(board)).ok()?.remove(0).url);
    assert_eq!(
        url("").as_deref(),
        Some("https://weworkremotely.com/remote-jobs.rss")
    );
    let category = "https://weworkremotely.com/categories/remote-programming-jobs.rss";
    assert_eq!(url("remote-programming-jobs").as_deref(), Some(category));
    assert_eq!(url("a/b"), None);
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let body = b"<rss><channel><item><guid>1</guid></item><item><title>Acme: Cook</title></item>
        <item><title>Acme: Cook</title><guid>3</guid><colour/></item></channel></rss>";
    let answer = parse(&WeWorkRemotely, "", body);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, false, true]);
    assert_eq!(
        answer.drift.missing,
        ["guid", "title"].map(str::to_owned).into()
    );
    assert!(answer.drift.unknown.contains("colour"));
    let request = WeWorkRemotely.start(&target("")).unwrap().remove(0);
    for body in ["<html><body>403</body></html>", "<rss></rss>", ""] {
        let read = WeWorkRemotely.parse(&target(""), &request, body.as_bytes());
        assert!(read.is_err(), "{body}");
    }
}

#[test]
fn recorded_feeds_are_read() {
    for (name, body) in recorded("wire_samples", "wire/weworkremotely/") {
        let answer = parse(&WeWorkRemotely, "", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        let postings = postings(answer);
        assert_eq!(postings.len(), 3, "{name}");
        for posting in &postings {
            assert!(
                posting.company.is_some() && posting.closes.is_some(),
                "{name}"
            );
            // Their descriptions were cut down to what the site puts around them.
            assert_eq!(posting.body, "", "{name}");
        }
    }
}

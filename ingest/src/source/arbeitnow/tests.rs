use super::*;
use crate::recordings::{follow, parse, postings, recorded, target};
use crate::source::Drift;

const PAGE: &[u8] = include_bytes!("../fixtures/arbeitnow/page.json");

fn read(body: &str) -> Answer {
    parse(&Arbeitnow, "", body.as_bytes())
}

#[test]
fn a_page_is_read_and_the_next_one_asked_for() {
    let answer = parse(&Arbeitnow, "", PAGE);
    assert_eq!(answer.drift, Drift::default());
    assert_eq!(answer.listing, Listing::Complete);
    assert_eq!(
        answer.next,
        [Request::json(
            "https://www.arbeitnow.com/api/job-board-api?page=2"
        )]
    );
    let postings = postings(answer);
    let first = &postings[0];
    assert_eq!(first.external_id, "tide-table-engineer-bremen-11001");
    assert_eq!(first.title.as_deref(), Some("Tide Table Engineer"));
    assert_eq!(first.company.as_deref(), Some("Wattwerk GmbH"));
    assert_eq!(first.locations, ["Bremen"]);
    assert_eq!(
        (first.country.as_deref(), first.remote.as_deref()),
        (None, Some("false"))
    );
    assert_eq!(first.posted.as_deref(), Some("1793000000"));
    assert_eq!(
        first.url.as_deref(),
        Some(
            "https://www.arbeitnow.com/jobs/companies/wattwerk-gmbh/tide-table-engineer-bremen-11001"
        )
    );
    let second = &postings[1];
    assert_eq!(
        (second.country.as_deref(), second.remote.as_deref()),
        (Some("GB"), Some("remote"))
    );
}

#[test]
fn descriptions_are_read_escaped_or_not() {
    let postings = postings(parse(&Arbeitnow, "", PAGE));
    let text = |at: usize| crate::read::to_text(&postings[at].body, postings[at].format).text;
    assert_eq!(text(0), "You predict water.\n\n• Python\n• List<T> in C#");
    assert_eq!(text(1), "Your role\n\n• Rust & SQL");
}

#[test]
fn only_its_own_line_is_left_out() {
    for words in [
        "",
        "<p>Find us in Bremen.</p>",
        "<p>Jobs on Arbeitnow</p><p>Find peace</p>",
    ] {
        assert_eq!(employers_words(words.into()), words);
        let line = "<p>Find <a href=\"https://www.arbeitnow.com\">Jobs</a> on Arbeitnow</a>";
        assert_eq!(employers_words(format!("{words}{line}")), words);
    }
}

#[test]
fn the_last_page_ends_the_list() {
    let second = parse(&Arbeitnow, "", PAGE).next.remove(0);
    let body =
        br#"{"data": [{"slug": "z", "title": "Cook"}], "links": {"next": null}, "meta": {}}"#;
    let last = follow(&Arbeitnow, "", &second, body);
    assert_eq!((last.next.len(), last.listing), (0, Listing::Complete));
}

#[test]
fn what_leads_elsewhere_or_back_is_not_followed_and_no_whole_list() {
    for next in [
        "https://example.com/api/job-board-api?page=2",
        "https://www.arbeitnow.com.example.com/api/job-board-api?page=2",
        "https://www.arbeitnow.com@example.com/api/job-board-api?page=2",
        "http://www.arbeitnow.com/api/job-board-api?page=2",
        "http://169.254.169.254/?page=2",
        "/api/job-board-api?page=2",
        "https://www.arbeitnow.com/api/job-board-api?page=1",
        "https://www.arbeitnow.com/api/job-board-api",
    ] {
        let job = r#"{"slug": "z", "title": "Cook"}"#;
        let answer = read(&format!(
            r#"{{"data": [{job}], "links": {{"next": "{next}"}}}}"#
        ));
        assert_eq!(
            (answer.next.len(), answer.listing),
            (0, Listing::Partial),
            "{next}"
        );
    }
    for body in [
        r#"{"data": [], "links": {"next": null}}"#,
        r#"{"data": []}"#,
    ] {
        assert_eq!(read(body).listing, Listing::Partial, "{body}");
    }
}

#[test]
fn a_sister_site_tells_the_country() {
    assert_eq!(country("https://www.arbeitnow.ch/view/x"), Some("CH"));
    assert_eq!(country("https://arbeitnow.fr:443"), Some("FR"));
    assert_eq!(country("https://www.arbeitnow.com/jobs/x.nl"), None);
    assert_eq!(country("x.nl"), None);
}

#[test]
fn what_is_no_page_is_an_error_and_a_bad_job_a_bad_record() {
    let request = Arbeitnow.start(&target("")).unwrap().remove(0);
    let error = Arbeitnow.parse(&target(""), &request, br#"{"message": "no"}"#);
    assert!(error.unwrap_err().to_string().contains("data"));
    assert!(Arbeitnow.start(&target("acme")).is_err());
    let answer =
        read(r#"{"data": [{"slug": "a"}, {"slug": "b", "title": "Cook", "visa": true}, 3]}"#);
    let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
    assert_eq!(good, [false, true, false]);
    assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("visa"));
}

#[test]
fn recorded_pages_are_read() {
    for (name, body) in recorded("wire_samples", "wire/arbeitnow/") {
        let answer = parse(&Arbeitnow, "", &body);
        assert_eq!(answer.drift, Drift::default(), "{name}");
        for posting in postings(answer) {
            let text = crate::read::to_text(&posting.body, posting.format).text;
            assert!(!posting.locations.is_empty(), "{name}");
            assert!(
                !text.contains("</p>") && !text.contains("on Arbeitnow"),
                "{name}"
            );
        }
    }
}

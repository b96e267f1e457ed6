//! Postings in pages.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::recordings::recorded;

const LINKED: &[u8] = include_bytes!("../../fixtures/site/linked.html");
const MICRODATA: &[u8] = include_bytes!("../../fixtures/site/microdata.html");
const LIST: &[u8] = include_bytes!("../../fixtures/site/list.html");
const ADDRESS: &str = "https://careers.nordlys.example/jobs/17";

/// The postings of a page that has nothing damaged.
fn read(html: &[u8]) -> Vec<RawPosting> {
    let postings = job_postings(html, ADDRESS).into_iter();
    postings.map(|posting| posting.unwrap()).collect()
}

/// A page with scripts of JSON-LD.
fn scripts(scripts: &[Value]) -> String {
    let script = |json| format!("<script type=\"application/ld+json\">{json}</script>");
    scripts.iter().map(script).collect()
}

#[test]
fn a_script_is_read_with_what_it_names() {
    let postings = read(LINKED);
    assert_eq!(postings.len(), 1);
    let job = &postings[0];
    assert_eq!(
        (job.source.as_str(), job.external_id.as_str()),
        ("site", ADDRESS)
    );
    assert_eq!(job.title.as_deref(), Some("Grid Engineer & Planner"));
    assert_eq!(job.company.as_deref(), Some("Nordlys Kraft & Lys"));
    assert_eq!(job.locations, ["Oslo, NO", "Bergen, NO"]);
    assert_eq!(job.country.as_deref(), Some("NO"));
    assert_eq!(job.remote.as_deref(), Some("TELECOMMUTE"));
    assert_eq!(job.posted.as_deref(), Some("2026-10-01"));
    assert_eq!(job.closes.as_deref(), Some("2026-12-31T00:00"));
    assert_eq!(
        job.pay.as_ref().unwrap().to_text(),
        "700000–850000 NOK YEAR"
    );
    assert_eq!(
        job.body,
        "<p>You plan grids with Python.</p>\n<ul><li>Experience with PostgreSQL</li></ul>\n\
        <h3>Qualifications</h3>Kubernetes is a plus.\n"
    );
    assert_eq!(job.url.as_deref(), Some(ADDRESS));
    assert!(!format!("{job:?}").to_lowercase().contains("planted"));
}

#[test]
fn microdata_is_read_where_its_elements_end() {
    let postings = read(MICRODATA);
    assert_eq!(postings.len(), 1);
    let job = &postings[0];
    assert_eq!(job.title.as_deref(), Some("Baker & Pastry Chef"));
    assert_eq!(job.company.as_deref(), Some("Rugbrød ApS"));
    assert_eq!(job.locations, ["Aarhus, DK"]);
    assert_eq!(job.country.as_deref(), Some("DK"));
    assert_eq!(job.posted.as_deref(), Some("2026-09-15"));
    assert_eq!(job.closes.as_deref(), Some("2026-11-30"));
    assert_eq!(job.pay.as_ref().unwrap().to_text(), "30000 DKK MONTH");
    assert!(job.body.starts_with("<p>You bake bread."), "{}", job.body);
    let text = crate::read::to_text(&job.body, job.format).text;
    assert!(text.contains("You know rye < wheat."), "{text}");
    assert!(text.contains("• Croissants"), "{text}");
    assert_eq!(text.matches("Sourdough").count(), 1, "{text}");
    let all = format!("{job:?}").to_lowercase();
    assert!(!all.contains("planted") && !all.contains("5550") && !all.contains("hidden"));
}

#[test]
fn a_job_whose_element_ends_too_early_is_what_follows() {
    let job = |title: &str| {
        format!(
            "<article itemscope itemtype=http://schema.org/JobPosting></article><div><h1 itemprop=title>{title}</h1></div>"
        )
    };
    let postings =
        read((job("Cook") + &job("Baker") + "<p itemprop=description>Bakes.</p>").as_bytes());
    assert_eq!(postings.len(), 1, "one has a text");
    assert_eq!(postings[0].title.as_deref(), Some("Baker"));
    let nothing = "<article itemscope itemtype=http://schema.org/JobPosting></article><p>text</p>";
    assert!(read(nothing.as_bytes()).is_empty());
}

#[test]
fn a_list_gives_its_jobs_their_own_addresses() {
    let postings = read(LIST);
    let ids: Vec<_> = postings
        .iter()
        .map(|job| job.external_id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "https://careers.nordlys.example/jobs/1?from=list",
            "https://careers.nordlys.example/jobs/2"
        ]
    );
    assert!(
        postings
            .iter()
            .all(|job| job.url.as_deref() == Some(&*job.external_id))
    );
}

#[test]
fn several_postings_never_share_an_id() {
    let ids = |extra: [Value; 3]| -> Vec<String> {
        let jobs = extra.into_iter().enumerate().map(|(at, mut job)| {
            job["@type"] = "JobPosting".into();
            job["description"] = format!("Job {at}").into();
            job
        });
        let postings = read(scripts(&jobs.collect::<Vec<_>>()).as_bytes());
        let fragment = |job: RawPosting| job.external_id.replace(ADDRESS, "");
        postings.into_iter().map(fragment).collect()
    };
    let here = "https://careers.nordlys.example/";
    assert_eq!(
        ids([
            json!({"url": here}),
            json!({"url": here}),
            json!({"url": here})
        ]),
        ["#1", "#2", "#3"]
    );
    let elsewhere = |n: u8| json!({"url": format!("https://ads.example/{n}"), "identifier": n});
    assert_eq!(
        ids([elsewhere(7), elsewhere(8), elsewhere(9)]),
        ["#7", "#8", "#9"]
    );
    let one = json!({"identifier": "same"});
    assert_eq!(
        ids([one.clone(), one.clone(), json!({"identifier": "other"})]),
        ["#1", "#2", "#3"]
    );
}

#[test]
fn a_job_said_twice_is_one() {
    let job = json!({"@type": "JobPosting", "title": "Cook", "description": "Cooks."});
    let page = scripts(&[job.clone(), job]) + std::str::from_utf8(MICRODATA).unwrap();
    let postings = read(page.as_bytes());
    assert_eq!(postings.len(), 1);
    assert_eq!(postings[0].title.as_deref(), Some("Cook"));
    assert_eq!(postings[0].external_id, ADDRESS);
}

#[test]
fn a_damaged_script_is_said_unless_the_page_says_it_otherwise() {
    let damaged = "<script type=application/ld+json>{\"@type\": \"JobPosting\", \"title\": \"A \"B\" C\"}</script>";
    let found = job_postings(damaged.as_bytes(), ADDRESS);
    assert!(
        matches!(&found[..], [Err(reason)] if reason.contains("JSON-LD is damaged")),
        "{found:?}"
    );
    let page = format!("{damaged}{}", std::str::from_utf8(MICRODATA).unwrap());
    assert_eq!(read(page.as_bytes()).len(), 1);
    let other = "<script type=application/ld+json>{\"@id\": broken}</script>";
    assert_eq!(job_postings(other.as_bytes(), ADDRESS).len(), 0);
}

#[test]
fn a_page_without_a_job_has_none() {
    for page in [
        "",
        "<p>JobPosting</p>",
        "<script>{\"@type\": \"JobPosting\"}</script>",
        "<script type=application/ld+json>{\"@type\": \"JobPostings\"}</script>",
        "<div itemscope itemtype='http://schema.org/Person'><b itemprop=title>JobPosting</b></div>",
        "<div itemtype='http://schema.org/JobPosting'><b itemprop=title>no scope</b></div>",
    ] {
        assert_eq!(job_postings(page.as_bytes(), ADDRESS).len(), 0, "{page}");
    }
}

#[test]
fn old_pages_are_read_in_their_own_letters() {
    let page = |charset: &str| {
        let text = format!(
            "<meta charset=\"{charset}\"><main itemscope itemtype=http://schema.org/JobPosting><h1 itemprop=title>B"
        );
        [text.as_bytes(), b"\xe4cker \x96 Z\xfcrich</h1></main>"].concat()
    };
    let title = |page: Vec<u8>| read(&page).remove(0).title.unwrap();
    assert_eq!(title(page("ISO-8859-1")), "Bäcker – Zürich");
    assert_eq!(title(page("utf-8")), "B\u{fffd}cker \u{fffd} Z\u{fffd}rich");
}

#[test]
fn what_nests_without_end_ends() {
    const SIZE: usize = 20_000;
    let scope = "<div itemprop=description itemscope itemtype=http://schema.org/JobPosting>";
    for piece in [
        scope,
        "<b itemprop=description>x",
        "<li itemprop=skills><p>",
        "<script type=application/ld+json>{\"@type\":\"JobPosting\",\"title\":[",
        "<script type=application/ld+json>{\"@type\":\"JobPosting\"}</script>",
    ] {
        let page = format!("{scope}{}", piece.repeat(SIZE));
        let _ = job_postings(page.as_bytes(), ADDRESS);
    }
    let jobs = "{\"@type\":\"JobPosting\",\"description\":\"x\"},".repeat(SIZE);
    let page = format!("<script type=application/ld+json>[{jobs}]</script>");
    assert_eq!(
        job_postings(page.as_bytes(), ADDRESS).len(),
        1,
        "all of them are the same"
    );
}

#[test]
fn recorded_pages_are_read() {
    let jobs = [
        ("icims_job", 1),
        ("smartrecruiters_posting", 1),
        ("reed_ad", 1),
        ("smartrecruiters_expired", 1),
    ];
    for (name, page) in recorded("wire_samples", "html/") {
        let postings = read(&page);
        let job = jobs.iter().find(|(part, _)| name.contains(part));
        assert_eq!(postings.len(), job.map_or(0, |(_, count)| *count), "{name}");
        for posting in postings {
            assert!(
                posting.title.is_some() && posting.company.is_some(),
                "{name}"
            );
            assert_eq!(posting.locations.len(), 1, "{name} {:?}", posting.locations);
            assert!(posting.posted.is_some(), "{name}");
            let has_text = !posting.body.is_empty();
            assert_eq!(has_text, !name.contains("expired"), "{name}");
            assert_eq!(posting.pay.is_some(), name.contains("reed"), "{name}");
        }
    }
}

proptest! {
    #[test]
    fn no_markup_breaks_the_reader(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)) {
        let page = pieces.concat();
        for posting in job_postings(page.as_bytes(), ADDRESS).into_iter().flatten() {
            prop_assert!(posting.external_id.starts_with("https://"));
        }
    }

    #[test]
    fn no_bytes_break_the_reader(page in prop::collection::vec(any::<u8>(), 0..200), url in any::<String>()) {
        let _ = job_postings(&page, &url);
    }

    #[test]
    fn a_script_says_what_it_was_given(title in "[a-zA-Z0-9\"'\\\\ äöü]{1,40}", text in "[^<&\0]{1,200}") {
        prop_assume!(!title.trim().is_empty() && !text.trim().is_empty());
        let job = json!({"@type": "JobPosting", "title": title, "description": text});
        let postings = read(scripts(&[job]).as_bytes());
        prop_assert_eq!(postings[0].title.as_deref(), Some(title.trim()));
        let plain = |text: &str| text.replace("<br>", "").replace('\n', "");
        prop_assert_eq!(plain(&postings[0].body), plain(text.trim()));
    }
}

/// What pages with items are made of.
const PIECES: [&str; 24] = [
    "<div itemscope itemtype=http://schema.org/JobPosting>",
    "<li itemprop=jobLocation itemscope>",
    "<span itemprop='description title'>",
    "<meta itemprop=datePosted content=2026>",
    "<a itemprop=url href=/x>",
    "<time itemprop=validThrough datetime=2026>",
    "<b itemprop=hiringOrganization>",
    "<p>",
    "<td>",
    "<tr>",
    "</div>",
    "</li>",
    "</span>",
    "</a>",
    "</b>",
    "</p>",
    "</td>",
    "<script type=application/ld+json>",
    "{\"@type\":\"JobPosting\",",
    "\"description\":\"x\",",
    "}",
    "</script>",
    "<!--",
    "text &amp; ",
];

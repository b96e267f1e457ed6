//! Walks over a site.

use super::*;
use crate::recordings::{follow, parse, recorded, target};

const SITEMAP: &[u8] = include_bytes!("../fixtures/site/sitemap.xml");
const INDEX: &[u8] = include_bytes!("../fixtures/site/index.xml");
const LINKED: &[u8] = include_bytes!("../fixtures/site/linked.html");
const LIST: &[u8] = include_bytes!("../fixtures/site/list.html");
const BOARD: &str = "https://careers.nordlys.example/sitemap.xml";
const PAGE: &str = "https://careers.nordlys.example/jobs/grid-engineer";

fn addresses(answer: &Answer) -> Vec<&str> {
    answer.next.iter().map(|next| next.url.as_str()).collect()
}

#[test]
fn a_site_is_an_address() {
    let first = |board: &str| Site.start(&target(board)).map(|mut first| first.remove(0));
    assert_eq!(first(BOARD), Ok(Request::xml(BOARD)));
    assert_eq!(
        first("https://a.example/sitemap.xml.gz#x"),
        Ok(Request::xml("https://a.example/sitemap.xml.gz"))
    );
    assert_eq!(
        first("https://a.example/jobs"),
        Ok(Request::html("https://a.example/jobs"))
    );
    for board in [
        "",
        "a.example",
        "ftp://a.example/",
        "https://me:secret@a.example/",
        "file:///etc/passwd",
    ] {
        assert!(first(board).unwrap_err().contains("sitemap"), "{board}");
    }
}

#[test]
fn a_sitemap_leads_to_pages_that_are_asked_for_once_as_long_as_they_stay() {
    let answer = parse(&Site, BOARD, SITEMAP);
    assert_eq!(answer.listing, Listing::Complete);
    let about = "https://careers.nordlys.example/about?who=us&why=1";
    assert_eq!(
        answer.next,
        [
            Request::html(PAGE).details_of(PAGE, "2026-10-03"),
            Request::html(about).detail("")
        ]
    );
    let page = follow(&Site, BOARD, &answer.next[0], LINKED);
    assert_eq!(page.records[0].result.as_ref().unwrap().external_id, PAGE);
    assert_eq!(page.listing, Listing::Complete);
    let empty = follow(&Site, BOARD, &answer.next[1], b"<html>no job</html>");
    assert!(empty.records.is_empty() && empty.listing == Listing::Complete);
}

#[test]
fn an_index_leads_to_sitemaps_and_no_further() {
    let answer = parse(&Site, BOARD, INDEX);
    assert_eq!(answer.listing, Listing::Complete);
    assert_eq!(answer.next.len(), 2);
    assert!(answer.next.iter().all(|next| next.accept == Accept::Xml));
    let pages = follow(&Site, BOARD, &answer.next[0], SITEMAP);
    assert_eq!((pages.next.len(), pages.listing), (2, Listing::Complete));
    let again = Site.parse(&target(BOARD), &answer.next[0], INDEX);
    assert!(again.unwrap_err().to_string().contains("sitemapindex"));
    let page = follow(&Site, BOARD, &pages.next[0], SITEMAP);
    assert!(page.next.is_empty(), "a page is a page, whatever it says");
}

#[test]
fn who_leaves_something_out_has_not_seen_all() {
    for urls in [
        "",
        "<url><loc>https://elsewhere.example/1</loc></url><url><loc>https://careers.nordlys.example/1</loc></url>",
        "<url><loc>https://careers.nordlys.example@evil.example/1</loc></url>",
        "<url><loc>https://careers.nordlys.example:8443/1</loc></url>",
        "<url><lastmod>2026-10-03</lastmod></url>",
    ] {
        let body = format!("<urlset>{urls}</urlset>");
        let answer = parse(&Site, BOARD, body.as_bytes());
        assert_eq!(answer.listing, Listing::Partial, "{urls}");
        let own = |url: &&str| url.starts_with("https://careers.nordlys.example/");
        assert!(addresses(&answer).iter().all(own), "{urls}");
    }
    let many = "<sitemap><loc>https://careers.nordlys.example/s.xml</loc></sitemap>".repeat(1_001);
    let answer = parse(
        &Site,
        BOARD,
        format!("<sitemapindex>{many}</sitemapindex>").as_bytes(),
    );
    assert_eq!(
        (answer.next.len(), answer.listing),
        (1_000, Listing::Partial)
    );
}

#[test]
fn one_page_by_itself_is_a_part() {
    let answer = parse(&Site, PAGE, LINKED);
    assert_eq!(
        (answer.records.len(), answer.listing),
        (1, Listing::Partial)
    );
    let request = Request::html(PAGE).details_of(PAGE, "2026-10-03");
    let list = follow(&Site, BOARD, &request, LIST);
    assert_eq!(
        (list.records.len(), list.listing),
        (2, Listing::Partial),
        "its postings go by other names"
    );
    let sorry = Site.parse(&target(BOARD), &Request::xml(BOARD), b"<html>sorry</html>");
    assert!(sorry.unwrap_err().to_string().contains("urlset"));
}

#[test]
fn recorded_sitemaps_are_read() {
    for (name, body) in recorded("wire_samples", "wire/avature/") {
        if name.contains("sitemap") {
            let answer = parse(&Site, "https://careers.initech.example/sitemap.xml", &body);
            assert_eq!(answer.listing, Listing::Complete, "{name}");
            assert_eq!(
                answer.next.len(),
                if name.contains("index") { 3 } else { 8 }
            );
        }
    }
}

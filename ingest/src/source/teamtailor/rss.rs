//! The RSS feed: `<rss><channel><item>…`, a hundred items a page, the description escaped once, places under a namespace of its own.

use super::{CARD, company};
use crate::raw::{BodyFormat, RawPosting};
use crate::source::place;
use crate::source::xml::{self, Element};
use crate::source::{Answer, Listing, Request, WireError};

/// Items in one answer.
const PAGE: usize = 100;

/// The elements of an item that we know, read or left, without their prefixes.
const FIELDS: [&str; 10] = [
    "title",
    "description",
    "pubDate",
    "link",
    "remoteStatus",
    "guid",
    "locations",
    "department",
    "role",
    "division",
];

/// The page that begins after so many items.
pub(super) fn page(host: &str, offset: usize) -> Request {
    Request::xml(format!(
        "https://{host}/jobs.rss?per_page={PAGE}&offset={offset}"
    ))
}

/// A full page has another one behind it.
pub(super) fn parse(host: &str, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
    let rss = xml::root(body, "rss")?;
    let channel = rss
        .first("channel")
        .ok_or_else(|| WireError::new("missing field `channel`"))?;
    let offset = request.begins_at()?;
    let employer = channel.text("title").map_or(company(host), employer);
    let mut answer = Answer::default();
    for item in channel.all("item") {
        answer.take_element(item, &FIELDS, |item| posting(item, employer));
    }
    let count = answer.records.len();
    // A site that nobody has may be answered with an empty feed.
    if count > 0 || offset > 0 {
        answer.listing = Listing::Complete;
    }
    if count == PAGE {
        answer.next.push(page(host, offset.saturating_add(PAGE)));
    }
    answer.join_repeated();
    Ok(answer)
}

/// Whose feed it is: some call it `Acme jobs`.
fn employer(title: &str) -> &str {
    let bare = title
        .strip_suffix(" jobs")
        .or_else(|| title.strip_suffix(" Jobs"));
    bare.unwrap_or(title)
}

fn posting(item: &Element, employer: &str) -> Result<RawPosting, String> {
    let (locations, country) = places(item);
    let text = |name: &str| item.text(name).map(str::to_owned);
    let id = item.text("guid").or_else(|| item.text("link"));
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: id.ok_or("missing field `guid`")?.into(),
        title: Some(item.required("title")?.into()),
        company: Some(employer.to_owned()),
        locations,
        country,
        remote: item.text("remoteStatus").map(remote),
        posted: text("pubDate"),
        observed: None,
        closes: None,
        url: text("link"),
        body: text("description").unwrap_or_default(),
        format: BodyFormat::Html,
        pay: None,
    })
}

/// What a remote status means: `temporary` was for the time of a pandemic.
fn remote(status: &str) -> String {
    match status {
        "fully" => "remote",
        "none" | "temporary" => "false",
        other => other,
    }
    .to_owned()
}

/// A place's name is a name of an office, or `Remote`: it counts where there is no city.
fn places(item: &Element) -> (Vec<String>, Option<String>) {
    let list = item.first("locations");
    let places: Vec<_> = list.into_iter().flat_map(|l| l.all("location")).collect();
    let line = |place: &&Element| {
        let city = place.text("city").or_else(|| place.text("name"));
        place::line([city, place.text("country")])
    };
    let lines = places.iter().filter_map(line).collect();
    let countries = places.iter().map(|place| place.text("country"));
    (lines, place::shared(countries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{follow, parse, postings, target};
    use crate::source::teamtailor::Teamtailor;
    use crate::source::{Drift, Source};

    const RSS: &[u8] = include_bytes!("../fixtures/teamtailor/jobs.xml");

    #[test]
    fn an_item_is_read() {
        let answer = parse(&Teamtailor, "fjordkraft", RSS);
        assert_eq!(answer.drift, Drift::default());
        assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
        let postings = postings(answer);
        let first = &postings[0];
        assert_eq!(first.external_id, "0b9c1f7e-0000-4c2b-9f00-000000000201");
        assert_eq!(first.title.as_deref(), Some("Grid Analyst"));
        assert_eq!(first.company.as_deref(), Some("Fjordkraft"));
        assert_eq!(first.locations, ["Bergen, Norway", "Oslo, Norway"]);
        assert_eq!(first.country.as_deref(), Some("Norway"));
        assert_eq!(first.remote.as_deref(), Some("hybrid"));
        assert_eq!(
            first.posted.as_deref(),
            Some("Tue, 06 Oct 2026 09:30:00 +0100")
        );
        assert_eq!(
            first.body,
            "<p>You forecast load &amp; build R&amp;D dashboards.</p>"
        );
        let url = "https://fjordkraft.teamtailor.com/jobs/201-grid-analyst";
        assert_eq!(first.url.as_deref(), Some(url));
        let second = &postings[1];
        assert_eq!(
            (second.locations[0].as_str(), second.country.as_deref()),
            ("Remote", None)
        );
        assert_eq!(second.remote.as_deref(), Some("remote"));
        assert_eq!(postings[2].remote.as_deref(), Some("false"));
        assert!(postings[2].locations.is_empty());
        assert_eq!(postings[2].external_id, postings[2].url.clone().unwrap());
    }

    #[test]
    fn a_full_page_has_another_behind_it() {
        let items = |count: usize| {
            let item = |n| format!("<item><title>Cook</title><guid>{n}</guid></item>");
            let items: String = (0..count).map(item).collect();
            format!("<rss><channel><title>Acme</title>{items}</channel></rss>")
        };
        let full = parse(&Teamtailor, "acme", items(PAGE).as_bytes());
        assert!(full.next[0].url.ends_with("&offset=100"));
        let last = follow(&Teamtailor, "acme", &full.next[0], items(0).as_bytes());
        assert_eq!((last.next.len(), last.listing), (0, Listing::Complete));
        let short = parse(&Teamtailor, "acme", items(PAGE - 1).as_bytes());
        assert_eq!((short.next.len(), short.listing), (0, Listing::Complete));
    }

    #[test]
    fn a_site_that_is_not_there_is_no_empty_one() {
        let empty = b"<rss><channel><title>Acme jobs</title></channel></rss>";
        assert_eq!(parse(&Teamtailor, "acme", empty).listing, Listing::Partial);
        let request = Teamtailor.start(&target("acme")).unwrap().remove(0);
        for body in ["<html><body>404</body></html>", "<rss></rss>", "not found"] {
            let read = Teamtailor.parse(&target("acme"), &request, body.as_bytes());
            assert!(read.is_err(), "{body}");
        }
    }

    #[test]
    fn a_bad_record_leaves_the_others_alone() {
        let body = b"<rss><channel><item><guid>1</guid></item><item><title>x</title></item>
            <item><title>Cook</title><guid>3</guid><colour/></item></channel></rss>";
        let answer = parse(&Teamtailor, "acme", body);
        let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
        assert_eq!(good, [false, false, true]);
        assert_eq!(
            answer.drift.missing,
            ["guid", "title"].map(str::to_owned).into()
        );
        assert!(answer.drift.unknown.contains("colour"));
        let company = answer.records[2]
            .result
            .as_ref()
            .unwrap()
            .company
            .as_deref();
        assert_eq!(company, Some("acme"));
    }
}

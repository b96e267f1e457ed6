//! Teamtailor's career sites: an RSS feed in pages, which says how remote a job is, or a JSON feed, which says what it pays.

use super::{
    Accept, Access, Answer, Card, Kind, Pace, Request, Shipped, Source, Target, Terms, WireError,
};

mod feed;
mod rss;

/// Career sites that Teamtailor hosts. A board is named by the site's subdomain, or by the whole host of a site of its own; `json:` before
/// it asks for the JSON feed.
pub struct Teamtailor;

const CARD: Card = Card {
    slug: "teamtailor",
    name: "Teamtailor career sites",
    url: "https://www.teamtailor.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: None,
        read_on: "2026-11-22",
        summary: "Public feeds that every career site publishes of its own jobs.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

impl Source for Teamtailor {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let host = host(target)?;
        let wants_json = target.board.starts_with(JSON);
        Ok(vec![if wants_json {
            Request::json(format!("https://{host}/jobs.json"))
        } else {
            rss::page(&host, 0)
        }])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let host = host(target).map_err(WireError::new)?;
        match request.accept {
            Accept::Xml => rss::parse(&host, request, body),
            Accept::Json | Accept::Html => feed::parse(&host, request, body),
        }
    }
}

/// What stands before the name of a board whose JSON feed is to be read.
const JSON: &str = "json:";

fn host(target: &Target) -> Result<String, String> {
    let name = target.board.strip_prefix(JSON).unwrap_or(&target.board);
    let board = Target {
        board: name.to_owned(),
        since: target.since,
    };
    super::board_host(&board, "teamtailor.com")
}

/// The company of a site that does not say whose it is.
fn company(host: &str) -> &str {
    host.strip_suffix(".teamtailor.com").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::target;

    #[test]
    fn a_site_has_two_feeds() {
        let url = |board: &str| Teamtailor.start(&target(board)).unwrap().remove(0).url;
        assert_eq!(
            url("fjordkraft"),
            "https://fjordkraft.teamtailor.com/jobs.rss?per_page=100&offset=0"
        );
        assert_eq!(
            url("json:careers.fjordkraft.example"),
            "https://careers.fjordkraft.example/jobs.json"
        );
        assert!(Teamtailor.start(&target("json:")).is_err());
        assert!(Teamtailor.start(&target("rss:fjordkraft")).is_err());
        assert_eq!(company("fjordkraft.teamtailor.com"), "fjordkraft");
        assert_eq!(company("jobs.fjordkraft.no"), "jobs.fjordkraft.no");
    }
}

//! Any site whose pages hold schema.org `JobPosting` data: found through its sitemap, read from its pages.

use reqwest::Url;

use super::{
    Accept, Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Step, Target,
    Terms, WireError,
};

mod elements;
mod lenient;
mod linked;
mod microdata;
mod page;
mod place;
mod posting;
mod sitemap;

pub(crate) use page::MARK;
pub use page::job_postings;

/// A site that an operator names by the address of its sitemap, or of a page with postings.
pub struct Site;

/// The slug under which postings of sites are known.
pub(crate) const SLUG: &str = "site";

const CARD: Card = Card {
    slug: SLUG,
    name: "Sites with schema.org postings",
    url: "https://schema.org/JobPosting",
    attribution: None,
    kind: Kind::Site,
    access: Access::Open,
    terms: Terms {
        url: None,
        read_on: "2026-11-22",
        summary: "Each site has terms of its own; its robots.txt is obeyed.",
        redistribution: false,
    },
    pace: Pace {
        between_requests: 1_000,
        between_runs: 1_440,
        quotas: &[],
    },
    shipped: Shipped::OptIn,
    complete: true,
};

/// How many sitemaps of an index are read.
const MOST_SITEMAPS: usize = 1_000;
/// The outline of a sitemap that an index names: it may name pages and no further sitemaps, so that no walk goes round in circles.
const CHILD: &str = "sitemap";

impl Source for Site {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let url = address(target)?;
        let path = url.path().to_ascii_lowercase();
        let extension = path.rsplit('.').next();
        let is_sitemap = matches!(extension, Some("xml" | "gz")) || path.contains("sitemap");
        Ok(vec![if is_sitemap {
            Request::xml(url)
        } else {
            Request::html(url)
        }])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let site = address(target).map_err(WireError::new)?;
        // A page that a sitemap names is a page, whatever it says: otherwise it could name itself again and again.
        let may_be_page = request.accept != Accept::Xml;
        if may_be_page && request.step != Step::List {
            return Ok(read_page(request, body));
        }
        match sitemap::read(body)? {
            Some(sitemap) => walk(&site, request, sitemap),
            None if may_be_page => Ok(read_page(request, body)),
            None => Err(WireError::new("neither `urlset` nor `sitemapindex`")),
        }
    }
}

/// The address that a target names.
fn address(target: &Target) -> Result<Url, String> {
    let url = Url::parse(&target.board).ok();
    url.and_then(page::plain_address).ok_or_else(|| {
        format!(
            "`{}` is no site: give the address of its sitemap or of a page, e.g. `https://example.com/sitemap.xml`",
            target.board
        )
    })
}

/// What a sitemap says to ask next: whatever stands on the same host.
fn walk(site: &Url, request: &Request, sitemap: sitemap::Sitemap) -> Result<Answer, WireError> {
    let is_child = matches!(&request.step, Step::Detail { .. });
    if sitemap.is_index && is_child {
        return Err(WireError::new("`sitemapindex` within a `sitemapindex`"));
    }
    let most = if sitemap.is_index {
        MOST_SITEMAPS
    } else {
        usize::MAX
    };
    let named = sitemap.entries.len();
    let mut answer = Answer::default();
    for entry in sitemap.entries.into_iter().take(most) {
        let url = Url::parse(&entry.address)
            .ok()
            .and_then(page::plain_address);
        let Some(url) = url.filter(|url| is_same_host(url, site)) else {
            continue;
        };
        answer.next.push(if sitemap.is_index {
            Request::xml(url).detail(CHILD)
        } else if let Some(changed) = entry.changed {
            Request::html(url.as_str()).details_of(url, changed)
        } else {
            // Nothing says whether it has changed.
            Request::html(url).detail("")
        });
    }
    // Whoever leaves something out, or is told of nothing, has not seen all.
    let is_whole = !sitemap.cut && named > 0 && answer.next.len() == named;
    if is_whole {
        answer.listing = Listing::Complete;
    }
    Ok(answer)
}

fn is_same_host(url: &Url, site: &Url) -> bool {
    url.host() == site.host() && url.port() == site.port()
}

/// The postings of a page. What a sitemap led to is a part of a whole walk as long as it tells of itself only: postings that go by
/// other names would be missed as soon as the page is not asked again because it has not changed.
fn read_page(request: &Request, body: &[u8]) -> Answer {
    let mut answer = Answer::default();
    for posting in job_postings(body, &request.url) {
        answer.push(posting);
    }
    let mut postings = answer.records.iter().flat_map(|record| &record.result);
    let tells_of_itself = postings.all(|posting| posting.external_id == request.url);
    if tells_of_itself && request.step != Step::List {
        answer.listing = Listing::Complete;
    }
    answer
}

#[cfg(test)]
mod tests;

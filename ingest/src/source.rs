//! Wire formats of sources: one file each, with a card, what to ask, and pure functions from bytes to postings. No source
//! reaches the network: it says what it wants asked, one client asks.

use chrono::{DateTime, Utc};

pub mod adzuna;
mod answer;
pub mod arbeitnow;
pub mod ashby;
pub mod bundesagentur;
mod card;
#[cfg(test)]
mod damaged;
pub mod greenhouse;
pub mod hackernews;
pub mod himalayas;
pub mod jobicy;
pub mod jobtech;
pub mod lever;
mod pages;
pub mod pay;
pub mod personio;
pub mod pinpoint;
mod place;
mod query;
pub mod recruitee;
pub mod remoteok;
pub mod remotive;
mod repeated;
mod request;
mod sections;
pub mod site;
pub mod smartrecruiters;
pub mod teamtailor;
pub mod themuse;
pub mod usajobs;
pub mod weworkremotely;
pub mod workable;
mod xml;

pub use answer::{Answer, Drift, Listing, WireError};
pub use card::{Access, Card, Key, KeyPlace, Kind, Pace, Quota, Shipped, Terms};
pub use request::{Accept, Request, Step};

/// Where postings are published.
pub trait Source: Sync {
    /// What we know of it.
    fn card(&self) -> &'static Card;

    /// What to ask first.
    ///
    /// # Errors
    /// With what to do next, when the target is none that the source could have.
    fn start(&self, target: &Target) -> Result<Vec<Request>, String>;

    /// Whether the answers for a target tell what has changed since it was last collected, and not what is open.
    fn tells_changes(&self, _target: &Target) -> bool {
        false
    }

    /// What an answer holds, and what to ask next.
    ///
    /// # Errors
    /// When the answer as a whole is not of the form we know; a bad record is a part of the answer.
    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError>;
}

/// What a run reads of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The board, site or query, as the source names it; empty where a source is read as a whole.
    pub board: String,
    /// Up to when an earlier run saw everything, for sources that tell what changed since.
    pub since: Option<DateTime<Utc>>,
}

/// The sources we know; other slugs may be imported all the same.
pub const SOURCES: &[&dyn Source] = &[
    &adzuna::Adzuna,
    &arbeitnow::Arbeitnow,
    &ashby::Ashby,
    &bundesagentur::Bundesagentur,
    &greenhouse::Greenhouse,
    &hackernews::HackerNews,
    &himalayas::Himalayas,
    &jobicy::Jobicy,
    &jobtech::JobTech,
    &lever::Lever,
    &personio::Personio,
    &pinpoint::Pinpoint,
    &recruitee::Recruitee,
    &remoteok::RemoteOk,
    &remotive::Remotive,
    &site::Site,
    &smartrecruiters::SmartRecruiters,
    &teamtailor::Teamtailor,
    &themuse::TheMuse,
    &usajobs::UsaJobs,
    &weworkremotely::WeWorkRemotely,
    &workable::Workable,
];

/// A source we know.
#[must_use]
pub fn find(slug: &str) -> Option<&'static dyn Source> {
    let mut sources = SOURCES.iter().copied();
    sources.find(|source| source.card().slug == slug)
}

/// The card of a source we know.
#[must_use]
pub fn card(slug: &str) -> Option<&'static Card> {
    find(slug).map(Source::card)
}

/// Systems with which employers publish their own jobs and that we have no card of: their postings come from files only.
const OTHER_EMPLOYER_SYSTEMS: [&str; 9] = [
    "bamboohr",
    "breezy",
    "icims",
    "jobvite",
    "join",
    "rippling",
    "softgarden",
    "successfactors",
    "workday",
];

/// Whether employers themselves publish at a source, as its slug tells: `greenhouse` and `my-greenhouse` are first-party.
#[must_use]
pub fn is_first_party(slug: &str) -> bool {
    let is_board = |part: &str| card(part).is_some_and(|card| card.kind == Kind::Board);
    slug == crate::sample::BOARD
        || crate::generate::source::is_board(slug)
        || slug
            .split(['-', '_'])
            .any(|part| is_board(part) || OTHER_EMPLOYER_SYSTEMS.contains(&part))
}

/// The last part of a job's address before its id: the name of the board it stands on.
fn board_of(url: Option<&str>) -> Option<String> {
    let mut parts = url?.split("://").nth(1)?.split('/').skip(1);
    parts
        .next()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
}

/// A board's name as a part of an address.
fn board_name(target: &Target) -> Result<&str, String> {
    let name = target.board.as_str();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_plain) || name.starts_with('.') {
        return Err(format!(
            "`{name}` is no board: give its name as it stands in the board's address (letters, digits, `-`, `_` and `.`)"
        ));
    }
    Ok(name)
}

/// A source that is read as a whole has no boards.
fn whole(target: &Target) -> Result<(), String> {
    if target.board.is_empty() {
        return Ok(());
    }
    Err(format!(
        "`{}` is no board: the source has none, it is read as a whole",
        target.board
    ))
}

/// The host that a board stands on: one under the source's domain, or its own where the board is named by a whole host.
fn board_host(target: &Target, domain: &str) -> Result<String, String> {
    let name = board_name(target)?.to_ascii_lowercase();
    if !name.contains('.') {
        return Ok(format!("{name}.{domain}"));
    }
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-');
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    // A machine's address is no place where a company publishes.
    if !name.split('.').all(is_label) || name.rsplit('.').next().is_none_or(is_number) {
        return Err(format!(
            "`{name}` is no board: give its name before `.{domain}`, or the whole host that it stands on"
        ));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::recordings::{follow, parse, target};

    /// Sources that are read as a whole, each with an answer.
    const SITES: [(&dyn Source, &[u8]); 5] = [
        (
            &arbeitnow::Arbeitnow,
            include_bytes!("source/fixtures/arbeitnow/page.json"),
        ),
        (
            &himalayas::Himalayas,
            include_bytes!("source/fixtures/himalayas/page.json"),
        ),
        (
            &jobicy::Jobicy,
            include_bytes!("source/fixtures/jobicy/newest.json"),
        ),
        (
            &jobtech::JobTech,
            include_bytes!("source/fixtures/jobtech/stream.json"),
        ),
        (
            &remotive::Remotive,
            include_bytes!("source/fixtures/remotive/jobs.json"),
        ),
    ];

    #[test]
    fn a_board_stands_under_the_domain_or_on_a_host_of_its_own() {
        let host = |board: &str| board_host(&target(board), "jobs.example.com");
        assert_eq!(host("Acme").as_deref(), Ok("acme.jobs.example.com"));
        assert_eq!(host("jobs.acme.org").as_deref(), Ok("jobs.acme.org"));
        for board in [
            "",
            "a b",
            "10.0.0.1",
            "acme..org",
            "acme.org.",
            "a/b",
            "acme.-org",
        ] {
            assert!(host(board).is_err(), "{board}");
        }
    }

    #[test]
    fn what_boards_say_is_understood_to_the_end() {
        let reader = crate::reading::Reader::load().unwrap();
        let observation = crate::reading::Observation {
            now: "2026-11-22T00:00:00Z".parse().unwrap(),
            day: None,
            is_listing: true,
        };
        let fixtures: [(&dyn Source, &[u8]); 5] = [
            (
                &personio::Personio,
                include_bytes!("source/fixtures/personio/english.xml"),
            ),
            (
                &recruitee::Recruitee,
                include_bytes!("source/fixtures/recruitee/offers.json"),
            ),
            (
                &smartrecruiters::SmartRecruiters,
                include_bytes!("source/fixtures/smartrecruiters/list.json"),
            ),
            (
                &teamtailor::Teamtailor,
                include_bytes!("source/fixtures/teamtailor/jobs.xml"),
            ),
            (
                &workable::Workable,
                include_bytes!("source/fixtures/workable/account.json"),
            ),
        ];
        for (source, body) in fixtures {
            let slug = source.card().slug;
            let mut answer = parse(source, "acme", body);
            if slug == smartrecruiters::SmartRecruiters.card().slug {
                let detail = include_bytes!("source/fixtures/smartrecruiters/detail.json");
                answer = follow(source, "acme", &answer.next[0], detail);
            }
            let posting = answer.records[0].result.as_ref().unwrap();
            let facts = reader.read(posting, observation).unwrap();
            assert!(facts.place_resolved && !facts.places.is_empty(), "{slug}");
            assert!(
                facts.posted_on.is_some() && facts.work_mode.is_some(),
                "{slug}"
            );
            assert_eq!(facts.pay.is_some(), posting.pay.is_some(), "{slug}");
        }
    }

    #[test]
    fn what_sites_say_is_understood_to_the_end() {
        let reader = crate::reading::Reader::load().unwrap();
        let observation = crate::reading::Observation {
            now: "2026-11-22T00:00:00Z".parse().unwrap(),
            day: None,
            is_listing: true,
        };
        for (source, body) in SITES {
            let slug = source.card().slug;
            for posting in crate::recordings::postings(parse(source, "", body)) {
                let facts = reader.read(&posting, observation).unwrap();
                assert!(facts.place_resolved && facts.posted_on.is_some(), "{slug}");
                assert_eq!(facts.pay.is_some(), posting.pay.is_some(), "{slug}");
                assert_eq!(
                    facts.expires_at.is_some(),
                    posting.closes.is_some(),
                    "{slug}"
                );
                assert!(facts.company.is_some(), "{slug}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_a_site(site in 0..SITES.len(), at in any::<Index>(), byte in any::<u8>(), cut in any::<bool>()) {
            let (source, answer) = SITES[site];
            let mut body = answer.trim_ascii_end().to_vec();
            let at = at.index(body.len());
            body[at] = byte;
            if cut {
                body.truncate(at);
            }
            let request = source.start(&target("")).unwrap().remove(0);
            let read = source.parse(&target(""), &request, &body);
            prop_assert!(!cut || read.is_err(), "what was cut off passes for an answer");
        }
    }

    #[test]
    fn every_source_has_a_card_of_its_own() {
        let slugs: BTreeSet<_> = SOURCES.iter().map(|source| source.card().slug).collect();
        assert_eq!(slugs.len(), SOURCES.len());
        assert!(
            OTHER_EMPLOYER_SYSTEMS
                .iter()
                .all(|slug| card(slug).is_none())
        );
        assert!(
            SOURCES
                .iter()
                .all(|source| !source.card().terms.summary.is_empty())
        );
    }
}

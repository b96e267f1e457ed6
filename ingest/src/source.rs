//! Wire formats of sources: one file each, pure functions from bytes to postings.

pub mod ashby;
pub mod greenhouse;
pub mod lever;
pub mod pay;

/// What we know of a source before it is first read.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// Readable key.
    pub slug: &'static str,
    /// Name to show.
    pub name: &'static str,
    /// Where it lives.
    pub url: &'static str,
    /// What its terms ask us to say.
    pub attribution: Option<&'static str>,
}

/// The cards of the sources we know; other slugs may be imported all the same.
pub const CARDS: [Card; 3] = [ashby::CARD, greenhouse::CARD, lever::CARD];

/// Systems with which employers publish their own jobs.
const EMPLOYER_SYSTEMS: [&str; 18] = [
    "ashby",
    "bamboohr",
    "breezy",
    "greenhouse",
    "icims",
    "jobvite",
    "join",
    "lever",
    "personio",
    "pinpoint",
    "recruitee",
    "rippling",
    "smartrecruiters",
    "softgarden",
    "successfactors",
    "teamtailor",
    "workable",
    "workday",
];

/// Whether employers themselves publish at a source, as its slug tells: `greenhouse` and `my-greenhouse` are first-party.
#[must_use]
pub fn is_first_party(slug: &str) -> bool {
    slug == crate::sample::BOARD
        || slug
            .split(['-', '_'])
            .any(|part| EMPLOYER_SYSTEMS.contains(&part))
}

/// The last part of a job's address before its id: the name of the board it stands on.
fn board_of(url: Option<&str>) -> Option<String> {
    let mut parts = url?.split("://").nth(1)?.split('/').skip(1);
    parts
        .next()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
}

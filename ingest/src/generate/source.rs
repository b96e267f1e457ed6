//! The made-up sources: which there are, how much each has, and when it begins.

/// How many there are.
pub(crate) const COUNT: usize = 12;

/// How a source tells of its postings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An employer's own board, looked at every day.
    Board,
    /// A site that repeats what others publish, looked at every day.
    Aggregator,
    /// Files: each posting was seen on one day, and nobody says when it closes.
    Files,
}

/// A made-up source.
pub(super) struct Source {
    pub(super) slug: &'static str,
    pub(super) kind: Kind,
    /// Its share while it is there.
    pub(super) weight: u32,
    /// Percent of the market's time after which it begins.
    pub(super) starts: u32,
}

const fn source(slug: &'static str, kind: Kind, weight: u32, starts: u32) -> Source {
    Source {
        slug,
        kind,
        weight,
        starts,
    }
}

/// Every one. Three begin in the last third: who takes their postings for growth of the market reads it wrongly.
pub(super) const ALL: [Source; COUNT] = [
    source("generated-1", Kind::Board, 22, 0),
    source("generated-2", Kind::Aggregator, 17, 0),
    source("generated-3", Kind::Board, 13, 0),
    source("generated-4", Kind::Aggregator, 10, 0),
    source("generated-5", Kind::Board, 8, 0),
    source("generated-6", Kind::Aggregator, 7, 0),
    source("generated-7", Kind::Board, 6, 0),
    source("generated-8", Kind::Aggregator, 5, 0),
    source("generated-9", Kind::Files, 4, 0),
    source("generated-10", Kind::Board, 6, 70),
    source("generated-11", Kind::Aggregator, 4, 78),
    source("generated-12", Kind::Board, 3, 86),
];

/// Slugs of the made-up sources.
pub fn slugs() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|source| source.slug)
}

/// Whether a source is one of them.
#[must_use]
pub fn is_generated(slug: &str) -> bool {
    slugs().any(|known| known == slug)
}

/// Whether a source is one of them and stands for an employer's own board.
pub(crate) fn is_board(slug: &str) -> bool {
    ALL.iter()
        .any(|source| source.slug == slug && source.kind == Kind::Board)
}

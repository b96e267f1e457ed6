//! What we know of a source before it is first read, its terms above all.

/// A source's card.
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
    /// Who publishes there.
    pub kind: Kind,
    /// What it takes to be let in.
    pub access: Access,
    /// Where its terms are, and the day we read them.
    pub terms: Terms,
    /// How often it may be asked.
    pub pace: Pace,
    /// Whether it is read unless an operator says otherwise.
    pub shipped: Shipped,
    /// Whether its texts are whole; a source of snippets never enters skill statistics.
    pub complete: bool,
}

/// Who publishes at a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Employers themselves: one board a company.
    Board,
    /// A site that gathers other people's postings.
    Aggregator,
    /// A public employment service.
    Service,
    /// Any site, by the data in its pages.
    Site,
}

/// What it takes to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Open,
    /// A key that everybody may use, as a header.
    PublicKey {
        /// Name of the header.
        header: &'static str,
        /// The key that the source publishes.
        key: &'static str,
    },
    /// Keys of the operator's own, each from an environment variable.
    Keys(&'static [Key]),
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The environment variable that holds it.
    pub variable: &'static str,
    /// Where it goes in a request.
    pub place: KeyPlace,
}

/// Where a key goes in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// A header of this name.
    Header(&'static str),
    /// A parameter of this name in the address.
    Query(&'static str),
}

/// A source's terms.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Where they stand, if anywhere.
    pub url: Option<&'static str>,
    /// The day on which we read them or notes on them, `YYYY-MM-DD`.
    pub read_on: &'static str,
    /// What they come to, in a sentence.
    pub summary: &'static str,
    /// Whether its postings may be shown again elsewhere.
    pub redistribution: bool,
}

/// How often a source may be asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Milliseconds between two requests to one host.
    pub between_requests: u32,
    /// Minutes between two runs over the whole source.
    pub between_runs: u32,
    /// Most requests in a stretch of seconds, shortest stretch first.
    pub quotas: &'static [Quota],
}

/// Most requests in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub requests: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// Whether a source is read unless an operator says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shipped {
    /// Read from the start.
    On,
    /// Read for the boards that an operator lists.
    Boards,
    /// Read once an operator turns it on.
    OptIn,
}

impl Pace {
    /// What every public board bears: a request a second, a run every six hours.
    pub const POLITE: Self = Self {
        between_requests: 1_000,
        between_runs: 360,
        quotas: &[],
    };
}

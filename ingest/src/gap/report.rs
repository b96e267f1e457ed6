//! Which unknown names look like skills, in the order in which a person should look at them.

use chrono::NaiveDate;
use entity::skill::Kind;
use serde::Serialize;

use super::Options;
use super::census::{Census, has_capital};
use super::known::Known;
use super::tally::{Place, Tally, Term};
use crate::reading::Reader;

/// Spellings and neighbours that are shown of each term.
const SHOWN: usize = 5;
/// Of a term's employers, this share names it beside skills that we know.
const LISTING: f64 = 0.4;
/// The same for names that employers bear too.
const LISTING_OF_NAMES: f64 = 0.6;
/// A word without a capital stands in lists of skills at least this often, of all times it is written.
const LISTED_SMALL: f64 = 0.5;
/// How much a rise or a fall moves a term at most.
const MOST_RISE: f64 = 4.0;
/// Postings added to both years together, so that a handful of them is no steep rise.
const CAUTION: f64 = 6.0;
/// What is left of the rank of a term that nobody named in the latest twelve months.
const BYGONE: f64 = 0.5;

/// What postings name and we do not know.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Postings of the latest twelve months that were searched.
    pub postings_latest: u64,
    /// Postings of the twelve months before.
    pub postings_before: u64,
    /// The latest day of the data.
    pub latest: Option<NaiveDate>,
    /// The terms, most promising first.
    pub gaps: Vec<Gap>,
}

/// One term that is not in the vocabulary.
#[derive(Clone, Debug, Serialize)]
pub struct Gap {
    /// Its most frequent spelling.
    pub term: String,
    /// Its spellings with the postings that use them, most frequent first.
    pub spellings: Vec<Spelling>,
    /// Employers that name it.
    pub employers: usize,
    /// Employers that name it in a list beside skills that we know.
    pub employers_in_lists: usize,
    /// Postings that name it.
    pub postings: u64,
    /// How it rises or falls.
    pub rise: Rise,
    /// The sort of skill that its neighbours are: a guess.
    pub kind: Option<Kind>,
    /// Skills that it stands beside most.
    pub neighbours: Vec<Neighbour>,
    /// Lines that name it, each of another employer.
    pub evidence: Vec<Evidence>,
}

/// A spelling of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spelling {
    /// As written.
    pub text: String,
    /// Postings that write it so.
    pub postings: u64,
}

/// How often a term is named in the latest twelve months of the data, and in the twelve before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rise {
    /// Postings of the latest twelve months that name it.
    pub latest: u64,
    /// Of all their postings, the share.
    pub latest_share: Option<f64>,
    /// Postings of the twelve months before that name it.
    pub before: u64,
    /// Of all their postings, the share.
    pub before_share: Option<f64>,
    /// The latest share over the one before, with six postings added to both together; absent where a year has no postings.
    pub factor: Option<f64>,
}

/// A skill that a term stands beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// Its slug.
    pub slug: String,
    /// Postings in which they stand side by side.
    pub postings: u64,
}

/// A line that names a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The posting's id.
    pub posting: i64,
    /// The words around the term.
    pub text: String,
}

/// A report whose evidence has still to be fetched.
pub(super) struct Draft {
    /// The report without evidence.
    pub(super) report: Report,
    /// For each of its terms, where the evidence stands.
    pub(super) places: Vec<Vec<Place>>,
}

impl Draft {
    /// Chooses and ranks.
    pub(super) fn new(
        tally: Tally,
        census: &Census,
        known: &Known,
        reader: &Reader,
        options: Options,
    ) -> Self {
        let postings = tally.postings;
        let latest = tally.latest;
        let mut chosen: Vec<(f64, Gap, Vec<Place>)> = tally
            .terms
            .into_iter()
            .filter(|(key, term)| is_gap(key, term, census, known, options.min_employers))
            .map(|(_, term)| {
                let rise = rise(term.by_year, postings);
                let moved = rise
                    .factor
                    .unwrap_or(1.0)
                    .clamp(1.0 / MOST_RISE, MOST_RISE)
                    .sqrt();
                let alive = if rise.latest == 0 { BYGONE } else { 1.0 };
                let score = whole(term.listing.len()) * moved * alive;
                let (gap, places) = gap(term, rise, reader);
                (score, gap, places)
            })
            .collect();
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.term.cmp(&b.1.term)));
        chosen.truncate(options.top);
        let (gaps, places) = chosen
            .into_iter()
            .map(|(_, gap, places)| (gap, places))
            .unzip();
        Self {
            report: Report {
                postings_latest: postings[0],
                postings_before: postings[1],
                latest,
                gaps,
            },
            places,
        }
    }
}

/// Whether a term is named by enough employers, in the way that skills are.
fn is_gap(key: &str, term: &Term, census: &Census, known: &Known, min_employers: usize) -> bool {
    let (employers, listing) = (term.employers.len(), term.listing.len());
    if employers < min_employers.max(1) || listing == 0 {
        return false;
    }
    let Some(spelling) = usual(term) else {
        return false;
    };
    let share = whole(listing) / whole(employers);
    let words: Vec<&str> = spelling.split(' ').collect();
    let written = census.written(&words);
    if !has_capital(spelling) {
        let listed: f64 = f64::from(u32::try_from(term.postings).unwrap_or(u32::MAX));
        return share >= LISTING && listed >= LISTED_SMALL * f64::from(written.lower);
    }
    if known.is_place(spelling) {
        return false;
    }
    let needed = if known.is_company(key) {
        LISTING_OF_NAMES
    } else {
        LISTING
    };
    share >= needed && !census.is_ordinary(&words)
}

fn usual(term: &Term) -> Option<&str> {
    let most = term
        .spellings
        .iter()
        .max_by_key(|(text, postings)| (**postings, std::cmp::Reverse(*text)));
    most.map(|(text, _)| text.as_str())
}

fn gap(term: Term, rise: Rise, reader: &Reader) -> (Gap, Vec<Place>) {
    let mut spellings: Vec<_> = term.spellings.into_iter().collect();
    spellings.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let mut neighbours: Vec<_> = term.neighbours.into_iter().collect();
    neighbours.sort_by_key(|(skill, postings)| (std::cmp::Reverse(*postings), *skill));
    let mut kinds: Vec<(Kind, u64)> = Vec::new();
    for (skill, postings) in &neighbours {
        let kind = reader.vocabulary.skills[*skill].kind;
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += postings,
            None => kinds.push((kind, *postings)),
        }
    }
    let kind = kinds
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(kind, _)| kind);
    let spelling = |(text, postings)| Spelling { text, postings };
    let neighbour = |(skill, postings): (usize, u64)| Neighbour {
        slug: reader.vocabulary.skills[skill].slug.value.clone(),
        postings,
    };
    let gap = Gap {
        term: spellings
            .first()
            .map(|(text, _)| text.clone())
            .unwrap_or_default(),
        spellings: spellings.into_iter().take(SHOWN).map(spelling).collect(),
        employers: term.employers.len(),
        employers_in_lists: term.listing.len(),
        postings: term.postings,
        rise,
        kind,
        neighbours: neighbours.into_iter().take(SHOWN).map(neighbour).collect(),
        evidence: Vec::new(),
    };
    (gap, term.evidence)
}

fn rise(named: [u64; 2], postings: [u64; 2]) -> Rise {
    let share =
        |year: usize| (postings[year] > 0).then(|| part(named[year]) / part(postings[year]));
    let all = part(postings[0] + postings[1]);
    let careful = |year: usize| part(named[year]) / part(postings[year]) + CAUTION / all;
    Rise {
        latest: named[0],
        latest_share: share(0),
        before: named[1],
        before_share: share(1),
        factor: (postings[0] > 0 && postings[1] > 0).then(|| careful(0) / careful(1)),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "shares of counts far below 2^52"
)]
fn part(count: u64) -> f64 {
    count as f64
}

fn whole(count: usize) -> f64 {
    part(count as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handful_of_postings_is_no_steep_rise() {
        let few = rise([2, 0], [1_000, 1_000]).factor.unwrap();
        let many = rise([200, 20], [1_000, 1_000]).factor.unwrap();
        assert!(few < 2.0 && many > 8.0, "{few} {many}");
        assert_eq!(rise([2, 0], [1_000, 0]).factor, None);
    }
}

//! How often each unknown name is used, by whom, and when.

use chrono::{Months, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};

use super::mention::Mention;
use super::text::{Market, Text};

/// From this many terms on, those that only one employer used are forgotten.
const MOST_TERMS: usize = 250_000;
/// Spellings and neighbours that are told apart for one term.
const MOST_VARIANTS: usize = 24;
/// Lines of evidence for one term, each from another employer.
const EVIDENCE: usize = 3;

/// Every unknown name so far.
pub(super) struct Tally {
    /// The names by what their spellings share.
    pub(super) terms: FxHashMap<String, Term>,
    /// Postings of the latest twelve months and of the twelve before.
    pub(super) postings: [u64; 2],
    /// The latest day of the market.
    pub(super) latest: Option<NaiveDate>,
}

/// One unknown name.
#[derive(Debug, Default)]
pub(super) struct Term {
    /// How it is written, with how many postings do.
    pub(super) spellings: FxHashMap<String, u64>,
    /// Who uses it.
    pub(super) employers: FxHashSet<i64>,
    /// Who uses it beside skills that we know.
    pub(super) listing: FxHashSet<i64>,
    /// Postings that use it.
    pub(super) postings: u64,
    /// Of these, postings of the latest twelve months and of the twelve before.
    pub(super) by_year: [u64; 2],
    /// Skills that it stands beside, with in how many postings.
    pub(super) neighbours: FxHashMap<usize, u64>,
    /// Where to see it.
    pub(super) evidence: Vec<Place>,
}

/// A place in a stored text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The posting.
    pub(super) posting: i64,
    /// Its employer, if named.
    employer: Option<i64>,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// Whether known skills stand beside it.
    in_list: bool,
}

impl Tally {
    /// An empty tally of a market.
    pub(super) fn new(market: Market) -> Self {
        Self {
            terms: FxHashMap::default(),
            postings: [0; 2],
            latest: market.latest,
        }
    }

    /// Adds the unknown names of one text; each counts once.
    pub(super) fn add(&mut self, text: &Text, mut mentions: Vec<Mention>) {
        let year = self.year(text.day);
        if let Some(year) = year {
            self.postings[year] += 1;
        }
        // Of several mentions the one in a list says most.
        mentions.sort_by(|a, b| (&a.key, a.beside.is_empty()).cmp(&(&b.key, b.beside.is_empty())));
        mentions.dedup_by(|later, first| later.key == first.key);
        for mention in mentions {
            let term = match self.terms.get_mut(&mention.key) {
                Some(term) => term,
                None => self.terms.entry(mention.key.clone()).or_default(),
            };
            term.add(text, &mention, year);
        }
        if self.terms.len() > MOST_TERMS {
            self.terms.retain(|_, term| term.employers.len() > 1);
        }
    }

    /// The year before the latest day that a day lies in: 0 for the latest twelve months, 1 for the twelve before.
    fn year(&self, day: NaiveDate) -> Option<usize> {
        let latest = self.latest?;
        (0..2)
            .find(|year| {
                let back = Months::new(12 * (year + 1));
                latest
                    .checked_sub_months(back)
                    .is_none_or(|start| day > start)
            })
            .map(|year| year as usize)
    }
}

impl Term {
    fn add(&mut self, text: &Text, mention: &Mention, year: Option<usize>) {
        let spelling = &text.text[mention.start..mention.end];
        count(&mut self.spellings, spelling.to_owned());
        self.postings += 1;
        if let Some(year) = year {
            self.by_year[year] += 1;
        }
        let employer = text.company.as_ref().map(|(id, _)| *id);
        self.employers.extend(employer);
        let in_list = !mention.beside.is_empty();
        if in_list {
            self.listing.extend(employer);
        }
        let mut beside = mention.beside.clone();
        beside.sort_unstable();
        beside.dedup();
        for skill in beside {
            count(&mut self.neighbours, skill);
        }
        self.show(Place {
            posting: text.posting,
            employer,
            start: mention.start,
            end: mention.end,
            in_list,
        });
    }

    /// Keeps a place as evidence if it is of another employer, in lists first.
    fn show(&mut self, place: Place) {
        let same = |known: &&mut Place| known.employer == place.employer;
        if let Some(known) = self.evidence.iter_mut().find(same) {
            if place.in_list && !known.in_list {
                *known = place;
            }
        } else if self.evidence.len() < EVIDENCE {
            self.evidence.push(place);
        } else if let Some(worse) = self.evidence.iter_mut().find(|known| !known.in_list)
            && place.in_list
        {
            *worse = place;
        }
    }
}

fn count<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, u64>, key: K) {
    if counts.len() < MOST_VARIANTS || counts.contains_key(&key) {
        *counts.entry(key).or_default() += 1;
    }
}

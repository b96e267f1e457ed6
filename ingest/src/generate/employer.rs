//! Made-up employers: few with many postings, many with few.

use entity::content::sample::Companies;

use super::random::zipf;
use crate::normalise::company;
use crate::sample::random::Random;

/// One employer for so many postings, and so many at least.
const POSTINGS: u32 = 40;
const LEAST: u32 = 20;
/// How flat the first ranks are: the largest employer has a quarter of a hundredth of a large market.
const FLAT: f64 = 50.0;
/// Of a hundred postings, how many do not name their employer.
const UNNAMED: u64 = 2;

/// The employers of a market.
pub(super) struct Employers {
    companies: Companies,
    ids: Vec<i64>,
}

impl Employers {
    pub(super) fn new(companies: Companies, postings: u32) -> Self {
        let mut employers = Self {
            companies,
            ids: Vec::new(),
        };
        let count = (postings / POSTINGS).max(LEAST);
        let id = |rank| company::read(&employers.name(rank)).map_or(0, |company| company.id);
        employers.ids = (0..count).map(id).collect();
        employers
    }

    /// The rank of one; none for a posting that names nobody.
    pub(super) fn choose(&self, random: &mut Random) -> Option<u32> {
        let count = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        (!random.percent(UNNAMED)).then(|| zipf(random, count, FLAT))
    }

    /// The id of one, as an import would derive it from its name.
    pub(super) fn id(&self, rank: u32) -> Option<i64> {
        self.ids.get(rank as usize).copied()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    /// Ids and names of those that are marked.
    pub(super) fn named(&self, marked: &[bool]) -> impl Iterator<Item = (i64, String)> {
        let all = (0..).zip(&self.ids).zip(marked);
        let marked = all.filter(|(_, marked)| **marked);
        marked.map(|((rank, id), _)| (*id, self.name(rank)))
    }

    /// The name of one, which says that there is no such employer.
    pub(super) fn name(&self, rank: u32) -> String {
        let (stems, fields) = (&self.companies.stems, &self.companies.fields);
        let at = rank as usize;
        let stem = stems.at(at % stems.len());
        let field = &fields.at(at / stems.len() % fields.len()).name;
        format!("{stem} {field} {} (made up)", rank + 1)
    }
}

//! From folded names to regions.
//!
//! City names are looked up in the sorted text they come in: 166,000 names cost no allocation each. The few thousand names
//! of other regions, and those added by hand, stand in a map.

use rustc_hash::FxHashMap;

use super::RegionIndex;

/// How a name belongs to a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// The name it is best known by, or one added by hand.
    Name,
    /// Another name.
    Alias,
    /// An abbreviation such as `DE`, `CA` or `USA`, to be written in capitals.
    Code,
}

/// A region that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The region.
    pub region: RegionIndex,
    /// How the name belongs to it.
    pub kind: NameKind,
    /// Whether the name was added by hand: it is then preferred to others of its level.
    pub curated: bool,
}

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    areas: FxHashMap<Box<str>, Vec<Candidate>>,
    cities: CityNames,
}

impl Names {
    pub(super) fn new(cities: CityNames) -> Self {
        Self {
            areas: FxHashMap::default(),
            cities,
        }
    }

    /// Adds a name; of two mentions of one region the first stays unless the other was made by hand.
    pub(super) fn add(&mut self, folded: String, candidate: Candidate) {
        if folded.is_empty() {
            return;
        }
        let known = self.areas.entry(folded.into_boxed_str()).or_default();
        match known
            .iter_mut()
            .find(|other| other.region == candidate.region)
        {
            Some(other) if candidate.curated => *other = candidate,
            Some(_) => {}
            None => known.push(candidate),
        }
    }

    pub(super) fn find(&self, folded: &str, city_base: u32, found: &mut Vec<Candidate>) {
        let start = found.len();
        if let Some(known) = self.areas.get(folded) {
            found.extend_from_slice(known);
        }
        let by_hand = found.len();
        for (row, kind) in self.cities.find(folded) {
            let region = RegionIndex(city_base + row);
            if found[start..by_hand]
                .iter()
                .all(|other| other.region != region)
            {
                found.push(Candidate {
                    region,
                    kind,
                    curated: false,
                });
            }
        }
    }
}

/// Lines of `name<TAB>row row!`, sorted by the bytes of the name; `!` marks the city's own name, `#` a code.
#[derive(Debug, Default)]
pub(super) struct CityNames {
    text: String,
    starts: Vec<u32>,
    /// First line whose name begins with these two bytes or greater ones.
    buckets: Vec<u32>,
}

impl CityNames {
    /// Indexes the text, or says which line is out of order.
    pub(super) fn new(text: String) -> Result<Self, u64> {
        let mut starts = Vec::new();
        let mut previous = "";
        let mut at = 0;
        for (number, line) in (1..).zip(text.lines()) {
            let name = line.split('\t').next().unwrap_or(line);
            if number > 1 && name <= previous {
                return Err(number);
            }
            previous = name;
            starts.push(at);
            at += u32::try_from(line.len() + 1).map_err(|_| number)?;
        }
        starts.shrink_to_fit();
        let mut names = Self {
            text,
            starts,
            buckets: Vec::new(),
        };
        let mut buckets = vec![0; usize::from(u16::MAX) + 2];
        for line in 0..names.starts.len() {
            buckets[usize::from(prefix(names.name(line))) + 1] += 1;
        }
        let mut sum = 0;
        for bucket in &mut buckets {
            sum += *bucket;
            *bucket = sum;
        }
        names.buckets = buckets;
        Ok(names)
    }

    fn line(&self, line: usize) -> &str {
        let start = self.starts[line] as usize;
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| *next as usize);
        self.text[start..end].trim_end_matches('\n')
    }

    fn name(&self, line: usize) -> &str {
        let line = self.line(line);
        line.split('\t').next().unwrap_or(line)
    }

    /// The rows of the cities that bear the name.
    fn find(&self, folded: &str) -> impl Iterator<Item = (u32, NameKind)> {
        let rows = self
            .search(folded)
            .and_then(|line| self.line(line).split_once('\t'));
        rows.map_or("", |(_, rows)| rows)
            .split_ascii_whitespace()
            .filter_map(|row| {
                let (number, kind) = match row.as_bytes().last() {
                    Some(b'!') => (&row[..row.len() - 1], NameKind::Name),
                    Some(b'#') => (&row[..row.len() - 1], NameKind::Code),
                    _ => (row, NameKind::Alias),
                };
                Some((number.parse().ok()?, kind))
            })
    }

    fn search(&self, folded: &str) -> Option<usize> {
        let bucket = usize::from(prefix(folded));
        let mut low = *self.buckets.get(bucket)? as usize;
        let mut high = *self.buckets.get(bucket + 1)? as usize;
        while low < high {
            let middle = low.midpoint(high);
            match self.name(middle).cmp(folded) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// The first two bytes as a number that sorts as they do.
fn prefix(name: &str) -> u16 {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    u16::from_be_bytes([byte(0), byte(1)])
}

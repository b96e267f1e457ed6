//! A small generator of pseudo-random numbers (`SplitMix64`), the same on every machine and in every year.

use entity::content::sample::NonEmpty;

/// A stream of pseudo-random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream that belongs to a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where the limit is 0. The bias of the remainder is far below what a sample shows.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// An index below `length`; 0 where the length is 0.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// True for so many of a hundred.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// True for so many of a million.
    pub(crate) fn per_million(&mut self, chance: u64) -> bool {
        self.below(1_000_000) < chance
    }

    /// One element, each as likely as the others.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a NonEmpty<T>) -> &'a T {
        list.at(self.index(list.len()))
    }

    /// One element, each as likely as its weight says.
    pub(crate) fn weighted<'a, T>(
        &mut self,
        list: &'a NonEmpty<T>,
        weight: impl Fn(&T) -> u64,
    ) -> &'a T {
        let mut target = self.below(list.iter().map(&weight).sum());
        for element in list.iter() {
            match target.checked_sub(weight(element)) {
                Some(left) => target = left,
                None => return element,
            }
        }
        list.at(0)
    }

    /// One of the values, each as likely as its weight says; the first where all weights are 0.
    pub(crate) fn choose<T: Copy>(&mut self, first: (T, u64), rest: &[(T, u64)]) -> T {
        let total = first.1 + rest.iter().map(|(_, weight)| weight).sum::<u64>();
        let mut target = self.below(total);
        for (value, weight) in std::iter::once(&first).chain(rest) {
            match target.checked_sub(*weight) {
                Some(left) => target = left,
                None => return *value,
            }
        }
        first.0
    }

    /// Puts a list into another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.index(last + 1));
        }
    }

    /// Up to `count` different elements in any order.
    pub(crate) fn some<T: Clone>(&mut self, list: &NonEmpty<T>, count: usize) -> Vec<T> {
        let mut all: Vec<T> = list.iter().cloned().collect();
        self.shuffle(&mut all);
        all.truncate(count);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of SplitMix64 for the seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn weights_are_kept() {
        let mut random = Random::new(7);
        let heads = (0..10_000)
            .filter(|_| random.choose((true, 3), &[(false, 1)]))
            .count();
        assert!((7_300..7_700).contains(&heads), "{heads}");
    }
}

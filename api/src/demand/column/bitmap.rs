//! Sets of rows, a bit for each.

use std::ops::Range;

/// A set of rows of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bitmap(Vec<u64>);

impl Bitmap {
    /// None of so many rows.
    pub(super) fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    /// All of so many rows.
    pub(super) fn all(rows: usize) -> Self {
        let mut all = Self::none(rows);
        all.insert_range(0..rows);
        all
    }

    /// The words, 64 rows each.
    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The words, to be changed.
    pub(super) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }

    /// Whether a row is in it.
    pub(super) fn contains(&self, row: usize) -> bool {
        self.0
            .get(row / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Puts a row in.
    pub(super) fn insert(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    /// Puts a range of rows in.
    pub(super) fn insert_range(&mut self, rows: Range<usize>) {
        for (at, mask) in masks(rows) {
            if let Some(word) = self.0.get_mut(at) {
                *word |= mask;
            }
        }
    }

    /// These of so many rows.
    pub(super) fn of(rows: &[u16], count: usize) -> Self {
        let mut bitmap = Self::none(count);
        for row in rows {
            bitmap.insert((*row).into());
        }
        bitmap
    }

    /// How many rows of a range are in it.
    pub(super) fn count_in(&self, rows: Range<usize>) -> usize {
        let words = masks(rows).filter_map(|(at, mask)| Some(self.0.get(at)? & mask));
        words.map(|word| word.count_ones() as usize).sum()
    }

    /// Keeps what is in the other, too.
    pub(super) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }

    /// Keeps those of its rows that pass.
    pub(super) fn retain(&mut self, passes: impl Fn(usize) -> bool) {
        for (at, word) in self.0.iter_mut().enumerate() {
            retain(word, |bit| passes(at * 64 + bit));
        }
    }

    /// Keeps what is not in the other.
    pub(super) fn subtract(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
    }

    /// How many rows it has.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether it has no row.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Its rows, ascending.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let row = (rest != 0).then(|| at * 64 + rest.trailing_zeros() as usize);
                rest &= rest.wrapping_sub(1);
                row
            })
        })
    }
}

/// Keeps those of a word's bits that pass.
pub(super) fn retain(word: &mut u64, passes: impl Fn(usize) -> bool) {
    let mut rest = *word;
    while rest != 0 {
        let bit = rest.trailing_zeros();
        if !passes(bit as usize) {
            *word &= !(1 << bit);
        }
        rest &= rest - 1;
    }
}

/// The words that a range touches, each with the bits of it that belong to the range.
fn masks(rows: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let words = if rows.is_empty() {
        0..0
    } else {
        rows.start / 64..rows.end.div_ceil(64)
    };
    words.map(move |at| {
        let (begin, end) = (at * 64, at * 64 + 64);
        let above = u64::MAX << (rows.start.max(begin) - begin);
        let below = u64::MAX >> (end - rows.end.min(end));
        (at, above & below)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(rows in prop::collection::btree_set(0_usize..300, 0..60), start in 0_usize..300, length in 0_usize..300) {
            let mut bitmap = Bitmap::none(300);
            for row in &rows {
                bitmap.insert(*row);
            }
            let range = start..(start + length).min(300);
            prop_assert_eq!(bitmap.rows().collect::<BTreeSet<_>>(), rows.clone());
            prop_assert_eq!(bitmap.count(), rows.len());
            prop_assert_eq!(bitmap.count_in(range.clone()), rows.range(range.clone()).count());
            let mut odd = bitmap.clone();
            odd.retain(|row| row % 2 == 1);
            prop_assert_eq!(odd.rows().collect::<Vec<_>>(), rows.iter().copied().filter(|row| row % 2 == 1).collect::<Vec<_>>());
            let mut wider = bitmap.clone();
            wider.insert_range(range.clone());
            prop_assert_eq!(wider.rows().collect::<BTreeSet<_>>(), rows.iter().copied().chain(range.clone()).collect());
            wider.subtract(&bitmap);
            prop_assert_eq!(wider.count(), range.filter(|row| !rows.contains(row)).count());
        }
    }

    #[test]
    fn all_are_all() {
        for rows in [0, 1, 63, 64, 65, 1_000] {
            assert_eq!(Bitmap::all(rows).count(), rows);
        }
    }
}

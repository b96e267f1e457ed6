//! One page of an ordered list: which rows to read, and what lies beyond them.

/// Which part of an ordered list is wanted; `K` is the sort key, whose order is the list's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Range<K> {
    /// Only what follows this key.
    pub(crate) after: Option<K>,
    /// Only what precedes this key.
    pub(crate) before: Option<K>,
    /// At most so many rows.
    pub(crate) limit: usize,
    /// Whether they are the last of the range instead of the first.
    pub(crate) backward: bool,
}

/// The rows of one page, in the list's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// Whether rows precede them.
    pub(crate) has_previous: bool,
    /// Whether rows follow them.
    pub(crate) has_next: bool,
}

impl<T> Rows<T> {
    /// The same page of what is made of its rows; rows of which nothing is made are left out.
    pub(crate) fn filter_map<U>(self, make: impl FnMut(T) -> Option<U>) -> Rows<U> {
        Rows {
            items: self.items.into_iter().filter_map(make).collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }

    /// The same page of its rows with what belongs to each.
    pub(crate) fn zip<U>(self, others: Vec<U>) -> Rows<(T, U)> {
        let mut others = others.into_iter();
        self.filter_map(|item| others.next().map(|other| (item, other)))
    }
}

impl<K> Range<K> {
    /// How many rows a statement reads: one more than the page holds, which tells whether there are more.
    pub(crate) fn fetch(&self) -> i64 {
        i64::try_from(self.limit)
            .unwrap_or(i64::MAX)
            .saturating_add(1)
    }

    /// Makes a page of the rows that a statement read, in reading order.
    pub(crate) fn cut<T>(&self, mut items: Vec<T>) -> Rows<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        if self.backward {
            items.reverse();
            return Rows {
                items,
                has_previous: more,
                has_next: self.before.is_some(),
            };
        }
        Rows {
            items,
            has_previous: self.after.is_some(),
            has_next: more,
        }
    }
}

impl<K: Ord> Range<K> {
    /// Makes a page of a whole list that stands in memory in its order.
    pub(crate) fn of<T>(&self, items: Vec<T>, key: impl Fn(&T) -> K) -> Rows<T> {
        let inside = |item: &T| {
            let key = key(item);
            self.after.as_ref().is_none_or(|after| key > *after)
                && self.before.as_ref().is_none_or(|before| key < *before)
        };
        let mut items: Vec<T> = items.into_iter().filter(inside).collect();
        if self.backward {
            items.reverse();
        }
        self.cut(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(after: Option<i32>, before: Option<i32>, limit: usize, backward: bool) -> Range<i32> {
        Range {
            after,
            before,
            limit,
            backward,
        }
    }

    fn page(range: &Range<i32>) -> (Vec<i32>, bool, bool) {
        let rows = range.of((1..=5).collect(), |item| *item);
        (rows.items, rows.has_previous, rows.has_next)
    }

    #[test]
    fn forward() {
        assert_eq!(
            page(&range(None, None, 2, false)),
            (vec![1, 2], false, true)
        );
        assert_eq!(
            page(&range(Some(2), None, 2, false)),
            (vec![3, 4], true, true)
        );
        assert_eq!(
            page(&range(Some(4), None, 2, false)),
            (vec![5], true, false)
        );
        assert!(!page(&range(None, None, 5, false)).2);
    }

    #[test]
    fn backward() {
        assert_eq!(page(&range(None, None, 2, true)), (vec![4, 5], true, false));
        assert_eq!(
            page(&range(None, Some(4), 2, true)),
            (vec![2, 3], true, true)
        );
        assert_eq!(page(&range(None, Some(2), 2, true)), (vec![1], false, true));
    }

    #[test]
    fn an_empty_page_still_says_what_follows() {
        assert_eq!(page(&range(None, None, 0, false)), (vec![], false, true));
    }
}

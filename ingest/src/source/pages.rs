//! Lists in numbered pages that end at a cap, whatever the total says.

use super::Listing;

/// How a source cuts its lists.
#[derive(Clone, Copy)]
pub(super) struct Pages {
    /// Most records in one answer.
    pub(super) size: usize,
    /// Most records that can be walked to.
    pub(super) cap: usize,
}

/// A page as it came: its number, counted from one, the records in it, and how many there are all told.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) number: usize,
    pub(super) held: usize,
    pub(super) total: usize,
}

impl Pages {
    /// A listing is complete where the total stays under the cap, at which counts end too, and no page lacks a record.
    pub(super) fn listing(self, page: Page) -> Listing {
        let before = page.number.saturating_sub(1).saturating_mul(self.size);
        let due = page.total.saturating_sub(before).min(self.size);
        // Nothing at all may be the answer to a question that was not understood.
        if page.total > 0 && page.total < self.cap && page.held >= due {
            Listing::Complete
        } else {
            Listing::Partial
        }
    }

    /// The number of the page to ask for next. Counted from what was asked: a server that knows only its first page is asked an end of times.
    pub(super) fn next(self, page: Page) -> Option<usize> {
        let until = page.number.saturating_mul(self.size);
        (page.held > 0 && until < page.total.min(self.cap)).then_some(page.number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: Pages = Pages {
        size: 100,
        cap: 1_000,
    };

    fn seen(number: usize, held: usize, total: usize) -> (Listing, Option<usize>) {
        let page = Page {
            number,
            held,
            total,
        };
        (PAGES.listing(page), PAGES.next(page))
    }

    #[test]
    fn a_list_is_walked_to_its_end() {
        assert_eq!(seen(1, 100, 250), (Listing::Complete, Some(2)));
        assert_eq!(seen(3, 50, 250), (Listing::Complete, None));
        assert_eq!(seen(1, 7, 7), (Listing::Complete, None));
        assert_eq!(seen(9, 100, 999), (Listing::Complete, Some(10)));
        // What was there shrank meanwhile.
        assert_eq!(seen(3, 0, 200), (Listing::Complete, None));
    }

    #[test]
    fn what_is_cut_is_not_complete() {
        assert_eq!(seen(1, 100, 1_000), (Listing::Partial, Some(2)));
        assert_eq!(seen(10, 100, 5_000), (Listing::Partial, None));
        assert_eq!(seen(2, 40, 250), (Listing::Partial, Some(3)));
        assert_eq!(seen(2, 0, 250), (Listing::Partial, None));
        assert_eq!(seen(1, 0, 0), (Listing::Partial, None));
        let far = seen(usize::MAX - 1, 1, usize::MAX);
        assert_eq!(far, (Listing::Partial, None));
    }
}

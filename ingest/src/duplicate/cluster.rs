//! From postings that may repeat each other to clusters: pure, and the same in whatever order the postings came.

use std::cmp::Reverse;

use chrono::{DateTime, Duration, Utc};
use rustc_hash::FxHashMap;

use super::{NEW_OPENING_DAYS, Print, are_alike};

/// A posting among those that share a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The posting.
    pub id: i64,
    /// The print of its text.
    pub print: Print,
    /// Whether its employer is known.
    pub has_company: bool,
    /// Whether its whole description was there.
    pub complete: bool,
    /// The vocabulary that read it; a later one has a greater id.
    pub vocabulary: i32,
    /// Whether its source is the employer's own board.
    pub first_party: bool,
    /// First moment it is known to have been open.
    pub first_seen: DateTime<Utc>,
    /// Last moment it is known to have been open.
    pub last_open: DateTime<Utc>,
}

impl Member {
    /// The smallest stands for the others: what statistics can count goes before what they cannot, then the employer's own
    /// board, then the earliest.
    fn rank(&self) -> impl Ord + use<> {
        (
            Reverse(self.complete),
            Reverse(self.vocabulary),
            Reverse(self.first_party),
            self.first_seen,
            self.id,
        )
    }
}

/// A posting and the one that stands for it: itself, if it stands for others or for itself alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// The posting.
    pub id: i64,
    /// The one that statistics count instead.
    pub canonical_id: i64,
}

/// Sorts postings that share a key into clusters.
///
/// In the order of their rank, each joins the first one whose text is like its own, or begins a cluster: every member is
/// therefore like the one that began it, and no chain of small changes leads further away. Each of these is then parted where
/// none of its members was open for [`NEW_OPENING_DAYS`].
#[must_use]
pub fn clusters(members: &[Member]) -> Vec<Assignment> {
    let mut ranked: Vec<&Member> = members.iter().collect();
    ranked.sort_by_cached_key(|member| member.rank());
    let mut assignments = Vec::with_capacity(members.len());
    for mut alike in by_text(&ranked) {
        alike.sort_by_key(|member| (member.first_seen, member.id));
        for opening in openings(alike) {
            let canonical = opening.iter().min_by_key(|member| member.rank());
            assignments.extend(canonical.into_iter().flat_map(|canonical| {
                opening.iter().map(|member| Assignment {
                    id: member.id,
                    canonical_id: canonical.id,
                })
            }));
        }
    }
    assignments.sort_unstable();
    assignments
}

/// Members by the first in rank that their text is like.
fn by_text<'a>(ranked: &[&'a Member]) -> Vec<Vec<&'a Member>> {
    let mut groups: Vec<Vec<&Member>> = Vec::new();
    // Most copies are exact: these need no comparing.
    let mut exact: FxHashMap<(Print, bool), usize> = FxHashMap::default();
    for member in ranked {
        let at = *exact
            .entry((member.print, member.has_company))
            .or_insert_with(|| {
                let found = groups.iter().position(|group| {
                    group.first().is_some_and(|first| {
                        are_alike(first.print, member.print, member.has_company)
                    })
                });
                found.unwrap_or(groups.len())
            });
        match groups.get_mut(at) {
            Some(group) => group.push(member),
            None => groups.push(vec![member]),
        }
    }
    groups
}

/// Members in the order of their first day, parted at gaps.
fn openings(members: Vec<&Member>) -> Vec<Vec<&Member>> {
    let mut openings: Vec<Vec<&Member>> = Vec::new();
    let mut open_until = DateTime::<Utc>::MIN_UTC;
    for member in members {
        let gap = member.first_seen.signed_duration_since(open_until);
        match openings.last_mut() {
            Some(opening) if gap <= Duration::days(NEW_OPENING_DAYS) => opening.push(member),
            _ => openings.push(vec![member]),
        }
        open_until = open_until.max(member.last_open);
    }
    openings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of 256 bits of which the first `bits` are set.
    fn print(bits: usize) -> Print {
        let mut bytes = [0; 32];
        for bit in 0..bits {
            bytes[bit / 8] |= 1 << (bit % 8);
        }
        Print(bytes)
    }

    fn member(id: i64, bits: usize, days: (i64, i64)) -> Member {
        let day = |day| DateTime::UNIX_EPOCH + Duration::days(day);
        Member {
            id,
            print: print(bits),
            has_company: true,
            complete: true,
            vocabulary: 1,
            first_party: false,
            first_seen: day(days.0),
            last_open: day(days.1),
        }
    }

    fn canonical(members: &[Member]) -> Vec<i64> {
        clusters(members)
            .iter()
            .map(|found| found.canonical_id)
            .collect()
    }

    #[test]
    fn what_counts_goes_before_the_employers_board_before_the_earliest() {
        let aggregator = member(1, 0, (0, 9));
        let board = Member {
            first_party: true,
            ..member(2, 0, (5, 9))
        };
        let later_board = Member {
            first_party: true,
            ..member(3, 0, (6, 9))
        };
        let snippet = Member {
            complete: false,
            ..member(4, 0, (0, 9))
        };
        assert_eq!(
            canonical(&[aggregator.clone(), board.clone(), later_board, snippet]),
            [2; 4]
        );
        let unread = Member {
            vocabulary: 0,
            ..board
        };
        assert_eq!(canonical(&[aggregator.clone(), unread]), [1, 1]);
        assert_eq!(
            canonical(&[member(6, 0, (0, 9)), member(5, 0, (0, 9))]),
            [5, 5]
        );
    }

    #[test]
    fn texts_that_have_little_in_common_stay_apart() {
        let differing = 256 - usize::try_from(super::super::ALIKE).unwrap();
        assert_eq!(
            canonical(&[member(1, 0, (0, 0)), member(2, differing, (0, 0))]),
            [1, 1]
        );
        assert_eq!(
            canonical(&[member(1, 0, (0, 0)), member(2, differing + 1, (0, 0))]),
            [1, 2]
        );
    }

    #[test]
    fn a_chain_of_small_changes_ends_where_the_first_text_is_left() {
        let chain: Vec<_> = (0..4)
            .map(|step| member(step, usize::try_from(step).unwrap() * 40, (step, step)))
            .collect();
        assert_eq!(canonical(&chain), [0, 0, 2, 2]);
    }

    #[test]
    fn what_comes_back_after_a_long_time_is_a_new_opening() {
        let days = NEW_OPENING_DAYS;
        let members = [
            member(1, 0, (0, 10)),
            member(2, 0, (10 + days, 10 + days)),
            member(3, 0, (11 + 2 * days, 500)),
        ];
        assert_eq!(canonical(&members), [1, 1, 3]);
        let bridged = [members.to_vec(), vec![member(4, 0, (50, 11 + days))]].concat();
        assert_eq!(canonical(&bridged), [1; 4]);
    }

    fn any_member() -> impl Strategy<Value = Member> {
        let facts = (any::<bool>(), any::<bool>(), 0..2, 0..6_usize);
        (facts, 0..400_i64, 0..60_i64).prop_map(
            |((complete, first_party, vocabulary, text), first, open)| Member {
                complete,
                vocabulary,
                first_party,
                ..member(0, text * 20, (first, first + open))
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            mut members in prop::collection::vec(any_member(), 0..12), turn in 0..12_usize
        ) {
            for (id, member) in (0..).zip(&mut members) {
                member.id = id;
            }
            let one = clusters(&members);
            let turn = turn.min(members.len());
            members.rotate_left(turn);
            members.reverse();
            prop_assert_eq!(&one, &clusters(&members));
            for found in &one {
                let own = one.iter().find(|other| other.id == found.canonical_id);
                prop_assert_eq!(own.map(|own| own.canonical_id), Some(found.canonical_id), "a canonical posting stands for itself");
            }
            prop_assert_eq!(one.len(), members.len());
        }
    }
}

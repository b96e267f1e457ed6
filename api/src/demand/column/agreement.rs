//! Segments cut by days, summaries of them, and what is taken from a whole, against a look at each row.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rustc_hash::FxHashSet;

use super::{
    super::population::Basis,
    builder::{Builder, dated},
    condition::{Condition, Table},
    day::{self, Day},
    dictionary::Dictionaries,
    market::Slot,
    segment::{Marks, Mention, Row, Segment, Standing},
    selection::{Selection, Sense, select},
    tally::{Tally, count},
};

/// How many rows are worth a segment here.
const FEWEST: usize = 6;

/// A row as it is made up.
#[derive(Clone, Debug)]
struct Made {
    first: Day,
    stays: Day,
    posted: Option<Day>,
    source: u16,
    place: i32,
    sense: usize,
    mentions: Vec<Mention>,
    dead: bool,
}

impl Made {
    fn row(&self, id: i64, codes: &mut Dictionaries) -> Row<'_> {
        Row {
            id,
            marks: Marks {
                counted: self.sense != 1,
                listed: self.sense != 2,
                open: true,
                unresolved: false,
            },
            first: self.first,
            last: self.first + self.stays,
            posted: self.posted.map_or(day::NONE, |before| self.first - before),
            place: codes.places.code(&[self.place]).unwrap(),
            company: 0,
            role: 0,
            source: self.source,
            scope: 0,
            standing: Standing::new(None, None),
            pay: None,
            mentions: &self.mentions,
        }
    }
}

fn made() -> impl Strategy<Value = Made> {
    let stays = prop_oneof![Just(0), 0_u16..3, 0_u16..40, 0_u16..300];
    let mentions = prop::collection::btree_map(0_u16..6, 0_u16..3, 0..4);
    let days = (
        20_000_u16..20_080,
        stays,
        prop::option::weighted(0.8, 0_u16..4),
    );
    let rest = (0_u16..4, 0..3, 0_usize..3, prop::bool::weighted(0.2));
    (days, rest, mentions).prop_map(
        |((first, stays, posted), (source, place, sense, dead), mentions)| {
            let mentions = mentions.into_iter();
            Made {
                first,
                stays,
                posted,
                source,
                place,
                sense,
                mentions: mentions
                    .map(|(skill, level)| Mention::new(skill, level))
                    .collect(),
                dead,
            }
        },
    )
}

/// The segments of some rows, as a market has them; what died did so before or after they were counted.
fn slots(
    rows: &[Row<'_>],
    dead: &[i64],
    codes: &Dictionaries,
    counted: bool,
    cut: bool,
) -> Vec<Slot> {
    let mut months: BTreeMap<Day, Builder> = BTreeMap::new();
    for row in rows {
        let month = if cut { day::month(row.first).0 } else { 0 };
        months.entry(month).or_default().push(*row);
    }
    let segments = months.values_mut().flat_map(|month| {
        if cut {
            month.cells_of(FEWEST, &codes.places)
        } else {
            month.segments(&codes.places)
        }
    });
    let slots = segments.map(Slot::new).map(|slot| {
        if counted {
            let _ = (slot.summary(), slot.parts());
        }
        slot.without(&slot.segment().rows_of(dead))
    });
    slots.collect()
}

/// What a question about days and sources counts: rows, and how often each mention.
type Counted = (i64, BTreeMap<u16, u32>);

fn by_segments(slots: &[Slot], condition: &Condition, sense: Sense) -> Counted {
    let mut tally = Tally::default();
    let (mut all, mut rows) = (0, 0);
    for slot in slots {
        let Some(selection) = select(slot, condition, sense) else {
            continue;
        };
        all += match &selection {
            Selection::Whole => count(&slot.rows(sense)),
            Selection::Sources(sources) => slot.summary().of_sources(sense, sources),
            Selection::Some(rows) => count(rows),
        };
        if sense == Sense::Counted {
            rows += count(&selection.rows(slot));
            tally.select(slot, &selection);
        }
    }
    assert!(sense == Sense::Listed || rows == all);
    (all, tally.mentions().collect())
}

fn by_rows(rows: &[Row<'_>], condition: &Condition, sense: Sense) -> Counted {
    let mut counted = Counted::default();
    for row in rows {
        let counts = match sense {
            Sense::Counted => row.marks.counted,
            Sense::Listed => row.marks.listed,
        };
        let within = match condition.basis {
            Basis::Active => row.first <= condition.to && row.last >= condition.from,
            Basis::NewlyPosted => (condition.from..=condition.to).contains(&row.posted),
        };
        let asked = condition.sources.as_ref();
        if counts && within && asked.is_none_or(|asked| asked.contains(row.source.into())) {
            counted.0 += 1;
            let mentions = row.mentions.iter().filter(|_| sense == Sense::Counted);
            for mention in mentions {
                let index = u16::try_from(mention.index()).unwrap();
                *counted.1.entry(index).or_default() += 1;
            }
        }
    }
    counted
}

fn condition(newly: bool, (from, days): (Day, Day), sources: Option<Vec<u32>>) -> Condition {
    Condition {
        basis: if newly {
            Basis::NewlyPosted
        } else {
            Basis::Active
        },
        from,
        to: from + days,
        places: None,
        roles: None,
        sources: sources.map(|sources| Table::of(4, sources)),
        companies: None,
        scopes: None,
        standings: None,
        skills_all: Vec::new(),
        skills_any: Vec::new(),
        skills_none: Vec::new(),
        pay_at_least: None,
    }
}

proptest! {
    #[test]
    fn segments_count_what_rows_do(
        made in prop::collection::vec(made(), 0..120),
        questions in prop::collection::vec((any::<bool>(), (19_990_u16..20_100, 0_u16..100), prop::option::of(prop::collection::vec(0_u32..4, 0..4))), 8),
        (counted, cut) in any::<(bool, bool)>(),
    ) {
        let mut codes = Dictionaries::new(FxHashSet::default());
        let rows: Vec<_> = (0..).zip(&made).map(|(id, made)| made.row(id, &mut codes)).collect();
        let dead: Vec<i64> = rows.iter().zip(&made).filter(|(_, made)| made.dead).map(|(row, _)| row.id).collect();
        let slots = slots(&rows, &dead, &codes, counted, cut);
        let live: Vec<_> = rows.iter().zip(&made).filter(|(_, made)| !made.dead).map(|(row, _)| *row).collect();
        prop_assert_eq!(slots.iter().map(|slot| slot.live().count()).sum::<usize>(), live.len());
        for (newly, days, sources) in questions {
            let condition = condition(newly, days, sources);
            for sense in [Sense::Counted, Sense::Listed] {
                prop_assert_eq!(by_segments(&slots, &condition, sense), by_rows(&live, &condition, sense));
            }
        }
    }

    #[test]
    fn segments_are_cut_where_months_end(made in prop::collection::vec(made(), 1..200)) {
        let mut codes = Dictionaries::new(FxHashSet::default());
        let mut builder = Builder::default();
        for (id, made) in (0..).zip(&made) {
            builder.push(made.row(id, &mut codes));
        }
        let segments = builder.cells_of(FEWEST, &codes.places);
        prop_assert_eq!(segments.iter().map(Segment::len).sum::<usize>(), made.len());
        let kinds = |segment: &Segment| segment.each().map(|(_, row)| dated(&row)).collect::<BTreeSet<_>>();
        let mut found = 0;
        for kind in 0..3 {
            let of_kind = |segment: &&Segment| kinds(segment) == BTreeSet::from([kind]);
            let mut part: Vec<_> = segments.iter().filter(of_kind).collect();
            found += part.len();
            part.sort_by_key(|segment| segment.zones.last.low);
            let enough = part.len() < 2 || part.iter().all(|segment| segment.len() >= FEWEST);
            prop_assert!(enough);
            let apart = |pair: &[&Segment]| day::month(pair[0].zones.last.high).1 < pair[1].zones.last.low;
            prop_assert!(part.windows(2).all(apart));
        }
        prop_assert_eq!(found, segments.len());
    }
}

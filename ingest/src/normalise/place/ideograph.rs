//! Addresses in scripts without spaces: `東京都渋谷区` is cut where a known name ends.

use std::borrow::Cow;

use entity::region::Level;

use crate::gazetteer::{Candidate, Gazetteer, fold};

/// Characters of the longest name that is looked for.
const LONGEST: usize = 8;

/// Parts the names within each run of such characters by commas; runs that are known as they stand are left alone.
pub(super) fn part<'t>(gazetteer: &Gazetteer, text: &'t str) -> Cow<'t, str> {
    if !text.chars().any(is_ideograph) {
        return Cow::Borrowed(text);
    }
    let mut parted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_ideograph) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_ideograph(c)).unwrap_or(from.len());
        parted.push_str(before);
        part_run(gazetteer, &from[..end], &mut parted);
        rest = &from[end..];
    }
    parted.push_str(rest);
    Cow::Owned(parted)
}

/// What a run of characters means.
struct Known {
    candidates: Vec<Candidate>,
    sense: bool,
}

fn part_run(gazetteer: &Gazetteer, run: &str, into: &mut String) {
    if run.chars().count() <= LONGEST && find(gazetteer, run).is_some() {
        into.push_str(run);
        return;
    }
    let mut pieces = Vec::new();
    let mut first: Option<Vec<Candidate>> = None;
    let mut rest = run;
    while !rest.is_empty() {
        let Some((length, known)) = prefix(gazetteer, rest) else {
            rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..];
            continue;
        };
        let lies = first
            .as_ref()
            .is_none_or(|first| lies_in(gazetteer, &known.candidates, first));
        if known.sense || lies {
            pieces.push(&rest[..length]);
        }
        if !known.sense && first.is_none() {
            first = Some(known.candidates);
        }
        rest = &rest[length..];
    }
    if pieces.is_empty() {
        into.push_str(run);
    }
    into.push_str(&pieces.join(", "));
}

/// The longest known beginning of two characters or more, with its length in bytes.
fn prefix(gazetteer: &Gazetteer, text: &str) -> Option<(usize, Known)> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends: Vec<_> = ends.take(LONGEST).skip(1).collect();
    ends.into_iter()
        .rev()
        .find_map(|end| Some((end, find(gazetteer, &text[..end])?)))
}

fn find(gazetteer: &Gazetteer, text: &str) -> Option<Known> {
    let folded = fold(text);
    let sense = gazetteer.sense(&folded).is_some();
    let mut candidates = Vec::new();
    gazetteer.find(&folded, &mut candidates);
    (sense || !candidates.is_empty()).then_some(Known { candidates, sense })
}

/// Whether a name may lie in the subdivision or country of the one that the address begins with.
fn lies_in(gazetteer: &Gazetteer, inner: &[Candidate], outer: &[Candidate]) -> bool {
    let around = |one: &Candidate| {
        let area = gazetteer.at_level(one.region, Level::Subdivision);
        area.or_else(|| gazetteer.at_level(one.region, Level::Country))
    };
    outer.iter().filter_map(around).any(|around| {
        inner
            .iter()
            .any(|one| gazetteer.lies_in(one.region, around))
    })
}

fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

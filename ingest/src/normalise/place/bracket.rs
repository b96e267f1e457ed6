//! Names that end in brackets: `Frankfurt (Oder)` is another city than Frankfurt.

use std::borrow::Cow;

use entity::region::Level;

use crate::gazetteer::{Gazetteer, fold};

/// Takes the brackets away where what stands before and in them is the name of one city.
pub(super) fn open<'t>(gazetteer: &Gazetteer, text: &'t str) -> Cow<'t, str> {
    let mut opened = String::new();
    let mut kept = 0;
    let mut candidates = Vec::new();
    for (start, _) in text.match_indices('(') {
        let before = &text[kept..start];
        let name = before
            .rfind([',', ';', '/', '|', '('])
            .map_or(0, |at| at + 1);
        let inside = text[start + 1..].split(')').next().unwrap_or_default();
        let whole = format!("{} {inside}", &before[name..]);
        let end = start + 1 + inside.len();
        if whole.len() > LONGEST || end >= text.len() {
            continue;
        }
        candidates.clear();
        gazetteer.find(&fold(&whole), &mut candidates);
        if candidates
            .iter()
            .any(|one| gazetteer.level(one.region) == Level::City)
        {
            opened.push_str(before);
            opened.push(' ');
            opened.push_str(inside);
            kept = end + 1;
        }
    }
    if opened.is_empty() {
        return Cow::Borrowed(text);
    }
    opened.push_str(&text[kept..]);
    Cow::Owned(opened)
}

/// Bytes of the longest name that is looked for.
const LONGEST: usize = 60;

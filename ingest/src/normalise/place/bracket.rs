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
        if start < kept {
            continue;
        }
        let (Some(name), Some(inside)) = (before(&text[kept..start]), inside(&text[start + 1..]))
        else {
            continue;
        };
        candidates.clear();
        gazetteer.find(&fold(&format!("{name} {inside}")), &mut candidates);
        if candidates
            .iter()
            .any(|one| gazetteer.level(one.region) == Level::City)
        {
            opened.push_str(&text[kept..start]);
            opened.push(' ');
            opened.push_str(inside);
            kept = start + inside.len() + 2;
        }
    }
    if opened.is_empty() {
        return Cow::Borrowed(text);
    }
    opened.push_str(&text[kept..]);
    Cow::Owned(opened)
}

/// Bytes that are looked at on either side of a bracket.
const LONGEST: usize = 40;

/// The piece that a text ends with.
fn before(text: &str) -> Option<&str> {
    let short = text.len().saturating_sub(LONGEST);
    let short = (short..=text.len()).find(|at| text.is_char_boundary(*at))?;
    match text[short..].rfind([',', ';', '/', '|', '(', ')', '\n']) {
        Some(at) => Some(&text[short + at + 1..]),
        None => (short == 0).then_some(text),
    }
}

/// What stands before the next closing bracket.
fn inside(text: &str) -> Option<&str> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b')')?;
    Some(&text[..end])
}

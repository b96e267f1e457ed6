//! Every text of a file says something.

use super::{Mistakes, document::Document};
use crate::content::Spanned;

/// Finds values that are empty, wherever they stand, and characters that Postgres does not store.
pub(super) fn check(mistakes: &mut Mistakes<'_>, document: &Spanned<Document>) {
    let mut open = vec![(String::new(), document)];
    while let Some((path, value)) = open.pop() {
        let inner = |step: &str| match path.as_str() {
            "" => step.to_owned(),
            path => format!("{path}/{step}"),
        };
        match &value.value {
            Document::Nothing => mistakes.add(value, format!("`{path}` is empty: leave it out")),
            Document::Text(text) if text.trim().is_empty() => {
                mistakes.add(
                    value,
                    format!("`{path}` is empty: say something or leave it out"),
                );
            }
            Document::Text(text) if text.contains('\0') => {
                mistakes.add(value, format!("`{path}` holds the character \\0"));
            }
            Document::Text(_) | Document::Plain => {}
            Document::List(values) => {
                let numbered = values.iter().enumerate();
                open.extend(numbered.map(|(index, value)| (inner(&index.to_string()), value)));
            }
            Document::Map(values) => {
                open.extend(values.iter().map(|(name, value)| (inner(name), value)));
            }
        }
    }
}

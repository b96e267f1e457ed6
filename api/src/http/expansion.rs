//! How large a document is once its fragments are spread: few bytes can stand for millions of fields, and validation would
//! walk through every one of them.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};

use super::refusal::Refusal;
use crate::Settings;

/// How many fields a document may have with its fragments spread.
const MAX_FIELDS: usize = 10_000;

/// How deep selections may nest with fragments spread; the limit on fields' depth is stricter and comes later.
const MAX_DEPTH: usize = 200;

/// Refuses documents that are too large, too deep or endless once spread.
pub(super) fn check(document: &ExecutableDocument, settings: &Settings) -> Result<(), Refusal> {
    let mut measure = Measure {
        document,
        settings,
        known: HashMap::new(),
    };
    let mut whole = Size::default();
    for name in document.fragments.keys() {
        measure.fragment(name, 0)?;
    }
    for (_, operation) in document.operations.iter() {
        whole.add(measure.set(&operation.node.selection_set.node, 0)?);
    }
    measure.within(whole)
}

#[derive(Clone, Copy, Default)]
struct Size {
    fields: usize,
    aliases: usize,
    height: usize,
}

impl Size {
    fn add(&mut self, part: Self) {
        self.fields = self.fields.saturating_add(part.fields);
        self.aliases = self.aliases.saturating_add(part.aliases);
        self.height = self.height.max(part.height);
    }
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    settings: &'a Settings,
    // None while a fragment is being measured: to meet it again then means that it spreads itself.
    known: HashMap<&'a Name, Option<Size>>,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet, depth: usize) -> Result<Size, Refusal> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let mut size = Size::default();
        for selection in &set.items {
            size.add(match &selection.node {
                Selection::Field(field) => {
                    let mut inner = self.set(&field.node.selection_set.node, depth + 1)?;
                    inner.add(self.field(&field.node)?);
                    inner
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node, depth + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, depth + 1)?
                }
            });
        }
        size.height += 1;
        Ok(size)
    }

    /// One field without what is asked within it.
    fn field(&self, field: &Field) -> Result<Size, Refusal> {
        let max = self.settings.max_directives;
        if field.directives.len() > max {
            let message = format!("a field carries more than {max} directives");
            return Err(Refusal::beyond("directives", max, message));
        }
        Ok(Size {
            fields: 1,
            aliases: usize::from(field.alias.is_some()),
            height: 0,
        })
    }

    fn within(&self, size: Size) -> Result<(), Refusal> {
        let max = self.settings.max_aliases;
        if size.fields > MAX_FIELDS {
            let message = format!("the document has more than {MAX_FIELDS} fields");
            return Err(Refusal::beyond("fields", MAX_FIELDS, message));
        }
        if size.aliases > max {
            let message = format!("the document has more than {max} aliases");
            return Err(Refusal::beyond("aliases", max, message));
        }
        Ok(())
    }

    fn fragment(&mut self, name: &Name, depth: usize) -> Result<Size, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            // Validation says which fragment is missing.
            return Ok(Size::default());
        };
        let size = match self.known.get(name) {
            Some(Some(size)) => *size,
            Some(None) => return Err(Refusal::query(format!("fragment {name} spreads itself"))),
            None => {
                self.known.insert(name, None);
                let size = self.set(&fragment.node.selection_set.node, depth)?;
                self.known.insert(name, Some(size));
                size
            }
        };
        self.within(size)?;
        if depth + size.height > MAX_DEPTH + 1 {
            return Err(too_deep());
        }
        Ok(size)
    }
}

fn too_deep() -> Refusal {
    let message = format!("selections nest deeper than {MAX_DEPTH}");
    Refusal::beyond("nesting", MAX_DEPTH, message)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::*;

    fn checked(document: &str) -> Result<(), String> {
        let settings = Settings::new(|| chrono::DateTime::UNIX_EPOCH);
        let checked = check(&parse_query(document).unwrap(), &settings);
        checked.map_err(|refusal| refusal.message)
    }

    #[test]
    fn a_fragment_bomb_is_refused() {
        let mut bomb = String::from("{...f0} ");
        for number in 0..40 {
            let next = number + 1;
            write!(
                bomb,
                "fragment f{number} on Query {{...f{next} ...f{next}}} "
            )
            .unwrap();
        }
        bomb.push_str("fragment f40 on Query {a b}");
        assert!(checked(&bomb).unwrap_err().contains("10000 fields"));
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_refused() {
        for endless in [
            "{...a} fragment a on Query {x {...b}} fragment b on Query {y {...a}}",
            "{x} fragment a on Query {...a}",
        ] {
            assert!(checked(endless).unwrap_err().contains("spreads itself"));
        }
    }

    #[test]
    fn a_long_chain_of_fragments_is_refused() {
        let chain = |length: usize| {
            let mut text = String::from("{...f0} ");
            for number in 0..length {
                let next = number + 1;
                write!(text, "fragment f{number} on Query {{...f{next}}} ").unwrap();
            }
            write!(text, "fragment f{length} on Query {{a}}").unwrap();
            text
        };
        assert_eq!(checked(&chain(100)), Ok(()));
        assert!(checked(&chain(2_000)).is_err());
    }

    #[test]
    fn other_names_and_directives_are_counted() {
        let aliases = |count: usize| {
            let fields: Vec<_> = (0..count).map(|number| format!("a{number}: a")).collect();
            format!("{{{}}}", fields.join(" "))
        };
        assert_eq!(checked(&aliases(100)), Ok(()));
        assert!(checked(&aliases(101)).unwrap_err().contains("100 aliases"));
        let spread = "{...f ...f} fragment f on Query".to_owned() + &aliases(51);
        assert!(checked(&spread).unwrap_err().contains("100 aliases"));
        let directives = |count: usize| format!("{{a{}}}", " @x".repeat(count));
        assert_eq!(checked(&directives(10)), Ok(()));
        assert!(
            checked(&directives(11))
                .unwrap_err()
                .contains("10 directives")
        );
    }

    #[test]
    fn ordinary_documents_pass() {
        assert_eq!(
            checked("{a {...f} ...f} fragment f on T {x y {z ... on U {w}} ...unknown}"),
            Ok(())
        );
    }
}

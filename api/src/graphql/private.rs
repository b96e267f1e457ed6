//! Which documents tell something about a person: nothing of these is kept.

use std::{collections::HashSet, convert::Infallible};

use async_graphql::{
    Name, OutputType, Positioned, Value,
    parser::types::{Directive, ExecutableDocument, OperationType, Selection, SelectionSet},
    registry::{MetaType, Registry},
};

use super::{Query, Subscription};

/// Fields whose arguments tell something about a person.
const PRIVATE: [&str; 1] = ["readiness"];

/// How a document is to be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Discretion {
    /// It tells nothing about anybody.
    Open,
    /// It names a field that there is not: perhaps a private one, misspelt.
    Doubtful,
    /// It names a private field, or changes something.
    Private,
}

/// Tells which documents are private.
#[derive(Debug)]
pub(crate) struct Privacy {
    open: HashSet<String>,
}

impl Privacy {
    /// For the fields of the schema.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        <Subscription as async_graphql::SubscriptionType>::create_type_info(&mut registry);
        let fields = registry.types.values().flat_map(|found| match found {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => {
                fields.keys().cloned().collect()
            }
            _ => Vec::new(),
        });
        Self {
            open: fields
                .filter(|name| !PRIVATE.contains(&name.as_str()))
                .collect(),
        }
    }

    /// How a document is to be treated, whichever of its operations is meant.
    pub(crate) fn of(&self, document: &ExecutableDocument) -> Discretion {
        let operations = || document.operations.iter();
        // What is to be changed may hold a password or a note.
        if operations().any(|(_, operation)| operation.node.ty == OperationType::Mutation) {
            return Discretion::Private;
        }
        let operations = operations().map(|(_, operation)| &operation.node.selection_set);
        let fragments = document.fragments.values();
        let sets = operations.chain(fragments.map(|fragment| &fragment.node.selection_set));
        sets.map(|set| self.within(set))
            .max()
            .unwrap_or(Discretion::Open)
    }

    fn within(&self, set: &Positioned<SelectionSet>) -> Discretion {
        let of = |selection: &Positioned<Selection>| match &selection.node {
            Selection::Field(field) => {
                let inner = self.within(&field.node.selection_set);
                inner.max(self.field(field.node.name.node.as_str()))
            }
            Selection::InlineFragment(fragment) => self.within(&fragment.node.selection_set),
            Selection::FragmentSpread(_) => Discretion::Open,
        };
        set.node
            .items
            .iter()
            .map(of)
            .max()
            .unwrap_or(Discretion::Open)
    }

    fn field(&self, name: &str) -> Discretion {
        if PRIVATE.contains(&name) {
            Discretion::Private
        } else if name == "__typename" || self.open.contains(name) {
            Discretion::Open
        } else {
            Discretion::Doubtful
        }
    }
}

/// Whether a text stands anywhere in a document, where it may be somebody's.
pub(crate) fn quotes(document: &ExecutableDocument) -> bool {
    let fragments = document.fragments.values();
    let mut fragments = fragments.map(|fragment| &fragment.node);
    document.operations.iter().any(|(_, operation)| {
        let operation = &operation.node;
        let mut variables = operation.variable_definitions.iter();
        let mut defaults = variables
            .by_ref()
            .filter_map(|variable| variable.node.default_value());
        defaults.any(is_quoted)
            || any_quoted(&operation.directives)
            || within(&operation.selection_set)
    }) || fragments
        .any(|fragment| any_quoted(&fragment.directives) || within(&fragment.selection_set))
}

fn within(set: &Positioned<SelectionSet>) -> bool {
    set.node.items.iter().any(|item| match &item.node {
        Selection::Field(field) => {
            let field = &field.node;
            field
                .arguments
                .iter()
                .any(|(_, value)| says(value.node.clone().into_const_with(unsaid)))
                || any_quoted(&field.directives)
                || within(&field.selection_set)
        }
        Selection::InlineFragment(fragment) => {
            any_quoted(&fragment.node.directives) || within(&fragment.node.selection_set)
        }
        Selection::FragmentSpread(spread) => any_quoted(&spread.node.directives),
    })
}

fn any_quoted(directives: &[Positioned<Directive>]) -> bool {
    let mut arguments = directives
        .iter()
        .flat_map(|directive| &directive.node.arguments);
    arguments.any(|(_, value)| says(value.node.clone().into_const_with(unsaid)))
}

/// What a variable stands for is said elsewhere.
#[expect(
    clippy::unnecessary_wraps,
    reason = "values are made with what may fail"
)]
fn unsaid(_: Name) -> Result<Value, Infallible> {
    Ok(Value::Null)
}

fn says(value: Result<Value, Infallible>) -> bool {
    value.is_ok_and(|value| is_quoted(&value))
}

fn is_quoted(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::List(values) => values.iter().any(is_quoted),
        Value::Object(fields) => fields.values().any(is_quoted),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn texts_are_found_wherever_they_stand() {
        for (text, expected) in [
            (
                "{a(x: $x, y: 7, z: RED, n: null) @include(if: true) {b}}",
                false,
            ),
            ("{a(x: \"me\")}", true),
            ("{a {b(x: [1, {y: \"me\"}])}}", true),
            ("{a @skip(if: \"me\")}", true),
            ("{... @skip(if: \"me\") {a}}", true),
            ("{...f @skip(if: \"me\")} fragment f on A {a}", true),
            ("{...f} fragment f on A {a(x: \"me\")}", true),
            ("query q($x: String = \"me\") {a(x: $x)}", true),
            ("query q($x: Int = 7) @skip(if: \"me\") {a(x: $x)}", true),
        ] {
            assert_eq!(quotes(&parse_query(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn documents_are_told_apart() {
        for (text, expected) in [
            ("{demand {postings __typename}}", Discretion::Open),
            ("subscription {demandRefreshed {asOf}}", Discretion::Open),
            (
                "{readiness(input: {role: \"x\"}) {__typename}}",
                Discretion::Private,
            ),
            (
                "query a {demand {postings}} query b {x: readiness {__typename}}",
                Discretion::Private,
            ),
            (
                "{...f} fragment f on Query {... {readiness {__typename}}}",
                Discretion::Private,
            ),
            (
                "{readines(input: {text: \"x\"}) {fit}}",
                Discretion::Doubtful,
            ),
            ("{demand {postings nothing}}", Discretion::Doubtful),
            ("mutation {signOut {__typename}}", Discretion::Private),
        ] {
            let document = parse_query(text).unwrap();
            assert_eq!(Privacy::new().of(&document), expected, "{text}");
        }
    }
}

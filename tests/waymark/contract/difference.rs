//! What one schema would break, or might break, for clients that were written for an earlier one.
//!
//! A change breaks if a document that the earlier schema accepts is refused by the later one, or may answer with something that the
//! earlier one never would. It is dangerous if such a document goes on and means something else: another default, a value or a type
//! that its client does not know yet.

mod tests;

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{BaseType, Type};

use super::model::{Directive, Field, Kind, Schema, Shape};

/// How much a change does to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Breaking,
    Dangerous,
}

/// A change that is not harmless.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) severity: Severity,
    /// Where: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`, `Union.Member`, `Type.Interface`, `@directive`.
    pub(super) coordinate: String,
    pub(super) what: String,
}

/// Everything that a later schema changes in an earlier one, but for what is harmless.
pub(super) fn between(earlier: &str, later: &str) -> Vec<Change> {
    let (earlier, later) = (Schema::of(earlier), Schema::of(later));
    let mut changes = Changes::default();
    for (root, name) in &earlier.roots {
        if later.roots.get(root) != Some(name) {
            changes.breaking(name, format!("the schema no longer starts a {root} there"));
        }
    }
    for (name, before) in &earlier.types {
        match later.types.get(name) {
            None => changes.breaking(name, "the type is gone"),
            Some(after) => changes.shape(name, before, after),
        }
    }
    for (name, after) in &later.types {
        if !earlier.types.contains_key(name) {
            changes.joins(name, &after.interfaces, &earlier);
        }
    }
    for (name, before) in &earlier.directives {
        let coordinate = format!("@{name}");
        match later.directives.get(name) {
            None => changes.breaking(&coordinate, "the directive is gone"),
            Some(after) => changes.directive(&coordinate, before, after),
        }
    }
    changes.found.sort();
    changes.found
}

#[derive(Default)]
struct Changes {
    found: Vec<Change>,
}

impl Changes {
    fn add(&mut self, severity: Severity, coordinate: &str, what: impl Into<String>) {
        self.found.push(Change {
            severity,
            coordinate: coordinate.to_owned(),
            what: what.into(),
        });
    }

    fn breaking(&mut self, coordinate: &str, what: impl Into<String>) {
        self.add(Severity::Breaking, coordinate, what);
    }

    fn dangerous(&mut self, coordinate: &str, what: impl Into<String>) {
        self.add(Severity::Dangerous, coordinate, what);
    }

    fn shape(&mut self, name: &str, before: &Shape, after: &Shape) {
        if before.kind != after.kind {
            let what = format!(
                "it was of kind {:?} and is of kind {:?}",
                before.kind, after.kind
            );
            return self.breaking(name, what);
        }
        if before.kind == Kind::Input {
            self.inputs(&before.fields, &after.fields, |field| {
                format!("{name}.{field}")
            });
        } else {
            self.fields(name, &before.fields, &after.fields);
        }
        self.members(name, "interface", &before.interfaces, &after.interfaces);
        self.members(name, "member", &before.members, &after.members);
        self.members(name, "value", &before.values, &after.values);
    }

    fn members(
        &mut self,
        name: &str,
        kind: &str,
        before: &BTreeSet<String>,
        after: &BTreeSet<String>,
    ) {
        for gone in before.difference(after) {
            self.breaking(&format!("{name}.{gone}"), format!("the {kind} is gone"));
        }
        for new in after.difference(before) {
            self.dangerous(&format!("{name}.{new}"), format!("the {kind} is new"));
        }
    }

    /// A new type that answers for interfaces which clients know already.
    fn joins(&mut self, name: &str, interfaces: &BTreeSet<String>, earlier: &Schema) {
        let known = interfaces
            .iter()
            .filter(|interface| earlier.types.contains_key(*interface));
        for interface in known {
            let what = "the type is new among those of the interface";
            self.dangerous(&format!("{name}.{interface}"), what);
        }
    }

    fn fields(
        &mut self,
        name: &str,
        before: &BTreeMap<String, Field>,
        after: &BTreeMap<String, Field>,
    ) {
        for (field, before) in before {
            let coordinate = format!("{name}.{field}");
            let Some(after) = after.get(field) else {
                self.breaking(&coordinate, "the field is gone");
                continue;
            };
            if !may_answer(&before.of, &after.of) {
                let what = format!("it answered {} and answers {}", before.of, after.of);
                self.breaking(&coordinate, what);
            }
            self.inputs(&before.arguments, &after.arguments, |argument| {
                format!("{coordinate}({argument}:)")
            });
        }
    }

    fn inputs(
        &mut self,
        before: &BTreeMap<String, Field>,
        after: &BTreeMap<String, Field>,
        coordinate: impl Fn(&str) -> String,
    ) {
        for (name, before) in before {
            let coordinate = coordinate(name);
            match after.get(name) {
                None => self.breaking(&coordinate, "it is no longer taken"),
                Some(after) => self.input(&coordinate, before, after),
            }
        }
        for (name, after) in after {
            if !before.contains_key(name) && after.is_needed() {
                self.breaking(&coordinate(name), "it is new and has to be given");
            }
        }
    }

    fn input(&mut self, coordinate: &str, before: &Field, after: &Field) {
        if after.is_needed() && !before.is_needed() {
            return self.breaking(coordinate, "it has to be given, which it had not");
        }
        if !takes(&before.of, &after.of) {
            let what = format!("it took {} and takes {}", before.of, after.of);
            self.breaking(coordinate, what);
        }
        if before.default != after.default {
            let text = |default: &Option<String>| default.clone().unwrap_or("nothing".into());
            let (before, after) = (text(&before.default), text(&after.default));
            let what = format!("left out it meant {before} and means {after}");
            self.dangerous(coordinate, what);
        }
    }

    fn directive(&mut self, coordinate: &str, before: &Directive, after: &Directive) {
        for gone in before.locations.difference(&after.locations) {
            self.breaking(coordinate, format!("it no longer stands at {gone}"));
        }
        self.inputs(&before.arguments, &after.arguments, |argument| {
            format!("{coordinate}({argument}:)")
        });
    }
}

/// Whether clients that are ready for what a field answered are ready for what it answers: it may only promise more.
fn may_answer(before: &Type, after: &Type) -> bool {
    (before.nullable || !after.nullable)
        && match (&before.base, &after.base) {
            (BaseType::Named(before), BaseType::Named(after)) => before == after,
            (BaseType::List(before), BaseType::List(after)) => may_answer(before, after),
            _ => false,
        }
}

/// Whether everything that could be given may still be given: it may only ask for less.
fn takes(before: &Type, after: &Type) -> bool {
    (after.nullable || !before.nullable)
        && match (&before.base, &after.base) {
            (BaseType::Named(before), BaseType::Named(after)) => before == after,
            (BaseType::List(before), BaseType::List(after)) => takes(before, after),
            _ => false,
        }
}

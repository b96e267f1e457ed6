//! Valid questions, made by chance.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    Asked,
    literal::Literal,
    names::Names,
    schema::{Field, Input, Of, Schema},
};
use crate::graphql::fixture::Dice;

/// How deep questions nest.
const DEPTH: usize = 5;

/// Makes one question.
pub(super) struct Generator<'a> {
    schema: &'a Schema,
    names: &'a Names,
    dice: Dice,
    used: HashSet<String>,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<String>,
}

impl<'a> Generator<'a> {
    /// By dice that begin at a number.
    pub(super) fn new(schema: &'a Schema, names: &'a Names, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        // Neighbours among seeds are neighbours in their first throws.
        for _ in 0..8 {
            dice.below(2);
        }
        Self {
            schema,
            names,
            dice,
            used: HashSet::new(),
            declared: Vec::new(),
            variables: Map::new(),
            fragments: Vec::new(),
        }
    }

    /// A question to a root.
    pub(super) fn question(mut self, root: &str) -> Asked {
        let selection = self.selection(root, DEPTH);
        let declared = match &self.declared[..] {
            [] => String::new(),
            declared => format!("({})", declared.join(", ")),
        };
        let kind = root.to_lowercase();
        Asked {
            query: format!(
                "{kind} generated{declared} {selection} {}",
                self.fragments.join(" ")
            ),
            variables: Value::Object(self.variables),
        }
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.dice.below(100) < percent
    }

    fn pick<'b, T>(&mut self, from: &'b [T]) -> &'b T {
        let sides = u64::try_from(from.len()).expect("not so many");
        &from[usize::try_from(self.dice.below(sides)).expect("not so many")]
    }

    /// Something of a type, in brackets.
    fn selection(&mut self, of: &str, depth: usize) -> String {
        let found = self.schema.of(of);
        let mut parts = Vec::new();
        for _ in 0..=self.dice.below(3) {
            if found.fields.is_empty() {
                break;
            }
            let field = self.pick(&found.fields);
            if self.schema.is_composite(field.of.name()) && depth == 0 {
                continue;
            }
            parts.push(self.field(of, field, depth));
        }
        if !found.possible.is_empty() && depth > 0 {
            let member = self.pick(&found.possible).clone();
            let inner = self.selection(&member, depth - 1);
            parts.push(self.fragment(&member, &inner));
        }
        if parts.is_empty() || self.chance(10) {
            parts.push("__typename".to_owned());
        }
        format!("{{{}}}", parts.join(" "))
    }

    fn fragment(&mut self, of: &str, selection: &str) -> String {
        if self.chance(60) {
            return format!("... on {of} {selection}");
        }
        let name = format!("f{}", self.fragments.len());
        let fragment = format!("fragment {name} on {of} {selection}");
        self.fragments.push(fragment);
        format!("...{name}")
    }

    fn field(&mut self, of: &str, field: &Field, depth: usize) -> String {
        let arguments = self.arguments(field);
        let below = if self.schema.is_composite(field.of.name()) {
            format!(" {}", self.selection(field.of.name(), depth - 1))
        } else {
            String::new()
        };
        // The same name twice would have to mean the same.
        let alias = if self.used.insert(field.name.clone()) {
            String::new()
        } else {
            format!("x{}: ", self.used.len() + 1_000)
        };
        self.used.insert(alias.clone());
        let directive = if self.chance(5) {
            " @include(if: true) @skip(if: false)"
        } else {
            ""
        };
        let text = format!("{alias}{}{arguments}{directive}{below}", field.name);
        if self.chance(5) {
            return self.fragment(of, &format!("{{{text}}}"));
        }
        text
    }

    fn arguments(&mut self, field: &Field) -> String {
        let mut given = Vec::new();
        for argument in &field.arguments {
            // A page from both ends at once is none.
            let skipped = matches!(argument.name.as_str(), "last" | "before" | "after");
            if !argument.needed && (skipped || self.chance(60)) {
                continue;
            }
            let value = self.value(&field.name, argument, &argument.of);
            let written = if self.chance(40) {
                self.variable(&argument.of, &value)
            } else {
                value.written()
            };
            given.push(format!("{}: {written}", argument.name));
        }
        if given.is_empty() {
            return String::new();
        }
        format!("({})", given.join(", "))
    }

    /// A variable for a value.
    fn variable(&mut self, of: &Of, value: &Literal) -> String {
        let name = format!("v{}", self.declared.len());
        self.declared.push(format!("${name}: {}", of.written()));
        self.variables.insert(name.clone(), value.json());
        format!("${name}")
    }

    /// Something that an argument takes.
    pub(super) fn value(&mut self, field: &str, argument: &Input, of: &Of) -> Literal {
        match of {
            Of::Needed(inner) => self.value(field, argument, inner),
            Of::List(inner) => {
                let count = 1 + self.dice.below(3);
                let values = (0..count).map(|_| self.value(field, argument, inner));
                Literal::List(values.collect())
            }
            Of::Named(name) => self.named(field, argument, name),
        }
    }

    fn named(&mut self, field: &str, argument: &Input, of: &str) -> Literal {
        let found = self.schema.of(of);
        if !found.values.is_empty() {
            return Literal::Name(self.pick(&found.values).clone());
        }
        if !found.inputs.is_empty() {
            let inputs = found.inputs.iter();
            let given: Vec<_> = inputs
                .filter(|input| input.needed || self.dice.below(100) < 30)
                .collect();
            let fields = given.into_iter().map(|input| {
                let value = self.value(of, input, &input.of);
                (input.name.clone(), value)
            });
            return Literal::Object(fields.collect());
        }
        let day = |dice: &mut Dice| {
            let (month, day) = (1 + dice.below(11), 1 + dice.below(28));
            json!(format!("2026-{month:02}-{day:02}"))
        };
        Literal::Plain(match of {
            "Int" => json!(1 + self.dice.below(5)),
            "Float" => json!(1 + self.dice.below(60)),
            "Boolean" => json!(self.chance(50)),
            "Decimal" => json!("50000"),
            "Date" => day(&mut self.dice),
            _ => self.pick(self.names.of(field, &argument.name)).clone(),
        })
    }
}

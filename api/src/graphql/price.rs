//! What a document costs, known before anything of it is executed: a field costs 1, what is asked within a list costs as many times as the
//! list may have items, a statistic costs more.
//!
//! A document's price is worked out once; what is left for each request are the numbers that its variables carry. Fragments are priced
//! once however often they are spread, so a document takes no longer than it is long.

mod table;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, convert::Infallible, sync::Arc};

use async_graphql::{
    Name, OutputType, Value, Variables,
    parser::types::{
        ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
    },
    registry::{MetaType, MetaTypeName, Registry},
};

use super::{Mutation, Query, Subscription};
pub(crate) use table::PAGE;
use table::{TABLE, Tariff, Times, USUAL};

/// The most that anything is said to cost, so that no product of page sizes overflows.
const MOST: usize = 1_000_000_000;

/// How often something is answered.
#[derive(Clone, Debug)]
enum Count {
    Fixed(usize),
    /// As often as a variable says, or else as often as something else.
    Variable(Name, Box<Count>),
}

/// A cost: so much, and parts whose number only the variables tell.
#[derive(Clone, Debug, Default)]
struct Sum {
    fixed: usize,
    parts: Vec<(Count, Arc<Sum>)>,
}

/// What the operations of a document cost, and how deep they nest.
#[derive(Debug)]
pub(crate) struct Price {
    cost: Sum,
    /// How deep fields nest in each other.
    pub(crate) depth: usize,
}

impl Price {
    /// The cost with these variables.
    pub(crate) fn cost(&self, operation: &OperationDefinition, variables: &Variables) -> usize {
        self.cost.of(&|name: &Name| {
            let given = variables.get(name).filter(|value| **value != Value::Null);
            given.map(quantity).or_else(|| {
                let definitions = &operation.variable_definitions;
                let mut named = definitions.iter().map(|definition| &definition.node);
                let definition = named.find(|definition| definition.name.node == *name)?;
                let default = definition.default_value.as_ref()?;
                (default.node != Value::Null).then(|| quantity(&default.node))
            })
        })
    }
}

impl Sum {
    fn of(&self, variable: &impl Fn(&Name) -> Option<usize>) -> usize {
        let parts = self.parts.iter();
        let parts = parts.map(|(count, sum)| count.of(variable).saturating_mul(sum.of(variable)));
        parts.fold(self.fixed, usize::saturating_add).min(MOST)
    }

    fn add(&mut self, own: usize) {
        self.fixed = self.fixed.saturating_add(own).min(MOST);
    }

    /// Adds another sum so many times.
    fn add_times(&mut self, count: Count, other: Arc<Sum>) {
        match count {
            Count::Fixed(times) => {
                self.add(times.saturating_mul(other.fixed));
                if !other.parts.is_empty() {
                    let rest = Sum {
                        fixed: 0,
                        parts: other.parts.clone(),
                    };
                    self.parts.push((Count::Fixed(times), Arc::new(rest)));
                }
            }
            Count::Variable(..) => self.parts.push((count, other)),
        }
    }
}

impl Count {
    fn of(&self, variable: &impl Fn(&Name) -> Option<usize>) -> usize {
        match self {
            Self::Fixed(count) => *count,
            Self::Variable(name, otherwise) => {
                let count = variable(name);
                count.unwrap_or_else(|| otherwise.of(variable)).max(1)
            }
        }
    }
}

/// How many a number or a list stands for; execution says what is wrong with anything else.
fn quantity(value: &Value) -> usize {
    match value {
        Value::Number(number) => number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(0),
        Value::List(items) => items.len(),
        _ => 0,
    }
}

/// What every field costs and answers.
#[derive(Debug)]
pub(crate) struct Prices {
    types: HashMap<String, HashMap<String, (Tariff, String)>>,
}

impl Prices {
    /// Those of the schema.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        Mutation::create_type_info(&mut registry);
        <Subscription as async_graphql::SubscriptionType>::create_type_info(&mut registry);
        let types = registry.types.values().filter_map(|found| match found {
            MetaType::Object { name, fields, .. } | MetaType::Interface { name, fields, .. } => {
                let listed = TABLE.iter().find(|(listed, _)| listed == name);
                let listed = listed.map_or(&[][..], |(_, fields)| fields);
                let priced = fields.values().map(|field| {
                    let tariff = listed.iter().find(|(listed, _)| *listed == field.name);
                    let tariff = tariff.map_or(USUAL, |(_, tariff)| *tariff);
                    let of = MetaTypeName::concrete_typename(&field.ty).to_owned();
                    (field.name.clone(), (tariff, of))
                });
                Some((name.clone(), priced.collect()))
            }
            _ => None,
        });
        let mut types: HashMap<String, HashMap<_, _>> = types.collect();
        let introspection = TABLE.iter().filter(|(name, _)| *name == "Query");
        for (name, tariff) in introspection.flat_map(|(_, fields)| *fields) {
            if let Some(query) = types.get_mut("Query").filter(|_| name.starts_with("__")) {
                query.insert((*name).to_owned(), (*tariff, String::new()));
            }
        }
        Self { types }
    }

    /// The price of each operation of a document, by name. Its fragments must be known to end.
    pub(crate) fn of(&self, document: &ExecutableDocument) -> HashMap<Option<Name>, Price> {
        let mut scales = Scales {
            prices: self,
            document,
            fragments: HashMap::new(),
        };
        let operations = document.operations.iter().map(|(name, operation)| {
            let root = match operation.node.ty {
                OperationType::Query => "Query",
                OperationType::Mutation => "Mutation",
                OperationType::Subscription => "Subscription",
            };
            let (cost, depth) = scales.set(root, &operation.node.selection_set.node);
            (name.cloned(), Price { cost, depth })
        });
        operations.collect()
    }
}

/// What weighs the selections of one document.
struct Scales<'a> {
    prices: &'a Prices,
    document: &'a ExecutableDocument,
    /// The fragments that were weighed: each with its cost and depth.
    fragments: HashMap<&'a Name, (Arc<Sum>, usize)>,
}

impl<'a> Scales<'a> {
    fn set(&mut self, of: &str, set: &'a SelectionSet) -> (Sum, usize) {
        let (mut sum, mut deepest) = (Sum::default(), 0);
        for selection in &set.items {
            let depth = match &selection.node {
                Selection::Field(field) => self.field(&mut sum, of, &field.node),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let of = condition.map_or(of, |condition| condition.node.on.node.as_str());
                    let (inner, depth) = self.set(of, &fragment.node.selection_set.node);
                    sum.add_times(Count::Fixed(1), Arc::new(inner));
                    depth
                }
                Selection::FragmentSpread(spread) => {
                    let (inner, depth) = self.fragment(&spread.node.fragment_name.node);
                    sum.add_times(Count::Fixed(1), inner);
                    depth
                }
            };
            deepest = deepest.max(depth);
        }
        (sum, deepest)
    }

    /// Adds what a field costs, and tells how deep it is.
    fn field(&mut self, sum: &mut Sum, of: &str, field: &'a Field) -> usize {
        let found = self.prices.types.get(of);
        let found = found.and_then(|fields| fields.get(field.name.node.as_str()));
        let (tariff, of) = found.map_or((USUAL, ""), |(tariff, of)| (*tariff, of.as_str()));
        let (mut inner, depth) = self.set(of, &field.selection_set.node);
        inner.add(tariff.each);
        sum.add(tariff.own.saturating_add(1));
        sum.add_times(count(tariff.times, field), Arc::new(inner));
        depth + 1
    }

    fn fragment(&mut self, name: &'a Name) -> (Arc<Sum>, usize) {
        if let Some((sum, depth)) = self.fragments.get(name) {
            return (Arc::clone(sum), *depth);
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            // Validation says which fragment is missing.
            return (Arc::default(), 0);
        };
        let of = fragment.node.type_condition.node.on.node.as_str();
        let (sum, depth) = self.set(of, &fragment.node.selection_set.node);
        let sum = Arc::new(sum);
        self.fragments.insert(name, (Arc::clone(&sum), depth));
        (sum, depth)
    }
}

/// How often what is asked within a field is answered.
fn count(times: Times, field: &Field) -> Count {
    match times {
        Times::Fixed(times) => Count::Fixed(times),
        Times::Page(usual) => said(field, "first", said(field, "last", Count::Fixed(usual))),
        Times::Argument(name, usual) => said(field, name, Count::Fixed(usual)),
    }
}

/// What an argument says, or else something else. An empty list costs as much as one with one item.
fn said(field: &Field, name: &str, otherwise: Count) -> Count {
    let given = field.arguments.iter().find(|(given, _)| given.node == name);
    let Some((_, value)) = given else {
        return otherwise;
    };
    let mut variable = None;
    let constant = value.node.clone().into_const_with(|name| {
        variable = Some(name);
        Ok::<_, Infallible>(Value::Null)
    });
    match (constant, variable) {
        (Ok(Value::Null), Some(name)) => Count::Variable(name, Box::new(otherwise)),
        (Ok(Value::Null), None) => otherwise,
        (Ok(value), _) => Count::Fixed(quantity(&value).max(1)),
    }
}

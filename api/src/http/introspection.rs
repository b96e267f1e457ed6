//! How much of the schema a document asks for: each list of introspection leads back to types that have lists again, so that few words
//! could ask for millions of fields, which are answered without a pause in which a deadline would be noticed.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use super::refusal::Refusal;

/// How many fields of introspection a document may ask for, by the estimate below; the query of usual tools asks for a fifth of that.
const MOST: usize = 1_000_000;

/// How many items a list of introspection has, more or less.
const LISTS: [(&str, usize); 8] = [
    ("types", 150),
    ("fields", 8),
    ("args", 2),
    ("inputFields", 4),
    ("enumValues", 4),
    ("possibleTypes", 8),
    ("interfaces", 2),
    ("directives", 4),
];

/// Refuses a document that asks for too much of the schema. Its fragments must not spread themselves.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Refusal> {
    if fields(document) > MOST {
        let message = "the document asks for too much of the schema at once";
        return Err(Refusal::beyond("introspection", MOST, message));
    }
    Ok(())
}

/// How many fields of introspection a document asks for, more or less.
fn fields(document: &ExecutableDocument) -> usize {
    let mut measure = Measure {
        document,
        known: HashMap::new(),
    };
    let operations = document.operations.iter();
    operations.fold(0_usize, |sum, (_, operation)| {
        sum.saturating_add(measure.set(&operation.node.selection_set.node, false))
    })
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    // What a fragment asks for depends on whether it is spread within introspection.
    known: HashMap<(&'a Name, bool), usize>,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet, within: bool) -> usize {
        let mut fields = 0_usize;
        for selection in &set.items {
            let part = match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let within = within || matches!(name, "__schema" | "__type");
                    let below = self.set(&field.node.selection_set.node, within);
                    let list = LISTS.iter().find(|(list, _)| *list == name);
                    match (within, list) {
                        (true, Some((_, items))) => below.saturating_add(1).saturating_mul(*items),
                        (true, None) => below.saturating_add(1),
                        (false, _) => below,
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node, within)
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, within)
                }
            };
            fields = fields.saturating_add(part);
        }
        fields
    }

    fn fragment(&mut self, name: &Name, within: bool) -> usize {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            // Validation says which fragment is missing.
            return 0;
        };
        if let Some(known) = self.known.get(&(name, within)) {
            return *known;
        }
        let fields = self.set(&fragment.node.selection_set.node, within);
        self.known.insert((name, within), fields);
        fields
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::*;

    /// What usual tools ask for.
    const USUAL: &str = "query IntrospectionQuery {__schema {queryType {name kind} mutationType {name kind} subscriptionType {name kind}
        types {...FullType} directives {name description isRepeatable locations args {...InputValue}}}}
        fragment FullType on __Type {kind name description specifiedByURL
          fields(includeDeprecated: true) {name description args(includeDeprecated: true) {...InputValue} type {...TypeRef} isDeprecated deprecationReason}
          inputFields(includeDeprecated: true) {...InputValue} interfaces {...TypeRef}
          enumValues(includeDeprecated: true) {name description isDeprecated deprecationReason} possibleTypes {...TypeRef}}
        fragment InputValue on __InputValue {name description type {...TypeRef} defaultValue isDeprecated deprecationReason}
        fragment TypeRef on __Type {kind name ofType {kind name ofType {kind name ofType {kind name ofType {kind name ofType {kind name
          ofType {kind name ofType {kind name ofType {kind name ofType {kind name}}}}}}}}}}";

    fn checked(document: &str) -> Result<(), Refusal> {
        check(&parse_query(document).unwrap())
    }

    #[test]
    fn usual_tools_may_ask() {
        let usual = fields(&parse_query(USUAL).unwrap());
        assert!((MOST / 6..MOST / 4).contains(&usual), "{usual}");
        assert_eq!(
            checked(
                "{__type(name: \"Query\") {fields {name type {fields {name type {fields {name}}}}}}}"
            ),
            Ok(())
        );
    }

    #[test]
    fn types_of_types_of_types_are_refused() {
        let nested = "possibleTypes {interfaces {".repeat(4);
        let deep = format!("{{__schema {{types {{{nested}name{}}}}}}}", "}}".repeat(4));
        assert!(checked(&deep).is_err());
        let deep = deep.replace("__schema {types", "__type(name: \"Node\") {possibleTypes");
        assert!(checked(&deep).is_err());
        let wide: String = (0..10).fold(String::new(), |text, number| {
            text + &format!("a{number}: __schema {{types {{...FullType}}}} ")
        });
        let wide = USUAL.replacen("__schema {", &format!("{wide} __schema {{"), 1);
        assert!(checked(&wide).is_err());
    }

    #[test]
    fn fragments_hide_nothing_and_are_measured_once() {
        let mut text = String::from("{__schema {types {...f0}}} ");
        for number in 0..100 {
            let next = number + 1;
            write!(
                text,
                "fragment f{number} on __Type {{...f{next} ...f{next}}} "
            )
            .unwrap();
        }
        text.push_str("fragment f100 on __Type {fields {name}}");
        assert!(checked(&text).is_err());
        assert_eq!(
            checked(&text.replacen("__schema {types", "x {y", 1)),
            Ok(())
        );
    }

    #[test]
    fn what_is_called_alike_elsewhere_costs_nothing() {
        let nested = "fields {".repeat(20);
        assert_eq!(
            checked(&format!("{{x {{{nested}name{}}}}}", "}".repeat(20))),
            Ok(())
        );
    }
}

//! Documents that were parsed and found good: clients send the same few again and again, with other variables.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Name, Request,
    parser::{
        Error, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use quick_cache::{Weighter, sync::Cache};

use super::{
    expansion, introspection,
    refusal::Refusal,
    scan::{self, MAX_NESTING},
};
use crate::{
    Settings,
    graphql::{Discretion, Lasting, Life, Price, Prices, Privacy},
};

/// How many bytes of documents are kept, more or less.
const BYTES: u64 = 8 << 20;

/// How many bytes a parsed document takes for each byte of its text, more or less.
const GROWTH: usize = 50;

/// How many bytes the text of a document has, more or less.
const USUAL_BYTES: usize = 400;

/// How many bytes of requests are remembered that keep all rules, more or less.
const RULED_BYTES: u64 = 4 << 20;

/// A document that is neither too deep nor too large for what comes next.
#[derive(Debug)]
pub(super) struct Checked {
    /// The document.
    pub(super) document: ExecutableDocument,
    /// How long others may keep its answers, if they last as long as the market does.
    pub(super) lasts: Option<Life>,
    /// How it is to be treated.
    pub(super) discretion: Discretion,
    /// What its operations cost.
    prices: HashMap<Option<Name>, Price>,
}

impl Checked {
    /// The name and the operation that would be executed, where it is clear which that is: without a name, too, if there is one alone.
    fn chosen(&self, name: Option<&str>) -> Option<(Option<&Name>, &OperationDefinition)> {
        match (&self.document.operations, name) {
            // The executor knows no names where the only operation has none.
            (DocumentOperations::Single(operation), _) => Some((None, &operation.node)),
            (DocumentOperations::Multiple(operations), Some(name)) => {
                let (name, operation) = operations.get_key_value(name)?;
                Some((Some(name), &operation.node))
            }
            (DocumentOperations::Multiple(operations), None) => {
                let mut operations = operations.iter();
                let (name, operation) = operations.next()?;
                let is_alone = operations.next().is_none();
                is_alone.then_some((Some(name), &operation.node))
            }
        }
    }

    /// The operation that would be executed, where it is clear which that is.
    pub(super) fn operation(&self, name: Option<&str>) -> Option<&OperationDefinition> {
        self.chosen(name).map(|(_, operation)| operation)
    }

    /// What the operation that would be executed is called.
    pub(super) fn operation_name(&self, name: Option<&str>) -> Option<&Name> {
        self.chosen(name)?.0
    }

    /// Whether the operation that would be executed is a query; where it is not clear which that is, execution says so.
    pub(super) fn is_query(&self, name: Option<&str>) -> bool {
        self.operation(name)
            .is_none_or(|operation| operation.ty == OperationType::Query)
    }

    /// The operation that would be executed with its price.
    pub(super) fn priced(&self, name: Option<&str>) -> Option<(&OperationDefinition, &Price)> {
        let (name, operation) = self.chosen(name)?;
        let price = self.prices.get(&name.cloned())?;
        Some((operation, price))
    }
}

/// What decides whether a request keeps the rules of the schema: its document, and its variables as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked(String, String);

impl Asked {
    /// What a request asks.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let variables = serde_json::to_string(&request.variables).ok()?;
        Some(Self(request.query.clone(), variables))
    }
}

/// The documents that were checked.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    cache: Arc<Cache<String, Arc<Checked>, Size>>,
    ruled: Arc<Cache<Asked, (), Size>>,
    lasting: Arc<Lasting>,
    privacy: Arc<Privacy>,
    prices: Arc<Prices>,
    settings: Settings,
}

impl Documents {
    /// None so far.
    pub(super) fn new(settings: Settings) -> Self {
        let usual = usize::try_from(BYTES).unwrap_or(usize::MAX) / (GROWTH * USUAL_BYTES);
        Self {
            cache: Arc::new(Cache::with_weighter(usual, BYTES, Size)),
            ruled: Arc::new(Cache::with_weighter(usual, RULED_BYTES, Size)),
            lasting: Arc::new(Lasting::new()),
            privacy: Arc::new(Privacy::new()),
            prices: Arc::new(Prices::new()),
            settings,
        }
    }

    /// A document, or why it is refused.
    pub(super) fn check(&self, text: &str) -> Result<Arc<Checked>, Refusal> {
        if let Some(known) = self.cache.get(text) {
            return Ok(known);
        }
        let document = parse(text, &self.settings)?;
        let checked = Arc::new(Checked {
            lasts: self.lasting.hold(&document),
            discretion: self.privacy.of(&document),
            prices: self.prices.of(&document),
            document,
        });
        // What somebody says of themselves, or a password, may stand in the document itself.
        if checked.discretion == Discretion::Open {
            self.cache.insert(text.to_owned(), Arc::clone(&checked));
        }
        Ok(checked)
    }

    /// Whether a request is known to keep all rules.
    pub(super) fn is_ruled(&self, asked: &Asked) -> bool {
        self.ruled.get(asked).is_some()
    }

    /// Remembers that a request keeps all rules.
    pub(super) fn remember(&self, asked: Asked) {
        self.ruled.insert(asked, ());
    }
}

/// Parses a document that is neither too deep nor too large for what comes next.
pub(super) fn parse(text: &str, settings: &Settings) -> Result<ExecutableDocument, Refusal> {
    let max_tokens = settings.max_tokens;
    scan::check(text, max_tokens).map_err(|fault| match fault {
        scan::Fault::Unended => Refusal::query("a block string never ends"),
        scan::Fault::TooDeep => {
            let message = format!("brackets nest deeper than {MAX_NESTING}");
            Refusal::beyond("nesting", MAX_NESTING, message)
        }
        scan::Fault::TooLong => {
            let message = format!("the document has more than {max_tokens} tokens");
            Refusal::beyond("tokens", max_tokens, message)
        }
    })?;
    let document = parse_query(text).map_err(|error| Refusal::query(fault(&error)))?;
    expansion::check(&document, settings)?;
    introspection::check(&document)?;
    Ok(document)
}

/// What is wrong with a document and where, without the line that the parser would show: it may say something about a person.
fn fault(error: &Error) -> String {
    let Error::Syntax { message, start, .. } = error else {
        return error.to_string();
    };
    let last = message.lines().last().unwrap_or_default();
    let expected = last.trim_start().strip_prefix("= ");
    let expected = expected.unwrap_or("this is not GraphQL");
    format!("line {}, column {}: {expected}", start.line, start.column)
}

/// How much room a document takes.
#[derive(Clone, Debug)]
struct Size;

impl Weighter<String, Arc<Checked>> for Size {
    fn weight(&self, text: &String, _: &Arc<Checked>) -> u64 {
        u64::try_from(GROWTH.saturating_mul(text.len() + 20)).unwrap_or(u64::MAX)
    }
}

impl Weighter<Asked, ()> for Size {
    fn weight(&self, Asked(document, variables): &Asked, (): &()) -> u64 {
        let bytes = document.len().saturating_add(variables.len());
        u64::try_from(bytes.saturating_add(100)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;

    use super::*;

    fn settings() -> Settings {
        Settings::new(|| chrono::DateTime::UNIX_EPOCH)
    }

    fn documents() -> Documents {
        Documents::new(settings())
    }

    #[test]
    fn hostile_documents_never_reach_the_parser() {
        for hostile in ["[", "{a:", "{a", "{a(x:["] {
            let text = format!("{{a(x:{}", hostile.repeat(50_000));
            assert!(parse(&text, &settings()).is_err());
        }
    }

    #[test]
    fn errors_do_not_show_what_was_sent() {
        let refused = |text| parse(text, &settings()).unwrap_err().message;
        let broken = refused("mutation {\n signIn(password: \"plumtree\" {a}}");
        assert!(broken.starts_with("line 2, column"), "{broken}");
        assert!(broken.contains("expected"), "{broken}");
        for text in [
            "{a(x: \"plumtree\"",
            "plumtree",
            "{a(x: \"\"\"plumtree\"\"\") {plumtree}} }",
        ] {
            let broken = refused(text);
            assert!(!broken.contains("plumtree"), "{broken}");
        }
    }

    #[test]
    fn what_may_hold_a_password_is_not_kept() {
        let documents = documents();
        for text in [
            "mutation {signOut}",
            "query a {demand} mutation b {signOut}",
        ] {
            let one = documents.check(text).unwrap();
            let other = documents.check(text).unwrap();
            assert!(!Arc::ptr_eq(&one, &other), "{text}");
        }
    }

    #[test]
    fn queries_are_told_from_changes() {
        let is_query = |text, name| documents().check(text).unwrap().is_query(name);
        assert!(is_query("{a}", None));
        assert!(!is_query("mutation {a}", None));
        assert!(!is_query("mutation m {a}", None));
        assert!(!is_query("mutation m {a}", Some("m")));
        assert!(!is_query("mutation m {a}", None));
        assert!(is_query("query q {a} mutation m {a}", None));
        assert!(is_query("query q {a} mutation m {a}", Some("q")));
        assert!(!is_query("query q {a} mutation m {a}", Some("m")));
    }

    #[test]
    fn an_operation_that_is_alone_needs_no_name_to_be_known() {
        let documents = documents();
        for text in ["{demand {postings}}", "query q {demand {postings}}"] {
            let checked = documents.check(text).unwrap();
            let (_, price) = checked.priced(None).unwrap();
            assert_eq!(price.depth, 2, "{text}");
        }
        let checked = documents.check("query q {a} query r {a}").unwrap();
        assert!(checked.priced(None).is_none() && checked.priced(Some("r")).is_some());
        assert_eq!(checked.operation_name(Some("r")), Some(&Name::new("r")));
    }

    #[test]
    fn a_document_is_parsed_once() {
        let documents = documents();
        let one = documents.check("{demand {postings}}").unwrap();
        let other = documents.check("{demand {postings}}").unwrap();
        assert!(one.lasts.is_some() && Arc::ptr_eq(&one, &other));
        assert!(documents.check("{").is_err());
        let passing = documents.check("{postings {totalCount}}").unwrap();
        assert!(passing.lasts.is_none());
    }

    #[test]
    fn other_variables_are_another_request() {
        let asked = |first: i32| {
            let variables = serde_json::json!({"first": first});
            let request = Request::new("{a}").variables(Variables::from_json(variables));
            Asked::of(&request).unwrap()
        };
        let documents = documents();
        documents.remember(asked(1));
        assert!(documents.is_ruled(&asked(1)) && !documents.is_ruled(&asked(2)));
        (0..100_000).for_each(|first| documents.remember(asked(first)));
        assert!(documents.ruled.weight() <= RULED_BYTES);
    }

    #[test]
    fn what_people_say_of_themselves_is_not_kept() {
        let documents = documents();
        for field in ["readiness", "readines", "demand {readiness"] {
            let text = format!("{{{field}(input: {{text: \"me\"}}) {{x}}}}");
            let text = text + if field.contains('{') { "}" } else { "" };
            documents.check(&text).unwrap();
            assert_eq!(documents.cache.len(), 0, "{text}");
        }
        documents.check("{demand {postings}}").unwrap();
        assert_eq!(documents.cache.len(), 1);
    }

    /// What explorers ask before anything else: types nine wrappers deep.
    #[test]
    fn explorers_can_read_the_schema_within_the_limits() {
        let wrapped = (0..9).fold("kind name".to_owned(), |inner, _| {
            format!("kind name ofType {{{inner}}}")
        });
        let query = format!(
            "{{__schema {{
                queryType {{name}} directives {{name description locations args {{name type {{{wrapped}}} defaultValue}}}}
                types {{
                    kind name description
                    fields(includeDeprecated: true) {{
                        name args {{name type {{{wrapped}}} defaultValue}} type {{{wrapped}}} isDeprecated deprecationReason
                    }}
                    inputFields {{name type {{{wrapped}}}}} interfaces {{{wrapped}}} enumValues {{name}} possibleTypes {{{wrapped}}}
                }}
            }}}}"
        );
        let checked = documents().check(&query).unwrap();
        let (operation, price) = checked.priced(None).unwrap();
        let cost = price.cost(operation, &Variables::default());
        assert!(cost <= settings().max_complexity && price.depth <= settings().max_depth);
    }
}

//! Everything in the schema says what it is, and everything that is on its way out says what to use instead.

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{
            ConstDirective, FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind,
            TypeSystemDefinition,
        },
    },
};

use super::SCHEMA;

/// Words that add nothing to a name.
const EMPTY: [&str; 11] = [
    "a", "an", "the", "its", "their", "it", "is", "of", "what", "this", "that",
];

type Description = Option<Positioned<String>>;

/// What is wrong in a schema, thing by thing.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn of(schema: &str) -> Vec<String> {
        let document = parse_schema(schema).expect("the text is a schema");
        let mut wrong = Self::default();
        for definition in &document.definitions {
            match definition {
                TypeSystemDefinition::Type(found) => wrong.kind(&found.node),
                TypeSystemDefinition::Directive(found) => {
                    let name = &found.node.name.node;
                    wrong.described(&format!("@{name}"), name, &found.node.description);
                }
                TypeSystemDefinition::Schema(_) => {}
            }
        }
        wrong.0
    }

    fn kind(&mut self, found: &TypeDefinition) {
        let name = found.name.node.as_str();
        self.described(name, name, &found.description);
        match &found.kind {
            TypeKind::Scalar | TypeKind::Union(_) => {}
            TypeKind::Object(object) => self.fields(name, &object.fields),
            TypeKind::Interface(interface) => self.fields(name, &interface.fields),
            TypeKind::Enum(found) => {
                for value in &found.values {
                    let value = &value.node;
                    let at = format!("{name}.{}", value.value.node);
                    self.described(&at, &value.value.node, &value.description);
                    self.leaving(&at, &value.directives);
                }
            }
            TypeKind::InputObject(found) => {
                for field in &found.fields {
                    self.input(&format!("{name}.{}", field.node.name.node), &field.node);
                }
            }
        }
    }

    fn fields(&mut self, of: &str, fields: &[Positioned<FieldDefinition>]) {
        for field in fields {
            let field = &field.node;
            let at = format!("{of}.{}", field.name.node);
            self.described(&at, &field.name.node, &field.description);
            self.leaving(&at, &field.directives);
            for argument in &field.arguments {
                let argument = &argument.node;
                self.input(&format!("{at}({}:)", argument.name.node), argument);
            }
        }
    }

    fn input(&mut self, at: &str, found: &InputValueDefinition) {
        self.described(at, &found.name.node, &found.description);
        self.leaving(at, &found.directives);
    }

    fn described(&mut self, at: &str, name: &str, description: &Description) {
        let text = description.as_ref().map_or("", |text| text.node.trim());
        let begins = text.chars().next().is_some_and(char::is_uppercase);
        let wrong = if text.is_empty() {
            "is not described"
        } else if !begins || !text.ends_with('.') {
            "is not described by a sentence"
        } else if meaning(text) == meaning(name) {
            "is described by its own name"
        } else {
            return;
        };
        self.0.push(format!("{at} {wrong}"));
    }

    fn leaving(&mut self, at: &str, directives: &[Positioned<ConstDirective>]) {
        let mut directives = directives.iter().map(|directive| &directive.node);
        let deprecated = directives.find(|directive| directive.name.node == "deprecated");
        let Some(deprecated) = deprecated else { return };
        let mut arguments = deprecated.arguments.iter();
        let reason = arguments.find(|(name, _)| name.node == "reason");
        let reason = reason.map(|(_, value)| value.node.to_string());
        // The text stands in quotes.
        if reason.is_none_or(|reason| reason.len() < 12 || !reason.ends_with(".\"")) {
            self.0.push(format!("{at} is deprecated without a reason"));
        }
    }
}

/// The words of a text that say something, in small letters.
fn meaning(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in text.chars() {
        let begins = letter.is_uppercase() && before.is_lowercase();
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty() && !EMPTY.contains(&word.as_str()));
    words
}

#[test]
fn everything_is_described() {
    let wrong = Wrong::of(SCHEMA);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_described_is_found() {
    let schema = r#"
        type A {"What it is called." name(x: Int): String}
        "B."
        enum B {"one of them." ONE "The two." TWO "The third one." THREE}
        "What is asked for."
        input InputOfC {"How many there are" many: Int "Its open postings." openPostings: Int}
        "Something old."
        type D {
          "The old one." a: Int @deprecated(reason: "Ask for b.")
          "The new one." b: Int @deprecated
          "Another one." c: Int @deprecated(reason: "")
        }
    "#;
    assert_eq!(
        Wrong::of(schema),
        [
            "A is not described",
            "A.name(x:) is not described",
            "B is described by its own name",
            "B.ONE is not described by a sentence",
            "B.TWO is described by its own name",
            "InputOfC.many is not described by a sentence",
            "InputOfC.openPostings is described by its own name",
            "D.b is deprecated without a reason",
            "D.c is deprecated without a reason",
        ]
    );
}

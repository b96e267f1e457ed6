//! A schema as its clients depend on it, read from its text.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::{
    parse_schema,
    types::{
        BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};

/// What sort of type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    Input,
}

/// A type.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// Fields, of whatever kind it is.
    pub(super) fields: BTreeMap<String, Field>,
    /// The interfaces that it implements.
    pub(super) interfaces: BTreeSet<String>,
    /// The members of a union.
    pub(super) members: BTreeSet<String>,
    /// The values of an enum.
    pub(super) values: BTreeSet<String>,
}

/// A field, an argument or a field of an input.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) of: Type,
    pub(super) default: Option<String>,
    pub(super) arguments: BTreeMap<String, Field>,
}

impl Field {
    /// Whether whoever uses it has to give it.
    pub(super) fn is_needed(&self) -> bool {
        !self.of.nullable && self.default.is_none()
    }

    /// The type that is left without lists.
    pub(super) fn innermost(&self) -> &str {
        let mut of = &self.of;
        loop {
            match &of.base {
                BaseType::Named(name) => return name.as_str(),
                BaseType::List(inner) => of = inner,
            }
        }
    }
}

/// A directive.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) arguments: BTreeMap<String, Field>,
    pub(super) locations: BTreeSet<String>,
}

/// A schema.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// Query, mutation and subscription, each with the type that it starts from.
    pub(super) roots: BTreeMap<&'static str, String>,
    pub(super) types: BTreeMap<String, Shape>,
    pub(super) directives: BTreeMap<String, Directive>,
}

impl Schema {
    /// The schema of a text.
    pub(super) fn of(text: &str) -> Self {
        let document = parse_schema(text).expect("the text is a schema");
        let mut schema = Self::default();
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(found) => {
                    let found = found.node;
                    let roots = [
                        ("query", found.query),
                        ("mutation", found.mutation),
                        ("subscription", found.subscription),
                    ];
                    let roots = roots
                        .into_iter()
                        .filter_map(|(root, name)| Some((root, name?)));
                    let named = roots.map(|(root, name)| (root, name.node.to_string()));
                    schema.roots.extend(named);
                }
                TypeSystemDefinition::Type(found) => {
                    let name = found.node.name.node.to_string();
                    schema.types.insert(name, shape(&found.node));
                }
                TypeSystemDefinition::Directive(found) => {
                    let found = found.node;
                    let locations = found.locations.iter();
                    let directive = Directive {
                        arguments: found.arguments.iter().map(|a| input(&a.node)).collect(),
                        locations: locations.map(|place| format!("{:?}", place.node)).collect(),
                    };
                    schema
                        .directives
                        .insert(found.name.node.to_string(), directive);
                }
            }
        }
        schema
    }
}

fn shape(found: &TypeDefinition) -> Shape {
    let mut shape = Shape {
        kind: Kind::Scalar,
        fields: BTreeMap::new(),
        interfaces: BTreeSet::new(),
        members: BTreeSet::new(),
        values: BTreeSet::new(),
    };
    match &found.kind {
        TypeKind::Scalar => {}
        TypeKind::Object(object) => {
            shape.kind = Kind::Object;
            shape.fields = object.fields.iter().map(|f| output(&f.node)).collect();
            shape.interfaces = names(&object.implements);
        }
        TypeKind::Interface(interface) => {
            shape.kind = Kind::Interface;
            shape.fields = interface.fields.iter().map(|f| output(&f.node)).collect();
            shape.interfaces = names(&interface.implements);
        }
        TypeKind::Union(union) => {
            shape.kind = Kind::Union;
            shape.members = names(&union.members);
        }
        TypeKind::Enum(found) => {
            shape.kind = Kind::Enum;
            let values = found.values.iter();
            shape.values = values
                .map(|value| value.node.value.node.to_string())
                .collect();
        }
        TypeKind::InputObject(found) => {
            shape.kind = Kind::Input;
            shape.fields = found.fields.iter().map(|f| input(&f.node)).collect();
        }
    }
    shape
}

fn names(found: &[async_graphql::Positioned<async_graphql::Name>]) -> BTreeSet<String> {
    found.iter().map(|name| name.node.to_string()).collect()
}

fn output(found: &FieldDefinition) -> (String, Field) {
    let field = Field {
        of: found.ty.node.clone(),
        default: None,
        arguments: found.arguments.iter().map(|a| input(&a.node)).collect(),
    };
    (found.name.node.to_string(), field)
}

fn input(found: &InputValueDefinition) -> (String, Field) {
    let default = found.default_value.as_ref();
    let field = Field {
        of: found.ty.node.clone(),
        default: default.map(|value| value.node.to_string()),
        arguments: BTreeMap::new(),
    };
    (found.name.node.to_string(), field)
}

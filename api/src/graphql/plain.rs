//! Objects whose fields are at hand: they are answered in one go where nothing else is asked of them, without a future for each
//! field, of which a list has many.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};

/// An object that can tell some of its fields without waiting for anything, as its resolvers would.
pub(crate) trait Plain {
    /// What a field without arguments holds; nothing where that has to be left to its resolver.
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field) -> Option<Value>;
}

/// An object that is answered in one go where that is possible.
#[derive(Clone)]
pub(crate) struct Flat<T>(pub(crate) T);

/// The fields of an object that are selected, if all of them are at hand.
pub(crate) fn selected(
    ctx: &ContextSelectionSet<'_>,
    object: &impl Plain,
    selection: &SelectionSet,
) -> Option<Value> {
    let mut found = IndexMap::with_capacity(selection.items.len());
    for selection in &selection.items {
        let Selection::Field(field) = &selection.node else {
            return None;
        };
        let field = &field.node;
        if !field.directives.is_empty() || !field.arguments.is_empty() {
            return None;
        }
        let value = object.field(ctx, field)?;
        let key = field.response_key().node.clone();
        if found.insert(key, value).is_some() {
            // What is selected of one field in two places has to be merged.
            return None;
        }
    }
    Some(Value::Object(found))
}

/// The same of every object of a list, if all of their fields are at hand.
pub(crate) fn all_selected(
    ctx: &ContextSelectionSet<'_>,
    objects: impl IntoIterator<Item = impl Plain>,
    selection: &SelectionSet,
) -> Option<Value> {
    let objects = objects.into_iter();
    let values = objects.map(|object| selected(ctx, &object, selection));
    values.collect::<Option<Vec<_>>>().map(Value::List)
}

/// A field that may hold nothing.
pub(crate) fn optional(value: Option<impl Into<Value>>) -> Value {
    value.map_or(Value::Null, Into::into)
}

impl<T: OutputType + Plain> OutputType for Flat<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match selected(ctx, &self.0, &ctx.item.node) {
            Some(object) => Ok(object),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

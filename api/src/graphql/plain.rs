//! Objects whose fields are at hand: they are written in one go where nothing else is asked of them, without a future and a value for each
//! field, of which a list has many.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use serde::Serialize;

use super::loader::Loaders;

/// By what a value is known to be JSON that was written already; `async_graphql_value` has the same, and does not pass it on.
const WRITTEN: &str = "$serde_json::private::RawValue";

/// How many selections an operation may have, those of fragments wherever they are spread, for it to be looked whether some have to be
/// merged.
const MOST: usize = 2_000;

/// An object that can tell some of its fields without waiting for anything, as its resolvers would.
pub(crate) trait Plain: OutputType {
    /// Writes what a field without arguments holds; nothing where that has to be left to its resolver.
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()>;
}

/// An object that is answered in one go where that is possible.
#[derive(Clone)]
pub(crate) struct Flat<T>(pub(crate) T);

/// JSON that is being written.
#[derive(Default)]
pub(crate) struct Json(Vec<u8>);

impl Json {
    /// Writes a value.
    pub(crate) fn put(&mut self, value: impl Serialize) -> Option<()> {
        serde_json::to_writer(&mut self.0, &value).ok()
    }

    /// Writes the fields of an object that are selected, if all of them are at hand.
    pub(crate) fn object<T: Plain>(
        &mut self,
        ctx: &ContextSelectionSet<'_>,
        object: &T,
        selection: &SelectionSet,
    ) -> Option<()> {
        self.0.push(b'{');
        self.fields(ctx, object, selection)?;
        self.0.push(b'}');
        Some(())
    }

    fn fields<T: Plain>(
        &mut self,
        ctx: &ContextSelectionSet<'_>,
        object: &T,
        selection: &SelectionSet,
    ) -> Option<()> {
        for selection in &selection.items {
            match &selection.node {
                Selection::Field(field) => self.member(ctx, object, &field.node)?,
                Selection::InlineFragment(fragment) => {
                    let fragment = &fragment.node;
                    let of = fragment.type_condition.as_ref().map(|of| &of.node.on.node);
                    let fits = of.is_none_or(|of| *of == *T::type_name());
                    (fits && fragment.directives.is_empty()).then_some(())?;
                    self.fields(ctx, object, &fragment.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let spread = &spread.node;
                    let fragment = &ctx
                        .query_env
                        .fragments
                        .get(&spread.fragment_name.node)?
                        .node;
                    let fits = fragment.type_condition.node.on.node == *T::type_name();
                    (fits && spread.directives.is_empty()).then_some(())?;
                    self.fields(ctx, object, &fragment.selection_set.node)?;
                }
            }
        }
        Some(())
    }

    fn member<T: Plain>(
        &mut self,
        ctx: &ContextSelectionSet<'_>,
        object: &T,
        field: &Field,
    ) -> Option<()> {
        if !field.directives.is_empty() || !field.arguments.is_empty() {
            return None;
        }
        if self.0.last() != Some(&b'{') {
            self.0.push(b',');
        }
        self.put(field.response_key().node.as_str())?;
        self.0.push(b':');
        if field.name.node == "__typename" {
            return self.put(T::type_name());
        }
        object.field(ctx, field, self)
    }

    /// Writes a list of objects, if all selected fields of all of them are at hand.
    pub(crate) fn list(
        &mut self,
        ctx: &ContextSelectionSet<'_>,
        objects: impl IntoIterator<Item = impl Plain>,
        selection: &SelectionSet,
    ) -> Option<()> {
        self.0.push(b'[');
        for (ordinal, object) in objects.into_iter().enumerate() {
            if ordinal > 0 {
                self.0.push(b',');
            }
            self.object(ctx, &object, selection)?;
        }
        self.0.push(b']');
        Some(())
    }

    /// The value that stands for what was written.
    fn value(self) -> Option<Value> {
        let text = Value::String(String::from_utf8(self.0).ok()?);
        let written = IndexMap::from_iter([(Name::new(WRITTEN), text)]);
        Some(Value::Object(written))
    }
}

/// Whether nothing in the answer to an operation is put together of what is selected in several places: what is written cannot be.
pub(super) fn merges_nothing(ctx: &ContextSelectionSet<'_>) -> bool {
    let mut left = MOST;
    let mut sets = vec![&ctx.query_env.operation.node.selection_set.node];
    while let Some(set) = sets.pop() {
        let mut fields = Vec::new();
        if spread(ctx, set, &mut fields, &mut left).is_none() {
            return false;
        }
        let mut keys: Vec<&str> = fields
            .iter()
            .map(|field| field.response_key().node.as_str())
            .collect();
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        sets.extend(fields.iter().map(|field| &field.selection_set.node));
    }
    true
}

/// Finds the fields of a selection and of its fragments; nothing where they are too many.
fn spread<'a>(
    ctx: &'a ContextSelectionSet<'_>,
    set: &'a SelectionSet,
    fields: &mut Vec<&'a Field>,
    left: &mut usize,
) -> Option<()> {
    for selection in &set.items {
        *left = left.checked_sub(1)?;
        match &selection.node {
            Selection::Field(field) => fields.push(&field.node),
            Selection::InlineFragment(fragment) => {
                spread(ctx, &fragment.node.selection_set.node, fields, left)?;
            }
            Selection::FragmentSpread(fragment) => {
                let fragment = ctx
                    .query_env
                    .fragments
                    .get(&fragment.node.fragment_name.node)?;
                spread(ctx, &fragment.node.selection_set.node, fields, left)?;
            }
        }
    }
    Some(())
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
        match written(ctx, &self.0) {
            Some(object) => Ok(object),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

fn written(ctx: &ContextSelectionSet<'_>, object: &impl Plain) -> Option<Value> {
    if !ctx.data_opt::<Loaders>()?.merge_nothing(ctx) {
        return None;
    }
    let mut json = Json::default();
    json.object(ctx, object, &ctx.item.node)?;
    json.value()
}

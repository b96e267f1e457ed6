//! Fields that may be null: one that fails is null itself, and leaves the fields beside it alone.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, Result, ServerResult, Value, parser::types::Field,
    registry::Registry,
};

/// What a nullable field or list entry found, or why it found nothing.
///
/// A resolver that returns a plain `Result<Option<T>>` nulls the nearest nullable field above its own.
pub(crate) struct Nullable<T>(Result<Option<T>>);

impl<T> From<Result<Option<T>>> for Nullable<T> {
    fn from(found: Result<Option<T>>) -> Self {
        Self(found)
    }
}

impl<T: OutputType> OutputType for Nullable<T> {
    fn type_name() -> Cow<'static, str> {
        Option::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Option::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Option::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match &self.0 {
            Ok(found) => found.resolve(ctx, field).await,
            Err(error) => {
                let error = error.clone().into_server_error(field.pos);
                ctx.add_error(ctx.set_error_path(error));
                Ok(Value::Null)
            }
        }
    }
}

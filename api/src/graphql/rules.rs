//! Whether a document keeps the rules of the schema, without executing it.

use std::sync::Arc;

use async_graphql::{
    Request, Response, ValidationMode,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
    parser::types::{DocumentOperations, ExecutableDocument},
};

use super::{Schema, builder};

/// The rules of the schema.
pub(crate) struct Rules(Schema);

impl Rules {
    /// Those of every server; limits are each server's own.
    pub(crate) fn new() -> Self {
        let schema = builder().validation_mode(ValidationMode::Strict);
        Self(schema.disable_suggestions().extension(Halt).finish())
    }

    /// The first rule that a document breaks, if it breaks any.
    pub(crate) async fn broken(&self, document: ExecutableDocument) -> Option<String> {
        // All operations are checked, whichever is meant.
        let name = match &document.operations {
            DocumentOperations::Single(_) => None,
            DocumentOperations::Multiple(operations) => operations.keys().next().cloned(),
        };
        let mut request = Request::new("");
        request.operation_name = name.map(|name| name.to_string());
        request.set_parsed_query(document);
        let answer = self.0.execute(request).await;
        answer.errors.into_iter().next().map(|error| error.message)
    }
}

/// Ends every execution before it begins.
struct Halt;

impl ExtensionFactory for Halt {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Halt {
    async fn execute(
        &self,
        _: &ExtensionContext<'_>,
        _: Option<&str>,
        _: NextExecute<'_>,
    ) -> Response {
        Response::default()
    }
}

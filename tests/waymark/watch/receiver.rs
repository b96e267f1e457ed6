//! Whoever collects traces: a server that takes OTLP over HTTP, as collectors do.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span};
use prost::Message;
use tokio::net::TcpListener;

type Received = Arc<Mutex<Vec<ResourceSpans>>>;

/// A running receiver.
pub(crate) struct Receiver {
    /// Where it listens.
    pub(crate) url: String,
    received: Received,
}

impl Receiver {
    /// Begins to listen.
    pub(crate) async fn start() -> Self {
        let received = Received::default();
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(Arc::clone(&received));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, received }
    }

    /// What a program has to find in its environment to send its traces here, soon.
    pub(crate) fn variables(&self) -> [(&str, &str); 2] {
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &self.url),
            ("OTEL_BSP_SCHEDULE_DELAY", "20"),
        ]
    }

    /// All spans so far.
    pub(crate) fn spans(&self) -> Vec<Span> {
        let received = self.received.lock().unwrap();
        let scopes = received.iter().flat_map(|resource| &resource.scope_spans);
        scopes.flat_map(|scope| scope.spans.clone()).collect()
    }

    /// Everything that was sent so far, as a text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.received.lock().unwrap())
    }

    /// The spans, once one of them is of this name.
    pub(crate) async fn spans_with(&self, name: &str) -> Vec<Span> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let spans = self.spans();
            if spans.iter().any(|span| span.name == name) {
                return spans;
            }
            assert!(Instant::now() < deadline, "no `{name}` among {spans:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// What the sender says of itself under a name.
    pub(crate) fn sender(&self, name: &str) -> Option<String> {
        let received = self.received.lock().unwrap();
        let resource = received.first()?.resource.as_ref()?;
        let attribute = resource
            .attributes
            .iter()
            .find(|attribute| attribute.key == name)?;
        text(attribute.value.as_ref()?.value.as_ref()?)
    }
}

/// What a span says under a name.
pub(crate) fn said(span: &Span, name: &str) -> Option<String> {
    let attribute = span
        .attributes
        .iter()
        .find(|attribute| attribute.key == name)?;
    text(attribute.value.as_ref()?.value.as_ref()?)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}

async fn take(State(received): State<Received>, body: Bytes) -> Bytes {
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    received.lock().unwrap().extend(request.resource_spans);
    Bytes::new()
}

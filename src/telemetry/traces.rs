//! Traces by OpenTelemetry, exported over HTTP where the environment says where to; its standard variables say how.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Runtime;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::{Layer, registry::LookupSpan};

use super::TRACES;
use crate::configuration::{Environment, environment};

/// Where traces go; the second one is of all that OpenTelemetry exports.
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/// How they are sent.
const PROTOCOLS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
];

/// The one way in which they are sent here.
const PROTOCOL: &str = "http/protobuf";

/// How long whoever collects them may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What exports traces, if the environment asks for it.
///
/// # Errors
/// When it asks for something that cannot be done.
pub(super) fn provider() -> anyhow::Result<Option<SdkTracerProvider>> {
    if !are_wanted(&environment)? {
        return Ok(None);
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Client::new()?)
        .with_protocol(Protocol::HttpBinary)
        .build()
        .context("traces cannot be exported")?;
    let provider = SdkTracerProvider::builder()
        .with_resource(resource(&environment))
        .with_batch_exporter(exporter);
    Ok(Some(provider.build()))
}

/// What makes spans of a trace of ours, and of nothing else: what others tell may hold more than is anybody's business.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + Send + Sync + use<S>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let ours = filter_fn(|metadata| metadata.target() == TRACES);
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("waymark"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(ours.with_max_level_hint(LevelFilter::INFO))
}

fn are_wanted(environment: Environment<'_>) -> anyhow::Result<bool> {
    let given = |name: &str| {
        let value = environment(name)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let is_off = given("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || given("OTEL_TRACES_EXPORTER").is_some_and(|value| value == "none");
    if is_off || !ENDPOINTS.iter().any(|name| given(name).is_some()) {
        return Ok(false);
    }
    let protocol = PROTOCOLS.iter().find_map(|name| Some((name, given(name)?)));
    match protocol {
        Some((name, protocol)) if protocol != PROTOCOL => {
            bail!(
                "{name} is {protocol}, but traces are sent by {PROTOCOL} only: say that, or leave it out"
            )
        }
        _ => Ok(true),
    }
}

/// Who tells: `waymark`, unless the environment has another name for this one.
fn resource(environment: Environment<'_>) -> Resource {
    let attributes = environment("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let is_named = environment("OTEL_SERVICE_NAME").is_some_and(|name| !name.is_empty())
        || attributes.contains("service.name=");
    let resource = Resource::builder();
    let resource = if is_named {
        resource
    } else {
        resource.with_service_name("waymark")
    };
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    resource.with_attribute(version).build()
}

/// Sends spans from the thread that gathers them, on a runtime of its own: that of the server may be busy, or gone already.
#[derive(Debug)]
struct Client {
    client: reqwest::Client,
    runtime: Runtime,
    /// Whether the latest spans could not be sent, which is said once.
    fails: AtomicBool,
}

impl Client {
    fn new() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread();
        Ok(Self {
            client: reqwest::Client::builder().timeout(PATIENCE).build()?,
            runtime: { runtime }.enable_all().build()?,
            fails: AtomicBool::new(false),
        })
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request.map(reqwest::Body::from))?;
        let response = self.client.execute(request).await?;
        let mut answer = Response::builder().status(response.status());
        if let Some(headers) = answer.headers_mut() {
            headers.clone_from(response.headers());
        }
        Ok(answer.body(response.bytes().await?)?)
    }
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.runtime.block_on(self.send(request));
        let trouble = match &sent {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status())),
            Err(cause) => Some(cause.to_string()),
        };
        let failed = self.fails.swap(trouble.is_some(), Ordering::Relaxed);
        if let Some(trouble) = trouble.filter(|_| !failed) {
            tracing::warn!(%trouble, "whoever collects traces does not take them; trying on");
        }
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(variables: &[(&str, &str)]) -> Option<bool> {
        let environment = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        are_wanted(&environment).ok()
    }

    #[test]
    fn traces_are_exported_where_somebody_says_where_to() {
        let here = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        assert_eq!(wanted(&[]), Some(false));
        assert_eq!(wanted(&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]), Some(false));
        assert_eq!(wanted(&[here]), Some(true));
        assert_eq!(
            wanted(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", here.1)]),
            Some(true)
        );
        assert_eq!(wanted(&[here, ("OTEL_SDK_DISABLED", "TRUE")]), Some(false));
        assert_eq!(
            wanted(&[here, ("OTEL_TRACES_EXPORTER", "none")]),
            Some(false)
        );
        assert_eq!(
            wanted(&[here, ("OTEL_EXPORTER_OTLP_PROTOCOL", PROTOCOL)]),
            Some(true)
        );
        assert_eq!(
            wanted(&[here, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]),
            None
        );
    }

    #[test]
    fn whoever_gives_no_name_is_waymark() {
        let name = |variables: &'static [(&str, &str)]| {
            let environment = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let name = resource(&environment).get(&"service.name".into());
            name.map(|name| name.to_string())
        };
        assert_eq!(name(&[]).as_deref(), Some("waymark"));
        // What the environment of the process says is found by the library itself.
        assert_ne!(
            name(&[("OTEL_SERVICE_NAME", "other")]).as_deref(),
            Some("waymark")
        );
    }
}

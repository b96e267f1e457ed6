//! Requests as parts of traces that began elsewhere: `traceparent`, as the W3C defines it.

use axum::http::HeaderMap;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::observation::request_span;

/// The span of a request that came with these headers; while nobody wants traces, it costs nothing and is none.
pub(super) fn span(headers: &HeaderMap) -> Span {
    let span = request_span();
    if !span.is_disabled()
        && let Some(parent) = headers
            .get("traceparent")
            .and_then(|value| parent(value.to_str().ok()?))
    {
        // It fails where spans are not exported, and then nothing is lost.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
    span
}

/// Gives a span the name that it has in its trace: what is asked for is known only after it has begun.
pub(super) fn rename(span: &Span, name: String) {
    span.context().span().update_name(name);
}

/// Who began a trace. What is not of the form that the standard gives is passed over, as the standard demands.
fn parent(header: &str) -> Option<SpanContext> {
    let mut parts = header.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |part: &str, length| {
        let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        part.len() == length && part.bytes().all(lower)
    };
    let is_known = match version {
        "ff" => false,
        "00" => parts.next().is_none(),
        _ => is_hex(version, 2),
    };
    if !is_known || !is_hex(trace, 32) || !is_hex(span, 16) || !is_hex(flags, 2) {
        return None;
    }
    let context = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(u8::from_str_radix(flags, 16).ok()? & TraceFlags::SAMPLED.to_u8()),
        true,
        TraceState::NONE,
    );
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_trace_that_began_elsewhere_goes_on() {
        let context = parent(&format!("00-{TRACE}-00f067aa0ba902b7-01")).unwrap();
        assert_eq!(context.trace_id().to_string(), TRACE);
        assert_eq!(context.span_id().to_string(), "00f067aa0ba902b7");
        assert!(context.is_sampled() && context.is_remote());
        assert!(
            !parent(&format!("00-{TRACE}-00f067aa0ba902b7-00"))
                .unwrap()
                .is_sampled()
        );
        assert!(parent(&format!("01-{TRACE}-00f067aa0ba902b7-01-more")).is_some());
    }

    #[test]
    fn what_is_no_traceparent_is_passed_over() {
        let zeros = "0".repeat(32);
        for header in [
            "",
            "00",
            &format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            &format!("00-{TRACE}-00f067aa0ba902b7-01-more"),
            &format!("00-{TRACE}-00f067aa0ba902b7"),
            &format!("00-{zeros}-00f067aa0ba902b7-01"),
            &format!("00-{TRACE}-0000000000000000-01"),
            &format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
            &format!("00-{}-00f067aa0ba902b7-01", "é".repeat(16)),
        ] {
            assert_eq!(parent(header), None, "{header}");
        }
    }
}

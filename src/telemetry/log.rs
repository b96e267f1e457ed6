//! The log: lines on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::FilterExt, filter::ParseError, filter::filter_fn, fmt,
};

use super::{Arguments, Format, Requests, TRACES};

/// What is logged unless `RUST_LOG` says otherwise. A line for each request costs as much as giving an answer again, so that is for
/// operators to want.
const USUAL: &str = "info,waymark::request=warn,sqlx=warn,sea_orm=warn,sea_orm_migration=warn";

/// What writes the log.
///
/// # Errors
/// When what chooses the lines is not understood.
pub(super) fn layer(
    arguments: Arguments,
) -> Result<Box<dyn Layer<Registry> + Send + Sync>, ParseError> {
    let chosen = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let chosen = match arguments.log_requests {
        Some(requests) => chosen.add_directive(directive(requests).parse()?),
        None => chosen,
    };
    // Spans for traces would be repeated before every line that is written within them.
    let chosen = chosen.and(filter_fn(|metadata| metadata.target() != TRACES));
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    Ok(match arguments.log_format {
        Format::Text => lines.with_filter(chosen).boxed(),
        Format::Json => {
            let lines = lines.json().flatten_event(true);
            lines.with_filter(chosen).boxed()
        }
    })
}

fn directive(requests: Requests) -> &'static str {
    match requests {
        Requests::All => "waymark::request=info",
        Requests::Failed => "waymark::request=warn",
        Requests::None => "waymark::request=off",
    }
}

//! What a process tells of itself while it runs: its log, and traces for those who collect them.

mod log;
mod traces;

use anyhow::Context;
use clap::{Args, ValueEnum};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::{Registry, layer::SubscriberExt, util::SubscriberInitExt};

/// Under which target spans are kept that are for traces alone.
const TRACES: &str = "waymark::trace";

/// What is logged, and how.
#[derive(Clone, Copy, Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// How lines of the log are written
    #[arg(
        long,
        global = true,
        env = "WAYMARK_LOG_FORMAT",
        value_enum,
        value_name = "FORMAT",
        default_value_t = Format::Text
    )]
    log_format: Format,
    /// Of which requests the log has a line [default: failed, unless `RUST_LOG` says otherwise]
    #[arg(
        long,
        global = true,
        env = "WAYMARK_LOG_REQUESTS",
        value_enum,
        value_name = "WHICH"
    )]
    log_requests: Option<Requests>,
}

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// Of which requests the log has a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Requests {
    /// Of every one
    All,
    /// Of those that could not be answered by a fault of ours
    Failed,
    /// Of none
    None,
}

/// Telling, until it is ended.
#[must_use]
pub struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// Begins to log to standard error, `RUST_LOG` choosing how much, and to export traces where the environment asks for that.
    ///
    /// # Errors
    /// When the environment asks for traces in a way that cannot be done.
    pub fn begin(arguments: Arguments) -> anyhow::Result<Self> {
        let (traces, provider) = match traces::provider()? {
            Some(provider) => (Some(traces::layer(&provider)), Some(provider)),
            None => (None, None),
        };
        let log = log::layer(arguments).context("RUST_LOG is not understood")?;
        let subscriber = Registry::default().with(log).with(traces);
        // In tests several commands run in one process: the first one's logging stays.
        let _ = subscriber.try_init();
        Ok(Self(provider))
    }

    /// Exports what is left.
    pub fn end(self) {
        if let Some(provider) = self.0 {
            // Who collects traces may be gone; nothing can be done about what they miss.
            let _ = provider.shutdown();
        }
    }
}

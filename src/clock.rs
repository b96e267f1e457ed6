//! The one place that asks what time it is; everything else is told.

use chrono::{DateTime, Utc};

/// The present moment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the clock enters here")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

//! Reading that survives its own bugs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Observation, Reader};
use crate::facts::Facts;
use crate::raw::RawPosting;

/// What is said where nothing should have gone wrong.
pub(crate) const BUG: &str = "which is a bug in Waymark: please report it";

impl Reader {
    /// Reads one posting. A bug that panics costs this posting only, and the reason says so.
    ///
    /// # Errors
    /// With the reason why it is no posting, or that reading it failed.
    pub fn read_guarded(
        &self,
        raw: &RawPosting,
        observation: Observation,
    ) -> Result<Facts, String> {
        let read = || self.read(raw, observation);
        catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| Err(format!("reading it failed, {BUG}")))
    }
}

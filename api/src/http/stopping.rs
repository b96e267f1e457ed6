//! How the server tells whatever it holds open that it is time to go.

use std::{convert::Infallible, future::pending};

use axum::{extract::FromRequestParts, http::request::Parts};
use tokio::sync::watch;

/// How far the server has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It serves.
    Serving,
    /// It takes nothing new and finishes what is under way.
    Stopping,
    /// What is still open is cut.
    Over,
}

/// Hears of it when the server stops. Every request carries one, for what would otherwise go on without end.
#[derive(Clone, Debug, Default)]
pub(super) struct Stopping(Option<watch::Receiver<Phase>>);

impl Stopping {
    /// One that hears what is said there.
    pub(super) fn new(phase: watch::Receiver<Phase>) -> Self {
        Self(Some(phase))
    }

    /// Completes once the server stops.
    pub(super) async fn begun(&self) {
        self.reached(|phase| phase != Phase::Serving).await;
    }

    /// Completes once nothing may go on.
    pub(super) async fn over(&self) {
        self.reached(|phase| phase == Phase::Over).await;
    }

    async fn reached(&self, phase: impl Fn(Phase) -> bool) {
        match self.0.clone() {
            // A server that is gone has stopped.
            Some(mut told) => drop(told.wait_for(|now| phase(*now)).await),
            None => pending().await,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Stopping {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

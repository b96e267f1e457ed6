//! What a connection is waiting for: its stream, its requests and whoever holds it tell each other here.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::Notify,
    time::{Duration, Instant},
};

/// What is waited for.
#[derive(Clone, Copy, Debug)]
enum Awaited {
    /// That the head of a request, which has begun to come, is complete. So does a fresh connection, which is opened to ask at once.
    Head(Instant),
    /// The next request.
    Request(Instant),
    /// The answer to a request, which has limits of its own.
    Answer,
}

/// How long may be waited for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For the rest of a request's head.
    pub(super) head: Duration,
    /// For the next request.
    pub(super) idle: Duration,
}

/// The course of one connection.
#[derive(Debug)]
pub(in crate::http) struct Course {
    awaited: Mutex<Awaited>,
    dismissal: Notify,
}

impl Course {
    /// That of a fresh connection.
    pub(super) fn fresh() -> Self {
        Self::new(Awaited::Head(Instant::now()))
    }

    /// That of a connection which never waits for a request.
    pub(in crate::http) fn busy() -> Self {
        Self::new(Awaited::Answer)
    }

    fn new(awaited: Awaited) -> Self {
        Self {
            awaited: Mutex::new(awaited),
            dismissal: Notify::new(),
        }
    }

    fn awaited(&self) -> MutexGuard<'_, Awaited> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes have come.
    pub(super) fn heard(&self) {
        let mut awaited = self.awaited();
        if let Awaited::Request(_) = *awaited {
            *awaited = Awaited::Head(Instant::now());
        }
    }

    /// A request is complete and gets its answer from now on.
    pub(super) fn asked(&self) {
        *self.awaited() = Awaited::Answer;
    }

    /// An answer was given.
    pub(super) fn answered(&self) {
        *self.awaited() = Awaited::Request(Instant::now());
    }

    /// Since when a request is waited for.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        match *self.awaited() {
            Awaited::Head(since) | Awaited::Request(since) => Some(since),
            Awaited::Answer => None,
        }
    }

    /// When to look again whether patience has come to its end; nothing where it has.
    pub(super) fn patient_until(&self, patience: Patience) -> Option<Instant> {
        let now = Instant::now();
        let end = match *self.awaited() {
            Awaited::Head(since) => since + patience.head,
            Awaited::Request(since) => since + patience.idle,
            Awaited::Answer => now + patience.head,
        };
        // A head may begin to come at any moment, and has its own, shorter time.
        (end > now).then(|| end.min(now + patience.head))
    }

    /// Asks whoever holds the connection to give it up.
    pub(super) fn dismiss(&self) {
        self.dismissal.notify_one();
    }

    /// Completes once it is to be given up.
    pub(super) async fn dismissed(&self) {
        self.dismissal.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;

    const PATIENCE: Patience = Patience {
        head: Duration::from_millis(40),
        idle: Duration::from_hours(1),
    };

    #[test]
    fn a_head_that_drips_gets_no_more_time_for_it() {
        let course = Course::fresh();
        let until = course.patient_until(PATIENCE).unwrap();
        course.heard();
        assert!(course.patient_until(PATIENCE).unwrap() <= until);
        sleep(PATIENCE.head);
        course.heard();
        assert_eq!(course.patient_until(PATIENCE), None);
    }

    #[test]
    fn whoever_was_answered_may_rest_until_the_next_request_begins() {
        let course = Course::fresh();
        course.asked();
        assert!(course.waits_since().is_none());
        sleep(PATIENCE.head);
        assert!(
            course.patient_until(PATIENCE).is_some(),
            "an answer is made"
        );
        course.answered();
        sleep(PATIENCE.head);
        assert!(course.patient_until(PATIENCE).is_some(), "it rests");
        course.heard();
        sleep(PATIENCE.head);
        assert_eq!(course.patient_until(PATIENCE), None);
    }
}

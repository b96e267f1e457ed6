//! The body of an answer, which is under way until its last byte was handed over.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::Body;
use hyper::body::{Bytes, Frame, SizeHint};

use super::course::Course;

/// A request that is under way: from the moment when its head has come until this is dropped.
pub(super) struct Underway(Arc<Course>);

impl Underway {
    /// Begins one.
    pub(super) fn begin(course: &Arc<Course>) -> Self {
        course.asked();
        Self(Arc::clone(course))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.answered();
    }
}

/// A body with the request that it answers.
pub(super) struct Attended {
    body: Body,
    _request: Underway,
}

impl Attended {
    /// The body of the answer to a request.
    pub(super) fn new(body: Body, request: Underway) -> Self {
        Self {
            body,
            _request: request,
        }
    }
}

impl hyper::body::Body for Attended {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! One connection: its requests are answered until it is closed, has nothing to say, or the server stops.

use std::{net::SocketAddr, pin::pin, sync::Arc};

use axum::extract::ConnectInfo;
use hyper::{
    Request,
    body::Incoming,
    service::{Service, service_fn},
};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, sleep_until};

use super::{
    Doors,
    attended::{Attended, Underway},
    course::Course,
    stream::Stream,
};

/// Answers requests for as long as that goes well.
pub(super) async fn hold(
    stream: Stream,
    address: SocketAddr,
    course: Arc<Course>,
    doors: Arc<Doors>,
) {
    let requests = service_fn(|mut request: Request<Incoming>| {
        let underway = Underway::begin(&course);
        request.extensions_mut().insert(ConnectInfo(address));
        request.extensions_mut().insert(doors.stopping.clone());
        let answer = doors.router.call(request);
        async {
            answer
                .await
                .map(|answer| answer.map(|body| Attended::new(body, underway)))
        }
    });
    let stream = TokioIo::new(stream);
    let connection = doors.speech.serve_connection(stream, requests);
    let mut connection = pin!(connection.with_upgrades());
    let stopping = &doors.stopping;
    let (mut stop, mut over) = (pin!(stopping.begun()), pin!(stopping.over()));
    let mut dismissed = pin!(course.dismissed());
    let mut look = pin!(sleep_until(Instant::now() + doors.patience.head));
    let mut is_stopping = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(cause) = ended {
                    tracing::debug!(%cause, "a connection ended badly");
                }
                return;
            }
            () = stop.as_mut(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
            () = look.as_mut() => match course.patient_until(doors.patience) {
                Some(until) => look.as_mut().reset(until),
                None => return,
            },
            () = dismissed.as_mut() => return,
            () = over.as_mut() => return,
        }
    }
}

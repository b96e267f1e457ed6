//! One connection: it is opened, operations run on it, and it is closed with the reason why.

use std::{collections::HashMap, ops::ControlFlow, pin::pin, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::{AbortHandle, JoinSet},
    time::{Instant, interval, sleep_until, timeout},
};

use super::message::{Said, acknowledged, authorization, pong, read, refused};
use crate::http::{
    State,
    body::Parameters,
    identity::{Sender as Client, token},
    observation::Observation,
    operation::{Form, Reply, Voice, run},
    refusal::Refusal,
    request_id::RequestId,
    stopping::Stopping,
};

/// How many messages of its operations may wait for a slow client.
const WAITING: usize = 16;

/// After how many pauses without a sign of life a client is given up.
const SILENT_PAUSES: u32 = 3;

/// How long a client may take to hear that its connection is closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why a connection is closed by us: the protocol's code, and words.
type Close = (u16, &'static str);

/// Goes on, maybe with an answer, or closes the connection.
type Step = ControlFlow<Close, Option<String>>;

/// Holds a connection until either side closes it; what runs on it then is given up.
pub(super) async fn hold(
    socket: WebSocket,
    state: State,
    (client, id): (Client, RequestId),
    stopping: Stopping,
) {
    let (mut outgoing, mut incoming) = socket.split();
    let mut ending = pin!(stopping.begun());
    let (mut session, mut replies) = Session::new(state, client, id);
    let settings = session.state.settings;
    let opened_by = Instant::now() + settings.socket_patience;
    let mut pings = interval(settings.socket_pause.max(Duration::from_millis(1)));
    let mut heard = Instant::now();
    loop {
        let step = tokio::select! {
            frame = incoming.next() => {
                heard = Instant::now();
                match frame {
                    Some(Ok(Message::Text(text))) => session.said(&text),
                    Some(Ok(Message::Binary(_))) => ControlFlow::Break((4400, "messages are texts")),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => ControlFlow::Continue(None),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                }
            }
            Some(reply) = replies.recv() => ControlFlow::Continue(session.passed_on(reply)),
            Some(_) = session.tasks.join_next() => ControlFlow::Continue(None),
            () = sleep_until(opened_by), if !session.acknowledged => {
                ControlFlow::Break((4408, "connection_init did not come in time"))
            }
            () = ending.as_mut() => {
                ControlFlow::Break((close_code::AWAY, "the server stops; connect again"))
            }
            _ = pings.tick() => {
                if heard.elapsed() > settings.socket_pause * SILENT_PAUSES {
                    return;
                }
                session.send(&mut outgoing, Message::Ping(Vec::new().into())).await
            }
        };
        let step = match step {
            ControlFlow::Continue(Some(text)) => {
                session
                    .send(&mut outgoing, Message::Text(text.into()))
                    .await
            }
            step => step,
        };
        if let ControlFlow::Break(why) = step {
            let patience = settings.socket_patience.min(FAREWELL);
            // The client may be gone already.
            let _ = timeout(patience, close(outgoing, incoming, why)).await;
            return;
        }
    }
}

/// Says why the connection is closed, and listens until the client has heard it: to go at once would take it back.
async fn close(
    mut outgoing: SplitSink<WebSocket, Message>,
    mut incoming: SplitStream<WebSocket>,
    (code, reason): Close,
) {
    let reason = reason.into();
    let frame = Message::Close(Some(CloseFrame { code, reason }));
    if outgoing.send(frame).await.is_ok() {
        while let Some(Ok(_)) = incoming.next().await {}
    }
}

struct Session {
    state: State,
    /// Who asks, as far as that is known. What their token is good for is asked for each operation, since it may end meanwhile.
    client: Client,
    /// Under which id the log knows the connection.
    id: RequestId,
    acknowledged: bool,
    /// What runs, by the name its client gave it.
    operations: HashMap<String, (u64, AbortHandle)>,
    // All are aborted when it is dropped.
    tasks: JoinSet<()>,
    replies: Sender<Reply>,
    /// How many operations there ever were: a name may be used again, a number never is.
    begun: u64,
}

impl Session {
    fn new(state: State, client: Client, id: RequestId) -> (Self, Receiver<Reply>) {
        let (replies, receiver) = channel(WAITING);
        let session = Self {
            state,
            client,
            id,
            acknowledged: false,
            operations: HashMap::new(),
            tasks: JoinSet::new(),
            replies,
            begun: 0,
        };
        (session, receiver)
    }

    /// What to do about something that the client says.
    fn said(&mut self, text: &str) -> Step {
        match read(text) {
            None => ControlFlow::Break((4400, "that is no message of graphql-transport-ws")),
            Some(Said::ConnectionInit { .. }) if self.acknowledged => {
                ControlFlow::Break((4429, "connection_init came twice"))
            }
            Some(Said::ConnectionInit { payload }) => {
                self.acknowledged = true;
                if let Some(token) = authorization(&payload).and_then(token) {
                    self.client.token = Some(token.into());
                }
                ControlFlow::Continue(Some(acknowledged()))
            }
            Some(Said::Ping {}) => ControlFlow::Continue(Some(pong())),
            Some(Said::Pong {}) => ControlFlow::Continue(None),
            Some(Said::Complete { id }) => {
                if let Some((_, task)) = self.operations.remove(&id) {
                    task.abort();
                }
                ControlFlow::Continue(None)
            }
            Some(Said::Subscribe { id, payload }) => self.subscribe(id, payload),
        }
    }

    fn subscribe(&mut self, id: String, payload: Parameters) -> Step {
        if !self.acknowledged {
            return ControlFlow::Break((4401, "connection_init comes first"));
        }
        if self.operations.contains_key(&id) {
            return ControlFlow::Break((4409, "an operation of that name is under way"));
        }
        let max = self.state.settings.max_subscriptions;
        if self.operations.len() >= max {
            self.state.metrics.limited("subscriptions");
            let message = format!("at most {max} operations may be under way on one connection");
            let refusal = Refusal::beyond("subscriptions", max, message);
            return ControlFlow::Continue(Some(refused(&id, &refusal)));
        }
        self.begun += 1;
        let voice = Voice {
            form: Form::Message(id.clone()),
            number: self.begun,
            replies: self.replies.clone(),
            observation: Observation::on_socket(&self.state, self.id.clone()),
            // The connection is closed if its client is slow.
            patience: None,
        };
        let task = self
            .tasks
            .spawn(run(self.state.clone(), self.client.clone(), payload, voice));
        self.operations.insert(id, (self.begun, task));
        ControlFlow::Continue(None)
    }

    /// What the client is told of an operation; nothing of one that it has given up.
    fn passed_on(&mut self, reply: Reply) -> Option<String> {
        let known = |operation: &(u64, AbortHandle)| operation.0 == reply.number;
        let id = self
            .operations
            .iter()
            .find(|(_, operation)| known(operation));
        let id = id.map(|(id, _)| id.clone())?;
        if reply.last {
            self.operations.remove(&id);
        }
        Some(reply.text)
    }

    /// Sends a message to a client that takes it in time.
    async fn send(&self, outgoing: &mut SplitSink<WebSocket, Message>, message: Message) -> Step {
        match timeout(self.state.settings.socket_patience, outgoing.send(message)).await {
            Ok(Ok(())) => ControlFlow::Continue(None),
            _ => ControlFlow::Break((close_code::POLICY, "messages are not taken in")),
        }
    }
}

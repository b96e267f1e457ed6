//! One operation that may answer more than once: from its request to its last answer.

use std::time::Duration;

use async_graphql::{
    Request, Response as Answer, ServerError, Value,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection},
};
use futures_util::StreamExt;
use tokio::{sync::mpsc::Sender, time::timeout};
use tracing::Instrument;

use super::{
    State,
    body::{Parameters, request},
    executor::{Prepared, unanswered},
    identity::{self, Sender as Client},
    observation::{Observation, Seen},
    refusal::Refusal,
    reply::finished,
    socket::message,
    stream::event,
};
use crate::graphql::with_loaders;

/// What an operation has to say to its client.
pub(super) struct Reply {
    /// Which operation it is.
    pub(super) number: u64,
    /// The message.
    pub(super) text: String,
    /// Whether it is the operation's last.
    pub(super) last: bool,
}

/// How an operation's messages are written.
pub(super) enum Form {
    /// For a web socket, under the name that its client gave the operation.
    Message(String),
    /// For a stream of events, which has only one operation.
    Event,
}

impl Form {
    fn next(&self, answer: &Answer) -> String {
        match self {
            Self::Message(id) => message::next(id, answer),
            Self::Event => event::next(answer),
        }
    }

    fn complete(&self) -> String {
        match self {
            Self::Message(id) => message::complete(id),
            Self::Event => event::complete(),
        }
    }

    fn failed(&self, errors: &[ServerError]) -> String {
        match self {
            Self::Message(id) => message::failed(id, errors),
            Self::Event => event::failed(errors),
        }
    }

    fn refused(&self, refusal: &Refusal) -> String {
        match self {
            Self::Message(id) => message::refused(id, refusal),
            Self::Event => event::refused(refusal),
        }
    }
}

/// Where an operation speaks. The channel is short: an operation whose client is slow waits, and reads nothing meanwhile.
pub(super) struct Voice {
    /// How its messages are written.
    pub(super) form: Form,
    /// The operation as the connection knows it.
    pub(super) number: u64,
    /// Where its messages go.
    pub(super) replies: Sender<Reply>,
    /// How long it waits for its client, if nobody else looks after that.
    pub(super) patience: Option<Duration>,
    /// What is told of it when it ends.
    pub(super) observation: Observation,
}

impl Voice {
    /// Says something, and whether anybody still listens.
    async fn say(&self, text: String, last: bool) -> bool {
        let number = self.number;
        let said = self.replies.send(Reply { number, text, last });
        match self.patience {
            Some(patience) => timeout(patience, said).await.is_ok_and(|said| said.is_ok()),
            None => said.await.is_ok(),
        }
    }

    /// Says that the operation was refused or given up, and why.
    async fn refuse(&mut self, refusal: &Refusal) {
        self.observation.refuse(refusal);
        self.say(self.form.refused(refusal), true).await;
    }

    /// Says an answer, and whether to go on. One that failed as a whole is the last, so that no change is passed over in silence.
    async fn answer(&mut self, answer: Answer) -> bool {
        self.observation.see_more(Seen::answered(&answer));
        if answer.data == Value::Null && !answer.errors.is_empty() {
            self.say(self.form.failed(&answer.errors), true).await;
            return false;
        }
        self.say(self.form.next(&answer), false).await
    }
}

/// Executes what somebody sent to its end.
pub(super) async fn run(state: State, client: Client, parameters: Parameters, mut voice: Voice) {
    let span = voice.observation.span();
    speak(&state, &client, parameters, &mut voice)
        .instrument(span)
        .await;
}

async fn speak(state: &State, client: &Client, parameters: Parameters, voice: &mut Voice) {
    let prepared = match request(parameters) {
        Ok(asking) => state.resolve(asking),
        Err(malformed) => Err(malformed.into()),
    };
    let prepared = prepared.and_then(|request| state.prepare(request));
    match prepared.and_then(|prepared| admit(state, client, prepared)) {
        Ok(admitted) => execute(state, client, admitted, voice).await,
        Err(refusal) => voice.refuse(&refusal).await,
    }
}

/// A request that may be executed, and whether it is a subscription.
pub(super) struct Admitted {
    prepared: Prepared,
    follows: bool,
}

/// Lets a request in, unless it cannot be answered or its sender has asked for too much already; what is no subscription is charged when it
/// is executed.
pub(super) fn admit(
    state: &State,
    client: &Client,
    prepared: Prepared,
) -> Result<Admitted, Refusal> {
    let follows = subscription(&prepared)?;
    if follows {
        state.gate.charge(client.address, prepared.cost)?;
    }
    Ok(Admitted { prepared, follows })
}

/// Executes a request to its end.
pub(super) async fn execute(state: &State, client: &Client, admitted: Admitted, voice: &mut Voice) {
    let Admitted { prepared, follows } = admitted;
    voice.observation.know(&prepared);
    let told = if follows {
        follow(state, client, prepared, voice).await
    } else {
        match state.execute(&state.engine(), client, &prepared).await {
            Ok(answer) => voice.answer(answer).await,
            Err(refusal) => return voice.refuse(&refusal).await,
        }
    };
    if told {
        voice.say(voice.form.complete(), true).await;
    }
}

/// Whether a request is a subscription, and one that can be answered.
pub(super) fn subscription(prepared: &Prepared) -> Result<bool, Refusal> {
    let name = prepared.request.operation_name.as_deref();
    let chosen = prepared.checked.operation(name);
    match chosen.filter(|chosen| chosen.ty == OperationType::Subscription) {
        None => Ok(false),
        Some(subscription) if asks_one_thing(subscription) => Ok(true),
        Some(_) => Err(Refusal::query(
            "a subscription asks for exactly one field, by name",
        )),
    }
}

/// Several fields would be several streams under one name.
fn asks_one_thing(subscription: &OperationDefinition) -> bool {
    let fields = &subscription.selection_set.node.items;
    matches!(&fields[..], [field] if matches!(field.node, Selection::Field(_)))
}

/// Tells of everything that a subscription brings, and whether it has come to its end without another word.
async fn follow(state: &State, client: &Client, prepared: Prepared, voice: &mut Voice) -> bool {
    match identity::caller(state, client).await {
        Ok(caller) => {
            let document = prepared.checked.document.clone();
            subscribe(state, prepared.request.data(caller), document, voice).await
        }
        Err(failure) => voice.answer(finished(unanswered(failure))).await,
    }
}

async fn subscribe(
    state: &State,
    mut request: Request,
    document: ExecutableDocument,
    voice: &mut Voice,
) -> bool {
    let _subscribed = state.metrics.subscribed();
    voice.observation.begin_to_answer();
    request.set_parsed_query(document);
    with_loaders(state.engine(), state.settings, |loaders| async {
        let request = request
            .data(loaders)
            .data(state.follower.clone())
            .data(state.keeper.clone());
        let mut answers = state.schema.execute_stream(request);
        while let Some(answer) = answers.next().await {
            if !voice.answer(finished(answer)).await {
                return false;
            }
        }
        true
    })
    .await
}

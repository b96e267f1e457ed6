//! One operation on a connection: from its request to its last answer.

use async_graphql::{
    Request, Response as Answer, Value,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection},
};
use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;

use super::message::{complete, failed, next, refused};
use crate::{
    graphql::with_loaders,
    http::{
        State,
        body::{Parameters, request},
        executor::{Prepared, unanswered},
        identity::{self, Sender as Client},
        refusal::Refusal,
        reply::finished,
    },
};

/// What an operation has to say to its client.
pub(super) struct Reply {
    /// Which operation it is.
    pub(super) number: u64,
    /// The message.
    pub(super) text: String,
    /// Whether it is the operation's last.
    pub(super) last: bool,
}

/// Where an operation speaks. The channel is short: an operation whose client is slow waits, and reads nothing meanwhile.
pub(super) struct Voice {
    /// The operation as its client names it.
    pub(super) id: String,
    /// The operation as the connection knows it.
    pub(super) number: u64,
    /// Where its messages go.
    pub(super) replies: Sender<Reply>,
}

impl Voice {
    /// Says something, and whether anybody still listens.
    async fn say(&self, text: String, last: bool) -> bool {
        let number = self.number;
        let reply = Reply { number, text, last };
        self.replies.send(reply).await.is_ok()
    }

    /// Says that the operation was refused or given up, and why.
    async fn refuse(&self, refusal: &Refusal) {
        self.say(refused(&self.id, refusal), true).await;
    }

    /// Says an answer, and whether to go on. One that failed as a whole is the last, so that no change is passed over in silence.
    async fn answer(&self, answer: Answer) -> bool {
        if answer.data == Value::Null && !answer.errors.is_empty() {
            self.say(failed(&self.id, &answer.errors), true).await;
            return false;
        }
        self.say(next(&self.id, &answer), false).await
    }
}

/// Executes a request to its end.
pub(super) async fn run(state: State, client: Client, parameters: Parameters, voice: Voice) {
    let prepared = match request(parameters) {
        Ok(request) => state.prepare(request),
        Err(malformed) => Err(malformed.into()),
    };
    match prepared {
        Ok(prepared) => {
            if execute(&state, &client, prepared, &voice).await {
                voice.say(complete(&voice.id), true).await;
            }
        }
        Err(refusal) => voice.refuse(&refusal).await,
    }
}

/// Executes a request, and whether it has come to its end without another word.
async fn execute(state: &State, client: &Client, prepared: Prepared, voice: &Voice) -> bool {
    let name = prepared.request.operation_name.as_deref();
    let chosen = prepared.checked.operation(name);
    let Some(subscription) = chosen.filter(|chosen| chosen.ty == OperationType::Subscription)
    else {
        return match state.execute(&state.engine(), client, &prepared).await {
            Ok(answer) => voice.answer(answer).await,
            Err(refusal) => {
                voice.refuse(&refusal).await;
                false
            }
        };
    };
    if !asks_one_thing(subscription) {
        let message = "a subscription asks for exactly one field, by name";
        voice.refuse(&Refusal::query(message)).await;
        return false;
    }
    if let Err(refusal) = state.gate.charge(client.address, prepared.cost) {
        voice.refuse(&refusal).await;
        return false;
    }
    match identity::caller(state, client).await {
        Ok(caller) => {
            let document = prepared.checked.document.clone();
            subscribe(state, prepared.request.data(caller), document, voice).await
        }
        Err(failure) => voice.answer(finished(unanswered(failure))).await,
    }
}

/// Several fields would be several streams under one name.
fn asks_one_thing(subscription: &OperationDefinition) -> bool {
    let fields = &subscription.selection_set.node.items;
    matches!(&fields[..], [field] if matches!(field.node, Selection::Field(_)))
}

async fn subscribe(
    state: &State,
    mut request: Request,
    document: ExecutableDocument,
    voice: &Voice,
) -> bool {
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

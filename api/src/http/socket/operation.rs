//! One operation on a connection: from its request to its last answer.

use std::sync::Arc;

use async_graphql::{
    Request, Response as Answer, Value,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection},
};
use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;

use super::message::{complete, failed, next, refused};
use crate::{
    graphql::{code, with_loaders},
    http::{
        State,
        body::{Parameters, request},
        document::Checked,
        graphql::{answer_in_time, operation},
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

    /// Says an answer, and whether to go on. One that failed as a whole is the last, so that no change is passed over in silence.
    async fn answer(&self, answer: Answer) -> bool {
        let answer = finished(answer);
        if answer.data == Value::Null && !answer.errors.is_empty() {
            self.say(failed(&self.id, &answer.errors), true).await;
            return false;
        }
        self.say(next(&self.id, &answer), false).await
    }
}

/// Executes a request to its end.
pub(super) async fn run(state: State, parameters: Parameters, voice: Voice) {
    match checked(&state, parameters) {
        Ok((request, document)) => {
            if execute(&state, request, document, &voice).await {
                voice.say(complete(&voice.id), true).await;
            }
        }
        Err((code, message)) => {
            voice.say(refused(&voice.id, code, &message), true).await;
        }
    }
}

type Refusal = (&'static str, String);

/// The request that parameters make, if it may be executed.
fn checked(state: &State, parameters: Parameters) -> Result<(Request, Arc<Checked>), Refusal> {
    let request = request(parameters)
        .map_err(|malformed| (code::INVALID_INPUT, malformed.message().to_owned()))?;
    let document = state.documents.check(&request.query);
    Ok((
        request,
        document.map_err(|message| (code::INVALID_QUERY, message))?,
    ))
}

/// Executes a request, and whether it has come to its end without another word.
async fn execute(state: &State, request: Request, checked: Arc<Checked>, voice: &Voice) -> bool {
    let document = &checked.document;
    let chosen = operation(document, request.operation_name.as_deref());
    let Some(subscription) = chosen.filter(|chosen| chosen.ty == OperationType::Subscription)
    else {
        return match answer_in_time(state, &state.engine(), &request, &checked).await {
            Ok(answer) => voice.answer(answer).await,
            Err(message) => {
                let text = refused(&voice.id, code::TIMEOUT, message);
                voice.say(text, true).await;
                false
            }
        };
    };
    if !asks_one_thing(subscription) {
        let message = "a subscription asks for exactly one field, by name";
        let text = refused(&voice.id, code::INVALID_QUERY, message);
        voice.say(text, true).await;
        return false;
    }
    subscribe(state, request, document.clone(), voice).await
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
            if !voice.answer(answer).await {
                return false;
            }
        }
        true
    })
    .await
}

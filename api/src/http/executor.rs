//! The one way to execute a request, however it arrived: it passes the same guards in the same order, before the executor sees it.

use std::sync::Arc;

use async_graphql::{Error, Pos, Request, Response as Answer, ServerError, Value};
use tokio::time::timeout;

use super::{
    State,
    document::{Asked, Checked},
    identity::{self, Sender},
    refusal::Refusal,
    reply::finished,
};
use crate::{
    Settings,
    demand::engine::Engine,
    failure::Failure,
    graphql::{code, with_loaders},
    people::Caller,
};

/// How often an answer is made again when other figures came to be served while it was made.
const ATTEMPTS: usize = 3;

/// A request that passed the guards.
pub(super) struct Prepared {
    /// The request as it was sent.
    pub(super) request: Request,
    /// Its document.
    pub(super) checked: Arc<Checked>,
    /// What it costs.
    pub(super) cost: usize,
}

impl State {
    /// Checks a request before anything is executed.
    pub(super) fn prepare(&self, request: Request) -> Result<Prepared, Refusal> {
        let checked = self.documents.check(&request.query)?;
        let priced = checked.priced(request.operation_name.as_deref());
        // Where it is not clear which operation is meant, nothing is executed.
        let cost = match priced {
            Some((operation, price)) => {
                let cost = price.cost(operation, &request.variables);
                within(&self.settings, price.depth, cost)?;
                cost
            }
            None => 1,
        };
        Ok(Prepared {
            request,
            checked,
            cost,
        })
    }

    /// Executes a request of somebody unless it takes too long; the answer is finished.
    pub(super) async fn execute(
        &self,
        engine: &Engine,
        sender: &Sender,
        prepared: &Prepared,
    ) -> Result<Answer, Refusal> {
        self.gate.charge(sender.address, prepared.cost)?;
        let execution = async {
            let _turn = self.gate.enter().await?;
            Ok::<_, Refusal>(match identity::caller(self, sender).await {
                Ok(caller) => answer(self, engine, caller, prepared).await,
                Err(failure) => unanswered(failure),
            })
        };
        let answer = timeout(self.settings.request_timeout, execution).await;
        let mut answer = finished(answer.map_err(|_| Refusal::timeout())??);
        let cost = Value::from(prepared.cost);
        answer.extensions.insert("cost".to_owned(), cost);
        Ok(answer)
    }
}

/// Refuses what nests too deep or costs too much.
fn within(settings: &Settings, depth: usize, cost: usize) -> Result<(), Refusal> {
    let max = settings.max_depth;
    if depth > max {
        let message = format!("the query is too deep: fields nest {depth} deep, {max} at most");
        return Err(Refusal::beyond("depth", max, message));
    }
    let max = settings.max_complexity;
    if cost > max {
        let message = format!(
            "the query is too complex: it costs {cost}, {max} at most; ask for smaller pages (first), fewer lists within lists or \
             fewer statistics"
        );
        return Err(Refusal::beyond("complexity", max, message));
    }
    Ok(())
}

/// The answer to a request that failed as a whole.
pub(super) fn unanswered(failure: Failure) -> Answer {
    let error = Error::from(failure).into_server_error(Pos::default());
    Answer::from_errors(vec![error])
}

/// Executes a request, again from the beginning where its figures were overtaken.
async fn answer(state: &State, engine: &Engine, caller: Caller, prepared: &Prepared) -> Answer {
    let Prepared {
        request, checked, ..
    } = prepared;
    // What does not last may carry what people tell of themselves, and is not remembered.
    let asked = Asked::of(request).filter(|_| checked.lasts.is_some());
    let is_ruled = asked
        .as_ref()
        .is_some_and(|asked| state.documents.is_ruled(asked));
    let schema = if is_ruled {
        &state.ruled
    } else {
        &state.schema
    };
    let mut engine = engine.clone();
    // What was changed once must not be changed again.
    let attempts = if checked.is_query(request.operation_name.as_deref()) {
        ATTEMPTS
    } else {
        1
    };
    let mut attempt = 1;
    loop {
        let name = request.operation_name.clone();
        let mut request = Request::new(&request.query).variables(request.variables.clone());
        request.operation_name = name;
        request.set_parsed_query(checked.document.clone());
        let answer = with_loaders(engine.clone(), state.settings, |loaders| {
            schema.execute(request.data(loaders).data(caller.clone()))
        })
        .await;
        if attempt == attempts || !answer.errors.iter().any(is_outdated) {
            // A request that breaks a rule is not executed, and that is an error.
            if let Some(asked) = asked.filter(|_| !is_ruled && answer.errors.is_empty()) {
                state.documents.remember(asked);
            }
            return answer;
        }
        attempt += 1;
        // The market in memory may be of the vocabulary that is no longer served; the database knows which one is.
        engine = engine.without_market();
    }
}

fn is_outdated(error: &ServerError) -> bool {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(code)) if code == code::OUTDATED)
}

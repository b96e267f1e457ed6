//! Generated and damaged questions over a web socket.

use serde_json::json;

use super::{
    Asked, Victim, generator::Generator, many, mutant::mutant, seed, verdict, verdict::Verdict,
};
use crate::graphql::{
    fixture::Dice,
    socket::{Heard, Socket},
};

/// Asks over a connection and listens until the operation is over, or to its first answer if it goes on.
async fn asked(socket: &mut Socket, id: &str, asked: &Asked) {
    let payload = json!({"query": asked.query, "variables": asked.variables});
    socket
        .say(&json!({"type": "subscribe", "id": id, "payload": payload}))
        .await;
    // What asks for changes that do not happen says nothing, so something else is asked that always has an answer.
    let other = format!("{id} end");
    socket.ask(&other, "{__typename}").await;
    loop {
        let message = match socket.heard().await {
            Heard::Said(message) => message,
            Heard::Closed(code) => panic!("closed with {code:?} by {id}"),
        };
        let is_end = message["id"] == other.as_str() && message["type"] == "complete";
        match message["type"].as_str() {
            Some("next") => drop(
                Verdict::judge(&message["payload"]).unwrap_or_else(|fault| panic!("{fault}: {id}")),
            ),
            Some("error") => {
                let errors = json!({"errors": message["payload"]});
                Verdict::judge(&errors).unwrap_or_else(|fault| panic!("{fault}: {message} {id}"));
            }
            Some("complete") => {}
            other => panic!("{other:?}: {message}"),
        }
        if is_end {
            socket.say(&json!({"type": "complete", "id": id})).await;
            return;
        }
    }
}

#[tokio::test]
async fn subscriptions_and_queries_over_a_socket_get_answers() {
    let victim = Victim::new().await;
    let mut socket = Socket::open(&victim.server).await;
    let mut dice = Dice::new(seed());
    for turn in 0..many(150) {
        let root = ["Subscription", "Query"][usize::from(turn % 4 == 0)];
        let seed = seed().wrapping_add(3_000_000 + turn);
        let mut question = Generator::new(&victim.schema, &victim.names, seed).question(root);
        if turn % 2 == 1 {
            question = mutant(&question, &mut dice);
        }
        asked(&mut socket, &turn.to_string(), &question).await;
    }
    verdict::nothing_panicked();
}

#[tokio::test]
async fn bombs_do_not_go_off_over_a_socket() {
    let victim = Victim::new().await;
    let mut socket = Socket::open(&victim.server).await;
    // The guards are the same as for any other way, so some of them do.
    for (name, bomb) in super::bombs::bombs().into_iter().step_by(3) {
        // What is larger than a message may be closes the connection, which is another test's business.
        if json!([bomb.query, bomb.variables]).to_string().len() > 1_000_000 {
            continue;
        }
        asked(&mut socket, name, &bomb).await;
    }
    verdict::nothing_panicked();
}

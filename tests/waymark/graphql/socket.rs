//! A client of subscriptions, as browsers and programs are.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{ClientRequestBuilder, Message, http::Uri},
};

use super::server::Server;

/// How long to wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comes over a connection.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// A message.
    Said(Value),
    /// The connection was closed, with this code if any.
    Closed(Option<u16>),
}

/// A connection.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// A request for a connection.
pub(crate) fn request(server: &Server) -> ClientRequestBuilder {
    let address = format!("{}/graphql", server.url.replacen("http", "ws", 1));
    ClientRequestBuilder::new(address.parse::<Uri>().expect("an address"))
}

impl Socket {
    /// A connection on which nothing was said yet.
    pub(crate) async fn connect(server: &Server) -> Self {
        let request = request(server).with_sub_protocol("graphql-transport-ws");
        let (socket, _) = connect_async(request).await.expect("a connection");
        Self(socket)
    }

    /// A connection that may be used.
    pub(crate) async fn open(server: &Server) -> Self {
        let mut socket = Self::connect(server).await;
        socket.say(&json!({"type": "connection_init"})).await;
        assert_eq!(socket.message().await, json!({"type": "connection_ack"}));
        socket
    }

    /// Says something.
    pub(crate) async fn say(&mut self, message: &Value) {
        self.text(message.to_string()).await;
    }

    /// Says something that the other side may not want to hear to its end.
    pub(crate) async fn try_say(&mut self, message: &Value) {
        let _ = self.0.send(Message::text(message.to_string())).await;
    }

    /// Says something that may be no message at all.
    pub(crate) async fn text(&mut self, text: String) {
        self.0.send(Message::text(text)).await.expect("sent");
    }

    /// Begins an operation.
    pub(crate) async fn ask(&mut self, id: &str, query: &str) {
        let message = json!({"type": "subscribe", "id": id, "payload": {"query": query}});
        self.say(&message).await;
    }

    /// What comes next.
    pub(crate) async fn heard(&mut self) -> Heard {
        loop {
            let frame = timeout(PATIENCE, self.0.next()).await;
            match frame.expect("something comes in time") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Said(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// The next message.
    pub(crate) async fn message(&mut self) -> Value {
        match self.heard().await {
            Heard::Said(message) => message,
            Heard::Closed(code) => panic!("the connection was closed with {code:?}"),
        }
    }

    /// The next so many changes of an operation.
    pub(crate) async fn changes(&mut self, count: usize) -> Value {
        let mut changes = Vec::new();
        for _ in 0..count {
            let mut message = self.message().await;
            assert_eq!(message["type"], "next", "{message}");
            changes.push(message["payload"]["data"]["postingsChanged"].take());
        }
        Value::Array(changes)
    }

    /// Nothing comes any more before the answer to this.
    pub(crate) async fn is_quiet(&mut self) {
        self.ask("last", "{__typename}").await;
        let next = self.message().await;
        assert_eq!(next["id"], "last", "{next}");
        assert_eq!(next["payload"]["data"], json!({"__typename": "Query"}));
        assert_eq!(
            self.message().await,
            json!({"type": "complete", "id": "last"})
        );
    }
}

//! A server that is told to stop, with clients of all kinds.

use std::time::{Duration, Instant};

use api::Service;
use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpListener, sync::oneshot, time::timeout};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{ClientRequestBuilder, Message, http::Uri},
};

use super::{
    PATIENCE, patient,
    wire::{PROBE, Wire},
};
use crate::{graphql::server::Server, world::World};

#[tokio::test]
async fn web_sockets_are_told_that_the_server_stops() {
    let database = World::migrated().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let service = Service::new(database.connection.clone(), patient());
    let server = tokio::spawn(service.serve(listener, async {
        let _ = stopped.await;
    }));
    let url = format!("ws://{address}/graphql");
    let request = ClientRequestBuilder::new(url.parse::<Uri>().expect("an address"));
    let request = request.with_sub_protocol("graphql-transport-ws");
    let (mut socket, _) = connect_async(request).await.expect("a connection");
    let begin = Message::text("{\"type\":\"connection_init\"}");
    socket.send(begin).await.expect("sent");
    socket.next().await.expect("a word").expect("a word");
    let subscribe = "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"subscription {postingsChanged {cursor}}\"}}";
    socket.send(Message::text(subscribe)).await.expect("sent");
    let told = Instant::now();
    stop.send(()).expect("it listens");
    let frame = timeout(PATIENCE, async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(frame))) => break frame,
                Some(Ok(_)) => {}
                other => panic!("it was cut: {other:?}"),
            }
        }
    });
    let frame = frame.await.expect("an end in time").expect("a reason");
    assert_eq!(u16::from(frame.code), 1001, "{frame:?}");
    drop(socket);
    timeout(PATIENCE, server)
        .await
        .expect("in time")
        .expect("no panic");
    assert!(
        told.elapsed() < Duration::from_secs(10),
        "nothing was left to be cut"
    );
}

#[tokio::test]
async fn silent_and_slow_clients_do_not_hold_a_server_that_stops() {
    let database = World::migrated().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let service = Service::new(database.connection.clone(), patient());
    let running = tokio::spawn(service.serve(listener, async {
        let _ = stopped.await;
    }));
    let server = Server::at(url, database);
    let mut silent = Wire::open(&server).await;
    let mut rested = Wire::open(&server).await;
    assert!(rested.says(PROBE).await);
    rested.hears_until("lives\n").await;
    let mut half = Wire::open(&server).await;
    assert!(half.says("GET /healthz HTTP/1.1\r\n").await);
    assert!(!half.is_closed_within(Duration::from_millis(200)).await);
    stop.send(()).expect("it listens");
    silent.hears().await;
    rested.hears().await;
    timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("no panic");
    // What was not asked by then is cut.
    half.hears().await;
}

//! Bodies that never end, drip, or are much too large, over HTTP and over web sockets.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{PATIENCE, others_are_served, served, wire::Wire};
use crate::graphql::socket::{Heard, Socket};

const MOMENT: Duration = Duration::from_millis(400);

const HEAD: &str = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

#[tokio::test]
async fn half_a_body_is_cut_off() {
    let server = served(|settings| settings.body_patience = MOMENT).await;
    for (framing, half) in [
        ("content-length: 1000", "{\"query\":"),
        ("transfer-encoding: chunked", "9\r\n{\"query\":\r\n"),
        ("transfer-encoding: chunked", "fff"),
    ] {
        let mut wire = Wire::open(&server).await;
        let started = Instant::now();
        assert!(wire.says(format!("{HEAD}{framing}\r\n\r\n{half}")).await);
        others_are_served(&server).await;
        let heard = wire.hears().await;
        assert!(started.elapsed() >= MOMENT / 2);
        assert!(heard.starts_with("HTTP/1.1 408"), "{framing}: {heard}");
        assert!(heard.contains("BAD_REQUEST"), "{heard}");
    }
}

#[tokio::test]
async fn a_body_that_drips_is_cut_off() {
    let server = served(|settings| settings.body_patience = MOMENT).await;
    let mut wire = Wire::open(&server).await;
    let head = format!("{HEAD}content-length: 100000\r\n\r\n");
    assert!(wire.says(head).await);
    let dripped = wire.drips(b" ", Duration::from_millis(10)).await;
    assert!(dripped >= MOMENT / 2);
    let mut wire = Wire::open(&server).await;
    let head = format!("{HEAD}transfer-encoding: chunked\r\n\r\n");
    assert!(wire.says(head).await);
    let dripped = wire.drips(b"1\r\n \r\n", Duration::from_millis(10)).await;
    assert!(dripped >= MOMENT / 2);
    others_are_served(&server).await;
}

#[tokio::test]
async fn bodies_of_ten_megabytes_are_refused() {
    let server = served(|_| {}).await;
    let body = " ".repeat(10_000_000);
    for framed in [
        format!("content-length: 10000000\r\n\r\n{body}"),
        format!(
            "transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}",
            body.len()
        ),
        format!(
            "transfer-encoding: chunked\r\n\r\n{}",
            "1\r\n \r\n".repeat(1_700_000)
        ),
    ] {
        let mut wire = Wire::open(&server).await;
        // It is refused before all of it was read.
        wire.says(format!("{HEAD}{framed}")).await;
        let heard = wire.hears().await;
        assert!(heard.starts_with("HTTP/1.1 413"), "{heard}");
        others_are_served(&server).await;
    }
}

#[tokio::test]
async fn messages_of_ten_megabytes_close_their_connection() {
    let server = served(|_| {}).await;
    let mut socket = Socket::open(&server).await;
    let query = " ".repeat(10_000_000);
    let message = json!({"type": "subscribe", "id": "1", "payload": {"query": query}});
    let heard = async {
        socket.try_say(&message).await;
        socket.heard().await
    };
    let heard = tokio::time::timeout(PATIENCE, heard).await;
    let heard = heard.expect("an end in time");
    assert!(matches!(heard, Heard::Closed(_)), "{heard:?}");
    others_are_served(&server).await;
}

//! Heads of requests that never end, drip, or are much too long, and connections that say nothing.

use std::time::Duration;

use super::{
    others_are_served, served,
    wire::{PROBE, Wire},
};

const MOMENT: Duration = Duration::from_millis(400);

#[tokio::test]
async fn a_head_that_drips_is_cut_off() {
    let server = served(|settings| settings.header_patience = MOMENT).await;
    let mut wire = Wire::open(&server).await;
    let dripping = tokio::spawn(async move {
        let head = b"GET /healthz HTTP/1.1\r\nx-padding: ";
        assert!(wire.says(head).await);
        wire.drips(b"x", Duration::from_millis(10)).await
    });
    others_are_served(&server).await;
    assert!(dripping.await.expect("no panic") >= MOMENT / 2);
    others_are_served(&server).await;
}

#[tokio::test]
async fn half_a_head_and_no_head_at_all_are_cut_off() {
    let server = served(|settings| settings.header_patience = MOMENT).await;
    for said in ["", "\r\n\r\n", "G", "GET /healthz HTTP/1.1\r\nhost: x"] {
        let mut wire = Wire::open(&server).await;
        assert!(wire.says(said).await);
        assert!(wire.waits().await >= MOMENT / 2, "{said:?}");
    }
}

#[tokio::test]
async fn a_connection_may_rest_between_requests_but_not_for_ever() {
    let server = served(|settings| {
        settings.header_patience = MOMENT;
        settings.idle_patience = MOMENT * 4;
    })
    .await;
    let mut wire = Wire::open(&server).await;
    for _ in 0..2 {
        assert!(wire.says(PROBE).await);
        let heard = wire.hears_until("lives\n").await;
        assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
        assert!(!wire.is_closed_within(MOMENT * 2).await);
    }
    assert!(wire.says(PROBE).await);
    wire.hears_until("lives\n").await;
    assert!(wire.waits().await >= MOMENT * 3);
    let mut wire = Wire::open(&server).await;
    assert!(wire.says(PROBE).await);
    wire.hears_until("lives\n").await;
    let dripped = wire.drips(b"x", Duration::from_millis(10)).await;
    assert!(
        dripped < MOMENT * 3,
        "the next head has no more time than the first: {dripped:?}"
    );
}

#[tokio::test]
async fn heads_that_are_too_long_are_refused() {
    let server = served(|_| {}).await;
    let long = "x".repeat(1_000_000);
    let many = (0..500).fold(String::new(), |text, number| {
        format!("{text}x-{number}: y\r\n")
    });
    for (head, status) in [
        (
            format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {long}\r\n\r\n"),
            "HTTP/1.1 431",
        ),
        (
            format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{many}\r\n"),
            "HTTP/1.1 431",
        ),
        (
            format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
            "HTTP/1.1 4",
        ),
        (long, "HTTP/1.1 4"),
    ] {
        let mut wire = Wire::open(&server).await;
        // It may be cut off before it has said all.
        wire.says(&head).await;
        let heard = wire.hears().await;
        assert!(heard.starts_with(status), "{}: {heard}", &head[..20]);
        others_are_served(&server).await;
    }
}

#[tokio::test]
async fn a_head_that_is_just_short_enough_is_read() {
    let server = served(|settings| settings.max_head_bytes = 16_384).await;
    let mut wire = Wire::open(&server).await;
    let padding = "x".repeat(16_000);
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {padding}\r\n\r\n");
    assert!(wire.says(head).await);
    wire.hears_until("lives\n").await;
}

//! Requests of odd shapes: they are answered or refused, and what they carry is never taken for a request of its own.

use std::time::Duration;

use super::{others_are_served, served, wire::Wire};

const QUERY: &str = "{\"query\":\"{__typename}\"}";

const HEAD: &str = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

/// How many answers there are in what was heard.
fn answers(heard: &str) -> usize {
    heard.matches("HTTP/1.1 ").count()
}

#[tokio::test]
async fn requests_that_come_at_once_are_answered_in_turn() {
    let server = served(|_| {}).await;
    let mut wire = Wire::open(&server).await;
    let ask = |name: &str, end: &str| {
        format!("GET /graphql?query={{{name}:__typename}} HTTP/1.1\r\nhost: x\r\n{end}\r\n")
    };
    let mut all = (0..50).fold(String::new(), |all, number| {
        all + &ask(&format!("a{number}"), "")
    });
    all.push_str(&ask("last", "connection: close\r\n"));
    assert!(wire.says(all).await);
    let heard = wire.hears().await;
    assert_eq!(answers(&heard), 51);
    let places: Vec<_> = (0..50)
        .map(|number| heard.find(&format!("{{\"a{number}\":\"Query\"}}")))
        .collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "a list of shapes, each with its name"
)]
async fn what_a_body_hides_is_never_taken_for_a_request() {
    let server = served(|_| {}).await;
    let length = QUERY.len();
    let hidden = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let chunked = format!("{length:x}\r\n{QUERY}\r\n0\r\n\r\n");
    for (name, framing, body) in [
        (
            "length and chunks",
            format!("content-length: {length}\r\ntransfer-encoding: chunked"),
            chunked.clone(),
        ),
        (
            "chunks and length",
            "transfer-encoding: chunked\r\ncontent-length: 4".to_owned(),
            chunked.clone(),
        ),
        (
            "two lengths",
            format!("content-length: {length}\r\ncontent-length: 0"),
            QUERY.to_owned(),
        ),
        (
            "two lengths at once",
            format!("content-length: {length}, 0"),
            QUERY.to_owned(),
        ),
        (
            "a signed length",
            format!("content-length: +{length}"),
            QUERY.to_owned(),
        ),
        (
            "a negative length",
            "content-length: -1".to_owned(),
            QUERY.to_owned(),
        ),
        (
            "a length beyond numbers",
            "content-length: 99999999999999999999999".to_owned(),
            QUERY.to_owned(),
        ),
        (
            "chunks that are not last",
            "transfer-encoding: chunked, identity".to_owned(),
            chunked.clone(),
        ),
        (
            "unknown encoding",
            "transfer-encoding: xchunked".to_owned(),
            chunked.clone(),
        ),
        (
            "a space before the colon",
            "transfer-encoding : chunked".to_owned(),
            chunked,
        ),
        (
            "a folded line",
            "transfer-encoding:\r\n chunked\r\ncontent-length: 0".to_owned(),
            String::new(),
        ),
    ] {
        let mut wire = Wire::open(&server).await;
        wire.says(format!("{HEAD}{framing}\r\n\r\n{body}{hidden}"))
            .await;
        let heard = wire.hears().await;
        // Where both are said, chunks count and the connection ends, as the standard has it.
        let is_both = name.ends_with("length") && name.starts_with("chunks")
            || name.ends_with("chunks") && name.starts_with("length");
        let is_answered = is_both && heard.contains("\r\nconnection: close\r\n");
        let is_refused = heard.starts_with("HTTP/1.1 4") || heard.is_empty();
        assert!(is_answered || is_refused, "{name}: {heard}");
        assert!(!heard.contains("lives"), "{name}: {heard}");
        assert!(answers(&heard) <= 1, "{name}: {heard}");
    }
    others_are_served(&server).await;
}

#[tokio::test]
async fn chunks_of_absurd_sizes_are_refused() {
    // A size may have any number of leading zeros, but not for ever.
    let server = served(|settings| settings.body_patience = Duration::from_secs(2)).await;
    for (name, body) in [
        ("beyond numbers", "fffffffffffffffff\r\n".to_owned()),
        (
            "as large as numbers",
            "ffffffffffffffff\r\nx".to_owned() + &"x".repeat(2_000_000),
        ),
        ("negative", "-1\r\n".to_owned()),
        ("no number", "zz\r\n".to_owned()),
        ("prefixed", "0x10\r\n".to_owned()),
        ("an endless size", "0".repeat(1_000_000)),
        (
            "an endless extension",
            format!("1;{}", "x".repeat(1_000_000)),
        ),
        ("without end", format!("1\r\n{}", " ".repeat(100))),
        (
            "endless trailers",
            format!("0\r\n{}", "x: y\r\n".repeat(200_000)),
        ),
    ] {
        let mut wire = Wire::open(&server).await;
        wire.says(format!("{HEAD}transfer-encoding: chunked\r\n\r\n{body}"))
            .await;
        let heard = wire.hears().await;
        assert!(
            heard.starts_with("HTTP/1.1 4") || heard.is_empty(),
            "{name}: {heard}"
        );
        assert!(answers(&heard) <= 1, "{name}: {heard}");
    }
    others_are_served(&server).await;
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let server = served(|_| {}).await;
    for said in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\x00\x00\x00\x00\x00\x00\r\n\r\n"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-x\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /healthz\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET /heal\0thz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nx\0: y\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nx: \0\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nno colon\r\n\r\n",
        b"\xff\xfe\xfd\r\n\r\n",
    ] {
        let mut wire = Wire::open(&server).await;
        wire.says(said).await;
        let heard = wire.hears().await;
        let name = String::from_utf8_lossy(said).into_owned();
        assert!(
            heard.starts_with("HTTP/1.1 4") || heard.is_empty(),
            "{name}: {heard}"
        );
    }
    others_are_served(&server).await;
}

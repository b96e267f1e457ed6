//! Whose pages may ask from a browser.

use api::{Origins, Service};
use reqwest::{Method, Response, header};
use serde_json::json;
use tokio_tungstenite::connect_async;

use super::{counting, header as read, served};
use crate::graphql::{server::Server, socket};

const APP: &str = "https://app.example";

async fn listing() -> Server {
    let origins = Origins::default().and(APP).unwrap();
    served(counting(), |service| Service { origins, ..service }).await
}

async fn from(server: &Server, method: Method, origin: &str) -> Response {
    let request = server
        .request(method, "/graphql")
        .header(header::ORIGIN, origin);
    let request = request
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(
            header::ACCESS_CONTROL_REQUEST_HEADERS,
            "authorization,content-type,traceparent",
        )
        .json(&json!({"query": "{__typename}"}));
    request.send().await.unwrap()
}

#[tokio::test]
async fn pages_of_listed_sites_may_read_answers() {
    let server = listing().await;
    let preflight = from(&server, Method::OPTIONS, APP).await;
    assert!(preflight.status().is_success());
    assert_eq!(
        read(&preflight, header::ACCESS_CONTROL_ALLOW_ORIGIN).as_deref(),
        Some(APP)
    );
    let methods = read(&preflight, header::ACCESS_CONTROL_ALLOW_METHODS).unwrap();
    assert!(
        methods.contains("POST") && methods.contains("GET"),
        "{methods}"
    );
    let headers = read(&preflight, header::ACCESS_CONTROL_ALLOW_HEADERS).unwrap();
    assert_eq!(headers, "authorization,content-type,traceparent");
    assert_eq!(
        read(&preflight, header::ACCESS_CONTROL_MAX_AGE).as_deref(),
        Some("7200")
    );
    let answer = from(&server, Method::POST, APP).await;
    assert_eq!(
        read(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN).as_deref(),
        Some(APP)
    );
    let exposed = read(&answer, header::ACCESS_CONTROL_EXPOSE_HEADERS).unwrap();
    assert_eq!(exposed, "etag,retry-after,x-request-id");
    let varied: Vec<_> = answer.headers().get_all(header::VARY).iter().collect();
    assert!(
        varied
            .iter()
            .any(|vary| vary.to_str().unwrap().contains("origin")),
        "{varied:?}"
    );
    // Nobody is known by a cookie.
    for response in [&preflight, &answer] {
        assert_eq!(
            read(response, header::ACCESS_CONTROL_ALLOW_CREDENTIALS),
            None
        );
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_not() {
    let listing = listing().await;
    let nobody = served(counting(), |service| service).await;
    for (server, origin) in [
        (&listing, "https://evil.example"),
        (&listing, "null"),
        (&nobody, APP),
    ] {
        for method in [Method::OPTIONS, Method::POST] {
            let answer = from(server, method, origin).await;
            assert_eq!(
                read(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN),
                None,
                "{origin}"
            );
        }
    }
    let origins = Origins::all();
    let everybody = served(counting(), |service| Service { origins, ..service }).await;
    let answer = from(&everybody, Method::POST, "https://evil.example").await;
    assert_eq!(
        read(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN).as_deref(),
        Some("*")
    );
}

#[tokio::test]
async fn connections_are_held_for_the_same_pages() {
    let server = listing().await;
    for (origin, expected) in [(APP, true), ("https://evil.example", false)] {
        let request = socket::request(&server)
            .with_sub_protocol("graphql-transport-ws")
            .with_header("origin", origin);
        assert_eq!(connect_async(request).await.is_ok(), expected, "{origin}");
        let stream = server
            .request(Method::POST, "/graphql")
            .header(header::ORIGIN, origin)
            .header(header::ACCEPT, "text/event-stream")
            .json(&json!({"query": "{__typename}"}));
        let stream = stream.send().await.unwrap();
        assert_eq!(
            stream.status().as_u16(),
            if expected { 200 } else { 403 },
            "{origin}"
        );
    }
}

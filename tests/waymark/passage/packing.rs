//! Answers that are packed, and those that are not.

use std::io::Read;

use api::Settings;
use flate2::read::GzDecoder;
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};

use super::{counting, get, header as read, served};
use crate::{graphql::server::clock, people::person::Person};

/// An answer that is kept, and long enough.
const LASTING: &str = "{regions(first: 50) {nodes {code name level id}} skills(first: 50) {nodes {slug name kind id aliases}} demand {postings}}";

/// One that is not.
const PASSING: &str = "{postings(first: 50) {nodes {id title company firstSeen lastSeen}}}";

struct Answered {
    status: StatusCode,
    coding: Option<String>,
    tag: Option<String>,
    vary: String,
    body: Vec<u8>,
}

async fn send(request: RequestBuilder, accepted: &str) -> Answered {
    let response = request
        .header(header::ACCEPT_ENCODING, accepted)
        .send()
        .await
        .unwrap();
    let vary = response.headers().get_all(header::VARY).iter();
    let vary = vary.map(|value| value.to_str().unwrap().to_ascii_lowercase());
    let length = read(&response, header::CONTENT_LENGTH);
    let answered = Answered {
        status: response.status(),
        coding: read(&response, header::CONTENT_ENCODING),
        tag: read(&response, header::ETAG),
        vary: vary.collect::<Vec<_>>().join(", "),
        body: response.bytes().await.unwrap().to_vec(),
    };
    if answered.status == StatusCode::OK {
        assert_eq!(length, Some(answered.body.len().to_string()));
    }
    answered
}

fn unpacked(answered: &Answered) -> Value {
    let mut plain = Vec::new();
    match answered.coding.as_deref() {
        Some("gzip") => {
            let mut packed = GzDecoder::new(&*answered.body);
            packed.read_to_end(&mut plain).unwrap();
        }
        None => plain.clone_from(&answered.body),
        other => panic!("{other:?}"),
    }
    serde_json::from_slice(&plain).unwrap()
}

#[tokio::test]
async fn what_is_kept_is_packed_and_its_tag_fits() {
    let server = served(Settings::new(clock), |service| service).await;
    let ask = || get(&server, &[("query", LASTING)]);
    let plain = send(ask(), "identity").await;
    let gzip = send(ask(), "gzip").await;
    let brotli = send(ask(), "gzip, deflate, br").await;
    assert_eq!(
        (
            plain.coding.as_deref(),
            gzip.coding.as_deref(),
            brotli.coding.as_deref()
        ),
        (None, Some("gzip"), Some("br"))
    );
    assert_eq!(unpacked(&plain), unpacked(&gzip));
    assert!(gzip.body.len() * 2 < plain.body.len() && brotli.body.len() <= gzip.body.len());
    assert_eq!(send(ask(), "br").await.body, brotli.body);
    let tags: Vec<_> = [&plain, &gzip, &brotli]
        .iter()
        .map(|answer| answer.tag.clone().unwrap())
        .collect();
    assert!(
        tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2],
        "{tags:?}"
    );
    for answer in [&plain, &gzip, &brotli] {
        assert!(
            answer.vary.contains("accept-encoding") && answer.vary.contains("accept"),
            "{}",
            answer.vary
        );
    }
    // Whoever holds it, packed in whatever way, has it.
    for held in &tags {
        for (accepted, tag) in [("identity", &tags[0]), ("gzip", &tags[1]), ("br", &tags[2])] {
            let answer = send(ask().header(header::IF_NONE_MATCH, held), accepted).await;
            assert_eq!(
                (answer.status, answer.body.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{held} {accepted}"
            );
            assert_eq!(answer.tag.as_ref(), Some(tag), "{held} {accepted}");
            assert!(answer.vary.contains("accept-encoding"));
        }
    }
    let url =
        reqwest::Url::parse_with_params("http://server/graphql", [("query", LASTING)]).unwrap();
    let head = server.request(Method::HEAD, &format!("/graphql?{}", url.query().unwrap()));
    let head = send_head(head).await;
    assert_eq!(head, (StatusCode::OK, None));
}

async fn send_head(request: RequestBuilder) -> (StatusCode, Option<String>) {
    let response = request
        .header(header::ACCEPT_ENCODING, "br")
        .send()
        .await
        .unwrap();
    (response.status(), read(&response, header::CONTENT_ENCODING))
}

#[tokio::test]
async fn what_is_somebodys_is_not_packed() {
    let server = served(counting(), |service| service).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let post = |query: &str| {
        server
            .request(Method::POST, "/graphql")
            .json(&json!({"query": query}))
    };
    let passing = send(post(PASSING), "gzip").await;
    assert_eq!(
        (passing.coding.as_deref(), passing.tag.as_deref()),
        (Some("gzip"), None)
    );
    assert_eq!(
        unpacked(&passing)["data"]["postings"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        50
    );
    for (request, why) in [
        (post(PASSING).bearer_auth(&ada.token), "somebody asks"),
        (
            post(&format!(
                "mutation {{a: signOut {{__typename}} query: {}}}",
                "signOut {__typename}"
            )),
            "something is changed",
        ),
        (post("{demand {postings}}"), "it is short"),
    ] {
        let answer = send(request, "gzip, br").await;
        assert_eq!(answer.coding, None, "{why}");
    }
    let said = "{readiness(input: {role: \"x\"}) {__typename}".to_owned()
        + &" __typename".repeat(300)
        + "}";
    assert_eq!(send(post(&said), "br").await.coding, None);
}

#[tokio::test]
async fn answers_say_how_long_they_last() {
    let server = served(Settings::new(clock), |service| service).await;
    for (query, expected) in [
        (
            "{roles {nodes {title}}}",
            "public, max-age=600, must-revalidate",
        ),
        (
            "{skills(first: 2) {nodes {slug broader {name}}}}",
            "public, max-age=600, must-revalidate",
        ),
        (
            "{roles {nodes {title}} demand {postings}}",
            "public, max-age=60, must-revalidate",
        ),
        (PASSING, "no-store"),
    ] {
        let answer = get(&server, &[("query", query)]).send().await.unwrap();
        assert_eq!(
            read(&answer, header::CACHE_CONTROL).as_deref(),
            Some(expected),
            "{query}"
        );
    }
}

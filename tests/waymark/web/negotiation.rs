//! GraphQL over HTTP beyond what the public audit asks: who takes what, in which form, and by which method.

use reqwest::{Method, RequestBuilder, Response, header};
use serde_json::{Value, json};

use crate::{graphql::server::Server, world::World};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

async fn served() -> Server {
    Server::start(World::migrated().await).await
}

fn post(server: &Server, body: &Value) -> RequestBuilder {
    server.request(Method::POST, "/graphql").json(body)
}

fn get(server: &Server, method: Method, parameters: &[(&str, &str)]) -> RequestBuilder {
    let url = reqwest::Url::parse_with_params("http://server/graphql", parameters).unwrap();
    server.request(method, &format!("/graphql?{}", url.query().unwrap()))
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

fn said(response: &Response, name: header::HeaderName) -> &str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_form_of_an_answer_is_negotiated() {
    let server = served().await;
    for (accept, expected) in [
        (None, Some(JSON)),
        (Some("*/*"), Some(JSON)),
        (Some("application/*"), Some(JSON)),
        (Some("application/json"), Some(JSON)),
        (Some("application/graphql-response+json"), Some(GRAPHQL)),
        (
            Some(
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            ),
            Some(GRAPHQL),
        ),
        (
            Some("application/graphql-response+json;q=0.5, application/json;q=0.9"),
            Some(JSON),
        ),
        (Some("application/json;q=0.5, */*;q=0.1"), Some(JSON)),
        (Some("application/json;q=0, application/*"), Some(GRAPHQL)),
        (Some("image/png, */*;q=0.1"), Some(JSON)),
        (Some("text/plain"), None),
        (Some("application/json;q=0"), None),
        (Some("application/json;charset=iso-8859-1"), None),
        (Some("application/xml, text/csv;q=0.9"), None),
    ] {
        let query = [("query", "{__typename}")];
        let asked = post(&server, &json!({"query": "{__typename}"}));
        for request in [asked, get(&server, Method::GET, &query)] {
            let request = match accept {
                Some(accept) => request.header(header::ACCEPT, accept),
                None => request,
            };
            let response = sent(request).await;
            let status = if expected.is_some() { 200 } else { 406 };
            assert_eq!(response.status(), status, "{accept:?}");
            let kind = format!("{}; charset=utf-8", expected.unwrap_or(JSON));
            assert_eq!(said(&response, header::CONTENT_TYPE), kind, "{accept:?}");
            assert_eq!(said(&response, header::VARY), "accept", "{accept:?}");
            let body: Value = response.json().await.unwrap();
            assert_eq!(body["data"].is_null(), expected.is_none(), "{body}");
        }
    }
}

#[tokio::test]
async fn pages_are_for_those_who_like_them_best() {
    let server = served().await;
    for (accept, expected) in [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/html;q=0.5,application/json", JSON),
        ("*/*", JSON),
    ] {
        let request = get(&server, Method::GET, &[("query", "{__typename}")]);
        let response = sent(request.header(header::ACCEPT, accept)).await;
        let kind = said(&response, header::CONTENT_TYPE);
        assert!(kind.starts_with(expected), "{accept}: {kind}");
    }
    let request = post(&server, &json!({"query": "{__typename}"}));
    let response = sent(request.header(header::ACCEPT, "text/html")).await;
    assert_eq!(response.status(), 406);
}

#[tokio::test]
async fn bodies_are_json_in_utf8() {
    let server = served().await;
    for (kind, expected) in [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON;charset=\"UTF-8\"", 200),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=iso-8859-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/graphql", 415),
        ("text/plain", 415),
        ("", 415),
    ] {
        let request = server.request(Method::POST, "/graphql");
        let request = request.body("{\"query\":\"{__typename}\"}");
        let response = sent(request.header(header::CONTENT_TYPE, kind)).await;
        assert_eq!(response.status(), expected, "{kind}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["errors"].is_array(), expected == 415, "{body}");
    }
    let bodies: [(&[u8], u16); 3] = [
        (b"{\"query\":\"{__typename}\"}", 200),
        (b"{\"query\":\"{__typename} #\xff\"}", 400),
        (b"\xff\xfe{\x00}\x00", 400),
    ];
    for (bytes, expected) in bodies {
        let request = server.request(Method::POST, "/graphql");
        let request = request.header(header::CONTENT_TYPE, JSON);
        let response = sent(request.body(bytes)).await;
        assert_eq!(response.status(), expected, "{bytes:?}");
    }
}

/// The statuses of a request whose answer is written as `application/json` and as `application/graphql-response+json`.
async fn statuses(server: &Server, body: &Value) -> [(u16, Value); 2] {
    let mut found = Vec::new();
    for accept in [JSON, GRAPHQL] {
        let request = post(server, body).header(header::ACCEPT, accept);
        let response = sent(request).await;
        found.push((response.status().as_u16(), response.json().await.unwrap()));
    }
    found.try_into().unwrap()
}

#[tokio::test]
async fn what_is_no_request_or_not_executed_has_no_data() {
    let server = served().await;
    let query = "{__typename}";
    let typed = "query ($name: String!) {__type(name: $name) {name}}";
    let several = "query a {__typename} query b {__typename}";
    let malformed = [
        json!({}),
        json!({"qeury": query}),
        json!({"query": null}),
        json!({"query": 7}),
        json!({"query": query, "variables": [7]}),
        json!({"query": query, "extensions": "x"}),
        json!({"query": query, "extensions": [{}]}),
        json!({"query": query, "operationName": {}}),
    ];
    let refused = [
        json!({"query": "{"}),
        json!({"query": ""}),
        json!({"query": "{nothing}"}),
        json!({"query": "query a {__typename}", "operationName": "b"}),
        json!({"query": several}),
        json!({"query": typed}),
        json!({"query": typed, "variables": {"name": 7}}),
    ];
    let malformed = malformed.iter().map(|body| (body, 400));
    for (body, plain) in malformed.chain(refused.iter().map(|body| (body, 200))) {
        let [json, graphql] = statuses(&server, body).await;
        assert_eq!((json.0, graphql.0), (plain, 400), "{body}");
        for (_, answer) in [json, graphql] {
            assert!(answer.get("data").is_none(), "{body}: {answer}");
            assert!(answer["errors"][0]["extensions"]["code"].is_string());
        }
    }
}

#[tokio::test]
async fn no_name_leads_around_the_limits() {
    let server = served().await;
    let deep = "{demand {byRegion {nodes {region ".to_owned()
        + &"{parent ".repeat(14)
        + "{id}"
        + &"}".repeat(18);
    for name in ["", "query q "] {
        let answer = server.answer(&format!("{name}{deep}")).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(code, "LIMIT_EXCEEDED", "{name}: {answer}");
    }
}

#[tokio::test]
async fn what_is_executed_is_a_success_whatever_failed_in_it() {
    let server = served().await;
    let query = "{__typename}";
    let nothing =
        json!({"query": query, "variables": null, "operationName": null, "extensions": null});
    for (body, has_data, has_errors) in [
        (
            json!({"query": query, "extensions": {"more": 1}}),
            true,
            false,
        ),
        (json!({"query": query, "unknown": 1}), true, false),
        (nothing, true, false),
        // In part: the rest says in the body what went wrong.
        (
            json!({"query": "{__typename demand(period: {lastMonths: 0}) {postings}}"}),
            true,
            true,
        ),
        // Nothing is left of it: the field must not be null, so the whole is.
        (
            json!({"query": "{skills(after: \"x\") {totalCount}}"}),
            false,
            true,
        ),
    ] {
        for (status, answer) in statuses(&server, &body).await {
            assert_eq!(status, 200, "{body}");
            assert!(answer.get("data").is_some(), "{body}: {answer}");
            assert_eq!(answer["data"].is_object(), has_data, "{body}: {answer}");
            let errors = answer.get("errors").is_some();
            assert_eq!(errors, has_errors, "{body}: {answer}");
        }
    }
}

#[tokio::test]
async fn queries_in_addresses_follow_the_same_rules() {
    let server = served().await;
    let typed = "query q($name: String!) {__type(name: $name) {name}}";
    let query = ("query", "{__typename}");
    let cases: [(&[(&str, &str)], u16); 13] = [
        (&[query], 200),
        (
            &[("query", typed), ("variables", "{\"name\":\"Query\"}")],
            200,
        ),
        (&[query, ("operationName", "")], 200),
        (
            &[query, ("variables", ""), ("extensions", "{\"a\":1}")],
            200,
        ),
        (&[query, ("variables", "null")], 200),
        (&[query, ("extensions", "[]")], 400),
        (&[query, ("extensions", "x")], 400),
        (&[query, ("variables", "\"x\"")], 400),
        // The name of an operation, not a missing one.
        (&[query, ("operationName", "null")], 400),
        (&[("operationName", "q")], 400),
        (&[("query", "mutation {signOut {query {__typename}}}")], 405),
        // The only operation needs no name, and is what it is whether or not it has one.
        (&[("query", "mutation {__typename}")], 405),
        (&[("query", "mutation m {__typename}")], 405),
    ];
    for (parameters, expected) in cases {
        for method in [Method::GET, Method::HEAD] {
            let request = get(&server, method.clone(), parameters);
            let response = sent(request.header(header::ACCEPT, GRAPHQL)).await;
            assert_eq!(response.status(), expected, "{method} {parameters:?}");
            let allowed = if expected == 405 { "POST" } else { "" };
            assert_eq!(said(&response, header::ALLOW), allowed);
            let body = response.bytes().await.unwrap();
            assert_eq!(body.is_empty(), method == Method::HEAD);
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_what_is_allowed() {
    let server = served().await;
    let body = json!({"query": "mutation {signOut {query {__typename}}}"});
    for (method, expected) in [
        (Method::PUT, 405),
        (Method::PATCH, 405),
        (Method::DELETE, 405),
        (Method::from_bytes(b"QUERY").unwrap(), 405),
        (Method::OPTIONS, 204),
    ] {
        let request = server.request(method.clone(), "/graphql").json(&body);
        let response = sent(request).await;
        assert_eq!(response.status(), expected, "{method}");
        let allowed = said(&response, header::ALLOW);
        assert_eq!(allowed, "GET, HEAD, POST, OPTIONS", "{method}");
        let text = response.text().await.unwrap();
        assert_eq!(text.contains("BAD_REQUEST"), expected == 405, "{text}");
    }
}

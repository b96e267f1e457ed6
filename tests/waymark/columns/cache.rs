//! Answers that are given again, and those that must not be.

use std::time::Duration;

use api::Settings;
use reqwest::{Method, StatusCode, header};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{holding, holding_under};
use crate::graphql::server::{Server, clock};

const LONG: Duration = Duration::from_hours(1);

/// A question that the database takes part in answering, so that one sees whether it was answered anew.
const LASTING: &str = "{skills(first: 2) {nodes {slug aliases}} demand {postings scope {asOf}}}";

struct Answered {
    status: StatusCode,
    tag: Option<String>,
    control: Option<String>,
    kind: Option<String>,
    body: String,
}

impl Answered {
    fn data(&self) -> Value {
        serde_json::from_str::<Value>(&self.body).unwrap()["data"].take()
    }
}

async fn send(request: reqwest::RequestBuilder) -> Answered {
    let response = request.send().await.unwrap();
    let header = |name| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    Answered {
        status: response.status(),
        tag: header(header::ETAG),
        control: header(header::CACHE_CONTROL),
        kind: header(header::CONTENT_TYPE),
        body: response.text().await.unwrap(),
    }
}

fn post(server: &Server, body: &Value) -> reqwest::RequestBuilder {
    server.request(Method::POST, "/graphql").json(body)
}

fn get(server: &Server, method: Method, query: &str) -> reqwest::RequestBuilder {
    let url =
        reqwest::Url::parse_with_params("http://server/graphql", &[("query", query)]).unwrap();
    server.request(method, &format!("/graphql?{}", url.query().unwrap()))
}

/// How many statements were asked until now, without those by which the server looks for news.
fn asked(server: &Server) -> usize {
    let said = server.said();
    let said = said
        .iter()
        .filter(|statement| !statement.contains("posting_change"));
    said.count()
}

/// An answer, and how many statements it took.
async fn taking(server: &Server, request: reqwest::RequestBuilder) -> (usize, Answered) {
    let before = asked(server);
    let answered = send(request).await;
    (asked(server) - before, answered)
}

#[tokio::test]
async fn an_equal_question_is_answered_once() {
    let server = holding(LONG).await;
    let (first, one) = taking(&server, post(&server, &json!({"query": LASTING}))).await;
    let (second, other) = taking(&server, post(&server, &json!({"query": LASTING}))).await;
    assert_eq!((first, second), (2, 0));
    assert_eq!(one.body, other.body);
    assert_eq!(one.data()["demand"]["postings"], 60);
    for answer in [&one, &other] {
        assert_eq!(
            answer.control.as_deref(),
            Some("public, max-age=60, must-revalidate")
        );
        assert_eq!(
            answer.kind.as_deref(),
            Some("application/json; charset=utf-8")
        );
    }
    assert!(one.tag.is_some() && one.tag == other.tag);
    // Found by any method, and in each media type by itself.
    let request = get(&server, Method::GET, LASTING).header(header::ACCEPT, "application/json");
    assert_eq!(taking(&server, request).await.0, 0);
    let request = get(&server, Method::GET, LASTING)
        .header(header::ACCEPT, "application/graphql-response+json");
    let (statements, answer) = taking(&server, request).await;
    assert_eq!(
        (statements, answer.kind.as_deref()),
        (2, Some("application/graphql-response+json; charset=utf-8"))
    );
}

#[tokio::test]
async fn other_variables_and_operations_are_other_questions() {
    let server = holding(LONG).await;
    let document = "query one($slugs: [String!]) {demand(filter: {skillsAll: $slugs}) {postings}} query two {demand {rawPostings}}";
    let ask = |name: &str, variables: Value| {
        post(
            &server,
            &json!({"query": document, "operationName": name, "variables": variables}),
        )
    };
    for _ in 0..2 {
        let answer = send(ask("one", json!({"slugs": ["python"]}))).await;
        assert_eq!(answer.data(), json!({"demand": {"postings": 60}}));
        let answer = send(ask("one", json!({"slugs": ["rust"]}))).await;
        assert_eq!(answer.data(), json!({"demand": {"postings": 0}}));
        let answer = send(ask("two", json!({}))).await;
        assert_eq!(answer.data(), json!({"demand": {"rawPostings": 60}}));
        let refused = send(ask("three", json!({}))).await;
        assert_eq!(
            (refused.tag, refused.control.as_deref()),
            (None, Some("no-store"))
        );
    }
}

#[tokio::test]
async fn who_holds_an_answer_is_not_sent_it_again() {
    let server = holding(LONG).await;
    let tag = send(get(&server, Method::GET, LASTING)).await.tag.unwrap();
    for method in [Method::GET, Method::HEAD] {
        for held in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
            let request =
                get(&server, method.clone(), LASTING).header(header::IF_NONE_MATCH, &held);
            let answer = send(request).await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (StatusCode::NOT_MODIFIED, "")
            );
            assert_eq!(answer.tag.as_ref(), Some(&tag));
            assert!(
                answer
                    .control
                    .is_some_and(|control| control.contains("max-age=60"))
            );
        }
    }
    let request = get(&server, Method::GET, LASTING).header(header::IF_NONE_MATCH, "\"other\"");
    assert_eq!(send(request).await.status, StatusCode::OK);
    // There is no such answer to POST.
    let request = post(&server, &json!({"query": LASTING})).header(header::IF_NONE_MATCH, &tag);
    let answer = send(request).await;
    assert_eq!((answer.status, answer.tag), (StatusCode::OK, Some(tag)));
}

#[tokio::test]
async fn a_change_makes_another_answer() {
    let server = holding(LONG).await;
    let before = send(post(&server, &json!({"query": LASTING}))).await;
    assert_eq!(
        before.data()["demand"]["scope"]["asOf"],
        "2026-11-21T10:00:00+00:00"
    );
    let script = "update posting set complete = false where id <= 10;
        insert into posting_change (changed_at, changed) values ('2026-11-22 11:30Z', '{1,2,3,4,5,6,7,8,9,10}');
        select pg_notify('posting_change', '2')";
    server.database.execute_unprepared(script).await.unwrap();
    let after = loop {
        let answer = send(post(&server, &json!({"query": LASTING}))).await;
        if answer.body != before.body {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(
        after.data()["demand"],
        json!({"postings": 50, "scope": {"asOf": "2026-11-22T11:30:00+00:00"}})
    );
    assert_ne!(after.tag, before.tag);
    // Another server over the same postings says the same to the byte.
    let beside = server.beside(Settings::new(clock)).await;
    assert_eq!(
        server.answer_at(&beside, LASTING).await["data"],
        after.data()
    );
}

#[tokio::test]
async fn what_passes_is_made_for_everybody() {
    let server = holding(LONG).await;
    for query in [
        "{sources {nodes {slug health}}}",
        "{postings {totalCount}}",
        "{demand {skill(slug: \"python\") {sample {title}}}}",
        // The database counts: it may know more than the market in memory.
        "{demand(filter: {search: \"engineer\"}) {postings}}",
        // Errors are not kept.
        "{demand(filter: {roles: [\"nobody\"]}) {postings}}",
    ] {
        for _ in 0..2 {
            let (statements, answer) = taking(&server, get(&server, Method::GET, query)).await;
            assert!(statements > 0, "{query}");
            assert_eq!(
                (answer.tag, answer.control.as_deref()),
                (None, Some("no-store")),
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_is_made_anew_for_who_wants_that() {
    let server = holding(LONG).await;
    for _ in 0..2 {
        let request = post(&server, &json!({"query": LASTING}))
            .header(header::CACHE_CONTROL, "max-age=0, No-Cache");
        assert_eq!(taking(&server, request).await.0, 2);
    }
    assert_eq!(
        taking(&server, post(&server, &json!({"query": LASTING})))
            .await
            .0,
        0
    );
}

#[tokio::test]
async fn nothing_is_kept_without_room_or_without_a_market() {
    let mut without_room = Settings::new(clock);
    without_room.answer_cache_bytes = 0;
    let mut without_market = Settings::new(clock);
    without_market.in_memory = false;
    for settings in [without_room, without_market] {
        let server = holding_under(settings).await;
        for _ in 0..2 {
            let (statements, answer) =
                taking(&server, post(&server, &json!({"query": LASTING}))).await;
            assert!(statements >= 2, "{statements}");
            assert_eq!(
                (answer.tag, answer.control.as_deref()),
                (None, Some("no-store"))
            );
        }
    }
}

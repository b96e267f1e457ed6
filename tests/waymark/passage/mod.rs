//! How requests and answers pass: documents by name, other sites' pages, packed answers, streams of events.

mod events;
mod origins;
mod packing;
mod persisted;
mod runs;
mod stream;

use api::{Service, Settings};
use reqwest::{Method, RequestBuilder, Response, header::HeaderName};
use serde_json::Value;

use crate::{
    graphql::{
        fixture,
        server::{Server, clock},
    },
    world::World,
};

/// A server over a small market, without accounts in use, whose service is made as wished.
async fn served(settings: Settings, adapt: impl FnOnce(Service) -> Service) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let postings: Vec<_> = (1..=60).map(fixture::posting).collect();
    fixture::store(&database, &postings).await;
    let server = Server::start_as(database, settings, adapt).await;
    server.is_ready().await;
    server
}

/// Settings under which the database counts.
fn counting() -> Settings {
    Settings {
        in_memory: false,
        ..Settings::new(clock)
    }
}

/// A request with GET and these parameters.
fn get(server: &Server, parameters: &[(&str, &str)]) -> RequestBuilder {
    let url = reqwest::Url::parse_with_params("http://server/graphql", parameters).unwrap();
    server.request(Method::GET, &format!("/graphql?{}", url.query().unwrap()))
}

/// A header of an answer.
fn header(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

/// Status, and the code of the first error or else the data.
async fn outcome(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let mut answer: Value = response.json().await.unwrap();
    match answer.pointer("/errors/0/extensions/code") {
        Some(code) => (status, code.clone()),
        None => (status, answer["data"].take()),
    }
}

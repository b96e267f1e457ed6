//! The Rust of docs/FRONTEND.md, as it stands there: `guide.rs` holds the page against this file.

use reqwest::{Client, Response, StatusCode, Url, header};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

const DEMAND: &str = "query ($role: String!, $first: Int!, $after: String) {
    demand(filter: {roles: [$role]}) {
        skills(first: $first, after: $after) {
            nodes {skill {name} share {value low high}}
            pageInfo {endCursor hasNextPage}
        }
    }
}";

/// The data of an answer, or code and message of its first error.
async fn ask(url: &str, query: &str, variables: &Value) -> Result<Value, Failure> {
    let body = json!({"query": query, "variables": variables});
    let response = Client::new().post(url).json(&body).send().await?;
    let mut answer: Value = response.json().await?;
    match answer["errors"].get(0) {
        Some(error) => {
            let code = error["extensions"]["code"].as_str().unwrap_or("UNKNOWN");
            Err(format!("{code}: {}", error["message"]).into())
        }
        None => Ok(answer["data"].take()),
    }
}

/// One page of the skills that a role asks for.
async fn page(url: &str, role: &str, first: u32, after: &Value) -> Result<Value, Failure> {
    let variables = json!({"role": role, "first": first, "after": after});
    let mut data = ask(url, DEMAND, &variables).await?;
    Ok(data["demand"]["skills"].take())
}

/// All of them.
async fn skills(url: &str, role: &str) -> Result<Vec<Value>, Failure> {
    let mut found = Vec::new();
    let mut after = Value::Null;
    loop {
        let mut page = page(url, role, 20, &after).await?;
        found.extend(page["nodes"].as_array().into_iter().flatten().cloned());
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(found);
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

/// What is wrong with a role that nobody knows.
async fn refusal(url: &str) -> Option<String> {
    let refused = page(url, "nobody", 3, &Value::Null).await.err()?;
    Some(refused.to_string())
}

/// The answer to a query that is asked again with the tag of the answer that is held: 304 if it is still good.
async fn again(url: &str, query: &str, held: Option<&str>) -> Result<Response, Failure> {
    let address = Url::parse_with_params(url, [("query", query)])?;
    let mut request = Client::new().get(address);
    if let Some(tag) = held {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    Ok(request.send().await?)
}

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{ClientRequestBuilder, Message},
};

/// How far the statistics have got: told at once; go on listening to hear when they have got further.
async fn refreshed(url: &str) -> Result<Value, Failure> {
    let address = url.replacen("http", "ws", 1).parse()?;
    let request = ClientRequestBuilder::new(address).with_sub_protocol("graphql-transport-ws");
    let (mut socket, _) = connect_async(request).await?;
    let said = json!({"type": "connection_init"});
    socket.send(Message::text(said.to_string())).await?;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else {
            continue;
        };
        let mut message: Value = serde_json::from_str(&text)?;
        match message["type"].as_str() {
            Some("connection_ack") => {
                let query = json!({"query": "subscription {demandRefreshed {asOf postings}}"});
                let said = json!({"type": "subscribe", "id": "1", "payload": query});
                socket.send(Message::text(said.to_string())).await?;
            }
            Some("next") => return Ok(message["payload"]["data"]["demandRefreshed"].take()),
            Some("error") => return Err(message["payload"].to_string().into()),
            _ => {}
        }
    }
    Err("the server has closed the connection".into())
}

use super::sample::Sample;

#[tokio::test]
async fn the_program_of_the_guide_runs() {
    let sample = Sample::served().await;
    let url = sample.url();
    let role = "machine-learning-engineer";
    let first = page(&url, role, 3, &Value::Null).await.unwrap();
    assert_eq!(first["nodes"].as_array().unwrap().len(), 3);
    let all = skills(&url, role).await.unwrap();
    assert!(all.len() > 20);
    assert_eq!(all[..3], first["nodes"].as_array().unwrap()[..]);
    let refused = refusal(&url).await.unwrap();
    assert!(refused.starts_with("INVALID_INPUT: "), "{refused}");
    let query = "{demand {postings}}";
    let answer = again(&url, query, None).await.unwrap();
    let tag = answer.headers()[header::ETAG].to_str().unwrap();
    let unchanged = again(&url, query, Some(tag)).await.unwrap();
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    let news = refreshed(&url).await.unwrap();
    assert!(news["postings"].as_u64().unwrap() > 2_000, "{news}");
}

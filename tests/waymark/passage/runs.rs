//! Runs of ingestion, as whoever watches is told of them.

use std::{io::Write, process::Stdio};

use api::Settings;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{
    counting,
    stream::{Events, wanted},
};
use crate::{
    binary::waymark,
    graphql::{
        server::{Server, clock},
        socket::Socket,
    },
    world::World,
};

const FIELDS: &str = "id status fetched added unchanged startedAt finishedAt note board";

fn subscription(arguments: &str) -> String {
    format!("subscription {{ingestRunChanged{arguments} {{{FIELDS}}}}}")
}

async fn watching(server: &Server, arguments: &str) -> Socket {
    let mut socket = Socket::open(server).await;
    socket.ask("1", &subscription(arguments)).await;
    socket
}

async fn told(socket: &mut Socket) -> Value {
    let mut message = socket.message().await;
    assert_eq!(message["type"], "next", "{message}");
    message["payload"]["data"]["ingestRunChanged"].take()
}

/// Waits until somebody looks at runs.
async fn looked(server: &Server, before: usize) {
    while looks(server) <= before {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

fn looks(server: &Server) -> usize {
    let said = server.said();
    said.iter()
        .filter(|text| text.contains("looked_at"))
        .count()
}

#[tokio::test]
async fn a_source_that_is_not_there_cannot_be_watched() {
    let server = Server::start(World::new().await).await;
    let body = json!({"query": subscription("(source: \"test\")")});
    let refused = wanted(server.request(Method::POST, "/graphql").json(&body));
    assert_eq!(
        Events::of(refused).await.answer().await["errors"][0]["extensions"]["code"],
        "INVALID_INPUT"
    );
}

#[tokio::test]
async fn an_import_is_told_of_as_it_goes_on() {
    let server = Server::start(World::new().await).await;
    let mut socket = watching(&server, "").await;
    looked(&server, 0).await;
    let mut command = waymark(&server.database);
    command
        .args(["import", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut import = command.spawn().unwrap();
    let mut input = import.stdin.take().unwrap();
    let line = |id: usize| {
        json!({"source": "test", "id": id.to_string(), "title": "Data Engineer", "company": "Example GmbH",
        "date": "2026-03-04", "format": "text", "html_or_text": "Python and SQL ".repeat(10)}).to_string() + "\n"
    };
    let mut write = |ids: std::ops::Range<usize>| {
        let lines: String = ids.map(line).collect();
        input.write_all(lines.as_bytes()).unwrap();
        input.flush().unwrap();
    };
    write(0..6_000);
    let first = told(&mut socket).await;
    assert_eq!(
        (first["status"].as_str(), first["finishedAt"].is_null()),
        (Some("RUNNING"), true),
        "{first}"
    );
    assert!(
        (1..=6_000).contains(&first["added"].as_i64().unwrap()),
        "{first}"
    );
    write(6_000..9_000);
    drop(input);
    let mut last = first.clone();
    while last["status"] == "RUNNING" {
        let next = told(&mut socket).await;
        assert_eq!(next["id"], first["id"]);
        assert!(
            next["added"].as_i64() >= last["added"].as_i64(),
            "{last} {next}"
        );
        last = next;
    }
    assert!(import.wait().unwrap().success());
    assert_eq!(
        (last["status"].as_str(), last["added"].as_i64()),
        (Some("SUCCEEDED"), Some(9_000)),
        "{last}"
    );
    // What was told is what stands there.
    let id = &last["id"];
    let node = server
        .data(&format!(
            "{{node(id: {id}) {{... on IngestRun {{{FIELDS}}}}}}}"
        ))
        .await;
    assert_eq!(node["node"], last);
    socket.is_quiet().await;
}

/// Two sources, each with a board.
async fn boards() -> Server {
    let world = World::new().await;
    let script = "insert into source (id, slug, name) values (9001, 'one', 'One'), (9002, 'two', 'Two');
        insert into target (id, source_id, board) values (1, 9001, 'acme'), (2, 9002, 'acme');
        insert into run (id, kind, input, started_at, finished_at, status, target_id) values
            (1, 3, 'one/acme', '2026-11-20', '2026-11-20', 1, 1), (2, 3, 'two/acme', '2026-11-21', null, 0, 2);
        insert into collection (run_id) values (2)";
    world.execute_unprepared(script).await.unwrap();
    Server::start(world).await
}

#[tokio::test]
async fn every_server_tells_of_every_step_of_a_collection() {
    let mut server = boards().await;
    let here = server.url.clone();
    let there = server
        .beside(Settings {
            in_memory: false,
            ..Settings::new(clock)
        })
        .await;
    let mut one = watching(&server, "(source: \"one\")").await;
    server.url.clone_from(&there);
    let mut all = watching(&server, "").await;
    server.url.clone_from(&here);
    // What is under way is told at once.
    let begun = told(&mut all).await;
    assert_eq!(
        (begun["status"].as_str(), begun["fetched"].as_i64()),
        (Some("RUNNING"), Some(0)),
        "{begun}"
    );
    looked(&server, 0).await;
    let run = |script: &'static str| server.database.execute_unprepared(script);
    for (script, status, added) in [
        ("insert into run (id, kind, input, started_at, status, target_id) values (3, 3, 'one/acme', '2026-11-22', 0, 1);
            insert into collection (run_id) values (3)", "RUNNING", 0),
        ("insert into run_source (run_id, source_id, added) values (3, 9001, 7)", "RUNNING", 7),
        ("update run set status = 2, finished_at = '2026-11-22 12:00', note = 'gone' where id = 3; delete from collection where run_id = 3", "FAILED", 7),
        ("update run set status = 0, finished_at = null, note = null where id = 3; insert into collection (run_id) values (3)", "RUNNING", 7),
        ("update run set status = 1, finished_at = '2026-11-22 12:01' where id = 3", "SUCCEEDED", 7),
    ] {
        run(script).await.unwrap();
        for socket in [&mut one, &mut all] {
            let told = told(socket).await;
            assert_eq!((told["status"].as_str(), told["added"].as_i64(), told["board"].as_str()), (Some(status), Some(added), Some("acme")), "{script}");
            let id = &told["id"];
            let node = server.data(&format!("{{node(id: {id}) {{... on IngestRun {{{FIELDS}}}}}}}")).await;
            assert_eq!(node["node"], told);
        }
    }
    // One that begins and ends between two looks is not missed; that of another source is not of interest.
    run("update run set status = 3, finished_at = now() where id = 2;
        insert into run (id, kind, input, started_at, finished_at, status) values (4, 0, 'x', '2026-11-22', '2026-11-22', 1);
        insert into run_source (run_id, source_id, added) values (4, 9001, 1), (4, 9002, 2)").await.unwrap();
    assert_eq!(told(&mut one).await["added"], 1);
    let mut heard = Vec::new();
    for _ in 0..3 {
        let told = told(&mut all).await;
        heard.push((
            told["status"].as_str().unwrap().to_owned(),
            told["added"].as_i64().unwrap(),
        ));
    }
    heard.sort_unstable();
    assert_eq!(
        heard,
        [
            ("POSTPONED".to_owned(), 0),
            ("SUCCEEDED".to_owned(), 1),
            ("SUCCEEDED".to_owned(), 2)
        ]
    );
    one.is_quiet().await;
    all.is_quiet().await;
}

#[tokio::test]
async fn nobody_looks_while_nobody_watches() {
    let settings = counting();
    let server = Server::start_with(World::new().await, settings).await;
    let mut one = watching(&server, "").await;
    let mut other = watching(&server, "").await;
    looked(&server, 1).await;
    one.say(&json!({"type": "complete", "id": "1"})).await;
    other.say(&json!({"type": "complete", "id": "1"})).await;
    one.is_quiet().await;
    other.is_quiet().await;
    let after = looks(&server);
    tokio::time::sleep(std::time::Duration::from_millis(1_600)).await;
    assert!(looks(&server) <= after + 1, "{} {after}", looks(&server));
}

#[tokio::test]
async fn a_look_that_fails_is_made_again() {
    let server = boards().await;
    let mut socket = watching(&server, "").await;
    told(&mut socket).await;
    let run = |script: &'static str| server.database.execute_unprepared(script);
    run("alter table collection rename to elsewhere")
        .await
        .unwrap();
    let before = looks(&server);
    looked(&server, before).await;
    run("update run set status = 1, finished_at = now() where id = 2; alter table elsewhere rename to collection").await.unwrap();
    assert_eq!(told(&mut socket).await["status"], "SUCCEEDED");
}

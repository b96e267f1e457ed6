//! Accounts and tokens at the command line, and servers that refuse to listen where passwords could be read.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use api::Accounts;
use serde_json::{Value, json};

use super::desk::{self, Asking, PASSWORD, wrong};
use crate::{binary, world::World};

fn run(world: &World, arguments: &[&str]) -> Output {
    binary::waymark(world).args(arguments).output().unwrap()
}

fn fed(mut command: Command, text: &str) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn add(world: &World, name: &str, password: &str) -> Output {
    let mut command = binary::waymark(world);
    command.args(["user", "add", name, "--password-stdin"]);
    fed(command, password)
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", binary::said(output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
async fn an_operator_makes_accounts_and_deletes_them() {
    let server = desk::open(Accounts::local()).await;
    let world = &server.database;
    printed(&add(world, "Ada", &format!("{PASSWORD}\r\n")));
    let signed_in = Asking::default().sign_in(&server, "ada", PASSWORD).await;
    assert_eq!(signed_in["viewer"]["name"], "Ada");
    for (name, password, says) in [
        ("ADA", PASSWORD, "has that name"),
        ("Ben", "short", "at least 12"),
    ] {
        let refused = add(world, name, password);
        assert_eq!(refused.status.code(), Some(1));
        let said = binary::said(&refused);
        assert!(said.contains(says) && !said.contains(password), "{said}");
    }
    let unasked = run(world, &["user", "add", "Ben"]);
    assert!(binary::said(&unasked).contains("--password-stdin"));
    let listed = binary::json(&run(world, &["user", "list", "--json"]));
    assert_eq!(listed[0]["name"], "Ada");
    assert!(listed.as_array().unwrap().len() == 1 && !listed.to_string().contains("argon2"));
    let unsure = run(world, &["user", "delete", "Ada"]);
    assert_eq!(unsure.status.code(), Some(1));
    assert!(printed(&run(world, &["user", "list"])).starts_with("Ada  since"));
    printed(&run(world, &["user", "delete", "aDa", "--yes"]));
    let gone = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(wrong(&gone), ["WrongCredentials"]);
    let unknown = run(world, &["user", "delete", "Ada", "--yes"]);
    assert!(binary::said(&unknown).contains("no account of the name Ada"));
}

#[tokio::test]
async fn an_operator_gives_out_tokens_and_takes_them_back() {
    let server = desk::open(Accounts::local()).await;
    let world = &server.database;
    desk::signed_up(&server, "Ada").await;
    let made = [
        "token", "create", "Ada", "--label", "nightly", "--days", "3000",
    ];
    let made = run(world, &made);
    let token = printed(&made);
    assert!(
        token.starts_with("wm_") && !binary::said(&made).contains(&token),
        "{token}"
    );
    assert_eq!(Asking::with(&token).name(&server).await, "Ada");
    let listed = binary::json(&run(world, &["token", "list", "Ada", "--json"]));
    let listed = listed.as_array().unwrap();
    let nightly = listed.iter().find(|one| one["label"] == "nightly").unwrap();
    let id = nightly["id"].as_str().unwrap();
    assert!(printed(&run(world, &["token", "list", "Ada"])).contains(id));
    printed(&run(world, &["token", "revoke", "Ada", id]));
    assert_eq!(Asking::with(&token).name(&server).await, Value::Null);
    for refused in [
        ["token", "revoke", "Ada", id],
        ["token", "create", "Eve", "--label=x"],
        ["token", "create", "Ada", "--label="],
        ["token", "create", "Ada", "--days=0"],
    ] {
        assert!(!run(world, &refused).status.success(), "{refused:?}");
    }
}

#[tokio::test]
async fn names_that_several_have_are_told_apart_by_their_subjects() {
    let world = World::new().await;
    sea_orm::sqlx::query(
        "insert into account (name, issuer, subject) values ('Ada', 'https://login.example', 'a1'), ('Ada', 'https://login.example', 'a2')",
    )
    .execute(world.pool())
    .await
    .unwrap();
    let refused = run(&world, &["token", "create", "Ada"]);
    assert!(binary::said(&refused).contains("subject"));
    printed(&run(&world, &["token", "create", "a1"]));
    printed(&run(&world, &["user", "delete", "a2", "--yes"]));
    let listed = binary::json(&run(&world, &["user", "list", "--json"]));
    let expected = json!([{"subject": "a1", "sessions": 1}]);
    assert_eq!(listed[0]["subject"], expected[0]["subject"], "{listed}");
    assert_eq!(listed[0]["sessions"], expected[0]["sessions"], "{listed}");
}

#[test]
fn passwords_are_not_taken_where_they_could_be_read() {
    for (line, variable) in [
        (&["up", "--listen", "0.0.0.0:0"][..], None),
        (&["serve", "--listen", "[::]:0"], None),
        (&["serve", "--listen", "0.0.0.0:0"], Some("local")),
    ] {
        let mut command = binary::bare();
        if let Some(way) = variable {
            command.env("WAYMARK_AUTH", way);
        }
        // Nothing is reached for before the address is found wanting.
        command.env("DATABASE_URL", "rubbish");
        let refused = command.args(line).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let said = binary::said(&refused);
        for way_out in ["--auth none", "--behind-tls-proxy", "--auth oidc"] {
            assert!(said.contains(way_out), "{said}");
        }
    }
    for (name, value) in [
        ("WAYMARK_AUTH", "none"),
        ("WAYMARK_BEHIND_TLS_PROXY", "true"),
    ] {
        let mut command = binary::bare();
        command.env(name, value).env("DATABASE_URL", "rubbish");
        let output = command
            .args(["serve", "--listen", "0.0.0.0:0"])
            .output()
            .unwrap();
        let said = binary::said(&output);
        assert!(said.contains("DATABASE_URL is not understood"), "{said}");
    }
}

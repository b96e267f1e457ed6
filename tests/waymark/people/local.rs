//! People sign up and in with a name and a password, and go again.

use api::Accounts;
use chrono::Duration;
use serde_json::{Value, json};

use super::desk::{self, Asking, PASSWORD, SIGN_UP, it_is_later, signed_up, wrong};

#[tokio::test]
async fn whoever_signs_up_is_known_and_can_sign_in() {
    let server = desk::open(Accounts::local()).await;
    let input = json!({"name": " Ada ", "password": PASSWORD});
    let payload = Asking::default().payload(&server, SIGN_UP, input).await;
    assert_eq!(payload["viewer"]["name"], "Ada", "{payload}");
    assert_eq!(payload["query"]["viewer"]["name"], "Ada", "{payload}");
    let token = payload["token"].as_str().unwrap();
    assert!(token.starts_with("wm_"), "{token}");
    assert_eq!(Asking::with(token).name(&server).await, "Ada");
    let again = Asking::default().sign_in(&server, "aDA", PASSWORD).await;
    assert_eq!(again["viewer"], payload["viewer"]);
    assert_eq!(again["query"]["viewer"]["name"], "Ada");
    assert_ne!(again["token"], payload["token"]);
    let both = [token, again["token"].as_str().unwrap()];
    for token in both {
        assert_eq!(Asking::with(token).name(&server).await, "Ada");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_by_its_kind() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    for (name, password, kind, path) in [
        ("ADA", PASSWORD, "NameTaken", "name"),
        ("  ", PASSWORD, "InvalidInput", "name"),
        ("A\u{200b}da", PASSWORD, "InvalidInput", "name"),
        ("Ben", "short", "InvalidInput", "password"),
        (
            "Ben Benson Junior",
            "ben benson junior",
            "InvalidInput",
            "password",
        ),
    ] {
        let input = json!({"name": name, "password": password});
        let payload = Asking::default().payload(&server, SIGN_UP, input).await;
        assert_eq!(wrong(&payload), [kind], "{payload}");
        assert_eq!(payload["errors"][0]["path"], json!(["input", path]));
        assert_eq!(payload["token"], Value::Null);
        assert_eq!(payload["query"]["viewer"], Value::Null);
    }
    assert_eq!(
        server.database.number("select count(*) from account").await,
        1
    );
}

#[tokio::test]
async fn who_is_unknown_and_what_is_wrong_look_the_same() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    let mut said = Vec::new();
    let mut fastest = Vec::new();
    for (name, password) in [
        ("Ada", "four small green goats"),
        ("Ben", "four small green goats"),
    ] {
        let mut times = Vec::new();
        for _ in 0..4 {
            let begun = std::time::Instant::now();
            said.push(Asking::default().sign_in(&server, name, password).await);
            times.push(begun.elapsed());
        }
        fastest.push(times.into_iter().min().unwrap());
    }
    said.push(Asking::default().sign_in(&server, "\0", "x").await);
    said.push(
        Asking::default()
            .sign_in(&server, "Ada", &"x".repeat(9_999))
            .await,
    );
    assert_eq!(wrong(&said[0]), ["WrongCredentials"]);
    assert!(said.iter().all(|one| *one == said[0]), "{said:#?}");
    // Looking at a password takes most of the time of either.
    assert!(fastest[1] * 2 > fastest[0], "{fastest:?}");
}

#[tokio::test]
async fn a_name_is_given_once_however_many_want_it() {
    let server = desk::open(Accounts::local()).await;
    let sign_up = async |name: &str| {
        let input = json!({"name": name, "password": PASSWORD});
        Asking::default().payload(&server, SIGN_UP, input).await
    };
    let both = tokio::join!(sign_up("Ada"), sign_up("ADA"));
    let mut kinds = [wrong(&both.0), wrong(&both.1)].concat();
    kinds.dedup();
    assert_eq!(kinds, ["NameTaken"], "{both:?}");
    assert_eq!(
        server.database.number("select count(*) from account").await,
        1
    );
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let server = desk::open(Accounts::local()).await;
    let ada = signed_up(&server, "Ada").await;
    let ben = signed_up(&server, "Ben").await;
    let other = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    let other = Asking::with(other["token"].as_str().unwrap());
    let new = "five large blue boats";
    let change = "changePassword {changed errors {__typename path} query {viewer {name}}}";
    for (current, new, kind) in [
        ("five large blue boats", new, "WrongCredentials"),
        (PASSWORD, "short", "InvalidInput"),
    ] {
        let input = json!({"currentPassword": current, "newPassword": new});
        let payload = ada.payload(&server, change, input).await;
        assert_eq!(wrong(&payload), [kind]);
        assert_eq!(payload["changed"], false);
    }
    assert_eq!(other.name(&server).await, "Ada");
    let input = json!({"currentPassword": PASSWORD, "newPassword": new});
    let payload = ada.payload(&server, change, input).await;
    assert_eq!(
        payload,
        json!({"changed": true, "errors": [], "query": {"viewer": {"name": "Ada"}}})
    );
    assert_eq!(other.name(&server).await, Value::Null);
    assert_eq!(ben.name(&server).await, "Ben");
    let old = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(wrong(&old), ["WrongCredentials"]);
    let signed_in = Asking::default().sign_in(&server, "Ada", new).await;
    assert_eq!(signed_in["viewer"]["name"], "Ada");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_whose_they_are() {
    let server = desk::open(Accounts::local()).await;
    let ada = signed_up(&server, "Ada").await;
    let ben = signed_up(&server, "Ben").await;
    it_is_later(Duration::minutes(1));
    let other = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    let other = Asking::with(other["token"].as_str().unwrap());
    let list = "{viewer {sessions {id label createdAt expiresAt current}}}";
    let answer = ada.answer(&server, list, json!({})).await;
    let sessions = answer["data"]["viewer"]["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{answer:#}");
    assert_eq!(sessions[0]["current"], false);
    assert_eq!(sessions[0]["createdAt"], "2026-11-22T12:01:00+00:00");
    assert_eq!(sessions[1]["current"], true);
    assert_eq!(sessions[1]["expiresAt"], "2026-12-22T12:00:00+00:00");
    let end = "endSession {ended query {viewer {name}}}";
    let input = json!({"id": sessions[0]["id"]});
    let payload = ben.payload(&server, end, input.clone()).await;
    assert_eq!(
        payload,
        json!({"ended": false, "query": {"viewer": {"name": "Ben"}}})
    );
    assert_eq!(other.name(&server).await, "Ada", "it is not his to end");
    let payload = ada.payload(&server, end, input.clone()).await;
    assert_eq!(
        payload,
        json!({"ended": true, "query": {"viewer": {"name": "Ada"}}})
    );
    assert_eq!(other.name(&server).await, Value::Null);
    assert_eq!(ada.payload(&server, end, input).await["ended"], false);
    for id in ["", "x", "U2Vzc2lvbjp4"] {
        assert_eq!(
            ada.payload(&server, end, json!({"id": id})).await["ended"],
            false
        );
    }
    let own = json!({"id": sessions[1]["id"]});
    let payload = ada.payload(&server, end, own).await;
    assert_eq!(payload, json!({"ended": true, "query": {"viewer": null}}));
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let server = desk::open(Accounts::local().with_session_days(2)).await;
    let ada = signed_up(&server, "Ada").await;
    it_is_later(Duration::days(2) - Duration::seconds(1));
    assert_eq!(ada.name(&server).await, "Ada");
    it_is_later(Duration::days(2));
    assert_eq!(ada.name(&server).await, Value::Null);
    Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(
        server.database.number("select count(*) from session").await,
        1
    );
}

#[tokio::test]
async fn a_deleted_account_leaves_nothing() {
    let server = desk::open(Accounts::local()).await;
    let ada = signed_up(&server, "Ada Wong").await;
    let ben = signed_up(&server, "Ben").await;
    let delete = "deleteAccount {deleted errors {__typename path} query {viewer {name}}}";
    for confirm in ["", "Ada", "yes"] {
        let payload = ada
            .payload(&server, delete, json!({"confirm": confirm}))
            .await;
        assert_eq!(wrong(&payload), ["InvalidInput"]);
        assert_eq!(payload["query"]["viewer"]["name"], "Ada Wong");
    }
    let payload = ada
        .payload(&server, delete, json!({"confirm": "ada wong "}))
        .await;
    assert_eq!(
        payload,
        json!({"deleted": true, "errors": [], "query": {"viewer": null}})
    );
    assert_eq!(ada.name(&server).await, Value::Null);
    assert_eq!(
        server.database.tables_with("Ada Wong").await,
        Vec::<String>::new()
    );
    assert_eq!(
        server.database.number("select count(*) from session").await,
        1
    );
    assert_eq!(ben.name(&server).await, "Ben");
    let again = ada
        .answer(
            &server,
            "mutation {deleteAccount(input: {confirm: \"Ada Wong\"}) {deleted}}",
            json!({}),
        )
        .await;
    assert_eq!(again["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    signed_up(&server, "Ada Wong").await;
}

#[tokio::test]
async fn somebody_has_only_so_many_sessions() {
    let server = desk::open(Accounts::local()).await;
    let ada = signed_up(&server, "Ada").await;
    sea_orm::sqlx::query(
        "insert into session (token_hash, account_id, created_at, expires_at)
         select sha256(n::text::bytea), account.id, timestamptz '2026-11-22 12:00Z' + make_interval(mins => n),
             timestamptz '2027-01-01 12:00Z' from account, generate_series(1, 150) n",
    )
    .execute(server.database.pool())
    .await
    .unwrap();
    it_is_later(Duration::hours(3));
    Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(
        server.database.number("select count(*) from session").await,
        100
    );
    assert_eq!(
        ada.name(&server).await,
        Value::Null,
        "the oldest goes first"
    );
}

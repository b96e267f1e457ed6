//! People for whom an issuer vouches, and issuers that change, fail and lie.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    desk::{self, Asking, PASSWORD, SIGN_UP, it_is_later, wrong},
    issuer::{Issuer, Key},
};
use crate::graphql::socket::Socket;

#[tokio::test]
async fn whoever_an_issuer_vouches_for_is_known() {
    let (one, other) = (Key::p256("one"), Key::ed25519("other"));
    let issuer = Issuer::start(&[&one, &other]).await;
    let server = desk::open(issuer.accounts()).await;
    let ada = Asking::with(&issuer.token(&one, "ada"));
    assert_eq!(ada.name(&server).await, "ada");
    let mut claims = issuer.claims("ada");
    claims["preferred_username"] = json!("another name");
    claims["aud"] = json!(["somebody else", "waymark"]);
    let again = Asking::with(&other.token(&claims));
    let id = "{viewer {id}}";
    assert_eq!(
        ada.answer(&server, id, json!({})).await,
        again.answer(&server, id, json!({})).await
    );
    let ben = Asking::with(&issuer.token(&other, "ben"));
    assert_eq!(ben.name(&server).await, "ben");
    assert_eq!(issuer.asked(), 1);
    assert_eq!(
        server.database.number("select count(*) from account").await,
        2
    );
    assert_eq!(
        server.database.number("select count(*) from session").await,
        0
    );
    let nobody = Asking::default().name(&server).await;
    assert_eq!(nobody, Value::Null);
}

#[tokio::test]
async fn two_first_requests_make_one_account() {
    let key = Key::ed25519("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let ada = Asking::with(&issuer.token(&key, "ada"));
    let names = join_all((0..8).map(|_| ada.name(&server))).await;
    assert_eq!(names, vec![json!("ada"); 8]);
    assert_eq!(
        server.database.number("select count(*) from account").await,
        1
    );
    assert_eq!(issuer.asked(), 1, "the keys are asked for once");
}

#[tokio::test]
async fn no_address_to_write_to_is_stored() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let mut claims = issuer.claims("7");
    claims["preferred_username"] = json!("ada@somewhere.example");
    claims["email"] = json!("ada@somewhere.example");
    assert_eq!(
        Asking::with(&key.token(&claims)).name(&server).await,
        "person"
    );
    let found = server.database.tables_with("somewhere.example").await;
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn keys_come_and_go() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let issuer = Issuer::start(&[&old]).await;
    let server = desk::open(issuer.accounts()).await;
    let with = |key: &Key| Asking::with(&issuer.token(key, "ada"));
    assert_eq!(with(&old).name(&server).await, "ada");
    issuer.publishes(&[&new]);
    assert_eq!(
        with(&new).name(&server).await,
        Value::Null,
        "too soon to ask again"
    );
    it_is_later(Duration::minutes(1));
    assert_eq!(
        with(&old).name(&server).await,
        "ada",
        "nobody has seen yet that it is gone"
    );
    assert_eq!(with(&new).name(&server).await, "ada");
    assert_eq!(with(&old).name(&server).await, Value::Null);
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn keys_that_are_gone_are_not_believed_for_long() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let issuer = Issuer::start(&[&old]).await;
    let server = desk::open(issuer.accounts()).await;
    let token = || issuer.token(&old, "ada");
    assert_eq!(Asking::with(&token()).name(&server).await, "ada");
    issuer.publishes(&[&new]);
    it_is_later(Duration::minutes(31));
    assert_eq!(
        Asking::with(&token()).name(&server).await,
        "ada",
        "nobody waits for the new ones"
    );
    while Asking::with(&token()).name(&server).await != Value::Null {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn an_issuer_that_fails_makes_everybody_nobody_and_recovers() {
    let key = Key::ed25519("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let name = async || Asking::with(&issuer.token(&key, "ada")).name(&server).await;
    issuer.fails(true);
    assert_eq!(name().await, Value::Null);
    issuer.fails(false);
    assert_eq!(
        name().await,
        Value::Null,
        "it is not asked at every request"
    );
    assert_eq!(issuer.asked(), 1);
    it_is_later(Duration::minutes(1));
    assert_eq!(name().await, "ada");
    issuer.fails(true);
    it_is_later(Duration::minutes(59));
    assert_eq!(name().await, "ada", "what was seen is believed for an hour");
    it_is_later(Duration::minutes(62));
    assert_eq!(name().await, Value::Null);
    assert_eq!(Asking::default().name(&server).await, Value::Null);
}

#[tokio::test]
async fn nobody_else_waits_for_a_slow_issuer() {
    let key = Key::ed25519("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let stalled = issuer.stalls().await;
    let ada = Asking::with(&issuer.token(&key, "ada"));
    let waiting = join_all((0..8).map(|_| ada.name(&server)));
    let others = async {
        while issuer.asked() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        for _ in 0..8 {
            assert_eq!(Asking::default().name(&server).await, Value::Null);
        }
        drop(stalled);
    };
    let (names, ()) = tokio::join!(waiting, others);
    assert_eq!(names, vec![json!("ada"); 8]);
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn an_issuer_that_says_something_else_is_not_believed() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let mut minutes = 0;
    let mut name = async || {
        minutes += 1;
        it_is_later(Duration::minutes(minutes));
        Asking::with(&issuer.token(&key, "ada")).name(&server).await
    };
    for other in [
        format!("{}/", issuer.url),
        "https://login.example".to_owned(),
    ] {
        issuer.calls_itself(&other);
        assert_eq!(name().await, Value::Null, "{other}");
    }
    issuer.calls_itself(&issuer.url);
    let huge = format!("{{\"keys\": [\"{}\"]}}", "x".repeat(300_000));
    for rubbish in ["", "[]", "{\"keys\": 7}", "<html>", "{\"keys\": []}", &huge] {
        issuer.answers(rubbish);
        assert_eq!(name().await, Value::Null, "{rubbish:.40}");
    }
    issuer.publishes(&[&key]);
    assert_eq!(name().await, "ada");
}

#[tokio::test]
async fn rubbish_among_the_keys_spoils_none() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let jwk = {
        let point = key.point();
        let encoded = |bytes: &[u8]| {
            use base64::Engine;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
        };
        json!({"kty": "EC", "crv": "P-256", "kid": "one", "x": encoded(&point[1..33]), "y": encoded(&point[33..])})
    };
    let keys = json!({"keys": [null, 7, {}, {"kty": "EC", "crv": "P-256", "kid": "one", "x": "", "y": 7}, jwk]});
    issuer.answers(&keys.to_string());
    assert_eq!(
        Asking::with(&issuer.token(&key, "ada")).name(&server).await,
        "ada"
    );
}

#[tokio::test]
async fn passwords_are_left_to_the_issuer() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let input = json!({"name": "Ada", "password": PASSWORD});
    let payload = Asking::default().payload(&server, SIGN_UP, input).await;
    assert_eq!(wrong(&payload), ["Unavailable"]);
    let message = payload["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains(&issuer.url), "{message}");
    let signed_in = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(wrong(&signed_in), ["Unavailable"]);
    let config = "{serviceConfig {auth oidc {issuer audience clientId}}}";
    let expected = json!({"auth": "OIDC", "oidc": {"issuer": issuer.url, "audience": "waymark", "clientId": "front end"}});
    assert_eq!(server.data(config).await["serviceConfig"], expected);
}

#[tokio::test]
async fn an_operators_tokens_work_beside_the_issuers_and_accounts_can_go() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let ada = Asking::with(&issuer.token(&key, "ada"));
    assert_eq!(ada.name(&server).await, "ada");
    let database = &server.database.connection;
    let what = ("a script", 7);
    let token = api::administration::create_token(database, "ada", what, desk::clock()).await;
    let script = Asking::with(token.unwrap().text());
    assert_eq!(script.name(&server).await, "ada");
    let sessions = "{viewer {sessions {label current}}}";
    let listed = ada.answer(&server, sessions, json!({})).await;
    let expected = json!([{"label": "a script", "current": false}]);
    assert_eq!(listed["data"]["viewer"]["sessions"], expected);
    let delete = "deleteAccount {deleted errors {__typename}}";
    let payload = ada
        .payload(&server, delete, json!({"confirm": "ada"}))
        .await;
    assert_eq!(payload["deleted"], true);
    assert_eq!(script.name(&server).await, Value::Null);
    assert_eq!(
        server.database.number("select count(*) from account").await,
        0
    );
}

#[tokio::test]
async fn they_follow_their_progress_until_the_token_expires() {
    const SET: &str = "mutation Set($state: ProgressState!) {setProgress(
        input: {roadmap: \"data-engineer\", nodes: [\"star-schema\"], state: $state}) {errors {message}}}";
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let token = issuer.token(&key, "ada");
    let mut socket = Socket::connect(&server).await;
    let bearer = format!("Bearer {token}");
    socket
        .say(&json!({"type": "connection_init", "payload": {"Authorization": bearer}}))
        .await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    let follow = "subscription {progressChanged(roadmap: \"data-engineer\") {percent}}";
    socket.ask("1", follow).await;
    assert_eq!(socket.message().await["type"], "next");
    let ada = Asking::with(&token);
    let set = ada.answer(&server, SET, json!({"state": "LEARNING"})).await;
    assert_eq!(set["data"]["setProgress"]["errors"], json!([]), "{set}");
    assert_eq!(socket.message().await["type"], "next");
    it_is_later(Duration::hours(1));
    let later = Asking::with(&issuer.token(&key, "ada"));
    let set = later.answer(&server, SET, json!({"state": "DONE"})).await;
    assert_eq!(set["data"]["setProgress"]["errors"], json!([]), "{set}");
    let message = socket.message().await;
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}

//! Tokens that nobody should believe.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use ring::hmac;
use serde_json::{Value, json};

use super::{
    desk::{self, Asking, clock, it_is_later},
    issuer::{Issuer, Key, unsigned},
};

#[tokio::test]
async fn tokens_for_others_and_of_other_days_tell_nobody() {
    let key = Key::p256("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let now = clock().timestamp();
    for (claim, value) in [
        ("aud", json!("another")),
        ("aud", json!(["another"])),
        ("iss", json!("https://login.example")),
        ("iss", json!(format!("{}/", issuer.url))),
        ("exp", json!(now - 61)),
        ("exp", Value::Null),
        ("nbf", json!(now + 61)),
        ("iat", json!(now + 61)),
        ("sub", json!("")),
        ("sub", json!("a\0b")),
    ] {
        let mut claims = issuer.claims("ada");
        claims[claim] = value.clone();
        let name = Asking::with(&key.token(&claims)).name(&server).await;
        assert_eq!(name, Value::Null, "{claim}: {value}");
    }
    assert_eq!(
        server.database.number("select count(*) from account").await,
        0
    );
    assert_eq!(issuer.asked(), 0, "none of them is worth a question");
    // What differs by no more than clocks do is good.
    let mut claims = issuer.claims("ada");
    claims["exp"] = json!(now - 30);
    claims["nbf"] = json!(now + 30);
    assert_eq!(Asking::with(&key.token(&claims)).name(&server).await, "ada");
    it_is_later(Duration::seconds(31));
    assert_eq!(
        Asking::with(&key.token(&claims)).name(&server).await,
        Value::Null
    );
}

#[tokio::test]
async fn tokens_that_the_issuer_did_not_sign_tell_nobody() {
    let (key, forger) = (Key::p256("one"), Key::p256("one"));
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let claims = issuer.claims("ada");
    let good = issuer.token(&key, "ada");
    let parts: Vec<&str> = good.split('.').collect();
    let root = unsigned(&json!({}), &issuer.claims("root"));
    let root = root.split('.').next_back().unwrap();
    let none = unsigned(&json!({"alg": "none"}), &claims);
    // Who takes the public half of a key for a shared secret believes this one.
    let shared = unsigned(&json!({"alg": "HS256", "kid": "one"}), &claims);
    let secret = hmac::Key::new(hmac::HMAC_SHA256, key.point());
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&secret, shared.as_bytes()));
    let kind = unsigned(&json!({"alg": "RS256", "kid": "one"}), &claims);
    for forged in [
        format!("{none}."),
        format!("{none}.{}", parts[2]),
        format!("{shared}.{tag}"),
        format!("{kind}.{tag}"),
        forger.token(&claims),
        Key::ed25519("one").token(&claims),
        format!("{}.{root}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{good}="),
        format!("{good}.{}", parts[2]),
        "..".to_owned(),
        "x".repeat(20_000),
        format!("{}.{}.{}", parts[0], parts[1], "A".repeat(20_000)),
    ] {
        let name = Asking::with(&forged).name(&server).await;
        assert_eq!(name, Value::Null, "{forged:.200}");
    }
    assert_eq!(
        server.database.number("select count(*) from account").await,
        0
    );
    assert_eq!(Asking::with(&good).name(&server).await, "ada");
}

#[tokio::test]
async fn a_storm_of_unknown_keys_asks_the_issuer_once_a_minute() {
    let key = Key::ed25519("one");
    let issuer = Issuer::start(&[&key]).await;
    let server = desk::open(issuer.accounts()).await;
    let ada = || Asking::with(&issuer.token(&key, "ada"));
    assert_eq!(ada().name(&server).await, "ada");
    let storm = async || {
        let claims = issuer.claims("eve");
        let tokens = (0..1_000).map(|number| {
            let header = json!({"alg": "EdDSA", "kid": format!("unknown {number}")});
            format!("{}.AAAA", unsigned(&header, &claims))
        });
        let tokens: Vec<String> = tokens.collect();
        for some in tokens.chunks(25) {
            let some: Vec<_> = some.iter().map(|token| Asking::with(token)).collect();
            let names = some.iter().map(|one| one.name(&server));
            let names = futures_util::future::join_all(names).await;
            assert!(names.iter().all(Value::is_null));
        }
    };
    storm().await;
    assert_eq!(issuer.asked(), 1, "it was asked less than a minute ago");
    it_is_later(Duration::minutes(2));
    storm().await;
    assert_eq!(issuer.asked(), 2);
    assert_eq!(ada().name(&server).await, "ada");
}

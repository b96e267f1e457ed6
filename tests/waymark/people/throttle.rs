//! Passwords cannot be tried at will, whoever asks which server.

use api::Accounts;
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::desk::{self, Asking, PASSWORD, SIGN_UP, it_is_later, settings, signed_up, wrong};

const GUESS: &str = "four small green goats";

#[tokio::test]
async fn a_name_is_tried_only_so_often() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    signed_up(&server, "Ben").await;
    let guess = || async { Asking::default().sign_in(&server, "ada", GUESS).await };
    let guesses = join_all((0..16).map(|_| guess())).await;
    let count = |kind| guesses.iter().filter(|one| wrong(one) == [kind]).count();
    assert_eq!(
        (count("WrongCredentials"), count("TooManyAttempts")),
        (10, 6)
    );
    it_is_later(Duration::minutes(14));
    let refused = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(
        wrong(&refused),
        ["TooManyAttempts"],
        "the right one as well"
    );
    assert_eq!(refused["errors"][0]["retryAfterSeconds"], 60);
    let elsewhere = server.beside(settings()).await;
    let query = format!(
        "mutation {{signIn(input: {{name: \"Ada\", password: \"{PASSWORD}\"}}) {{errors {{__typename}}}}}}"
    );
    let answer = Asking::default()
        .answer_at(&server, &elsewhere, &query, json!({}))
        .await;
    assert_eq!(
        wrong(&answer["data"]["signIn"]),
        ["TooManyAttempts"],
        "another server as well"
    );
    let ben = Asking::default().sign_in(&server, "Ben", PASSWORD).await;
    assert_eq!(ben["viewer"]["name"], "Ben");
    it_is_later(Duration::minutes(15) + Duration::seconds(1));
    let later = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(later["viewer"]["name"], "Ada");
}

#[tokio::test]
async fn whoever_knows_the_password_begins_anew() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    for _ in 0..2 {
        for _ in 0..6 {
            let guess = Asking::default().sign_in(&server, "Ada", GUESS).await;
            assert_eq!(wrong(&guess), ["WrongCredentials"]);
        }
        let right = Asking::default().sign_in(&server, "Ada", PASSWORD).await;
        assert_eq!(right["viewer"]["name"], "Ada");
    }
}

#[tokio::test]
async fn an_address_tries_only_so_often() {
    let server = desk::open(Accounts::local().behind_proxy()).await;
    signed_up(&server, "Ada").await;
    let there = Asking::from("192.0.2.1, 192.0.2.9");
    assert_eq!(
        wrong(&there.sign_in(&server, "Nobody", GUESS).await),
        ["WrongCredentials"]
    );
    // As if it had gone on with other names.
    server
        .database
        .execute_unprepared("update attempt set count = 50 where count > 0")
        .await
        .unwrap();
    let refused = there.sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(wrong(&refused), ["TooManyAttempts"]);
    let made_up = Asking::from("192.0.2.7, 192.0.2.9");
    let refused = made_up.sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(
        wrong(&refused),
        ["TooManyAttempts"],
        "what clients write does not count"
    );
    let other = Asking::from("192.0.2.9, 192.0.2.1");
    let signed_in = other.sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(signed_in["viewer"]["name"], "Ada");
}

#[tokio::test]
async fn without_a_proxy_nobody_says_where_they_are() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    server
        .database
        .execute_unprepared("update attempt set count = 50")
        .await
        .unwrap();
    let input = json!({"name": "Ben", "password": PASSWORD});
    let refused = Asking::from("192.0.2.1")
        .payload(&server, SIGN_UP, input)
        .await;
    assert_eq!(wrong(&refused), ["TooManyAttempts"]);
}

#[tokio::test]
async fn nothing_is_counted_for_long() {
    let server = desk::open(Accounts::local()).await;
    signed_up(&server, "Ada").await;
    Asking::default().sign_in(&server, "Nobody", GUESS).await;
    assert_eq!(
        server.database.number("select count(*) from attempt").await,
        3
    );
    it_is_later(Duration::minutes(16));
    Asking::default().sign_in(&server, "Ada", PASSWORD).await;
    // What was no guess is not held against an address either.
    assert_eq!(
        server.database.number("select count(*) from attempt").await,
        1
    );
    assert_eq!(
        server
            .database
            .number("select sum(count)::bigint from attempt")
            .await,
        0
    );
    assert_eq!(
        server.database.tables_with("127.0.0.1").await,
        Vec::<String>::new()
    );
}

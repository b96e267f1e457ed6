//! Clients that ask and do not take in what they are told.

use std::time::Duration;

use tokio::time::sleep;

use super::{others_are_served, served, wire::Wire};

/// A request for much: the whole schema.
const MUCH: &str = "GET /graphql?query={__schema{types{name,fields{name,description,args{name,description,type{name}},type{name,ofType{name}}}}}} HTTP/1.1\r\nhost: x\r\n\r\n";

/// How often it is asked, so that no system's buffers hold the answers.
const OFTEN: usize = 400;

#[tokio::test]
async fn whoever_takes_nothing_in_is_cut_off() {
    let server = served(|settings| settings.answer_patience = Duration::from_millis(300)).await;
    let mut wire = Wire::narrow(&server).await;
    assert!(wire.says(MUCH.repeat(OFTEN)).await);
    others_are_served(&server).await;
    wait_until_cut(&mut wire).await;
    others_are_served(&server).await;
}

#[tokio::test]
async fn whoever_takes_in_a_byte_now_and_then_is_cut_off() {
    let server = served(|settings| settings.answer_patience = Duration::from_millis(300)).await;
    let mut wire = Wire::narrow(&server).await;
    assert!(wire.says(MUCH.repeat(OFTEN)).await);
    wire.sips(100, Duration::from_millis(20)).await;
    wait_until_cut(&mut wire).await;
}

#[tokio::test]
async fn whoever_takes_it_in_slowly_but_steadily_is_told_all() {
    let server = served(|settings| settings.answer_patience = Duration::from_secs(30)).await;
    let mut wire = Wire::narrow(&server).await;
    let last = MUCH.replacen("\r\nhost", "\r\nconnection: close\r\nhost", 1);
    assert!(wire.says(MUCH.repeat(20) + &last).await);
    sleep(Duration::from_millis(500)).await;
    let heard = wire.hears().await;
    assert_eq!(heard.matches("HTTP/1.1 200").count(), 21);
}

/// Waits until the server has cut the connection, and makes sure that it had not told everything.
async fn wait_until_cut(wire: &mut Wire) {
    // To read would be to take in, so there is nothing but to wait and to look how far the server has got.
    sleep(Duration::from_secs(3)).await;
    let heard = wire.hears().await;
    assert!(heard.matches("HTTP/1.1 200").count() < OFTEN);
}

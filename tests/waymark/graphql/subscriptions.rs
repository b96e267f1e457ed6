//! Subscriptions to changes: nothing is missed, whatever happens to a subscriber, to notifications or to Postgres.

use std::time::Duration;

use api::Settings;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::changes::{log, market, told};
use super::fixture::Dice;
use super::server::{Server, clock};
use super::socket::Socket;

/// A server that soon notices what nobody told it.
async fn served() -> Server {
    let settings = Settings {
        feed_pause: Duration::from_millis(200),
        // Who keeps a market in memory listens, too, and these tests count listeners.
        in_memory: false,
        ..Settings::new(clock)
    };
    Server::start_with(market().await, settings).await
}

fn subscription(arguments: &str) -> String {
    format!(
        "subscription {{postingsChanged{arguments} {{cursor kind at posting {{title company}}}}}}"
    )
}

/// Waits until a subscription has begun: what is committed before it is not in it.
async fn begun(server: &Server, socket: &mut Socket, arguments: &str) {
    socket.ask("1", &subscription(arguments)).await;
    // Its first reading of the log shows that it knows where it stands.
    let before = readings(&server.said());
    while readings(&server.said()) == before {
        sleep(Duration::from_millis(5)).await;
    }
}

/// How often the log was read.
fn readings(statements: &[String]) -> usize {
    let reads = statements
        .iter()
        .filter(|text| text.contains("min(id) as oldest"));
    reads.count()
}

#[tokio::test]
async fn a_subscriber_hears_of_what_comes_and_not_of_what_was() {
    let server = served().await;
    log(&server.database, &[("added", &[1, 2])]).await;
    let mut socket = Socket::open(&server).await;
    begun(&server, &mut socket, "").await;
    log(&server.database, &[("changed", &[1]), ("closed", &[2])]).await;
    log(&server.database, &[("touched", &[1, 2, 99])]).await;
    log(&server.database, &[("reopened", &[2]), ("touched", &[3])]).await;
    let changes = socket.changes(3).await;
    assert_eq!(told(&changes), ["CHANGED 1", "CLOSED 2", "REOPENED 2"]);
    assert_eq!(changes[0]["posting"]["company"], "Acme");
    socket.say(&json!({"type": "complete", "id": "1"})).await;
    socket.is_quiet().await;
    log(&server.database, &[("changed", &[3])]).await;
    socket.is_quiet().await;
}

#[tokio::test]
async fn a_subscriber_gets_on_through_what_it_is_not_shown() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    begun(&server, &mut socket, "").await;
    let before = readings(&server.said());
    log(&server.database, &[("touched", &[1])]).await;
    log(&server.database, &[("touched", &[2])]).await;
    while readings(&server.said()) == before {
        sleep(Duration::from_millis(5)).await;
    }
    // Should it stand where it began, the log would not lead on from there any more.
    sleep(Duration::from_secs(1)).await;
    let database = &server.database.connection;
    let forgotten = "delete from posting_change where id < (select max(id) from posting_change)";
    database
        .execute_unprepared(forgotten)
        .await
        .expect("forgotten");
    log(&server.database, &[("closed", &[2])]).await;
    let changes = socket.changes(1).await;
    assert_eq!(told(&changes), ["CLOSED 2"]);
}

#[tokio::test]
async fn every_subscriber_has_a_filter_of_its_own_and_one_connection_listens_for_all() {
    let server = served().await;
    let mut german = Socket::open(&server).await;
    let mut french = Socket::open(&server).await;
    begun(&server, &mut german, "(filter: {regions: [\"DE\"]})").await;
    begun(&server, &mut french, "(filter: {regions: [\"FR\"]})").await;
    log(&server.database, &[("added", &[1, 2, 3, 4])]).await;
    log(&server.database, &[("closed", &[4, 1])]).await;
    assert_eq!(
        told(&german.changes(3).await),
        ["ADDED 1", "ADDED 3", "CLOSED 1"]
    );
    assert_eq!(
        told(&french.changes(3).await),
        ["ADDED 2", "ADDED 4", "CLOSED 4"]
    );
    assert_eq!(listeners(&server).await, 1);
    drop((german, french));
    while listeners(&server).await > 0 {
        sleep(Duration::from_millis(20)).await;
    }
}

async fn listeners(server: &Server) -> i64 {
    let listening = "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'";
    server.database.number(listening).await
}

#[tokio::test]
async fn a_lost_listener_and_lost_notifications_lose_nothing() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    begun(&server, &mut socket, "").await;
    while listeners(&server).await == 0 {
        sleep(Duration::from_millis(20)).await;
    }
    let killed = "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%'";
    assert_eq!(server.database.number(killed).await, 1);
    log(&server.database, &[("added", &[1])]).await;
    assert_eq!(told(&socket.changes(1).await), ["ADDED 1"]);
    // Nobody is told of this one.
    let silent = "insert into posting_change (added) values ('{2}')";
    let database = &server.database.connection;
    database.execute_unprepared(silent).await.expect("logged");
    assert_eq!(told(&socket.changes(1).await), ["ADDED 2"]);
    // And of this one something wrong.
    let wrong = "notify posting_change, '999999999'; notify posting_change, 'x'";
    database.execute_unprepared(wrong).await.expect("told");
    log(&server.database, &[("added", &[3])]).await;
    assert_eq!(told(&socket.changes(1).await), ["ADDED 3"]);
}

#[tokio::test]
async fn readings_that_fail_are_made_again() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    begun(&server, &mut socket, "").await;
    let database = &server.database.connection;
    let rename = |from: &'static str, to: &'static str| async move {
        let statement = format!("alter table {from} rename to {to}");
        database
            .execute_unprepared(&statement)
            .await
            .expect("renamed");
    };
    log(&server.database, &[("added", &[1])]).await;
    assert_eq!(told(&socket.changes(1).await), ["ADDED 1"]);
    rename("posting_change", "elsewhere").await;
    database
        .execute_unprepared("notify posting_change")
        .await
        .expect("told");
    sleep(Duration::from_millis(300)).await;
    rename("elsewhere", "posting_change").await;
    log(&server.database, &[("closed", &[1])]).await;
    assert_eq!(told(&socket.changes(1).await), ["CLOSED 1"]);
}

/// Logs so many random transactions and counts their changes.
async fn random(server: &Server, dice: &mut Dice, transactions: usize) -> usize {
    let mut total = 0;
    for _ in 0..transactions {
        let mut ids = || -> Vec<i64> {
            let count = dice.below(4);
            (0..count)
                .map(|_| 1 + i64::try_from(dice.below(40)).unwrap_or(0))
                .collect()
        };
        let (added, changed, closed) = (ids(), ids(), ids());
        total += added.len() + changed.len() + closed.len();
        let done: [(&str, &[i64]); 3] = [
            ("added", &added),
            ("changed", &changed),
            ("closed", &closed),
        ];
        log(&server.database, &done).await;
    }
    total
}

#[tokio::test]
async fn whoever_was_cut_off_sees_what_the_others_saw() {
    let server = served().await;
    let mut dice = Dice::new(11);
    let mut steady = Socket::open(&server).await;
    let mut cut = Socket::open(&server).await;
    begun(&server, &mut steady, "").await;
    begun(&server, &mut cut, "").await;
    let mut total = random(&server, &mut dice, 20).await;
    let mut seen = cut.changes(total - 7).await;
    drop(cut);
    total += random(&server, &mut dice, 20).await;
    let last = |seen: &Value| {
        seen.as_array()
            .and_then(|seen| Some(seen.last()?["cursor"].clone()))
    };
    // First over the feed.
    let after = last(&seen).expect("a cursor");
    let query = format!(
        "{{postingChanges(after: {after}, first: 13) {{nodes {{cursor kind at posting {{title company}}}}}}}}"
    );
    let page = server.data(&query).await;
    let seen = seen.as_array_mut().expect("a list");
    seen.extend(
        page["postingChanges"]["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .cloned(),
    );
    // Then over another subscription, while more happens.
    let after = seen.last().expect("a change")["cursor"].clone();
    let mut again = Socket::open(&server).await;
    again
        .ask("1", &subscription(&format!("(after: {after})")))
        .await;
    total += random(&server, &mut dice, 20).await;
    let rest = again.changes(total - seen.len()).await;
    seen.extend(rest.as_array().expect("a list").iter().cloned());
    let steady = steady.changes(total).await;
    assert_eq!(steady.as_array().expect("a list"), seen);
}

#[tokio::test]
async fn a_slow_subscriber_gets_everything_in_the_end() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    begun(&server, &mut socket, "").await;
    let ids: Vec<i64> = (0..5_000).map(|n| 1 + n % 40).collect();
    log(&server.database, &[("changed", &ids)]).await;
    log(&server.database, &[("closed", &[1])]).await;
    // Meanwhile it takes nothing, so nothing more is read for it than it may be sent.
    sleep(Duration::from_secs(1)).await;
    let changes = told(&socket.changes(5_001).await);
    let expected = ids.iter().map(|id| format!("CHANGED {id}"));
    assert!(
        changes.iter().eq(expected
            .chain(["CLOSED 1".to_owned()])
            .collect::<Vec<_>>()
            .iter())
    );
}

#[tokio::test]
async fn a_cursor_whose_future_is_forgotten_ends_the_subscription() {
    let server = served().await;
    for id in 1..=3 {
        log(&server.database, &[("added", &[id])]).await;
    }
    let page = server
        .data("{postingChanges(first: 1) {nodes {cursor}}}")
        .await;
    let cursor = &page["postingChanges"]["nodes"][0]["cursor"];
    let database = &server.database.connection;
    database
        .execute_unprepared("delete from posting_change where id < 3")
        .await
        .expect("forgotten");
    let mut socket = Socket::open(&server).await;
    socket
        .ask("1", &subscription(&format!("(after: {cursor})")))
        .await;
    let message = socket.message().await;
    assert_eq!(message["type"], "error");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "CURSOR_EXPIRED"
    );
    socket.is_quiet().await;
}

//! Boards that misbehave: what the report, the health and the database say each time.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::town::job;
use super::{Setup, count};
use crate::wild::Reply;

fn jobs() -> Vec<Value> {
    (1..4)
        .map(|id| job(id, "Data Engineer", "You know SQL and Python."))
        .collect()
}

/// A board that was read once, and is in trouble since.
async fn troubled(troubles: Vec<Option<Reply>>) -> (Setup, Value) {
    let setup = Setup::new(&["acme"]).await;
    setup.town.show("acme", jobs());
    setup.once().await;
    setup.town.asked();
    // Something new, so that the board does not say that nothing has changed.
    let mut more = jobs();
    more.push(job(9, "Backend Engineer", "You know Rust."));
    setup.town.show("acme", more);
    setup.town.trouble("acme", troubles);
    let report = setup.once().await.remove(0);
    (setup, report)
}

/// Nothing is lost: what was known is open, and the board is read whole once it is well again.
async fn recovers(setup: &Setup) {
    let open = "select count(*) from posting where closed_at is null";
    assert_eq!(setup.world.number(open).await, 3);
    let failing = "select count(*) from target where failing_since is not null and failures = 1 and succeeded_at is not null";
    assert_eq!(setup.world.number(failing).await, 1);
    let failed = "select count(*) from run where status = 2 and note is not null and finished_at is not null";
    assert_eq!(setup.world.number(failed).await, 1);
    setup.town.trouble("acme", Vec::new());
    let report = setup.once().await.remove(0);
    assert_eq!(report["outcome"], "finished", "{report}");
    assert_eq!(setup.world.number(open).await, 4);
    let well = "select count(*) from target where failing_since is null and failures = 0 and failure is null";
    assert_eq!(setup.world.number(well).await, 1);
}

fn why(report: &Value) -> &str {
    assert_eq!(report["outcome"], "failed", "{report}");
    report["why"].as_str().unwrap()
}

#[tokio::test]
async fn a_passing_error_is_tried_again() {
    let (setup, report) = troubled(vec![Some(Reply::status(500)), None]).await;
    assert_eq!(report["outcome"], "finished", "{report}");
    assert_eq!(count(&report, "added"), 1);
    assert_eq!(setup.town.asked().len(), 2);
}

#[tokio::test]
async fn a_lasting_error_is_given_up() {
    let (setup, report) = troubled(vec![Some(Reply::status(500))]).await;
    assert!(why(&report).contains("500"), "{report}");
    assert!(setup.town.asked().len() > 1);
    recovers(&setup).await;
}

#[tokio::test]
async fn a_refusal_is_not_argued_with() {
    let (setup, report) = troubled(vec![Some(Reply::status(403))]).await;
    assert!(why(&report).contains("403"), "{report}");
    assert_eq!(setup.town.asked().len(), 1);
    recovers(&setup).await;
}

#[tokio::test]
async fn a_board_that_wants_to_be_left_alone_is() {
    let busy = Reply::status(429).header("Retry-After", "3600");
    let (setup, report) = troubled(vec![Some(busy)]).await;
    assert_eq!(report["outcome"], "postponed", "{report}");
    assert_eq!(setup.town.asked().len(), 1);
    // Not an error, and not asked again before the time is over.
    let failing = "select count(*) from target where failing_since is not null";
    assert_eq!(setup.world.number(failing).await, 0);
    setup.town.trouble("acme", Vec::new());
    let again = setup.once().await.remove(0);
    assert_eq!(again["outcome"], "postponed", "{again}");
    assert_eq!(setup.town.asked().len(), 0);
    assert_eq!(again["run"], report["run"], "the same run goes on");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_listing() {
    let long = vec![b' '; 1_000];
    let (setup, report) = troubled(vec![Some(Reply::json(long).reset_at(100))]).await;
    assert!(why(&report).contains("broke off"), "{report}");
    recovers(&setup).await;
    let cut = br#"{"jobs": [{"id": 1, "title": "Data"#.to_vec();
    let (setup, report) = troubled(vec![Some(Reply::json(cut))]).await;
    assert!(why(&report).contains("EOF"), "{report}");
    recovers(&setup).await;
}

#[tokio::test]
async fn an_answer_that_never_ends_is_left() {
    let started = Instant::now();
    let slow = Reply::json(vec![b' '; 1_000]).drip(Duration::from_millis(200));
    let (setup, report) = troubled(vec![Some(slow)]).await;
    assert!(why(&report).contains("took more than"), "{report}");
    assert!(started.elapsed() < Duration::from_mins(1));
    recovers(&setup).await;
}

#[tokio::test]
async fn what_is_no_listing_is_told() {
    let page = b"<html><body>Just a moment...</body></html>".to_vec();
    let (setup, report) = troubled(vec![Some(Reply::html(page))]).await;
    assert!(why(&report).contains("Just a moment"), "{report}");
    recovers(&setup).await;
    let other = br#"{"error": "no such thing"}"#.to_vec();
    let (setup, report) = troubled(vec![Some(Reply::json(other))]).await;
    assert!(why(&report).contains("jobs"), "{report}");
    recovers(&setup).await;
}

#[tokio::test]
async fn a_packed_bomb_does_not_go_off() {
    let bomb = Reply::json(vec![b' '; 200 << 20]).gzip();
    let (setup, report) = troubled(vec![Some(bomb)]).await;
    assert!(why(&report).contains("more than"), "{report}");
    recovers(&setup).await;
}

#[tokio::test]
async fn a_redirect_inside_is_not_followed() {
    let inside = Reply::redirect("http://169.254.169.254/latest/meta-data");
    let (setup, report) = troubled(vec![Some(inside)]).await;
    assert!(why(&report).contains("169.254.169.254"), "{report}");
    recovers(&setup).await;
}

#[tokio::test]
async fn a_board_that_shrinks_to_nothing_is_empty() {
    let setup = Setup::new(&["acme"]).await;
    setup.town.show("acme", jobs());
    setup.once().await;
    setup.town.show("acme", Vec::new());
    let report = setup.once().await.remove(0);
    assert_eq!(
        (count(&report, "closed"), count(&report, "held")),
        (3, 0),
        "{report}"
    );
    let empty = "select count(*) from target where empty_since is not null and listed = 0";
    assert_eq!(setup.world.number(empty).await, 1);
}

#[tokio::test]
async fn one_posting_that_postgres_refuses_costs_nobody_else() {
    let setup = Setup::new(&["acme"]).await;
    let mut broken = jobs();
    broken[1]["title"] = "Odd one".into();
    setup.town.show("acme", broken);
    let statement = "alter table posting add check (title <> 'Odd one')";
    sea_orm::sqlx::query(statement)
        .execute(setup.world.pool())
        .await
        .unwrap();
    let report = setup.once().await.remove(0);
    assert_eq!(report["outcome"], "finished", "{report}");
    assert_eq!(
        (count(&report, "added"), count(&report, "rejected")),
        (2, 1),
        "{report}"
    );
}

//! Postings open, close and open again by evidence.

use serde_json::Value;

use super::town::job;
use super::{Setup, count};
use crate::wild::Reply;

const OPEN: &str = "select count(*) from posting where closed_at is null";

fn jobs(ids: std::ops::Range<u64>) -> Vec<Value> {
    ids.map(|id| {
        job(
            id,
            "Data Engineer",
            &format!("You know SQL and Python. Job {id}."),
        )
    })
    .collect()
}

#[tokio::test]
async fn a_board_is_followed_through_its_changes() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    setup.town.show("acme", jobs(1..6));
    let first = &setup.once().await[0];
    assert_eq!(
        (count(first, "added"), count(first, "read")),
        (5, 5),
        "{first}"
    );
    assert_eq!(first["outcome"], "finished");
    // The same again is not even sent.
    let before = world
        .number("select extract(epoch from min(last_seen))::bigint from posting")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let second = &setup.once().await[0];
    assert_eq!(
        (count(second, "unchanged"), count(second, "read")),
        (5, 0),
        "{second}"
    );
    let after = world
        .number("select extract(epoch from min(last_seen))::bigint from posting")
        .await;
    assert!(
        after > before,
        "an unchanged listing vouches for what it showed"
    );
    // One is gone, one has changed, one is new.
    let mut changed = jobs(2..7);
    changed[0] = job(2, "Senior Data Engineer", "You know SQL, Rust and Python.");
    setup.town.show("acme", changed);
    let third = &setup.once().await[0];
    let counts = ["added", "changed", "unchanged", "closed"].map(|name| count(third, name));
    assert_eq!(counts, [1, 1, 3, 1], "{third}");
    let why = setup
        .text("select closed_because from posting where external_id = '1'")
        .await;
    assert_eq!(why.as_deref(), Some("delisted"));
    // The one that was gone is back, and its first time stays on record.
    setup.town.show("acme", jobs(1..7));
    let fourth = &setup.once().await[0];
    assert_eq!(count(fourth, "reopened"), 1, "{fourth}");
    assert_eq!(world.number(OPEN).await, 6);
    let spells = "select count(*) from posting_spell s join posting p on p.id = s.posting_id
        where p.external_id = '1' and s.closed_because = 'delisted' and s.closed_at <= p.reopened_at and s.opened_at < s.closed_at";
    assert_eq!(world.number(spells).await, 1);
    let log = "select string_agg(format('%s/%s/%s/%s', cardinality(added), cardinality(changed), cardinality(closed),
        cardinality(reopened)), ' ' order by id) from posting_change";
    assert_eq!(
        setup.text(log).await.as_deref(),
        Some("5/0/0/0 1/1/0/0 0/0/1/0 0/1/0/1")
    );
}

#[tokio::test]
async fn what_would_close_more_than_half_waits_for_the_next_listing() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    setup.town.show("acme", jobs(1..51));
    setup.once().await;
    setup.town.show("acme", jobs(1..11));
    let shrunk = &setup.once().await[0];
    assert_eq!(
        (count(shrunk, "held"), count(shrunk, "closed")),
        (40, 0),
        "{shrunk}"
    );
    assert_eq!(world.number(OPEN).await, 50);
    assert_eq!(world.number("select held from target").await, 40);
    // Had it been a fault of the board's, nothing would have been lost.
    setup.town.show("acme", jobs(1..51));
    assert_eq!(count(&setup.once().await[0], "held"), 0);
    assert_eq!(
        world
            .number("select count(*) from target where held_since is null")
            .await,
        1
    );
    // Twice the same is no fault.
    setup.town.show("acme", jobs(1..11));
    setup.once().await;
    setup.town.show("acme", jobs(1..12));
    let confirmed = &setup.once().await[0];
    assert_eq!(
        (count(confirmed, "held"), count(confirmed, "closed")),
        (0, 39),
        "{confirmed}"
    );
    assert_eq!(world.number(OPEN).await, 11);
}

#[tokio::test]
async fn a_listing_that_stays_the_same_confirms_what_was_held() {
    let setup = Setup::new(&["acme"]).await;
    setup.town.show("acme", jobs(1..51));
    setup.once().await;
    setup.town.show("acme", jobs(1..11));
    assert_eq!(count(&setup.once().await[0], "held"), 40);
    // The board would say that nothing has changed since, which must not vouch for what it did not show.
    let same = &setup.once().await[0];
    assert_eq!(
        (count(same, "held"), count(same, "closed")),
        (0, 40),
        "{same}"
    );
    assert_eq!(setup.world.number(OPEN).await, 10);
}

#[tokio::test]
async fn only_a_complete_listing_closes() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    setup.town.show("acme", jobs(1..9));
    setup.once().await;
    // A board that was cut says so by its count.
    setup.town.show("acme", jobs(1..5));
    setup.town.claim("acme", 8);
    let cut = &setup.once().await[0];
    assert_eq!(
        (count(cut, "closed"), count(cut, "unchanged")),
        (0, 4),
        "{cut}"
    );
    // A record that cannot be read may be any of those that are missing.
    let mut broken = jobs(1..5);
    broken.push(serde_json::json!({"id": "five", "headline": "x"}));
    setup.town.show("acme", broken);
    setup.town.claim("acme", 5);
    let broken = &setup.once().await[0];
    assert_eq!(
        (count(broken, "closed"), count(broken, "rejected")),
        (0, 1),
        "{broken}"
    );
    assert_eq!(world.number(OPEN).await, 8);
    let drift = setup
        .text("select array_to_string(drift, ', ') from target")
        .await;
    assert!(drift.is_some_and(|drift| drift.contains("unknown: headline")));
    // A board that fails closes nothing either.
    setup.town.trouble("acme", vec![Some(Reply::status(404))]);
    let gone = &setup.once().await[0];
    assert_eq!(gone["outcome"], "failed", "{gone}");
    assert_eq!(gone["failure"], "gone", "{gone}");
    assert_eq!(world.number(OPEN).await, 8);
    assert_eq!(
        world
            .number("select count(*) from target where gone and failures = 1")
            .await,
        1
    );
}

#[tokio::test]
async fn a_last_day_closes_unless_the_board_knows_better() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    let mut expiring = jobs(1..4);
    expiring[0]["application_deadline"] = "2020-01-31".into();
    setup.town.show("acme", expiring);
    setup.once().await;
    // It is shown after its last day, so it is open.
    assert_eq!(world.number(OPEN).await, 3);
    let past = "with moved as (update posting set first_seen = now() - interval '9 days', last_seen = now() - interval '3 days',
        expires_at = now() - interval '2 days' where external_id = '2' returning 1) select count(*) from moved";
    assert_eq!(world.number(past).await, 1);
    let closed = ingest::store::close_expired(world.pool(), waymark::clock::now()).await;
    assert_eq!(closed.unwrap(), 1);
    let why = setup
        .text(
            "select closed_because from posting where external_id = '2' and closed_at = expires_at",
        )
        .await;
    assert_eq!(why.as_deref(), Some("expired"));
    let log = "select cardinality(closed)::bigint from posting_change order by id desc limit 1";
    assert_eq!(world.number(log).await, 1);
}

#[tokio::test]
async fn a_held_closing_waits_through_a_partial_listing() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    setup.town.show("acme", jobs(1..51));
    setup.once().await;
    setup.town.show("acme", jobs(1..11));
    setup.once().await;
    setup.town.claim("acme", 60);
    assert_eq!(count(&setup.once().await[0], "closed"), 0);
    let held = "select held from target where held_since is not null";
    assert_eq!(world.number(held).await, 40);
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_swept() {
    let setup = Setup::new(&["acme"]).await;
    let world = &setup.world;
    setup.town.show("acme", jobs(1..3));
    setup.once().await;
    setup.town.trouble("acme", vec![Some(Reply::status(500))]);
    setup.once().await;
    let pending = "select count(*) from collection_request";
    assert_eq!(world.number(pending).await, 1);
    let now = waymark::clock::now();
    ingest::schedule::sweep(world.pool(), now).await.unwrap();
    assert_eq!(world.number(pending).await, 1, "it is gone on with");
    let later = now + chrono::Duration::days(40);
    let swept = ingest::schedule::sweep(world.pool(), later).await.unwrap();
    assert_eq!((swept.texts, swept.changes), (2, 0));
    assert_eq!(world.number(pending).await, 0);
    assert_eq!(world.number("select count(*) from run").await, 2);
    let much_later = now + chrono::Duration::days(500);
    ingest::schedule::sweep(world.pool(), much_later)
        .await
        .unwrap();
    assert_eq!(world.number("select count(*) from run").await, 0);
    assert_eq!(world.number(OPEN).await, 2, "facts stay");
}

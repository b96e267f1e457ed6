//! Whoever has read all postings once needs nothing but the log of changes, and the rows that it names, to know them for ever.

mod market;
mod mirror;

use ingest::catalogue;
use ingest::reread::reread;
use sea_orm::sqlx;

use crate::binary::waymark;
use crate::graphql::server::clock;
use crate::reread::{import, posting, tomorrow};
use crate::world::{World, reader};
use market::Market;
use mirror::Mirror;

/// What the log has come to hold of each kind, entries that only touch, and postings that another one stands for.
const TALLY: &str =
    "select array[sum(cardinality(added)), sum(cardinality(changed)), sum(cardinality(closed)),
        sum(cardinality(reopened)), sum(cardinality(touched)),
        count(*) filter (where cardinality(added || changed || closed || reopened) = 0),
        (select count(*) from posting where canonical_id <> id)]::bigint[] from posting_change";

#[tokio::test]
async fn the_log_leads_to_the_truth_through_everything_that_happens() {
    for seed in 0..4 {
        let mut market = Market::new(seed).await;
        for _ in 0..60 {
            market.go_on().await;
        }
        let tally: Vec<i64> = sqlx::query_scalar(TALLY)
            .fetch_one(market.world.pool())
            .await
            .unwrap();
        assert!(
            tally.iter().all(|count| *count > 5),
            "seed {seed}: {tally:?}"
        );
    }
}

#[tokio::test]
async fn what_is_seen_every_hour_is_logged_once_a_day() {
    let mut market = Market::new(1).await;
    // The first of two days brings the postings, in a file and on a board; the second one touches them.
    assert_eq!(market.watch(48).await, 4);
    let touched = "select count(distinct t) from posting_change, unnest(touched) t";
    assert_eq!(market.world.number(touched).await, 6);
}

#[tokio::test]
async fn the_sample_comes_and_goes_by_the_log() {
    let world = World::new().await;
    let mut mirror = Mirror::new(&world).await;
    for what in ["load", "clear"] {
        let output = waymark(&world).args(["sample", what]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(mirror.follow(&world, what).await > 0);
    }
    assert_eq!(world.number("select count(*) from posting").await, 0);
}

#[tokio::test]
async fn a_reread_names_what_it_changes_or_that_it_changes_everything() {
    let world = World::new().await;
    let (pool, today, tomorrow) = (world.pool(), reader(), tomorrow());
    let some = |from: usize, to, also: &str| (from..to).map(|id| posting(id, also)).collect();
    import(pool, &today, some(0, 9, "alone")).await;
    let mut mirror = Mirror::new(&world).await;
    // Another program reads some texts by a vocabulary that is not served.
    import(pool, &tomorrow, some(0, 3, "together")).await;
    mirror.follow(&world, "an import").await;
    catalogue::write(pool, &today).await.unwrap();
    reread(pool, &today, clock(), |_, _| ()).await.unwrap();
    assert_eq!(mirror.follow(&world, "a reread").await, 1);
    let touched =
        "select cardinality(touched)::bigint from posting_change order by id desc limit 1";
    assert_eq!(world.number(touched).await, 3);
    reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    assert_eq!(mirror.follow(&world, "a new vocabulary").await, 1);
    assert_eq!(world.number(touched).await, 0);
}

//! Postings whose details are asked for one by one.

use super::town::posting;
use super::{Setup, count};
use ingest::store::targets;

#[tokio::test]
async fn details_are_asked_for_once() {
    let setup = Setup::new(&[]).await;
    let card = ingest::source::card("smartrecruiters").unwrap();
    let boards = ["northwind".to_owned()];
    targets::follow(setup.world.pool(), card, &boards)
        .await
        .unwrap();
    let postings = |ids: std::ops::Range<u64>| -> Vec<_> {
        ids.map(|id| posting(id, "Data Engineer", "You know SQL."))
            .collect()
    };
    setup.town.outline("northwind", postings(1..131));
    let first = setup.once().await.remove(0);
    assert_eq!(
        (count(&first, "added"), count(&first, "answers")),
        (130, 132),
        "{first}"
    );
    assert_eq!(setup.town.asked().len(), 132);
    // One is gone, one is new, one has another title: only the last two are asked for.
    let mut changed = postings(2..132);
    changed[5]["name"] = "Analytics Engineer".into();
    setup.town.outline("northwind", changed);
    let second = setup.once().await.remove(0);
    assert_eq!(setup.town.asked().len(), 4);
    let counts = ["added", "changed", "unchanged", "closed"].map(|name| count(&second, name));
    assert_eq!(counts, [1, 1, 128, 1], "{second}");
    let old = "with moved as (update posting_detail set read_at = now() - interval '8 days' returning 1) select count(*) from moved";
    assert_eq!(setup.world.number(old).await, 131);
    setup.once().await;
    assert_eq!(
        setup.town.asked().len(),
        132,
        "after a week they are asked for again"
    );
}

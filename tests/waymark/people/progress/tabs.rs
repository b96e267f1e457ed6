//! Many people with several tabs each, all at once: nothing is lost, nobody waits for ever.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::json;

use super::{Person, keys, served};

/// What is said by the tab of a number in its turn of a number.
fn said(tab: usize, turn: usize) -> (&'static str, &'static str) {
    let nodes = ["python", "models"];
    let states = ["LEARNING", "DONE", "KNOWN", "SKIPPED"];
    (
        nodes[tab % nodes.len()],
        states[(tab + turn) % states.len()],
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_update_is_lost_among_many() {
    const TURNS: usize = 6;
    let server = served().await;
    let names: Vec<String> = (0..20).map(|number| format!("person {number}")).collect();
    let people = join_all(names.iter().map(|name| Person::new(&server, name, 1))).await;
    let tabs = people.iter().flat_map(|person| [(person, 0), (person, 1)]);
    join_all(tabs.map(async |(person, tab)| {
        for turn in 0..TURNS {
            let (node, state) = said(tab, turn);
            let made = person.says(&server, &[node], state).await;
            assert_eq!(keys(&made["changed"]), [node], "{made}");
        }
    }))
    .await;
    // Each tab has a node of its own: how it stands is what was said of it last.
    let last = |tab| {
        let (node, state) = said(tab, TURNS - 1);
        format!("{node} {state}")
    };
    let expected: BTreeSet<String> = [last(0), last(1)].into();
    for person in &people {
        let stands: BTreeSet<String> = person.stands(&server).await.into_iter().collect();
        assert!(stands.is_superset(&expected), "{stands:?}");
    }
    let events = server
        .database
        .number("select count(*) from progress_event");
    assert_eq!(events.await, 20 * 2 * 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_change_that_is_sent_many_times_at_once_is_done_once() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let input = json!({"roadmap": "way", "nodes": ["start"], "state": "DONE", "clientKey": "once"});
    let made = join_all((0..8).map(|_| ada.sets(&server, input.clone()))).await;
    for other in &made {
        assert_eq!(other, &made[0]);
    }
    let undone = join_all((0..8).map(|_| ada.undoes(&server, &made[0]["undoToken"]))).await;
    for other in &undone {
        assert_eq!(other, &undone[0]);
    }
    let changes = server
        .database
        .number("select count(*) from progress_change");
    assert_eq!(changes.await, 2);
}

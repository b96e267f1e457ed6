//! What happens to postings reaches the market in memory: all of it, in the order of commits, and never by halves.

use std::collections::BTreeSet;
use std::time::Duration;

use api::Settings;
use entity::posting::Model;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, TransactionTrait};
use tokio::time::sleep;

use super::{
    market,
    question::{difference, engine, random},
};
use crate::{
    graphql::{
        fixture::{self, Dice},
        server::{Server, clock},
        socket::Socket,
    },
    world::World,
};

/// How often a test looks, and how often before it gives up.
const PAUSE: Duration = Duration::from_millis(10);
const PATIENCE: usize = 500;

async fn served(postings: &[Model]) -> (Server, String) {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, postings).await;
    let server = Server::start(database).await;
    let columns = server.beside(Settings::new(clock)).await;
    (server, columns)
}

/// Waits until columns answer as statements do.
async fn agree_soon(server: &Server, columns: &str, question: &str, context: &str) {
    let mut last = None;
    for _ in 0..PATIENCE {
        let mut expected = server.answer(question).await;
        assert!(expected["errors"].is_null(), "{question}\n{expected:#}");
        let mut found = server.answer_at(columns, question).await;
        engine(&mut expected);
        let answered = engine(&mut found);
        last = difference("", &expected, &found);
        if last.is_none() && answered == Some("MEMORY".into()) {
            return;
        }
        sleep(PAUSE).await;
    }
    panic!("{context}: still different at {last:?}\n{question}");
}

/// Puts postings in the place of those with their ids, takes others away, and logs both, as one transaction.
async fn replace(database: &World, postings: Vec<Model>, erased: &[i64], column: &str) {
    let transaction = database.connection.begin().await.unwrap();
    let ids: Vec<i64> = postings
        .iter()
        .map(|posting| posting.id)
        .chain(erased.iter().copied())
        .collect();
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let script = format!(
        "select pg_advisory_xact_lock({LOCK}); delete from posting where id in ({list});
         with entered as (insert into posting_change ({column}) values ('{{{list}}}') returning id)
         select pg_notify('posting_change', id::text) from entered"
    );
    transaction.execute_unprepared(&script).await.unwrap();
    let rows = postings.into_iter().map(IntoActiveModel::into_active_model);
    let rows: Vec<_> = rows.map(ActiveModelTrait::reset_all).collect();
    if !rows.is_empty() {
        entity::posting::Entity::insert_many(rows)
            .exec(&transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
}

/// The writers' lock.
const LOCK: i64 = 0x5761_796d_6172_6b01;

#[tokio::test]
async fn edits_closures_duplicates_and_erasures_are_taken_in() {
    let mut dice = Dice::new(11);
    let mut postings = market::market(120, &mut dice);
    let (server, columns) = served(&postings).await;
    for round in 0..25 {
        let before = postings.clone();
        let amount = [1, 3, 40][usize::try_from(dice.below(3)).unwrap()];
        let mut erased = Vec::new();
        for _ in 0..amount {
            let id = i64::try_from(1 + dice.below(160)).unwrap();
            postings.retain(|posting| posting.id != id);
            if dice.below(5) == 0 {
                erased.push(id);
            } else {
                postings.push(market::random(id, &mut dice));
            }
        }
        // A copy of a posting that is gone stands for itself.
        let present: BTreeSet<i64> = postings.iter().map(|posting| posting.id).collect();
        for posting in &mut postings {
            if !present.contains(&posting.canonical_id) {
                posting.canonical_id = posting.id;
            }
        }
        let copies = usize::try_from(dice.below(3)).unwrap();
        for _ in 0..copies {
            let one = usize::try_from(dice.below(u64::try_from(postings.len()).unwrap())).unwrap();
            if postings[0].canonical_id == postings[0].id && one > 0 {
                postings[one].canonical_id = postings[0].id;
            }
        }
        // Nobody stands for others who has somebody standing for it.
        let standing: BTreeSet<i64> = postings
            .iter()
            .filter(|p| p.canonical_id == p.id)
            .map(|p| p.id)
            .collect();
        for posting in &mut postings {
            if !standing.contains(&posting.canonical_id) {
                posting.canonical_id = posting.id;
            }
        }
        market::unite(&mut postings);
        let changed: Vec<Model> = postings
            .iter()
            .filter(|posting| !before.contains(posting))
            .cloned()
            .collect();
        erased.retain(|id| !present.contains(id));
        let column = ["touched", "changed", "reopened"][usize::try_from(dice.below(3)).unwrap()];
        if !changed.is_empty() || !erased.is_empty() {
            replace(&server.database, changed, &erased, column).await;
        }
        for _ in 0..2 {
            agree_soon(
                &server,
                &columns,
                &random(&mut dice),
                &format!("round {round}"),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn many_small_batches_and_one_large_are_one_market() {
    let mut dice = Dice::new(5);
    let (server, columns) = served(&[]).await;
    let mut next = 1;
    for batch in 0..60 {
        let size = if batch == 30 {
            1_200
        } else {
            1 + i64::try_from(dice.below(9)).unwrap()
        };
        let postings: Vec<Model> = (next..next + size)
            .map(|id| market::random(id, &mut dice))
            .collect();
        next += size;
        for chunk in postings.chunks(500) {
            replace(&server.database, chunk.to_vec(), &[], "added").await;
        }
    }
    for _ in 0..10 {
        agree_soon(&server, &columns, &random(&mut dice), "after all batches").await;
    }
}

#[tokio::test]
async fn nobody_sees_half_a_batch() {
    let (server, columns) = served(&[]).await;
    let all = "{demand(period: {from: \"1970-01-01\", to: \"2100-12-31\"}) {postings}}";
    let mut allowed = BTreeSet::from([0]);
    let mut total = 0;
    let mut batches = Vec::new();
    for (size, first) in [(400_i64, 1_i64), (7, 1_000), (350, 2_000), (90, 3_000)] {
        batches.push(
            (first..first + size)
                .map(fixture::posting)
                .collect::<Vec<_>>(),
        );
        total += size;
        allowed.insert(total);
    }
    let looking = async {
        let mut seen = BTreeSet::new();
        for _ in 0..20 * PATIENCE {
            let answer = server.answer_at(&columns, all).await;
            let postings = answer["data"]["demand"]["postings"].as_i64().unwrap();
            seen.insert(postings);
            if postings == total {
                return seen;
            }
            tokio::task::yield_now().await;
        }
        panic!("only {seen:?} were seen");
    };
    let writing = async {
        for batch in batches {
            replace(&server.database, batch, &[], "added").await;
            sleep(PAUSE).await;
        }
    };
    let (seen, ()) = tokio::join!(looking, writing);
    assert!(seen.is_subset(&allowed), "{seen:?}");
}

#[tokio::test]
async fn a_commit_that_comes_late_is_not_missed() {
    let (server, columns) = served(&[]).await;
    let database = &server.database;
    // Its number is drawn before the other one's, and it is committed long after somebody tried to.
    let late = database.connection.begin().await.unwrap();
    let begun = format!(
        "select pg_advisory_xact_lock({LOCK}); insert into posting_change (added) values ('{{1}}')"
    );
    late.execute_unprepared(&begun).await.unwrap();
    let row = fixture::posting(1).into_active_model().reset_all();
    entity::posting::Entity::insert(row)
        .exec(&late)
        .await
        .unwrap();
    let other = replace(
        database,
        (2..=30).map(fixture::posting).collect(),
        &[],
        "added",
    );
    let waiting = async {
        sleep(20 * PAUSE).await;
        late.commit().await.unwrap();
    };
    tokio::join!(other, waiting);
    let all = "{demand(period: {from: \"1970-01-01\", to: \"2100-12-31\"}) {postings scope {answeredBy}}}";
    agree_soon(&server, &columns, all, "after the late commit").await;
    let numbers = "select count(*) from posting_change where (id = 1) = ('{1}' = added)";
    assert_eq!(database.number(numbers).await, 2);
}

#[tokio::test]
async fn another_vocabulary_is_taken_over_whole() {
    let mut dice = Dice::new(3);
    let (server, columns) = served(&market::market(200, &mut dice)).await;
    let other = "update served_vocabulary set vocabulary_id = 1; insert into served_vocabulary (vocabulary_id)
        select 1 where not exists (select from served_vocabulary)";
    server.database.execute_unprepared(other).await.unwrap();
    for _ in 0..5 {
        agree_soon(
            &server,
            &columns,
            &random(&mut dice),
            "with another vocabulary",
        )
        .await;
    }
}

#[tokio::test]
async fn whoever_subscribes_hears_that_statistics_are_fresh() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let server = Server::start_with(database, Settings::new(clock)).await;
    let mut socket = Socket::open(&server).await;
    let refreshes = "subscription {demandRefreshed {asOf postings}}";
    socket.ask("1", refreshes).await;
    let mut told = async || socket.message().await["payload"]["data"]["demandRefreshed"].take();
    assert_eq!(told().await["postings"], 0);
    let postings = (1..=10).map(fixture::posting).collect();
    replace(&server.database, postings, &[], "added").await;
    assert_eq!(told().await["postings"], 10);
    let all = "{demand(period: {from: \"1970-01-01\", to: \"2100-12-31\"}) {postings}}";
    assert_eq!(server.data(all).await["demand"]["postings"], 10);
    replace(&server.database, Vec::new(), &[3, 4], "touched").await;
    assert_eq!(told().await["postings"], 8);
    assert_eq!(server.data(all).await["demand"]["postings"], 8);
}

//! Copies of one advertisement find each other in the database, in whatever order and however often they come.

mod shown;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

use chrono::{DateTime, Duration, Utc};
use entity::run::Kind;
use ingest::duplicate::NEW_OPENING_DAYS;
use ingest::facts::Facts;
use ingest::raw::{BodyFormat, RawPosting};
use ingest::reading::Observation;
use ingest::source::is_first_party;
use ingest::store::{Ledger, Retention, Store, duplicates};
use sea_orm::sqlx;

use crate::graphql::fixture::Dice;
use crate::world::{World, reader};

const TITLES: [&str; 3] = [
    "Data Engineer",
    "Data Engineer (m/f/d), Berlin",
    "Senior Data Engineer",
];
const PLACES: [&str; 4] = ["Berlin, Germany", "Paris, France", "Germany", ""];
const SOURCES: [&str; 3] = ["ashby", "collector", "other-collector"];
const COMPANIES: [Option<&str>; 3] = [Some("Example GmbH"), Some("EXAMPLE"), None];

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000)
}

/// A text of its own for each number; neighbours share most of theirs.
fn text(number: usize) -> String {
    let sentence = |at: usize| {
        format!("You take care of part {at} of the system and of everything around number {at}. ")
    };
    (number * 3..number * 3 + 20).map(sentence).collect()
}

fn facts(
    id: usize,
    title: &str,
    place: &str,
    company: Option<&str>,
    text: &str,
    days: (u64, u64),
) -> Facts {
    let day = |day: u64| (start() + Duration::days(i64::try_from(day).unwrap())).to_rfc3339();
    let raw = RawPosting {
        source: SOURCES[id % SOURCES.len()].into(),
        external_id: id.to_string(),
        title: Some(title.into()),
        company: company.map(str::to_owned),
        locations: vec![place.into()],
        posted: Some(day(days.0)),
        observed: Some(day(days.0 + days.1)),
        body: text.into(),
        format: BodyFormat::Text,
        ..RawPosting::default()
    };
    let observation = Observation {
        now: start() + Duration::days(1_000),
        day: None,
        is_listing: false,
    };
    reader().read(&raw, observation).unwrap()
}

fn any(dice: &mut Dice, id: usize) -> Facts {
    let mut pick = |of: usize| usize::try_from(dice.below(of as u64)).unwrap();
    let (title, place, company) = (TITLES[pick(3)], PLACES[pick(4)], COMPANIES[pick(3)]);
    let cut = ["", "…"][pick(8) / 7];
    let text = text(pick(5)) + cut;
    facts(
        id,
        title,
        place,
        company,
        &text,
        (dice.below(300), dice.below(40)),
    )
}

struct Writer {
    store: Store,
    ledger: Ledger,
}

impl Writer {
    async fn open(world: &World) -> Self {
        let retention = Retention {
            now: start(),
            text_days: 30,
        };
        let reader = reader();
        let mut store = Store::open(world.pool(), &reader.vocabulary_key(), retention)
            .await
            .unwrap();
        let ledger = Ledger::open(store.connection(), Kind::Import, "test", start())
            .await
            .unwrap();
        Self { store, ledger }
    }

    async fn write(&mut self, batch: &[Facts]) {
        self.store.write(batch, &mut self.ledger).await.unwrap();
    }
}

/// Of each posting: the one that stands for it, and what statistics count of that one's places and days.
type Clusters = BTreeMap<i64, (i64, Option<(BTreeSet<i32>, DateTime<Utc>, DateTime<Utc>)>)>;

async fn stored(world: &World) -> Clusters {
    type Row = (
        i64,
        i64,
        Option<Vec<i32>>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select id, canonical_id, cluster_region_ids, cluster_first_seen, cluster_last_open from posting",
    )
    .fetch_all(world.pool())
    .await
    .unwrap();
    let read = |(id, canonical, places, first, last): Row| {
        let united =
            places.map(|places| (places.into_iter().collect(), first.unwrap(), last.unwrap()));
        (id, (canonical, united))
    };
    rows.into_iter().map(read).collect()
}

/// The same by comparing everything with everything.
async fn expected(world: &World, market: &[Facts]) -> Clusters {
    let regions: BTreeMap<i64, Vec<i32>> = sqlx::query_as("select id, region_ids from posting")
        .fetch_all(world.pool())
        .await
        .unwrap()
        .into_iter()
        .collect();
    let rank = |facts: &&Facts| {
        (
            Reverse(facts.complete),
            Reverse(is_first_party(&facts.source)),
            facts.first_seen,
            facts.id,
        )
    };
    let mut ranked: Vec<&Facts> = market.iter().collect();
    ranked.sort_by_key(rank);
    let mut found = Clusters::new();
    let mut left = ranked;
    while let Some(leader) = left.first().copied() {
        let is_copy = |facts: &&Facts| {
            facts.id == leader.id
                || leader
                    .signature
                    .zip(facts.signature)
                    .is_some_and(|(one, other)| one.is_copy_of(&other))
        };
        let (mut copies, others): (Vec<&Facts>, Vec<&Facts>) = left.into_iter().partition(is_copy);
        left = others;
        copies.sort_by_key(|facts| facts.first_seen);
        while let Some(first) = copies.first() {
            let mut end = first.last_seen;
            let mut opening = Vec::new();
            copies.retain(|facts| {
                let near = facts.first_seen - end <= Duration::days(NEW_OPENING_DAYS);
                if near {
                    end = end.max(facts.last_seen);
                    opening.push(*facts);
                }
                !near
            });
            let canonical = opening.iter().copied().min_by_key(rank).unwrap().id;
            let places = opening
                .iter()
                .flat_map(|facts| regions[&facts.id].iter().copied())
                .collect();
            let first_seen = opening.iter().map(|facts| facts.first_seen).min().unwrap();
            let united = (opening.len() > 1).then_some((places, first_seen, end));
            for facts in &opening {
                let united = united.clone().filter(|_| facts.id == canonical);
                found.insert(facts.id, (canonical, united));
            }
        }
    }
    found
}

#[tokio::test]
async fn clusters_are_those_of_comparing_everything_in_any_order_and_after_every_change() {
    let mut duplicates = 0;
    for seed in 0..3 {
        let mut dice = Dice::new(seed);
        let mut market: Vec<Facts> = (0..40).map(|id| any(&mut dice, id)).collect();
        let mut seen = Vec::new();
        for order in 0..2 {
            let world = World::new().await;
            let mut writer = Writer::open(&world).await;
            let mut arriving = market.clone();
            if order == 1 {
                arriving.sort_by_key(|facts| facts.id);
            }
            for batch in arriving.chunks(7) {
                writer.write(batch).await;
            }
            let found = stored(&world).await;
            assert_eq!(
                found,
                expected(&world, &market).await,
                "seed {seed}, order {order}"
            );
            seen.push(found);
            if order == 0 {
                continue;
            }
            duplicates += seen[1]
                .iter()
                .filter(|(id, (canonical, _))| *id != canonical)
                .count();
            writer.write(&arriving).await;
            assert_eq!(
                stored(&world).await,
                seen[1],
                "a second import changes nothing, seed {seed}"
            );
            // A third of the postings change text, title, employer or days.
            for id in (0..40).filter(|id| id % 3 == 0) {
                let changed = any(&mut dice, id);
                let at = market
                    .iter()
                    .position(|facts| facts.id == changed.id)
                    .unwrap();
                let (first, last) = (market[at].first_seen, market[at].last_seen);
                market[at] = changed;
                writer.write(&market[at..=at]).await;
                // What was once seen stays seen.
                market[at].first_seen = market[at].first_seen.min(first);
                market[at].last_seen = market[at].last_seen.max(last);
            }
            assert_eq!(
                stored(&world).await,
                expected(&world, &market).await,
                "after changes, seed {seed}"
            );
        }
        assert_eq!(seen[0], seen[1], "seed {seed}");
    }
    assert!(duplicates > 15, "{duplicates} duplicates in all markets");
}

#[tokio::test]
async fn the_employers_board_takes_over_and_hands_over_again() {
    let world = World::new().await;
    let mut writer = Writer::open(&world).await;
    let copy = |id, place, days| facts(id, "Data Engineer", place, Some("Example"), &text(1), days);
    // Sources go by id: 1 and 2 are collectors, 3 is the employer's board.
    let (early, late, board) = (
        copy(1, "Paris, France", (0, 5)),
        copy(2, "Germany", (1, 50)),
        copy(3, "Berlin, Germany", (20, 5)),
    );
    writer.write(from_ref(&early)).await;
    writer.write(from_ref(&late)).await;
    assert_eq!(canonical(&world).await, [early.id]);
    writer.write(from_ref(&board)).await;
    assert_eq!(canonical(&world).await, [board.id]);
    let united = stored(&world).await[&board.id].1.clone().unwrap();
    assert_eq!((united.1, united.2), (early.first_seen, late.last_seen));
    let mut transaction = world.pool().begin().await.unwrap();
    duplicates::lock(&mut transaction).await.unwrap();
    sqlx::query("delete from posting where id = $1")
        .bind(board.id)
        .execute(&mut *transaction)
        .await
        .unwrap();
    let key = board.signature.unwrap().key;
    duplicates::settle(&mut transaction, &[key]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(canonical(&world).await, [early.id]);
}

async fn canonical(world: &World) -> Vec<i64> {
    sqlx::query_scalar("select distinct canonical_id from posting")
        .fetch_all(world.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn two_imports_at_once_find_each_others_copies() {
    let world = World::new().await;
    let (mut one, mut other) = (Writer::open(&world).await, Writer::open(&world).await);
    for round in 0..5 {
        let batch = |side: usize| -> Vec<Facts> {
            let id = |number: usize| round * 60 + number * 2 + side;
            (0..30)
                .map(|number| {
                    facts(
                        id(number),
                        &format!("Engineer of part {number}"),
                        "",
                        Some("Example"),
                        &text(number),
                        (0, 9),
                    )
                })
                .collect()
        };
        let (mut first, mut second) = (batch(0), batch(1));
        second.reverse();
        first.rotate_left(round);
        tokio::join!(one.write(&first), other.write(&second));
    }
    assert_eq!(world.number("select count(*) from posting").await, 300);
    assert_eq!(canonical(&world).await.len(), 30);
}

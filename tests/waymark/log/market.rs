//! A market that changes at random by everything that writes postings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use entity::run::Kind;
use ingest::facts::Facts;
use ingest::forget::{self, Subject};
use ingest::raw::{BodyFormat, RawPosting};
use ingest::reading::{Observation, Reader};
use ingest::store::{
    Ledger, Retention, Store, Taken, Target, close_expired, duplicates, erasure, targets,
};
use sea_orm::sqlx;

use super::mirror::Mirror;
use crate::graphql::fixture::Dice;
use crate::world::{World, reader};

const TITLES: [&str; 2] = ["Data Engineer", "Senior Data Engineer"];
const PLACES: [&str; 3] = ["Berlin, Germany", "Paris, France", ""];
const COMPANIES: [&str; 2] = ["Example GmbH", "Other Ltd"];
const PAYS: [&str; 2] = ["", " We pay 60,000 to 70,000 EUR a year."];

/// Postings that files tell of, and those of each of two boards.
const FILED: u64 = 16;
const LISTED: u64 = 8;

/// What a posting says at the moment.
#[derive(Clone, Debug)]
struct Offer {
    title: &'static str,
    place: &'static str,
    company: &'static str,
    text: String,
    posted: DateTime<Utc>,
    closes: Option<DateTime<Utc>>,
}

/// A market, whoever writes it, and whoever reads the log of that.
pub(super) struct Market {
    pub(super) world: World,
    mirror: Mirror,
    dice: Dice,
    reader: Arc<Reader>,
    store: Store,
    ledger: Ledger,
    boards: Vec<Target>,
    offers: BTreeMap<u64, Offer>,
    now: DateTime<Utc>,
}

impl Market {
    /// A market without postings.
    pub(super) async fn new(seed: u64) -> Self {
        let world = World::new().await;
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let retention = Retention { now, text_days: 30 };
        let reader = reader();
        let key = reader.vocabulary_key();
        let mut store = Store::open(world.pool(), &key, retention).await.unwrap();
        let ledger = Ledger::open(store.connection(), Kind::Import, "test", now);
        let ledger = ledger.await.unwrap();
        let card = ingest::source::card("greenhouse").unwrap();
        let boards = ["acme".to_owned(), "other".to_owned()];
        let boards = targets::follow(world.pool(), card, &boards).await.unwrap();
        Self {
            mirror: Mirror::new(&world).await,
            dice: Dice::new(seed),
            reader,
            offers: BTreeMap::new(),
            world,
            store,
            ledger,
            boards,
            now,
        }
    }

    /// Some hours pass, something happens, and the reader of the log catches up.
    pub(super) async fn go_on(&mut self) {
        self.now += Duration::hours(i64::try_from(self.dice.below(20)).unwrap());
        if self.dice.below(12) == 0 {
            // After so long a copy may be a new opening, until somebody says more of the old one.
            self.now += Duration::days(i64::try_from(84 + self.dice.below(12)).unwrap());
        }
        match self.dice.below(20) {
            0..8 => self.import().await,
            8..15 => self.collect().await,
            15..17 => self.expire().await,
            17..19 => self.erase().await,
            _ => self.forget().await,
        }
    }

    /// The same postings are seen again every hour, in files and on a board. Answers how many entries that gives the log.
    pub(super) async fn watch(&mut self, hours: u32) -> i64 {
        let (filed, listed) = ([0, 1, 2, 3], [FILED, FILED + 1]);
        self.alter(&[filed.as_slice(), &listed].concat());
        let target = self.boards[0].clone();
        let mut entries = 0;
        for hour in 0..hours {
            let batch = self.facts(&filed, self.now);
            self.store.write(&batch, &mut self.ledger).await.unwrap();
            let read = self.facts(&listed, self.now);
            let ids = listed.map(posting_id);
            let begun = self.store.begin(&target, &[], self.now).await;
            let mut collection = begun.unwrap();
            let taken = Taken {
                source: "greenhouse",
                facts: if hour == 0 { &read } else { &[] },
                listed: if hour == 0 { &[] } else { &ids },
                ..Taken::default()
            };
            let taking = self.store.take(&mut collection, &taken, self.now);
            taking.await.unwrap();
            let ending = self.store.finish(collection, true, self.now);
            ending.await.unwrap();
            entries += self.mirror.follow(&self.world, "a sighting").await;
            self.now += Duration::hours(1);
        }
        entries
    }

    async fn import(&mut self) {
        let ids = self.some(0, FILED, 6);
        let back = Duration::hours(i64::try_from(self.dice.below(60)).unwrap());
        self.alter(&ids);
        let batch = self.facts(&ids, self.now - back);
        self.store.write(&batch, &mut self.ledger).await.unwrap();
        self.check("an import").await;
    }

    async fn collect(&mut self) {
        let board = self.dice.below(2);
        let mut target = self.boards[usize::try_from(board).unwrap()].clone();
        // A closing of more than half would wait: here it need not.
        target.is_held = true;
        let shown = self.some(FILED + board * LISTED, LISTED, LISTED);
        let (read, listed) = shown.split_at(shown.len() / 2);
        self.alter(read);
        let facts = self.facts(read, self.now);
        let listed: Vec<i64> = listed.iter().map(|id| posting_id(*id)).collect();
        let removed = self.some(0, FILED + 2 * LISTED, 2);
        let removed: Vec<i64> = removed.iter().map(|id| posting_id(*id)).collect();
        let begun = self.store.begin(&target, &[], self.now).await;
        let mut collection = begun.unwrap();
        let is_partial = self.dice.below(3) == 0;
        let taken = Taken {
            source: "greenhouse",
            facts: &facts,
            listed: &listed,
            removed: &removed,
            partial_because: is_partial.then_some("it was cut"),
            ..Taken::default()
        };
        let taking = self.store.take(&mut collection, &taken, self.now);
        taking.await.unwrap();
        self.check("an answer").await;
        self.now += Duration::hours(i64::try_from(self.dice.below(3)).unwrap());
        let tells_changes = self.dice.below(3) == 0;
        let ending = self.store.finish(collection, tells_changes, self.now);
        ending.await.unwrap();
        self.check("the end of a collection").await;
        self.store.release(&target).await.unwrap();
    }

    async fn expire(&mut self) {
        close_expired(self.world.pool(), self.now).await.unwrap();
        self.check("expiry").await;
    }

    async fn erase(&mut self) {
        let ids = self.some(0, FILED + 2 * LISTED, 2);
        let ids: Vec<i64> = ids.iter().map(|id| posting_id(*id)).collect();
        let mut transaction = self.world.pool().begin().await.unwrap();
        duplicates::lock(&mut transaction).await.unwrap();
        erasure::erase(&mut transaction, &ids).await.unwrap();
        transaction.commit().await.unwrap();
        self.check("an erasure").await;
    }

    async fn forget(&mut self) {
        let id = self.dice.below(FILED + 2 * LISTED);
        let subject = Subject::url(&address(id)).unwrap();
        let forgetting = forget::forget(self.world.pool(), &subject, self.now);
        forgetting.await.unwrap();
        self.check("forgetting").await;
        // Forgotten postings do not come back, which would leave little to see.
        let statement = sqlx::query("delete from forgotten where hash % 2 = 0");
        statement.execute(self.world.pool()).await.unwrap();
    }

    async fn check(&mut self, after: &str) {
        self.mirror.follow(&self.world, after).await;
    }

    /// Up to so many different numbers from a range.
    fn some(&mut self, from: u64, width: u64, most: u64) -> Vec<u64> {
        let count = 1 + self.dice.below(most);
        let numbers = (0..count).map(|_| from + self.dice.below(width));
        let numbers: BTreeSet<u64> = numbers.collect();
        numbers.into_iter().collect()
    }

    /// Some of these postings say something else from now on.
    fn alter(&mut self, ids: &[u64]) {
        for id in ids {
            if self.dice.below(4) == 0 || !self.offers.contains_key(id) {
                let offer = self.offer();
                self.offers.insert(*id, offer);
            }
        }
    }

    /// What is read of postings that are seen at some moment.
    fn facts(&self, ids: &[u64], seen: DateTime<Utc>) -> Vec<Facts> {
        let read = |id: &u64| read(&self.reader, *id, &self.offers[id], seen);
        ids.iter().map(read).collect()
    }

    fn offer(&mut self) -> Offer {
        let mut pick = |of: u64| usize::try_from(self.dice.below(of)).unwrap();
        let (title, place, company) = (TITLES[pick(2)], PLACES[pick(3)], COMPANIES[pick(2)]);
        let part = pick(5);
        let sentence = |at: usize| {
            format!(
                "You take care of part {at} of the system and of everything around number {at}. "
            )
        };
        // Texts of neighbouring numbers are copies, those further apart are not: clusters part when another one leads.
        let text: String = (part * 3..part * 3 + 20).map(sentence).collect();
        let text = text + PAYS[pick(2)];
        let days = |days: usize| Duration::days(i64::try_from(days).unwrap());
        let closes = [None, Some(self.now + days(1 + pick(10)))][pick(2)];
        let posted = self.now - days(pick(4)) - Duration::hours(60);
        Offer {
            title,
            place,
            company,
            text,
            posted,
            closes,
        }
    }
}

fn source(id: u64) -> &'static str {
    match id {
        0..FILED => ["collector", "other-collector"][usize::from(id % 2 == 1)],
        _ => "greenhouse",
    }
}

fn posting_id(id: u64) -> i64 {
    entity::hash::posting_id(source(id), &id.to_string())
}

fn address(id: u64) -> String {
    format!("https://jobs.example/{id}")
}

fn read(reader: &Reader, id: u64, offer: &Offer, seen: DateTime<Utc>) -> Facts {
    let raw = RawPosting {
        source: source(id).into(),
        external_id: id.to_string(),
        title: Some(offer.title.into()),
        company: Some(offer.company.into()),
        locations: vec![offer.place.into()],
        posted: Some(offer.posted.to_rfc3339()),
        observed: Some(seen.to_rfc3339()),
        closes: offer.closes.map(|moment| moment.to_rfc3339()),
        url: Some(address(id)),
        body: offer.text.clone(),
        format: BodyFormat::Text,
        ..RawPosting::default()
    };
    let observation = Observation {
        now: seen + Duration::days(100),
        day: None,
        is_listing: true,
    };
    reader.read(&raw, observation).unwrap()
}

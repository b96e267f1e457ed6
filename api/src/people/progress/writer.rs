//! Writing changes, one after the other for each person.

use chrono::{DateTime, Duration, Utc};
use entity::progress_change::Kind;
use sea_orm::{
    ActiveEnum, DatabaseConnection, DatabaseTransaction, DbErr, FromQueryResult, TransactionTrait,
};

use super::{
    CHANNEL, Change, NodeKey, Refusal,
    token::{hash, undo_hash, undo_token},
    word::Word,
};
use crate::{people::Viewer, sql::Sql};

/// For how long a change can be taken back.
const UNDO: Duration = Duration::hours(24);

/// A transaction that holds a person's turn to write.
pub(super) struct Writer {
    /// The transaction.
    pub(super) transaction: DatabaseTransaction,
    database: DatabaseConnection,
    viewer: Viewer,
    /// What nobody can guess.
    seed: String,
}

/// What a client wants written, and the key under which it sends it.
pub(super) struct Sent<'a> {
    pub(super) kind: Kind,
    pub(super) roadmap: Option<&'a str>,
    /// The key, if the client chose one.
    pub(super) key: Option<&'a str>,
    /// All that it asks for.
    pub(super) request: &'a [&'a str],
    pub(super) at: DateTime<Utc>,
    /// The change that it takes back.
    pub(super) undoes: Option<i64>,
}

#[derive(FromQueryResult)]
struct Turn {
    seed: String,
}

#[derive(FromQueryResult)]
struct Earlier {
    id: i64,
    roadmap: Option<String>,
    request: Option<Vec<u8>>,
    undoes: Option<i64>,
}

#[derive(FromQueryResult)]
struct Written {
    id: i64,
}

#[derive(FromQueryResult)]
struct Told {}

impl Writer {
    /// Waits for a person's turn; nothing where their account is gone.
    pub(super) async fn begin(
        database: &DatabaseConnection,
        viewer: &Viewer,
    ) -> Result<Option<Self>, DbErr> {
        let transaction = database.begin().await?;
        let mut sql = Sql::new("select gen_random_uuid()::text as seed from account where id = ");
        sql.bind(viewer.account()).push(" for no key update");
        let turn = sql.all::<Turn>(&transaction).await?.pop();
        Ok(turn.map(|turn| Self {
            transaction,
            database: database.clone(),
            viewer: viewer.clone(),
            seed: turn.seed,
        }))
    }

    /// What came of this when it was sent before; nothing where it was not.
    pub(super) async fn earlier(
        &self,
        sent: &Sent<'_>,
    ) -> Result<Option<Result<Change, Refusal>>, DbErr> {
        let Some(key) = sent.key else {
            return Ok(None);
        };
        let mut sql = Sql::new(
            "select id, roadmap, request, undoes from progress_change where account_id = ",
        );
        sql.bind(self.viewer.account())
            .push(" and client_key = ")
            .bind(hash(&[key]));
        let Some(earlier) = sql.all::<Earlier>(&self.transaction).await?.pop() else {
            return Ok(None);
        };
        if earlier.request != Some(hash(sent.request)) {
            return Ok(Some(Err(Refusal::KeyUsedOtherwise)));
        }
        let nodes = self.nodes(earlier.id).await?;
        let mut left = match earlier.undoes {
            Some(undone) => self.nodes(undone).await?,
            None => Vec::new(),
        };
        left.retain(|node| !nodes.contains(node));
        Ok(Some(Ok(Change {
            roadmap: earlier.roadmap,
            nodes,
            left,
            token: undo_token(self.viewer.account(), key),
        })))
    }

    /// The nodes of which a change says something.
    async fn nodes(&self, change: i64) -> Result<Vec<NodeKey>, DbErr> {
        let mut sql = Sql::new("select roadmap, node from progress_event where account_id = ");
        sql.bind(self.viewer.account())
            .push(" and change_id = ")
            .bind(change)
            .push(" order by id");
        sql.all(&self.transaction).await
    }

    /// Writes a change and ends the turn; whoever follows the person's progress is told.
    pub(super) async fn write(self, sent: &Sent<'_>, words: Vec<Word>) -> Result<Change, DbErr> {
        let account = self.viewer.account();
        let token = undo_token(account, sent.key.unwrap_or(&self.seed));
        let mut roadmaps: Vec<String> = words.iter().map(|word| word.of.roadmap.clone()).collect();
        roadmaps.extend(sent.roadmap.map(str::to_owned));
        roadmaps.sort_unstable();
        roadmaps.dedup();
        let change = Change {
            roadmap: sent.roadmap.map(str::to_owned),
            nodes: words.iter().map(|word| word.of.clone()).collect(),
            left: Vec::new(),
            token,
        };
        let mut sql = Sql::new(
            "with change as (insert into progress_change \
             (account_id, kind, roadmap, at, client_key, request, undo, expires_at, undoes) values (",
        );
        sql.bind(account).push(", ").bind(sent.kind.to_value());
        sql.push(", ").bind(change.roadmap.clone());
        sql.push(", ").bind(sent.at);
        sql.push(", ").bind(sent.key.map(|key| hash(&[key])));
        sql.push(", ").bind(sent.key.map(|_| hash(sent.request)));
        sql.push(", ").bind(undo_hash(&change.token));
        sql.push(", ").bind(sent.at + UNDO);
        sql.push(", ").bind(sent.undoes);
        sql.push(") returning id), said as (").said(account, words);
        sql.push(") select id from change");
        let written = sql.all::<Written>(&self.transaction).await?.pop();
        self.transaction.commit().await?;
        if let Some(Written { id }) = written {
            tell(&self.database, id, &self.viewer, roadmaps).await;
        }
        Ok(change)
    }
}

/// Tells whoever follows a person's progress of a change that was committed. Within the change it would make all commits of all people
/// take turns at the disk; what is told to nobody after a crash is found by those who look by themselves every few seconds.
async fn tell(database: &DatabaseConnection, change: i64, viewer: &Viewer, roadmaps: Vec<String>) {
    let mut sql = Sql::new("select pg_notify(");
    sql.bind(CHANNEL)
        .push(", concat_ws(' ', ")
        .bind(change)
        .push("::bigint, ")
        .bind(viewer.key())
        .push("::text, roadmap)) from unnest(")
        .bind(roadmaps)
        .push(") roadmap");
    if let Err(cause) = sql.all::<Told>(database).await {
        tracing::warn!(%cause, "those who follow a person's progress hear of a change late");
    }
}

impl Sql {
    /// Appends the insertion of some words into the change of a statement, in their order.
    fn said(&mut self, account: i64, words: Vec<Word>) -> &mut Self {
        // Arrays hold no nulls here: what is absent is written as what cannot be present.
        let state = |word: &Word| word.state.map_or(-1, |state| state.to_value());
        let states: Vec<i16> = words.iter().map(state).collect();
        let times: Vec<DateTime<Utc>> = words.iter().map(|word| word.at).collect();
        let (mut roadmaps, mut nodes, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for word in words {
            roadmaps.push(word.of.roadmap);
            nodes.push(word.of.node);
            texts.push(word.note.unwrap_or_default());
        }
        self.push(
            "insert into progress_event (change_id, account_id, roadmap, node, state, note, at) \
             select change.id, ",
        )
        .bind(account)
        .push(", w.roadmap, w.node, nullif(w.state, -1::smallint), nullif(w.note, ''), w.at from change, unnest(")
        .bind(roadmaps)
        .push(", ")
        .bind(nodes)
        .push(", ")
        .bind(states)
        .push(", ")
        .bind(texts)
        .push(", ")
        .bind(times)
        .push(") with ordinality w (roadmap, node, state, note, at, place) order by w.place")
    }
}

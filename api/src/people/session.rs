//! Sessions: a token, kept as its hash, and the account it is good for.

use chrono::{DateTime, Duration, Utc};
use entity::{account, session};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use super::{
    Viewer,
    token::{Token, TokenHash},
};

/// How many sessions somebody may have who signs in; the oldest end first.
const MOST: i64 = 100;

/// How many are listed; those made by hand count as well.
const LISTED: u64 = 200;

/// A session of somebody, as they see it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Session {
    /// What it is called.
    pub id: String,
    /// What its token is for, if it was made by hand.
    pub label: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// Whose token it is, if it is good now.
pub(super) async fn find(
    database: &DatabaseConnection,
    token: &TokenHash,
    now: DateTime<Utc>,
) -> Result<Option<Viewer>, DbErr> {
    let session = session::Entity::find_by_id(token.0.clone())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(database)
        .await?;
    let Some(session) = session else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(session.account_id)
        .one(database)
        .await?;
    Ok(account.map(|account| Viewer::new(account.id, &account.name)))
}

/// Whom a new session is for.
pub(super) struct For<'a> {
    pub(super) account: i64,
    /// What stood for their password when it was looked at: if it was changed meanwhile, there is no session.
    pub(super) password_hash: Option<&'a str>,
    pub(super) label: Option<&'a str>,
    pub(super) length: Duration,
}

/// Begins a session, unless the account is gone or has another password by now.
pub(super) async fn begin(
    database: &DatabaseConnection,
    whom: For<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Token>, DbErr> {
    let token = Token::new()?;
    let values = [
        TokenHash::of(token.text()).0.into(),
        whom.label.map(str::to_owned).into(),
        now.into(),
        (now + whom.length).into(),
        whom.account.into(),
        whom.password_hash.map(str::to_owned).into(),
    ];
    let begun = "insert into session (token_hash, account_id, label, created_at, expires_at)
        select $1, id, $2, $3, $4 from account where id = $5 and ($6::text is null or password_hash = $6)";
    let begun = Statement::from_sql_and_values(DbBackend::Postgres, begun, values);
    let begun = database.execute_raw(begun).await?.rows_affected();
    Ok((begun == 1).then_some(token))
}

/// Ends what is over, whoever's it was, and the oldest sessions of somebody who has too many.
pub(super) async fn sweep(
    database: &DatabaseConnection,
    account: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for (statement, values) in [
        (
            // Others may be at it as well.
            "delete from session where token_hash in
                (select token_hash from session where expires_at <= $1 limit 1000 for update skip locked)",
            vec![now.into()],
        ),
        (
            "delete from session where token_hash in
                (select token_hash from session where account_id = $1 and label is null
                 order by created_at desc, token_hash offset $2)",
            vec![account.into(), MOST.into()],
        ),
    ] {
        let over = Statement::from_sql_and_values(DbBackend::Postgres, statement, values);
        database.execute_raw(over).await?;
    }
    Ok(())
}

/// The sessions of an account that are good now, the newest first, with the hashes of their tokens.
pub(super) async fn of(
    database: &DatabaseConnection,
    account: i64,
    now: DateTime<Utc>,
) -> Result<Vec<(TokenHash, Session)>, DbErr> {
    let found = session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_asc(session::Column::TokenHash)
        .limit(LISTED)
        .all(database)
        .await?;
    let listed = found.into_iter().map(|session| {
        let hash = TokenHash(session.token_hash);
        let listed = Session {
            id: hash.key(),
            label: session.label,
            created_at: session.created_at,
            expires_at: session.expires_at,
        };
        (hash, listed)
    });
    Ok(listed.collect())
}

/// Ends the session of an account that is called so, and whether there was one.
pub(super) async fn end_named(
    database: &DatabaseConnection,
    account: i64,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<TokenHash>, DbErr> {
    let sessions = of(database, account, now).await?;
    let named = sessions.into_iter().find(|(_, session)| session.id == id);
    let Some((hash, _)) = named else {
        return Ok(None);
    };
    end(database, &hash).await?;
    Ok(Some(hash))
}

/// Ends a session; one that is over already stays so.
pub(super) async fn end(database: &DatabaseConnection, token: &TokenHash) -> Result<(), DbErr> {
    session::Entity::delete_by_id(token.0.clone())
        .exec(database)
        .await?;
    Ok(())
}

/// Ends every session of an account but one.
pub(super) async fn end_others(
    database: &DatabaseConnection,
    account: i64,
    kept: Option<&TokenHash>,
) -> Result<(), DbErr> {
    let mut others = session::Entity::delete_many().filter(session::Column::AccountId.eq(account));
    if let Some(kept) = kept {
        others = others.filter(session::Column::TokenHash.ne(kept.0.clone()));
    }
    others.exec(database).await?;
    Ok(())
}

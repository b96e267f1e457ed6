//! What an operator does to accounts, at the command line: nobody who asks over a network comes here.

use chrono::{DateTime, Duration, Utc};
use entity::{account, session as stored};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;

use super::{
    Failed, Refusal, Session, Token, deletion,
    local::{self, checked},
    name::Name,
    password::Hashing,
    session::{self, For},
};

/// How long the label of a token may be.
const MAX_LABEL: usize = 100;

/// An account as its operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// What they are called.
    pub name: String,
    /// Who vouches for them, if they have no password here.
    pub issuer: Option<String>,
    /// As whom the issuer knows them.
    pub subject: Option<String>,
    /// Since when they are here.
    pub created_at: DateTime<Utc>,
    /// How many of their sessions and tokens are good now.
    pub sessions: usize,
}

/// Makes an account with a name and a password.
///
/// # Errors
/// When the name is taken or either is not good enough, or the database fails.
pub async fn add(
    database: &DatabaseConnection,
    (name, password): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), Failed> {
    let (name, password) = checked(name, password)?;
    let hash = Hashing::new().hash(password).await?;
    local::create(database, &name, hash, now).await?;
    Ok(())
}

/// Every account, by its name.
///
/// # Errors
/// When the database fails.
pub async fn list(
    database: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<Vec<Account>, DbErr> {
    let accounts = account::Entity::find()
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(database)
        .await?;
    let sessions = stored::Entity::find().filter(stored::Column::ExpiresAt.gt(now));
    let mut counts = std::collections::HashMap::new();
    for session in sessions.all(database).await? {
        *counts.entry(session.account_id).or_insert(0) += 1;
    }
    let listed = accounts.into_iter().map(|account| Account {
        sessions: counts.get(&account.id).copied().unwrap_or(0),
        name: account.name,
        issuer: account.issuer,
        subject: account.subject,
        created_at: account.created_at,
    });
    Ok(listed.collect())
}

/// Deletes an account with everything that belongs to it.
///
/// # Errors
/// When there is none or more than one of that name, or the database fails.
pub async fn delete(database: &DatabaseConnection, name: &str) -> Result<(), Failed> {
    let account = find(database, name).await?;
    Ok(deletion::delete(database, account).await?)
}

/// Makes a token for an account, good for so many days.
///
/// # Errors
/// When there is none or more than one of that name, the label is too long, or the database fails.
pub async fn create_token(
    database: &DatabaseConnection,
    name: &str,
    (label, days): (&str, u16),
    now: DateTime<Utc>,
) -> Result<Token, Failed> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > MAX_LABEL || label.chars().any(char::is_control)
    {
        let message = format!("a label has 1 to {MAX_LABEL} characters");
        return Err(Refusal::invalid("label", message).into());
    }
    let whom = For {
        account: find(database, name).await?,
        password_hash: None,
        label: Some(label),
        length: Duration::days(i64::from(days)),
    };
    let token = session::begin(database, whom, now).await?;
    token.ok_or_else(|| unknown(name).into())
}

/// The sessions and tokens of an account that are good now.
///
/// # Errors
/// When there is none or more than one of that name, or the database fails.
pub async fn tokens(
    database: &DatabaseConnection,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, Failed> {
    let account = find(database, name).await?;
    let sessions = session::of(database, account, now).await?.into_iter();
    Ok(sessions.map(|(_, session)| session).collect())
}

/// Ends a session or takes back a token, by what [`tokens`] calls it; whether there was one.
///
/// # Errors
/// When there is no account or more than one of that name, or the database fails.
pub async fn revoke(
    database: &DatabaseConnection,
    name: &str,
    id: &str,
    now: DateTime<Utc>,
) -> Result<bool, Failed> {
    let account = find(database, name).await?;
    let ended = session::end_named(database, account, id, now).await?;
    Ok(ended.is_some())
}

fn unknown(name: &str) -> Refusal {
    Refusal::invalid("name", format!("there is no account of the name {name}"))
}

/// The account of a name: of somebody with a password here, else of somebody for whom an issuer vouches as this subject or by this
/// name.
async fn find(database: &DatabaseConnection, name: &str) -> Result<i64, Failed> {
    let local = match Name::of(name) {
        Ok(name) => local::find(database, &name.key()).await?,
        Err(_) => None,
    };
    if let Some(account) = local {
        return Ok(account.id);
    }
    let is_meant = Condition::any()
        .add(account::Column::Subject.eq(name))
        .add(account::Column::Name.eq(name));
    let found = account::Entity::find()
        .filter(is_meant)
        .all(database)
        .await?;
    let subject = |account: &&account::Model| account.subject.as_deref() == Some(name);
    match (found.as_slice(), found.iter().filter(subject).count()) {
        ([], _) => Err(unknown(name).into()),
        ([account], _) => Ok(account.id),
        (several, 1) => {
            let account = several.iter().find(subject);
            account
                .map(|account| account.id)
                .ok_or_else(|| unknown(name).into())
        }
        (several, _) => {
            let message = format!(
                "{} accounts are called {name}: say which one by its subject, as `waymark user list` shows it",
                several.len()
            );
            Err(Refusal::invalid("name", message).into())
        }
    }
}

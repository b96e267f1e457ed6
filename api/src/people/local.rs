//! Accounts that are kept here: signing up and in with a name and a password.

use entity::account;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, Set, sea_query::OnConflict,
};

use super::{
    Caller, Failed, Refusal, Viewer,
    name::Name,
    password::Password,
    session::{self, For},
    throttle::{self, By},
    token::Token,
};

/// Makes an account and begins its first session.
pub(crate) async fn sign_up(
    database: &DatabaseConnection,
    caller: &Caller,
    (name, password): (&str, &str),
) -> Result<Token, Failed> {
    caller.accounts.take_passwords()?;
    let (name, password) = checked(name, password)?;
    throttle::sweep(database, caller.now).await?;
    if let Some(address) = caller.address {
        throttle::attempt(database, By::SignUp(address), caller.now).await?;
    }
    let hash = caller.accounts.hashing().hash(password).await?;
    let account = create(database, &name, hash.clone(), caller.now).await?;
    begin(database, caller, (account, &name, &hash)).await
}

/// Begins a session of somebody who knows their password.
pub(crate) async fn sign_in(
    database: &DatabaseConnection,
    caller: &Caller,
    (name, password): (&str, &str),
) -> Result<Token, Failed> {
    caller.accounts.take_passwords()?;
    let name = Name::of(name).map_err(|_| Refusal::WrongCredentials)?;
    let password = Password::given(password).ok_or(Refusal::WrongCredentials)?;
    let key = name.key();
    throttle::sweep(database, caller.now).await?;
    if let Some(address) = caller.address {
        throttle::attempt(database, By::Address(address), caller.now).await?;
    }
    throttle::attempt(database, By::Name(&key), caller.now).await?;
    let account = find(database, &key).await?;
    let stored = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let fits = caller.accounts.hashing().fits(password, stored.clone());
    let (true, Some(account), Some(hash)) = (fits.await?, account, stored) else {
        return Err(Refusal::WrongCredentials.into());
    };
    if let Some(address) = caller.address {
        throttle::succeeded(database, By::Address(address)).await?;
    }
    throttle::succeeded(database, By::Name(&key)).await?;
    let name = Name::of(&account.name).unwrap_or(name);
    begin(database, caller, (account.id, &name, &hash)).await
}

/// Takes another password for the viewer who knows the present one, and ends all their other sessions.
pub(crate) async fn change_password(
    database: &DatabaseConnection,
    caller: &Caller,
    viewer: &Viewer,
    (current, new): (&str, &str),
) -> Result<(), Failed> {
    caller.accounts.take_passwords()?;
    let new = Password::new(new, viewer.name())
        .map_err(|message| Refusal::invalid("newPassword", message))?;
    let current = Password::given(current).ok_or(Refusal::WrongCredentials)?;
    let account = account::Entity::find_by_id(viewer.account())
        .one(database)
        .await?;
    let (Some(key), stored) = account.map_or((None, None), |a| (a.name_key, a.password_hash))
    else {
        let message = "this account has no password";
        return Err(Refusal::Unavailable(message.to_owned()).into());
    };
    throttle::attempt(database, By::Name(&key), caller.now).await?;
    let hashing = caller.accounts.hashing();
    if !hashing.fits(current, stored.clone()).await? {
        return Err(Refusal::WrongCredentials.into());
    }
    throttle::succeeded(database, By::Name(&key)).await?;
    let hash = hashing.hash(new).await?;
    let changed = account::Entity::update_many()
        .set(account::ActiveModel {
            password_hash: Set(Some(hash)),
            ..Default::default()
        })
        .filter(account::Column::Id.eq(viewer.account()))
        .filter(account::Column::PasswordHash.eq(stored))
        .exec(database)
        .await?;
    if changed.rows_affected == 0 {
        // Somebody else changed it at the same moment.
        return Err(Refusal::WrongCredentials.into());
    }
    let current = caller.token();
    Ok(session::end_others(database, viewer.account(), current.as_ref()).await?)
}

/// A name and a password that an account may be made with.
pub(super) fn checked(name: &str, password: &str) -> Result<(Name, Password), Refusal> {
    let name = Name::of(name).map_err(|message| Refusal::invalid("name", message))?;
    let password = Password::new(password, name.text())
        .map_err(|message| Refusal::invalid("password", message))?;
    Ok((name, password))
}

/// Makes an account unless its name is taken.
pub(super) async fn create(
    database: &DatabaseConnection,
    name: &Name,
    password_hash: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<i64, Failed> {
    let account = account::ActiveModel {
        name: Set(name.text().to_owned()),
        name_key: Set(Some(name.key())),
        password_hash: Set(Some(password_hash)),
        created_at: Set(now),
        ..Default::default()
    };
    let free = OnConflict::column(account::Column::NameKey)
        .do_nothing()
        .to_owned();
    let created = account::Entity::insert(account)
        .on_conflict(free)
        .exec_with_returning(database)
        .await;
    match created {
        Ok(account) => Ok(account.id),
        Err(DbErr::RecordNotInserted | DbErr::RecordNotFound(_)) => Err(Refusal::NameTaken.into()),
        Err(cause) => Err(cause.into()),
    }
}

/// Whoever signs in by a name.
pub(super) async fn find(
    database: &DatabaseConnection,
    key: &str,
) -> Result<Option<account::Model>, DbErr> {
    let named = account::Entity::find().filter(account::Column::NameKey.eq(key));
    named.one(database).await
}

async fn begin(
    database: &DatabaseConnection,
    caller: &Caller,
    (account, name, hash): (i64, &Name, &str),
) -> Result<Token, Failed> {
    let whom = For {
        account,
        password_hash: Some(hash),
        label: None,
        length: caller.accounts.session_length(),
    };
    let token = session::begin(database, whom, caller.now).await?;
    let token = token.ok_or(Refusal::WrongCredentials)?;
    session::sweep(database, account, caller.now).await?;
    caller.is_now(Viewer::new(account, name.text()), &token);
    Ok(token)
}

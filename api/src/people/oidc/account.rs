//! The account of somebody for whom an issuer vouches: it begins with their first token.

use chrono::{DateTime, Utc};
use entity::account;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, Set, sea_query::OnConflict,
};

use super::claims::Person;
use crate::people::Viewer;

/// Whoever an issuer knows as this person.
pub(super) async fn viewer(
    database: &DatabaseConnection,
    issuer: &str,
    person: Person,
    now: DateTime<Utc>,
) -> Result<Viewer, DbErr> {
    if let Some(known) = find(database, issuer, &person.subject).await? {
        return Ok(known);
    }
    let account = account::ActiveModel {
        name: Set(person.name),
        issuer: Set(Some(issuer.to_owned())),
        subject: Set(Some(person.subject.clone())),
        created_at: Set(now),
        ..Default::default()
    };
    // Of two first requests at once, one makes the account and both find it.
    let once = OnConflict::columns([account::Column::Issuer, account::Column::Subject])
        .do_nothing()
        .to_owned();
    account::Entity::insert(account)
        .on_conflict(once)
        .exec_without_returning(database)
        .await?;
    let known = find(database, issuer, &person.subject).await?;
    known.ok_or_else(|| DbErr::RecordNotFound("an account that was just made".to_owned()))
}

async fn find(
    database: &DatabaseConnection,
    issuer: &str,
    subject: &str,
) -> Result<Option<Viewer>, DbErr> {
    let found = account::Entity::find()
        .filter(account::Column::Issuer.eq(issuer))
        .filter(account::Column::Subject.eq(subject))
        .one(database)
        .await?;
    Ok(found.map(|account| Viewer::new(account.id, &account.name)))
}

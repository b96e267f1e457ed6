//! Going for good: an account with all that is kept of it.

use entity::account;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};

use super::{Caller, Failed, Refusal, Viewer, name};

/// Deletes the viewer's account with everything that is theirs, if they confirm it by their name.
pub(crate) async fn delete_account(
    database: &DatabaseConnection,
    caller: &Caller,
    viewer: &Viewer,
    confirm: &str,
) -> Result<(), Failed> {
    // A token already says who it is; the name is asked for so that nobody does it by mistake.
    let is_theirs = name::same(confirm, viewer.name());
    if !is_theirs {
        let message = "confirm that the account is to be deleted by giving its name";
        return Err(Refusal::invalid("confirm", message).into());
    }
    delete(database, viewer.account()).await?;
    caller.is_nobody();
    Ok(())
}

/// Deletes an account; all that belongs to it refers to it and goes along.
pub(super) async fn delete(database: &DatabaseConnection, account: i64) -> Result<(), DbErr> {
    account::Entity::delete_by_id(account)
        .exec(database)
        .await?;
    Ok(())
}

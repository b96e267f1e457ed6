//! People who keep something here.

use sea_orm::entity::prelude::*;

/// One row of `account`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name they chose, or that their issuer tells.
    pub name: String,
    /// The name as it is signed in with; none where an issuer vouches for them.
    pub name_key: Option<String>,
    /// The hash of their password, in the PHC string format; none where an issuer vouches for them.
    pub password_hash: Option<String>,
    /// Who vouches for them.
    pub issuer: Option<String>,
    /// As whom the issuer knows them.
    pub subject: Option<String>,
    /// Since when they are here.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

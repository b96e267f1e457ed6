//! People for whom an issuer vouches (OpenID Connect): its tokens are believed if its keys have signed them for us.

mod account;
mod claims;
mod fetch;
mod jwt;
mod key;
mod keys;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr};

use super::Viewer;
use keys::Keys;

pub use fetch::IssuerError;

/// Whose tokens are believed, and for whom they must be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer's address, exactly as its tokens and its configuration name it.
    pub issuer: String,
    /// What its tokens for us name as their audience.
    pub audience: String,
    /// As what a front end is known to the issuer, if it is to be told.
    pub client_id: Option<String>,
}

/// An issuer and what is known of it.
#[derive(Debug)]
pub(super) struct Issuer {
    oidc: Oidc,
    keys: Keys,
}

impl Issuer {
    /// An issuer that has not been asked yet.
    pub(super) fn new(oidc: Oidc) -> Result<Self, IssuerError> {
        let keys = Keys::new(fetch::Source::new(&oidc.issuer)?);
        Ok(Self { oidc, keys })
    }

    pub(super) fn oidc(&self) -> &Oidc {
        &self.oidc
    }

    /// For whom a token vouches; nobody if it is not to be believed, and only the log says why.
    pub(super) async fn viewer(
        &self,
        database: &DatabaseConnection,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Viewer>, DbErr> {
        match self.person(token, now).await {
            Ok(person) => account::viewer(database, &self.oidc.issuer, person, now)
                .await
                .map(Some),
            Err(reason) => {
                tracing::debug!(issuer = self.oidc.issuer, reason, "a token is not believed");
                Ok(None)
            }
        }
    }

    /// Whom a token means, or why it is not believed.
    async fn person(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<claims::Person, &'static str> {
        let token = jwt::Token::read(token)?;
        // What can be seen without a key is looked at first, so that rubbish asks nothing of the issuer.
        let person = claims::check(token.claims(), &self.oidc, now)?;
        let keys = self.keys.with(&token, now).await;
        token.verify(&keys)?;
        Ok(person)
    }
}

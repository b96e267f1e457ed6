//! Who asks: somebody, or nobody in particular.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    Viewer,
    session::{self, TokenHash},
};

/// Who makes a request; a clone is the same one. A request may change who it is, by ending the session.
#[derive(Clone, Default)]
pub(crate) struct Caller(Arc<Mutex<Known>>);

/// What is known of a caller.
#[derive(Default)]
struct Known {
    token: Option<TokenHash>,
    viewer: Option<Viewer>,
}

impl Caller {
    /// Whoever sent this token; nobody where there is none, or none that is good now.
    pub(crate) async fn of(
        database: &DatabaseConnection,
        token: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let Some(token) = token.map(TokenHash::of) else {
            return Ok(Self::default());
        };
        let viewer = session::find(database, &token, now).await?;
        let token = Some(token);
        Ok(Self(Arc::new(Mutex::new(Known { token, viewer }))))
    }

    /// Who its token tells now: what was good before may have ended since.
    pub(crate) async fn again(
        &self,
        database: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<Viewer>, DbErr> {
        let token = self.known().token.clone();
        match token {
            Some(token) => session::find(database, &token, now).await,
            None => Ok(None),
        }
    }

    /// Who it is, unless it is nobody.
    pub(crate) fn viewer(&self) -> Option<Viewer> {
        self.known().viewer.clone()
    }

    /// Ends the session, so that it is nobody from now on.
    pub(crate) async fn sign_out(&self, database: &DatabaseConnection) -> Result<(), DbErr> {
        let token = self.known().token.clone();
        if let Some(token) = token {
            session::end(database, &token).await?;
        }
        *self.known() = Known::default();
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

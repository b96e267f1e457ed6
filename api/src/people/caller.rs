//! Who asks: somebody, or nobody in particular.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    Accounts, Session, Viewer,
    accounts::Way,
    session,
    token::{Token, TokenHash},
};

/// Longer tokens are nobody's.
const MAX_TOKEN: usize = 16_384;

/// Who makes a request; a clone is the same one. A request may change who it is, by beginning or ending a session.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(super) accounts: Accounts,
    pub(super) address: Option<IpAddr>,
    /// When they ask.
    pub(super) now: DateTime<Utc>,
    known: Arc<Mutex<Known>>,
}

/// What is known of a caller.
#[derive(Default)]
struct Known {
    token: Option<TokenHash>,
    /// The token of an issuer, where one vouches for them: it is good until it expires or its key goes.
    issued: Option<Arc<str>>,
    viewer: Option<Viewer>,
}

impl Caller {
    /// Whoever sent this token from this address; nobody where there is none, or none that is good now.
    pub(crate) async fn of(
        database: &DatabaseConnection,
        accounts: &Accounts,
        (token, address): (Option<&str>, Option<IpAddr>),
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let token = token.filter(|token| token.len() <= MAX_TOKEN);
        let known = match (accounts.way(), token) {
            (Way::None, _) | (_, None) => Known::default(),
            (Way::Oidc(issuer), Some(token)) if token.matches('.').count() == 2 => Known {
                token: None,
                issued: Some(token.into()),
                viewer: issuer.viewer(database, token, now).await?,
            },
            (Way::Local | Way::Oidc(_), Some(token)) => {
                let token = TokenHash::of(token);
                let viewer = session::find(database, &token, now).await?;
                Known {
                    token: Some(token),
                    issued: None,
                    viewer,
                }
            }
        };
        Ok(Self {
            accounts: accounts.clone(),
            address,
            now,
            known: Arc::new(Mutex::new(known)),
        })
    }

    /// Who its token tells now: what was good before may have ended since.
    pub(crate) async fn again(
        &self,
        database: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<Viewer>, DbErr> {
        let (token, given) = {
            let known = self.known();
            (known.token.clone(), known.issued.clone())
        };
        match (token, self.accounts.way(), given) {
            (Some(token), _, _) => session::find(database, &token, now).await,
            (None, Way::Oidc(issuer), Some(token)) => issuer.viewer(database, &token, now).await,
            (None, _, _) => Ok(None),
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
        self.is_nobody();
        Ok(())
    }

    /// Their sessions, each with whether it is the one that they ask in.
    pub(crate) async fn sessions(
        &self,
        database: &DatabaseConnection,
    ) -> Result<Vec<(Session, bool)>, DbErr> {
        let Some(viewer) = self.viewer() else {
            return Ok(Vec::new());
        };
        let current = self.token();
        let sessions = session::of(database, viewer.account(), self.now).await?;
        let sessions = sessions.into_iter();
        Ok(sessions
            .map(|(hash, session)| (session, current.as_ref() == Some(&hash)))
            .collect())
    }

    /// Ends a session of theirs, and whether there was one of that name.
    pub(crate) async fn end_session(
        &self,
        database: &DatabaseConnection,
        id: &str,
    ) -> Result<bool, DbErr> {
        let Some(viewer) = self.viewer() else {
            return Ok(false);
        };
        let ended = session::end_named(database, viewer.account(), id, self.now).await?;
        if ended.is_some() && ended == self.token() {
            self.is_nobody();
        }
        Ok(ended.is_some())
    }

    /// It is somebody from now on.
    pub(super) fn is_now(&self, viewer: Viewer, token: &Token) {
        *self.known() = Known {
            token: Some(TokenHash::of(token.text())),
            issued: None,
            viewer: Some(viewer),
        };
    }

    /// It is nobody from now on.
    pub(super) fn is_nobody(&self) {
        *self.known() = Known::default();
    }

    /// What is stored of the token it came with.
    pub(super) fn token(&self) -> Option<TokenHash> {
        self.known().token.clone()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

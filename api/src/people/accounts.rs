//! How people are known to a server.

use std::sync::Arc;

use chrono::Duration;

use super::{
    Refusal,
    oidc::{Issuer, IssuerError, Oidc},
    password::Hashing,
};

/// For how many days a session lasts.
const SESSION_DAYS: u16 = 30;

/// How people are known to a server; a clone is the same.
#[derive(Clone, Debug)]
pub struct Accounts(Arc<Ways>);

#[derive(Clone, Debug)]
struct Ways {
    way: Way,
    is_behind_proxy: bool,
    session_days: u16,
    hashing: Hashing,
}

/// What a token is good for.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Nothing: everybody is nobody in particular.
    None,
    /// It is given to whoever signs in here.
    Local,
    /// An issuer gives it.
    Oidc(Arc<Issuer>),
}

impl Accounts {
    /// Nobody is known.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Way::None)
    }

    /// People sign up and sign in here, with a name and a password.
    #[must_use]
    pub fn local() -> Self {
        Self::new(Way::Local)
    }

    /// People sign in with an issuer, whose tokens are believed.
    ///
    /// # Errors
    /// When the issuer's address is none that can be trusted, or there can be no client to ask it.
    pub fn oidc(oidc: Oidc) -> Result<Self, IssuerError> {
        Ok(Self::new(Way::Oidc(Arc::new(Issuer::new(oidc)?))))
    }

    fn new(way: Way) -> Self {
        Self(Arc::new(Ways {
            way,
            is_behind_proxy: false,
            session_days: SESSION_DAYS,
            hashing: Hashing::new(),
        }))
    }

    /// Requests come through a proxy of ours, which says at the end of `X-Forwarded-For` for whom it asks.
    #[must_use]
    pub fn behind_proxy(self) -> Self {
        let mut ways = Arc::unwrap_or_clone(self.0);
        ways.is_behind_proxy = true;
        Self(Arc::new(ways))
    }

    /// Sessions last for so many days.
    #[must_use]
    pub fn with_session_days(self, days: u16) -> Self {
        let mut ways = Arc::unwrap_or_clone(self.0);
        ways.session_days = days;
        Self(Arc::new(ways))
    }

    pub(super) fn way(&self) -> &Way {
        &self.0.way
    }

    /// Whether nobody is known, whatever they send.
    pub(crate) fn knows_nobody(&self) -> bool {
        matches!(self.0.way, Way::None)
    }

    /// Who gives tokens, if it is somebody else.
    pub(crate) fn issuer(&self) -> Option<&Oidc> {
        match &self.0.way {
            Way::Oidc(issuer) => Some(issuer.oidc()),
            Way::None | Way::Local => None,
        }
    }

    /// Whether a proxy says for whom it asks.
    pub(crate) fn is_behind_proxy(&self) -> bool {
        self.0.is_behind_proxy
    }

    pub(super) fn session_length(&self) -> Duration {
        Duration::days(i64::from(self.0.session_days))
    }

    pub(super) fn hashing(&self) -> &Hashing {
        &self.0.hashing
    }

    /// Refuses what takes passwords where nobody has one.
    pub(super) fn take_passwords(&self) -> Result<(), Refusal> {
        let message = match &self.0.way {
            Way::Local => return Ok(()),
            Way::None => "this server keeps no accounts".to_owned(),
            Way::Oidc(issuer) => format!(
                "this server takes no passwords: sign in with {} and send its token",
                issuer.oidc().issuer
            ),
        };
        Err(Refusal::Unavailable(message))
    }
}

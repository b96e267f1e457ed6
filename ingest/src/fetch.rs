//! The one polite client that all sources share: it says who it is, asks in turn, takes no more than it can bear, and goes
//! where it is let in.
//!
//! Pace, quotas, `Retry-After` and robots.txt are kept in Postgres, so that any number of workers together are as polite as one.

use reqwest::header::{HeaderMap, HeaderName, USER_AGENT};
use reqwest::redirect::Policy;
use sea_orm::sqlx::PgPool;

mod address;
mod body;
mod error;
mod gate;
mod key;
mod media;
mod pace;
mod pause;
mod question;
mod quota;
mod retry;
mod robots;
mod settings;
mod stretch;
mod validator;
mod wire;

pub use error::FetchError;
pub use settings::Settings;
pub use stretch::Stretches;
pub use validator::{Validator, forget_validator, store_validator};

use crate::source::{Card, Request};
use gate::Gates;
use question::Question;
use retry::Outcome;

/// Names the host that was meant where requests go elsewhere.
const ORIGINAL_HOST: HeaderName = HeaderName::from_static("x-original-host");

/// A polite client.
pub struct Client {
    http: reqwest::Client,
    pool: PgPool,
    settings: Settings,
    gates: Gates,
}

/// What came of a request.
pub enum Fetched {
    /// An answer.
    Body {
        /// Unpacked, never empty.
        bytes: Vec<u8>,
        /// By what the host recognises it, to be stored together with it.
        validator: Option<Validator>,
    },
    /// An answer that is read in stretches.
    Stretches(Box<Stretches>),
    /// The answer is the one that we have.
    Unchanged,
}

impl Client {
    /// A client for one process; any number of processes may share a database. A TLS provider has to be installed before.
    ///
    /// # Errors
    /// When nobody could be asked about us, or this machine lacks what encryption needs.
    pub fn new(pool: PgPool, settings: Settings) -> Result<Self, FetchError> {
        let agent = settings.user_agent()?;
        let http = reqwest::Client::builder()
            .default_headers(HeaderMap::from_iter([(USER_AGENT, agent)]))
            .connect_timeout(settings.connect_timeout)
            .dns_resolver(address::Resolver {
                local: settings.local || settings.rewrite.is_some(),
            })
            .pool_max_idle_per_host(settings.per_host)
            // A proxy would resolve names behind our back.
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .build()
            .map_err(|error| FetchError::Unable(error.to_string()))?;
        Ok(Self {
            http,
            pool,
            gates: Gates::new(settings.per_host),
            settings,
        })
    }

    /// Asks what a source wants asked; `conditional` asks only for what has changed since the validator of the address was
    /// stored.
    ///
    /// # Errors
    /// When no answer is to be had, with the reason and when to ask again.
    pub async fn fetch(
        &self,
        card: &Card,
        request: &Request,
        conditional: bool,
    ) -> Result<Fetched, FetchError> {
        let url = question::parse(card, request)?;
        let known = if conditional && request.post.is_none() {
            Validator::known(&self.pool, &request.url).await?
        } else {
            None
        };
        let question = Question::new(self, card, request, url, known.as_ref())?;
        Ok(match retry::persist(self, &question).await? {
            Outcome::Unchanged => Fetched::Unchanged,
            Outcome::Whole { bytes, headers } => Fetched::Body {
                bytes,
                validator: Validator::of(&headers, &request.url),
            },
            Outcome::Open(reply) => {
                let validator = Validator::of(&reply.headers, &request.url);
                let stretches = Stretches::new(reply.body, reply.permit, validator);
                Fetched::Stretches(Box::new(stretches))
            }
        })
    }
}

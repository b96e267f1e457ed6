//! The limits and how one signs in, readable.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::page::count;
use crate::{Accounts, Settings};

/// How people are known to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum AuthMode {
    /// They are not: there are no accounts.
    None,
    /// They sign up and sign in here, with a name and a password.
    Local,
    /// They sign in with an issuer (OpenID Connect), whose tokens are sent here.
    Oidc,
}

/// Where people sign in if not here.
#[derive(SimpleObject)]
pub(crate) struct OidcConfig {
    /// The issuer; its address and `/.well-known/openid-configuration` lead to how one signs in.
    issuer: String,
    /// The audience that its tokens for this server must name.
    audience: String,
    /// As what a front end is known to the issuer; null where that is not settled here.
    client_id: Option<String>,
}

/// The limits that this server works under.
#[derive(SimpleObject)]
pub(crate) struct ServiceConfig {
    /// How deep a query may nest.
    max_depth: i32,
    /// How much a query may cost: a field costs 1, a list its items' cost times the items it may hold, a statistic 250 more;
    /// `extensions.cost` of each answer says what it was.
    max_complexity: i32,
    /// How many tokens a document may have.
    max_tokens: i32,
    /// How many fields of a document may go by another name.
    max_aliases: i32,
    /// How many directives a field may carry.
    max_directives: i32,
    /// How many bytes the body of a request, or a message over a web socket, may have.
    max_body_bytes: i32,
    /// How many seconds an answer may take.
    request_seconds: i32,
    /// How much may be asked from one address in a minute, in what queries cost (`extensions.cost` of each answer); null where there is no
    /// limit. Answers that are given again while nothing has changed are free.
    cost_per_minute: Option<i32>,
    /// How many items a page may hold.
    max_page_size: i32,
    /// How many bytes a text argument may have.
    max_text_bytes: i32,
    /// Below how many postings a statistic is withheld.
    minimum_postings: i32,
    /// How many subscriptions may be under way on one connection.
    max_subscriptions: i32,
    /// How people are known to this server.
    auth: AuthMode,
    /// Where people sign in if not here; null unless `auth` is `OIDC`.
    oidc: Option<OidcConfig>,
}

/// The query for the limits.
#[derive(Default)]
pub(crate) struct ConfigQuery;

#[Object]
impl ConfigQuery {
    /// The limits that this server works under.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn service_config(&self, ctx: &Context<'_>) -> Result<ServiceConfig> {
        let (settings, accounts) = (ctx.data::<Settings>()?, ctx.data::<Accounts>()?);
        let oidc = accounts.issuer().map(|oidc| OidcConfig {
            issuer: oidc.issuer.clone(),
            audience: oidc.audience.clone(),
            client_id: oidc.client_id.clone(),
        });
        let auth = match &oidc {
            Some(_) => AuthMode::Oidc,
            None if accounts.knows_nobody() => AuthMode::None,
            None => AuthMode::Local,
        };
        Ok(ServiceConfig {
            max_depth: count(settings.max_depth),
            max_complexity: count(settings.max_complexity),
            max_tokens: count(settings.max_tokens),
            max_aliases: count(settings.max_aliases),
            max_directives: count(settings.max_directives),
            max_body_bytes: count(settings.max_body_bytes),
            request_seconds: i32::try_from(settings.request_timeout.as_secs()).unwrap_or(i32::MAX),
            cost_per_minute: i32::try_from(settings.cost_per_minute)
                .ok()
                .filter(|cost| *cost > 0),
            max_page_size: count(settings.max_page_size),
            max_text_bytes: count(settings.max_text_bytes),
            minimum_postings: count(settings.minimum_postings),
            max_subscriptions: count(settings.max_subscriptions),
            auth,
            oidc,
        })
    }
}

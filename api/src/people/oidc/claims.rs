//! What a token claims, and whether it is meant for us and good now.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Oidc;
use crate::people::name::Name;

/// By how many seconds clocks may differ.
const LEEWAY: f64 = 60.0;

/// How long the issuer's name for somebody may be.
const MAX_SUBJECT: usize = 255;

/// What somebody is called of whom nobody says a name.
const NAMELESS: &str = "person";

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    preferred_username: Option<serde_json::Value>,
    name: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn holds(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

/// Whom a token means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// As whom the issuer knows them.
    pub(super) subject: String,
    /// What they are called.
    pub(super) name: String,
}

/// Whom a token means, or why it is not believed.
pub(super) fn check(
    claims: &[u8],
    oidc: &Oidc,
    now: DateTime<Utc>,
) -> Result<Person, &'static str> {
    let claims: Claims = serde_json::from_slice(claims).map_err(|_| "its claims cannot be read")?;
    if claims.iss != oidc.issuer {
        return Err("it is of another issuer");
    }
    if !claims.aud.holds(&oidc.audience) {
        return Err("it is for another audience");
    }
    #[expect(clippy::cast_precision_loss, reason = "exact until the year 285,000")]
    let now = now.timestamp_millis() as f64 / 1_000.0;
    if claims.exp + LEEWAY <= now {
        return Err("it has expired");
    }
    let has_come = |moment: Option<f64>| moment.is_none_or(|moment| moment - LEEWAY <= now);
    if !has_come(claims.nbf) {
        return Err("it is not good yet");
    }
    if !has_come(claims.iat) {
        return Err("it is of the future");
    }
    let subject = claims.sub;
    if subject.is_empty() || subject.len() > MAX_SUBJECT || subject.chars().any(char::is_control) {
        return Err("it does not say whom it means");
    }
    let names = [claims.preferred_username, claims.name];
    let name = names.into_iter().flatten().find_map(|name| spoken(&name));
    let name = name.unwrap_or_else(|| NAMELESS.to_owned());
    Ok(Person { subject, name })
}

/// A name, unless it is an address that somebody can be written to.
fn spoken(name: &serde_json::Value) -> Option<String> {
    let name = name.as_str().filter(|name| !name.contains('@'))?;
    Some(Name::within(name)?.text().to_owned())
}

#[cfg(test)]
mod tests;

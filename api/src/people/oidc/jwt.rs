//! Tokens as they are sent: three parts, of which the last one signs the others.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::key::{Algorithm, Key};

/// How long the name of a key may be.
const MAX_KEY_NAME: usize = 512;

/// A token that is well formed, and maybe a lie.
#[derive(Debug)]
pub(super) struct Token<'a> {
    algorithm: Algorithm,
    key: Option<String>,
    claims: Vec<u8>,
    signed: &'a [u8],
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// What a reader must understand; we understand nothing of the kind.
    crit: Option<serde_json::Value>,
}

impl<'a> Token<'a> {
    /// Takes a token apart, or says what is wrong with it.
    pub(super) fn read(text: &'a str) -> Result<Self, &'static str> {
        let mut parts = text.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("it does not have three parts");
        };
        let signed = &text.as_bytes()[..header.len() + 1 + claims.len()];
        let decoded = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part);
            bytes.map_err(|_| "a part of it is not base64url")
        };
        let header: Header =
            serde_json::from_slice(&decoded(header)?).map_err(|_| "its header cannot be read")?;
        if header.crit.is_some() {
            return Err("its header demands an extension");
        }
        if !header.typ.as_deref().is_none_or(is_for_access) {
            return Err("it is a token of another type");
        }
        if header
            .kid
            .as_ref()
            .is_some_and(|name| name.len() > MAX_KEY_NAME)
        {
            return Err("the name of its key is too long");
        }
        Ok(Self {
            algorithm: Algorithm::named(&header.alg).ok_or("its algorithm is not allowed")?,
            key: header.kid,
            claims: decoded(claims)?,
            signed,
            signature: decoded(signature)?,
        })
    }

    /// What it claims, as JSON.
    pub(super) fn claims(&self) -> &[u8] {
        &self.claims
    }

    /// Whether a key may have signed it: the one that it names, if it names one.
    pub(super) fn may_be_signed_with(&self, key: &Key) -> bool {
        let named = self.key.as_deref();
        key.signs(self.algorithm) && named.is_none_or(|name| key.is_named(name))
    }

    /// Checks that one of the keys has signed it.
    pub(super) fn verify(&self, keys: &[Key]) -> Result<(), &'static str> {
        let mut tried = false;
        for key in keys.iter().filter(|key| self.may_be_signed_with(key)) {
            tried = true;
            if key.verify(self.algorithm, self.signed, &self.signature) {
                return Ok(());
            }
        }
        Err(if tried {
            "its signature is wrong"
        } else {
            "no key of the issuer fits it"
        })
    }
}

/// Issuers also make tokens that say who has signed out, or what happened; they open nothing.
fn is_for_access(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    matches!(
        kind.strip_prefix("application/").unwrap_or(&kind),
        "jwt" | "at+jwt"
    )
}

#[cfg(test)]
mod tests;

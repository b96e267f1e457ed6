//! Tokens: what whoever asks is known by, and what is stored of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

/// By what people, and programs that look for secrets, know our tokens.
const PREFIX: &str = "wm_";

/// A token that only its holder knows.
pub struct Token(String);

impl Token {
    /// 256 random bits.
    pub(super) fn new() -> Result<Self, DbErr> {
        let mut bits = [0; 32];
        let filled = SystemRandom::new().fill(&mut bits);
        filled.map_err(|_| DbErr::Custom("the system gives no random bits".to_owned()))?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bits))))
    }

    /// What is to be sent as `Authorization: Bearer …`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What is stored of a token.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TokenHash(pub(super) Vec<u8>);

impl TokenHash {
    /// That of a token. It needs no salt and no slowness: a token is 256 random bits, which nobody can guess.
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).to_vec())
    }

    /// What the session of a token is called, which leads to neither token nor hash.
    pub(super) fn key(&self) -> String {
        let digest = Sha256::new_with_prefix(b"session ").chain_update(&self.0);
        let mut key = [0; 16];
        key.copy_from_slice(&digest.finalize()[..16]);
        format!("{:032x}", u128::from_be_bytes(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tokens_are_the_same() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert!(one.text().starts_with(PREFIX) && one.text().len() == PREFIX.len() + 43);
        assert_ne!(one.text(), other.text());
        let hash = TokenHash::of(one.text());
        assert!(hash == TokenHash::of(one.text()) && hash != TokenHash::of(other.text()));
        assert_ne!(hash.key(), TokenHash::of(other.text()).key());
    }
}

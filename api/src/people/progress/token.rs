//! Tokens that take changes back, and hashes of what clients send.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What is stored instead of some texts: nobody finds them by it.
pub(super) fn hash(parts: &[&str]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in parts {
        // With its length, so that no two lists of parts run together.
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().to_vec()
}

/// The token of the change that a person made under a key. It follows from the key, so that a change that is sent twice is answered
/// twice with the same token, although none is stored.
pub(super) fn undo_token(account: i64, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash(&["undo", &account.to_string(), key]))
}

/// What is stored of a token.
pub(super) fn undo_hash(token: &str) -> Vec<u8> {
    hash(&["token", token])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_follow_from_person_and_key() {
        assert_eq!(undo_token(1, "a"), undo_token(1, "a"));
        assert_ne!(undo_token(1, "a"), undo_token(2, "a"));
        assert_ne!(undo_token(1, "a"), undo_token(1, "b"));
        assert_ne!(undo_token(1, "1a"), undo_token(11, "a"));
    }
}

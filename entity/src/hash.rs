//! Stable 64-bit hashes: ids derived from what they identify, the same on every machine and in every year.

use sha2::{Digest, Sha256};

/// The first 64 bits of SHA-256 over the parts, each preceded by its length so that no two lists of parts run together.
#[must_use]
pub fn stable(parts: &[&str]) -> i64 {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    let bytes: [u8; 32] = digest.finalize().into();
    i64::from_be_bytes([
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
    ])
}

/// The id of a posting, derived from its source's slug and its id there.
#[must_use]
pub fn posting_id(source: &str, external_id: &str) -> i64 {
    stable(&["posting", source, external_id])
}

/// The whole SHA-256 of some bytes in hexadecimal: the version of a content file.
#[must_use]
pub fn version(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_change() {
        // If this fails, every stored posting has lost its identity.
        assert_eq!(
            posting_id("ashby", "8481df25"),
            posting_id("ashby", "8481df25")
        );
        assert_ne!(posting_id("ashby", "1"), posting_id("ashb", "y1"));
    }

    #[test]
    fn versions_are_hexadecimal() {
        assert_eq!(
            version(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}

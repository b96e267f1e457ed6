//! Node ids: opaque to clients, `Type:key` in base64 to us, with keys that outlive a reload of the content.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The id of an object of a type.
pub(crate) fn encode(kind: &str, key: impl std::fmt::Display) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{key}")))
}

/// The type and the key of an id, unless it is none of ours.
pub(crate) fn decode(id: &str) -> Option<(String, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (kind, key) = text.split_once(':')?;
    // No key has NUL, and Postgres refuses it.
    (!key.contains('\0')).then(|| (kind.to_owned(), key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_were() {
        let id = encode("Region", "geonames:2950159");
        assert_eq!(
            decode(&id),
            Some(("Region".into(), "geonames:2950159".into()))
        );
    }

    #[test]
    fn foreign_ids_are_none() {
        for id in ["", "x", "Skill:rust", "////", "U2tpbGw"] {
            assert_eq!(decode(id), None, "{id}");
        }
        assert_eq!(decode(&encode("Skill", "a\0b")), None);
    }
}

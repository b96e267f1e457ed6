//! Cursors: the sort key of an item, bound to the list that it is a key of, by the list's order and by what it was narrowed to.

use std::hash::{Hash, Hasher};

use async_graphql::Result;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rustc_hash::FxHasher;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// The version of the cursors; another shape of cursors takes another number.
const VERSION: u8 = 2;

/// A list as its cursors know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// What it is a list of, and in which order.
    order: &'static str,
    /// A digest of what it is narrowed to; 0 where it is always whole. It tells honest mistakes and keeps no secret.
    narrowed: u32,
}

/// Why a cursor leads nowhere in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stray {
    /// No list of this server wrote it.
    Unreadable,
    /// Another list wrote it, or the same in another order.
    OtherList,
    /// The same list wrote it when it was narrowed to something else.
    OtherFilter,
}

impl Stray {
    /// What the caller is told.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Unreadable => {
                "this server wrote no such cursor; pass one of an edge or of pageInfo as it came"
            }
            Self::OtherList => "it comes from another list, or from this one in another order",
            Self::OtherFilter => {
                "it comes from this list under another filter; send it with the arguments of the page that it came with"
            }
        }
    }
}

impl List {
    /// A list that is narrowed to nothing.
    pub(crate) fn whole(order: &'static str) -> Self {
        Self { order, narrowed: 0 }
    }

    /// A list that is narrowed to something: arguments, or the object whose list it is.
    pub(crate) fn narrowed(order: &'static str, to: &impl Hash) -> Self {
        let mut hasher = FxHasher::default();
        to.hash(&mut hasher);
        // The lower half is the better one.
        let [a, b, c, d, ..] = hasher.finish().to_le_bytes();
        let narrowed = u32::from_le_bytes([a, b, c, d]).max(1);
        Self { order, narrowed }
    }

    /// The cursor of the item with a key.
    pub(crate) fn cursor<K: Serialize>(self, key: &K) -> Result<String> {
        let bytes = serde_json::to_vec(&(VERSION, self.order, self.narrowed, key))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The key that a cursor of this list carries.
    pub(crate) fn key<K: DeserializeOwned>(self, cursor: &str) -> Result<K, Stray> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor);
        let bytes = bytes.map_err(|_| Stray::Unreadable)?;
        // NUL is in no key, and Postgres refuses it.
        if bytes.windows(6).any(|window| window == b"\\u0000") {
            return Err(Stray::Unreadable);
        }
        let parts = serde_json::from_slice(&bytes);
        let (version, order, narrowed, key): (u8, String, u32, &RawValue) =
            parts.map_err(|_| Stray::Unreadable)?;
        if version != VERSION {
            return Err(Stray::Unreadable);
        }
        if order != self.order {
            return Err(Stray::OtherList);
        }
        if narrowed != self.narrowed {
            return Err(Stray::OtherFilter);
        }
        serde_json::from_str(key.get()).map_err(|_| Stray::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        List::narrowed("skills", &Some("c"))
    }

    #[test]
    fn cursors_come_back_as_they_were() {
        let cursor = list().cursor(&("c++", 7)).unwrap();
        assert_eq!(list().key::<(String, i32)>(&cursor), Ok(("c++".into(), 7)));
    }

    #[test]
    fn foreign_cursors_are_told_apart() {
        let cursor = list().cursor(&("c++", 7)).unwrap();
        let key = |list: List, cursor: &str| list.key::<(String, i32)>(cursor).unwrap_err();
        assert_eq!(
            key(List::narrowed("regions", &Some("c")), &cursor),
            Stray::OtherList
        );
        for narrowed in [
            List::narrowed("skills", &Some("d")),
            List::narrowed("skills", &None::<&str>),
            List::whole("skills"),
        ] {
            assert_eq!(key(narrowed, &cursor), Stray::OtherFilter);
        }
        assert_eq!(list().key::<(i32, i32)>(&cursor), Err(Stray::Unreadable));
        for text in [
            r#"[1,"skills",["c++",7]]"#,
            r#"[3,"skills",0,["c++",7]]"#,
            r#"[2,"skills",0,["\u0000",7]]"#,
            r#"[2,"skills",-1,["c",7]]"#,
        ] {
            let other = URL_SAFE_NO_PAD.encode(text);
            assert_eq!(key(List::whole("skills"), &other), Stray::Unreadable);
        }
        for text in ["", "%", "AAAA", "W10"] {
            assert_eq!(key(list(), text), Stray::Unreadable, "{text}");
        }
    }
}

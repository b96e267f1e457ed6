//! Answers that are given again while nothing that they rest on has changed.
//!
//! An answer is kept if it was made of lasting fields alone, from one version of the market in memory, without an error. That version
//! and the day are a part of what it is found by, so nothing has to be thrown away when the market changes: what nobody finds any more
//! makes room for what is kept next.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use quick_cache::{Weighter, sync::Cache};

use super::{
    observation::Seen,
    packing::{Packable, Packed, untagged},
    reply::Dialect,
};
use crate::{demand::column::Version, graphql::Life};

/// What an entry takes beside its texts.
const OVERHEAD: usize = 512;

/// How large an answer is, more or less, with what it is found by.
const USUAL_BYTES: usize = 4_096;

/// What an answer rests on and how it was asked for: equal keys have equal answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The version of the market.
    pub(super) version: Version,
    /// The day, which settles the period where none is given.
    pub(super) today: NaiveDate,
    /// How it is written.
    pub(super) dialect: Dialect,
    /// The document's text.
    pub(super) document: String,
    /// Which of its operations is meant.
    pub(super) operation: Option<String>,
    /// The variables as JSON.
    pub(super) variables: String,
}

/// An answer as it is sent.
#[derive(Debug)]
pub(super) struct Kept {
    dialect: Dialect,
    body: Arc<Packed>,
    tag: HeaderValue,
    control: HeaderValue,
    /// What is told of it.
    seen: Seen,
}

impl Kept {
    /// One that is written like this, and that others may keep so long without asking.
    pub(super) fn new(dialect: Dialect, body: Vec<u8>, life: Life, seen: Seen) -> Option<Self> {
        let digest = entity::hash::version(&body);
        let control = format!("public, max-age={}, must-revalidate", life.seconds());
        Some(Self {
            dialect,
            tag: HeaderValue::try_from(format!("\"{}\"", digest.get(..32)?)).ok()?,
            control: HeaderValue::try_from(control).ok()?,
            body: Arc::new(Packed::new(body.into())),
            seen,
        })
    }

    /// What is told of it when it is given again.
    pub(super) fn seen_again(&self) -> Seen {
        self.seen.kept()
    }

    /// What goes back: nothing but its tag where the client has it already. Only what was asked with GET or HEAD can be in a client's
    /// own cache.
    pub(super) fn reply(&self, headers: &HeaderMap, is_get: bool) -> Response {
        let mut response = if is_get && self.is_held(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            (self.dialect.headers(), self.body.plain().clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::CACHE_CONTROL, self.control.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        let kept = Packable::Kept(Arc::clone(&self.body));
        response.extensions_mut().insert(kept);
        response
    }

    /// Whether a client says that it holds this answer, packed in whatever way.
    fn is_held(&self, headers: &HeaderMap) -> bool {
        let listed = headers.get_all(header::IF_NONE_MATCH).iter();
        let listed = listed.filter_map(|value| value.to_str().ok());
        let mut tags = listed.flat_map(|value| value.split(',')).map(str::trim);
        let held = self.tag.to_str().map(untagged).unwrap_or_default();
        tags.any(|tag| tag == "*" || untagged(tag) == held)
    }
}

/// Whether a client wants an answer that is made for it.
pub(super) fn is_wanted_anew(headers: &HeaderMap) -> bool {
    let listed = headers.get_all(header::CACHE_CONTROL).iter();
    let listed = listed.filter_map(|value| value.to_str().ok());
    let mut wishes = listed.flat_map(|value| value.split(',')).map(str::trim);
    wishes
        .any(|wish| wish.eq_ignore_ascii_case("no-cache") || wish.eq_ignore_ascii_case("no-store"))
}

/// The answers that are kept.
#[derive(Clone, Debug)]
pub(super) struct Answers(Option<Arc<Cache<Key, Arc<Kept>, Size>>>);

impl Answers {
    /// So many bytes of them.
    pub(super) fn new(bytes: usize) -> Self {
        let size = u64::try_from(bytes).unwrap_or(u64::MAX);
        let cache = || Arc::new(Cache::with_weighter(bytes / USUAL_BYTES, size, Size));
        Self((bytes > 0).then(cache))
    }

    /// Whether any are kept at all.
    pub(super) fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// How many are kept, and what they take.
    pub(super) fn size(&self) -> Option<(u64, u64)> {
        let cache = self.0.as_ref()?;
        Some((
            u64::try_from(cache.len()).unwrap_or(u64::MAX),
            cache.weight(),
        ))
    }

    /// The answer that is found by a key.
    pub(super) fn get(&self, key: &Key) -> Option<Arc<Kept>> {
        self.0.as_ref()?.get(key)
    }

    /// Keeps an answer, if there is room for one of its size.
    pub(super) fn keep(&self, key: Key, kept: Arc<Kept>) {
        if let Some(cache) = &self.0 {
            cache.insert(key, kept);
        }
    }
}

/// How much room an answer takes.
#[derive(Clone, Debug)]
struct Size;

impl Weighter<Key, Arc<Kept>> for Size {
    fn weight(&self, key: &Key, kept: &Arc<Kept>) -> u64 {
        let operation = key.operation.as_ref().map_or(0, String::len);
        let texts = key.document.len() + operation + key.variables.len();
        // Packed in both ways it takes hardly half as much again.
        let bytes = kept.body.plain().len();
        u64::try_from(OVERHEAD + texts + bytes + bytes / 2).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(document: usize) -> Key {
        Key {
            version: Version::default(),
            today: NaiveDate::default(),
            dialect: Dialect::Json,
            document: document.to_string(),
            operation: None,
            variables: String::new(),
        }
    }

    fn kept(bytes: usize) -> Arc<Kept> {
        let seen = Seen::default();
        Arc::new(Kept::new(Dialect::Json, vec![b' '; bytes], Life::Minute, seen).unwrap())
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let answers = Answers::new(1 << 20);
        for document in 0..10_000 {
            answers.keep(key(document), kept(1_000));
        }
        let cache = answers.0.as_ref().unwrap();
        assert!(cache.weight() <= 1 << 20, "{}", cache.weight());
        assert!(cache.len() > 400, "{}", cache.len());
        answers.keep(key(0), kept(2 << 20));
        assert!(cache.weight() <= 1 << 20, "{}", cache.weight());
        assert!(answers.get(&key(0)).is_none());
    }

    #[test]
    fn nothing_is_kept_where_nothing_may_be() {
        let answers = Answers::new(0);
        answers.keep(key(0), kept(1));
        assert!(!answers.are_kept() && answers.get(&key(0)).is_none());
    }

    #[test]
    fn another_day_or_version_is_another_answer() {
        let answers = Answers::new(1 << 20);
        answers.keep(key(0), kept(1));
        let tomorrow = key(0).today.succ_opt().unwrap();
        let otherwise = Key {
            today: tomorrow,
            ..key(0)
        };
        assert!(answers.get(&key(0)).is_some() && answers.get(&otherwise).is_none());
    }

    #[test]
    fn tags_are_compared_as_lists() {
        let kept = kept(1);
        let tag = kept.tag.to_str().unwrap().to_owned();
        for (listed, expected) in [
            (tag.clone(), true),
            (format!("W/{tag}"), true),
            (format!("{}-gzip\"", tag.trim_end_matches('"')), true),
            (format!("\"a\", {tag} ,\"b\""), true),
            ("*".to_owned(), true),
            ("\"a\"".to_owned(), false),
            (String::new(), false),
        ] {
            let value = HeaderValue::try_from(&listed).unwrap();
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]);
            assert_eq!(kept.is_held(&headers), expected, "{listed}");
        }
    }
}

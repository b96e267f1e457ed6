//! Documents that a request names instead of sending them: such as were sent before, and such as the operator trusts.

mod trusted;

use std::sync::Arc;

use async_graphql::Request;
use axum::http::StatusCode;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

pub use self::trusted::{Fault, Trusted};
use super::{
    State,
    body::{Asking, Name},
    document::{Checked, Documents},
    refusal::Refusal,
};
use crate::graphql::{Discretion, code, quotes};

/// How many bytes of documents are remembered for those who send only a hash from then on, more or less.
const BYTES: u64 = 4 << 20;

/// How many bytes the text of a document has, more or less.
const USUAL_BYTES: usize = 400;

/// How a `documentId` begins that is the hash of its document.
const SHA256: &str = "sha256:";

/// The SHA-256 of a document's text.
type Hash = [u8; 32];

/// The documents that can be named.
#[derive(Clone, Debug)]
pub(super) struct Persisted {
    trusted: Arc<Trusted>,
    sent: Arc<Cache<Hash, Arc<str>, Size>>,
}

impl Persisted {
    /// Those that are trusted, and none that were sent so far.
    pub(super) fn new(trusted: Trusted) -> Self {
        let usual = usize::try_from(BYTES).unwrap_or(usize::MAX) / USUAL_BYTES;
        Self {
            trusted: Arc::new(trusted),
            sent: Arc::new(Cache::with_weighter(usual, BYTES, Size)),
        }
    }

    /// The document of a name.
    fn named(&self, name: &str) -> Option<Arc<str>> {
        let trusted = || self.trusted.named(name);
        let sent = || self.sent.get(&hash(name)?);
        trusted().or_else(sent)
    }

    /// Remembers a document that its client will only name from now on, if it is good and says nothing about anybody: whoever knows
    /// what it says can make up its name.
    fn keep(&self, documents: &Documents, text: &str, name: Hash) {
        if self.sent.get(&name).is_none()
            && documents.check(text).is_ok_and(|checked| keeps(&checked))
        {
            self.sent.insert(name, text.into());
        }
    }
}

impl State {
    /// A request with its document, wherever that comes from.
    pub(super) fn resolve(&self, asking: Asking) -> Result<Request, Refusal> {
        let Asking { mut request, name } = asking;
        let name = match name {
            Some(Name::Hash(1, hash)) => Some(hash),
            Some(Name::Hash(..)) => return Err(not_supported()),
            Some(Name::Id(id)) => Some(id),
            None => None,
        };
        let persisted = &self.persisted;
        match name {
            Some(name) if request.query.is_empty() => match persisted.named(bare(&name)) {
                Some(text) => text.as_ref().clone_into(&mut request.query),
                // Sending it as well would not help.
                None if persisted.trusted.only() => return Err(not_trusted()),
                None => return Err(not_found()),
            },
            Some(name) if !persisted.trusted.only() => {
                let given: Hash = Sha256::digest(request.query.as_bytes()).into();
                let name = bare(&name);
                if hash(name) == Some(given) {
                    persisted.keep(&self.documents, &request.query, given);
                } else if persisted.trusted.named(name).as_deref() != Some(&request.query) {
                    return Err(mismatch());
                }
            }
            _ => {}
        }
        if persisted.trusted.only() && !persisted.trusted.holds(&request.query) {
            return Err(not_trusted());
        }
        Ok(request)
    }
}

/// Whether a document may be remembered: nobody's words stand in it.
fn keeps(checked: &Checked) -> bool {
    match checked.discretion {
        Discretion::Open => true,
        Discretion::Private => !quotes(&checked.document),
        Discretion::Doubtful => false,
    }
}

/// A name without the word that says what kind it is of.
fn bare(name: &str) -> &str {
    name.strip_prefix(SHA256).unwrap_or(name)
}

/// The hash that a name is, if it is one.
fn hash(name: &str) -> Option<Hash> {
    let digits = name.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, digits) in hash.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// Clients look for these very words, too, and send the document with the hash then.
fn not_found() -> Refusal {
    let message = "PersistedQueryNotFound";
    Refusal::new(None, code::PERSISTED_QUERY_NOT_FOUND, message)
}

fn not_supported() -> Refusal {
    let message = "PersistedQueryNotSupported";
    Refusal::new(None, code::PERSISTED_QUERY_NOT_SUPPORTED, message)
}

fn mismatch() -> Refusal {
    let message = "what names the document is not its hash: SHA-256 in hexadecimal over its text as it is sent";
    Refusal::malformed(StatusCode::BAD_REQUEST, message)
}

fn not_trusted() -> Refusal {
    let message =
        "this server answers only documents that its operator has listed, introspection included";
    let status = Some(StatusCode::FORBIDDEN);
    Refusal::new(status, code::DOCUMENT_NOT_TRUSTED, message)
}

/// How much room a document takes.
#[derive(Clone, Debug)]
struct Size;

impl Weighter<Hash, Arc<str>> for Size {
    fn weight(&self, _: &Hash, text: &Arc<str>) -> u64 {
        u64::try_from(text.len().saturating_add(100)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Documents {
        Documents::new(crate::Settings::new(|| chrono::DateTime::UNIX_EPOCH))
    }

    fn named(text: &str) -> String {
        entity::hash::version(text.as_bytes())
    }

    fn kept(text: &str) -> bool {
        let persisted = Persisted::new(Trusted::default());
        let name = named(text);
        persisted.keep(&documents(), text, hash(&name).unwrap());
        persisted.named(&name).is_some()
    }

    #[test]
    fn only_good_documents_without_anybodys_words_are_kept() {
        for text in [
            "{demand {postings}}",
            "{demand(filter: {search: \"engineer\"}) {postings}}",
            "query q($input: ReadinessInput!) {readiness(input: $input) {__typename}}",
            "mutation m($input: SignInInput!) {signIn(input: $input) {token}}",
        ] {
            assert!(kept(text), "{text}");
        }
        for text in [
            "{",
            "{readiness(input: {text: \"me\"}) {__typename}}",
            "{readines(input: $input) {__typename}}",
            "mutation {signIn(input: {name: \"me\"}) {token}}",
        ] {
            assert!(!kept(text), "{text}");
        }
        let deep = format!("{{a{}", "{a".repeat(50_000));
        assert!(!kept(&deep));
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let persisted = Persisted::new(Trusted::default());
        let documents = documents();
        for number in 0..30_000 {
            let text = format!("{{a{number}: demand {{postings}} {}}}", " ".repeat(200));
            persisted.keep(&documents, &text, hash(&named(&text)).unwrap());
        }
        assert!(
            persisted.sent.weight() <= BYTES,
            "{}",
            persisted.sent.weight()
        );
        assert!(persisted.sent.len() > 1_000, "{}", persisted.sent.len());
    }

    #[test]
    fn hashes_are_read() {
        let name = named("{a}");
        let expected: Hash = Sha256::digest(b"{a}").into();
        assert_eq!(hash(&name), Some(expected));
        assert_eq!(hash(&name.to_uppercase()), Some(expected));
        for other in [
            "",
            "ab",
            &name[1..],
            &format!("{}+1", &name[2..]),
            &"é".repeat(32),
        ] {
            assert_eq!(hash(other), None, "{other}");
        }
    }
}

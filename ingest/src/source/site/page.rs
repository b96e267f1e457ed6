//! A page: its scripts with JSON-LD and its microdata, in one pass over its tokens, and the postings that they tell of.

use std::borrow::Cow;
use std::collections::HashSet;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSinkResult};
use reqwest::Url;
use serde_json::{Map, Value};

use super::lenient;
use super::linked::Graph;
use super::microdata::Microdata;
use super::posting::Job;
use crate::raw::RawPosting;
use crate::read::{self, TokenReader};

/// What every page with a posting holds: it says what kind of thing it tells of.
pub(crate) const MARK: &str = "JobPosting";
/// Longer scripts are no descriptions of jobs, and take many times their length to read.
const LONGEST_SCRIPT: usize = 4 * 1024 * 1024;
/// No page tells of more jobs.
const MOST_POSTINGS: usize = 500;
/// Longer addresses are none.
const LONGEST_ADDRESS: usize = 2_048;

/// The postings that a page tells of, or why one that it seems to tell of cannot be read. JSON-LD is believed before microdata, as it
/// repeats the same jobs with more care. Takes time and memory in proportion to the page.
#[must_use]
pub fn job_postings(html: &[u8], url: &str) -> Vec<Result<RawPosting, String>> {
    let page = read::tokens(&decoded(html), Page::default());
    let mut values = Vec::new();
    let mut broken = Vec::new();
    for script in &page.scripts {
        match lenient::values(script) {
            Ok(read) => values.extend(read),
            Err(reason) if script.contains(MARK) => {
                broken.push(Err(format!("its JSON-LD is damaged: {reason}")));
            }
            Err(_) => {}
        }
    }
    let graph = Graph::new(&values);
    let jobs = graph.jobs.iter().take(MOST_POSTINGS);
    let linked: Vec<_> = jobs
        .map(|object| Found::new(&Job::within(&graph, object), object))
        .collect();
    if !linked.is_empty() {
        let found = identified(linked, url).into_iter().map(Ok);
        return found.chain(broken).collect();
    }
    let items = page.microdata.finish();
    let objects = items.iter().filter_map(Value::as_object);
    let marked: Vec<_> = objects
        .map(|object| Found::new(&Job::alone(object), object))
        .collect();
    if marked.is_empty() {
        return broken;
    }
    identified(marked, url).into_iter().map(Ok).collect()
}

/// A posting before it has an id.
struct Found {
    posting: RawPosting,
    identifier: Option<String>,
    address: Option<String>,
}

impl Found {
    fn new(job: &Job<'_>, object: &Map<String, Value>) -> Self {
        Self {
            posting: job.posting(),
            identifier: job.identifier(),
            address: object.get("url").and_then(super::posting::text),
        }
    }
}

/// Gives postings their ids. A page with one posting is that posting's address; what it says of itself may be the address of the whole
/// site, or carry the marks of a campaign. Of several, each must have an address or an identifier of its own, or goes by its number.
fn identified(mut found: Vec<Found>, url: &str) -> Vec<RawPosting> {
    let page = Url::parse(url).ok().and_then(plain_address);
    let name = page.as_ref().map_or(url, Url::as_str);
    found.dedup_by(|one, other| one.posting == other.posting);
    if found.len() > 1 {
        // What lists jobs without their texts is not where they are to be read.
        found.retain(|found| !found.posting.body.is_empty());
    }
    let addresses: Vec<_> = found
        .iter()
        .map(|found| own_address(found, page.as_ref()))
        .collect();
    let identifiers: Vec<_> = found.iter().map(|found| found.identifier.clone()).collect();
    let fragments = distinct(&identifiers);
    let addresses = distinct(&addresses);
    let count = found.len();
    let postings = found.into_iter().enumerate().map(|(at, found)| {
        let id = match (&addresses, &fragments) {
            _ if count == 1 => name.to_owned(),
            (Some(addresses), _) => addresses[at].to_owned(),
            (None, Some(identifiers)) => format!("{name}#{}", identifiers[at]),
            (None, None) => format!("{name}#{}", at + 1),
        };
        RawPosting {
            url: Some(id.clone()),
            external_id: id,
            ..found.posting
        }
    });
    postings.collect()
}

/// The values, if all are there and differ.
fn distinct(values: &[Option<String>]) -> Option<Vec<&str>> {
    let all: Vec<_> = values.iter().map(Option::as_deref).collect::<Option<_>>()?;
    let different: HashSet<_> = all.iter().collect();
    (different.len() == all.len()).then_some(all)
}

/// The address that a posting gives as its own, on the host of the page.
fn own_address(found: &Found, page: Option<&Url>) -> Option<String> {
    let page = page?;
    let url = page
        .join(found.address.as_deref()?)
        .ok()
        .and_then(plain_address)?;
    (url.host() == page.host()).then(|| url.into())
}

/// An address of the web, without the place in the page that it leads to.
pub(super) fn plain_address(mut url: Url) -> Option<Url> {
    url.set_fragment(None);
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= LONGEST_ADDRESS;
    is_plain.then_some(url)
}

/// The text of a page: UTF-8, or what Western pages were written in before.
fn decoded(html: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(html) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if is_western(html) => Cow::Owned(read::western(html)),
        Err(_) => String::from_utf8_lossy(html),
    }
}

/// Whether the beginning of a page says that it is written in Latin-1 or Windows-1252.
fn is_western(html: &[u8]) -> bool {
    const HEAD: usize = 2_048;
    let head = String::from_utf8_lossy(&html[..html.len().min(HEAD)]).to_ascii_lowercase();
    let names = ["iso-8859-1", "iso-8859-15", "windows-1252", "latin1"];
    head.split("charset=").skip(1).any(|rest| {
        let name = rest.trim_start_matches(['"', '\'']);
        names.iter().any(|known| name.starts_with(known))
    })
}

/// What is kept of a page's tokens.
#[derive(Default)]
struct Page {
    /// The scripts in JSON-LD that may tell of jobs.
    scripts: Vec<String>,
    /// The script that is open, if it is of that kind.
    script: Option<String>,
    /// Inside a script or a style sheet.
    hidden: bool,
    microdata: Microdata,
}

impl TokenReader for Page {
    fn token(&mut self, token: Token) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => match &mut self.script {
                Some(script) => script.push_str(&text),
                None if !self.hidden => self.microdata.text(&text),
                None => {}
            },
            Token::TagToken(tag) if matches!(&*tag.name, "script" | "style") => {
                return self.hidden_tag(&tag);
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.microdata.start(&tag),
            Token::TagToken(tag) => self.microdata.end(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn hidden_tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        self.hidden = tag.kind == TagKind::StartTag;
        if self.hidden {
            let is_linked = |value: &str| value.to_ascii_lowercase().contains("ld+json");
            let mut attributes = tag.attrs.iter();
            let is_linked = attributes.any(|a| &*a.name.local == "type" && is_linked(&a.value));
            self.script = is_linked.then(String::new);
            return TokenSinkResult::RawData(RawKind::Rawtext);
        }
        let script = self.script.take();
        // What has a name may be what a job names: its employer stands in a script of its own on many sites.
        let may_tell = |script: &String| {
            script.len() <= LONGEST_SCRIPT && (script.contains(MARK) || script.contains("\"@id\""))
        };
        self.scripts.extend(script.filter(may_tell));
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests;

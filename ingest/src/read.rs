//! Descriptions as clean text: blocks on lines of their own, list items behind `• `, nothing else of the markup.
//!
//! Every step takes time and memory in proportion to the input, whatever it nests, repeats or leaves open: the markup
//! is read as a row of tokens, never as a tree.

mod html;
mod legible;
mod markdown;
mod mojibake;
mod tag;
mod writer;

use std::borrow::Cow;

pub(crate) use html::TokenReader;
pub use legible::Legible;

use crate::raw::BodyFormat;
use legible::legible;
use writer::{Lines, Writer};

/// A description as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadText {
    /// The text.
    pub text: String,
    /// Whether the description was too long and its end was left out.
    pub truncated: bool,
}

/// More bytes of a description than this are not read.
pub const LONGEST: usize = 5_000_000;

/// Reads a description.
#[must_use]
pub fn to_text(body: &str, format: BodyFormat) -> ReadText {
    let end = body.floor_char_boundary(LONGEST);
    let truncated = end < body.len();
    let body = mojibake::repaired(&body[..end]);
    let text = match format {
        BodyFormat::Html => html::to_text(&body),
        BodyFormat::Text => plain(&body),
        BodyFormat::Markdown => markdown::to_text(&body),
    };
    ReadText {
        text: meant(&text).into_owned(),
        truncated,
    }
}

/// A text without markup, such as a title, as it was meant: mojibake repaired, and legible.
#[must_use]
pub fn meant(text: &str) -> Cow<'_, str> {
    // Entities can spell mojibake too, so a description comes by here after its markup is read.
    match mojibake::repaired(text) {
        Cow::Borrowed(text) => legible(text),
        Cow::Owned(text) => Cow::Owned(legible(&text).into_owned()),
    }
}

/// Hands the tokens of a page to a reader.
pub(crate) fn tokens<R: TokenReader>(page: &str, reader: R) -> R {
    html::read(&tag::tamed(page), reader)
}

/// Bytes of a page that says that it is written in Latin-1 or Windows-1252, as text.
pub(crate) fn western(page: &[u8]) -> String {
    mojibake::western(page)
}

/// The HTML of a text that is HTML, HTML escaped once as a whole, or plain with lines of its own.
pub(crate) fn markup(text: &str) -> Cow<'_, str> {
    let html = unescaped(text);
    if html.contains('\n') && !has_tag(&html) {
        return Cow::Owned(html.replace('\n', "<br>\n"));
    }
    html
}

/// Plain text: each line trimmed, whatever marks its list items.
fn plain(body: &str) -> String {
    let mut writer = Writer::with_capacity(body.len());
    for line in lines(body) {
        match bullet(line) {
            Some(item) => {
                writer.item();
                writer.text(item, Lines::Joined);
            }
            None if line.is_empty() => writer.blank(),
            None => writer.text(line, Lines::Joined),
        }
        writer.line();
    }
    writer.finish()
}

/// Lines without the space around them, whatever ends them.
fn lines(body: &str) -> impl Iterator<Item = &str> {
    let unix = body.split('\n');
    unix.flat_map(|line| {
        line.strip_suffix('\r')
            .unwrap_or(line)
            .split(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{85}'])
    })
    .map(|line| line.trim_matches(|c: char| c.is_whitespace() || legible::is_dropped(c)))
}

/// What follows the mark of a list item.
fn bullet(line: &str) -> Option<&str> {
    let item = line.strip_prefix([
        '-', '*', '•', '·', '●', '▪', '◦', '‣', '–', '○', '■', '➢', '✓', '✔',
    ])?;
    let marked = item.is_empty() || item.starts_with(char::is_whitespace);
    marked.then(|| item.trim_start())
}

/// Whether the body has at least one tag, so that its entities are text and not tags in disguise.
fn has_tag(body: &str) -> bool {
    body.split('<').skip(1).any(starts_tag)
}

/// Whether what follows a `<` makes it a tag.
fn starts_tag(rest: &str) -> bool {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    rest.starts_with("!--") || name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The HTML of a body that may be escaped once as a whole.
fn unescaped(body: &str) -> Cow<'_, str> {
    let escaped = || body.split("&lt;").skip(1).any(starts_tag);
    if !has_tag(body) && escaped() {
        Cow::Owned(html::decoded(body))
    } else {
        Cow::Borrowed(body)
    }
}

#[cfg(test)]
mod tests;

//! HTML as text, token by token.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::writer::{Lines, Writer};
use super::{tag, unescaped};

/// The text of a piece of HTML, escaped once as a whole or not.
pub(super) fn to_text(body: &str) -> String {
    let html = unescaped(body);
    let html = tag::tamed(&html);
    let page = Page {
        writer: Writer::with_capacity(html.len() / 2),
        ..Page::default()
    };
    read(&html, page).writer.finish()
}

/// The characters of a piece of HTML that has no tags: its entities decoded once.
pub(super) fn decoded(text: &str) -> String {
    read(text, Characters(String::with_capacity(text.len()))).0
}

/// What tokens do.
pub(crate) trait TokenReader {
    /// Takes the next token; after the tag of a script or style sheet, and only then, what follows must be read as raw text.
    fn token(&mut self, token: Token) -> TokenSinkResult<()>;
}

struct Sink<R>(RefCell<R>);

impl<R: TokenReader> TokenSink for Sink<R> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().token(token)
    }
}

pub(super) fn read<R: TokenReader>(html: &str, reader: R) -> R {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Characters(String);

impl TokenReader for Characters {
    fn token(&mut self, token: Token) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(text) = token {
            self.0.push_str(&text);
        }
        TokenSinkResult::Continue
    }
}

#[derive(Debug, Default)]
struct Page {
    writer: Writer,
    /// Inside a script or style sheet.
    hidden: bool,
    /// How many `pre` are open.
    kept: u32,
    /// Inside a list item, so far as these are ever closed.
    item: bool,
    /// The link that is open: its address, and where its text starts.
    link: Option<(StrTendril, usize)>,
}

/// Elements that stand on lines of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Block,
    /// A block with an empty line before and after it.
    Paragraph,
    Item,
    Cell,
    Kept,
    Hidden,
    Link,
    Inline,
}

fn element(name: &str) -> Element {
    match name {
        "div" | "br" | "tr" | "section" | "article" | "header" | "footer" | "main" | "nav"
        | "aside" | "address" | "dd" | "dt" | "fieldset" | "figcaption" | "figure" | "form"
        | "center" | "option" | "summary" | "details" | "thead" | "tbody" | "tfoot" | "caption"
        | "title" | "body" | "head" | "html" | "legend" => Element::Block,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "hr"
        | "blockquote" | "menu" => Element::Paragraph,
        "li" => Element::Item,
        "td" | "th" => Element::Cell,
        "pre" | "textarea" | "listing" => Element::Kept,
        "script" | "style" => Element::Hidden,
        "a" => Element::Link,
        _ => Element::Inline,
    }
}

impl TokenReader for Page {
    fn token(&mut self, token: Token) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) if !self.hidden => {
                let lines = if self.kept > 0 {
                    Lines::Kept
                } else {
                    Lines::Joined
                };
                self.writer.text(&text, lines);
            }
            Token::TagToken(tag) => return self.tag(tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, tag: Tag) -> TokenSinkResult<()> {
        let opens = tag.kind == TagKind::StartTag;
        let step = |count: u32| {
            if opens {
                count.saturating_add(1)
            } else {
                count.saturating_sub(1)
            }
        };
        let ends_list = !opens && matches!(&*tag.name, "ul" | "ol" | "menu");
        match element(&tag.name) {
            Element::Inline => {}
            Element::Block => self.writer.line(),
            Element::Paragraph if self.item && !ends_list => self.writer.line(),
            Element::Paragraph => {
                self.item &= !ends_list;
                self.writer.blank();
            }
            Element::Item => {
                self.item = opens;
                if opens {
                    self.writer.item();
                } else {
                    self.writer.end_item();
                }
            }
            Element::Cell => self.writer.cell(),
            Element::Kept => {
                self.kept = step(self.kept);
                self.writer.line();
            }
            Element::Link if opens => self.open_link(tag),
            Element::Link => self.close_link(),
            Element::Hidden => {
                self.hidden = opens;
                // Scripts too: theirs has states of its own, in which `tag` and the tokenizer would lose each other.
                if opens {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
        }
        TokenSinkResult::Continue
    }

    fn open_link(&mut self, tag: Tag) {
        let address = tag.attrs.into_iter().find(|a| &*a.name.local == "href");
        self.link = address.map(|address| (address.value, self.writer.len()));
    }

    /// A link whose text is the beginning of its address with dots behind it is written in full.
    fn close_link(&mut self) {
        let Some((address, start)) = self.link.take() else {
            return;
        };
        let text = self.writer.since(start);
        let at = start + (text.len() - text.trim_start_matches([' ', '\n', '|', '•']).len());
        let shown = text.trim().trim_start_matches(['|', '•']).trim_start();
        let cut = shown
            .strip_suffix("...")
            .or_else(|| shown.strip_suffix('…'));
        let whole = cut.is_some_and(|cut| !cut.is_empty() && address.starts_with(cut));
        if whole {
            self.writer.take_back(at);
            self.writer.text(&address, Lines::Joined);
        }
    }
}

/// How many attributes each tag has that a page reads.
#[cfg(test)]
pub(super) fn attribute_counts(html: &str) -> Vec<usize> {
    #[derive(Default)]
    struct Counts(Page, Vec<usize>);

    impl TokenReader for Counts {
        fn token(&mut self, token: Token) -> TokenSinkResult<()> {
            if let Token::TagToken(tag) = &token {
                self.1.push(tag.attrs.len());
            }
            self.0.token(token)
        }
    }

    read(html, Counts::default()).1
}

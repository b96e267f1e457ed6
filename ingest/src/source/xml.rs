//! XML answers as small trees: elements by their local names, with text and children. Markup inside a text is text.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use super::answer::WireError;

/// No feed nests deeper than this; what does is no feed.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Name without its prefix.
    pub(super) name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The elements of this name directly in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element of this name directly in it.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first element of this name, if there is any.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.first(name)?.own_text()
    }

    /// The text of an element that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, String> {
        self.text(name)
            .ok_or_else(|| format!("missing field `{name}`"))
    }

    /// Its own text, trimmed, if there is any.
    pub(super) fn own_text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The names of the elements directly in it.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.children.iter().map(|child| child.name.as_str())
    }

    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

/// The root of an answer, which must have this name.
///
/// # Errors
/// When the answer is no XML, ends in the middle, or is another document, such as a page that says sorry.
pub(super) fn root(body: &[u8], name: &str) -> Result<Element, WireError> {
    let text = String::from_utf8_lossy(body);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    // Employers write `R&D` wherever they can write.
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| WireError::new(error.to_string()))?;
        let closed = match event {
            Event::Start(start) => {
                let element = Element::named(start.local_name().as_ref());
                if open.is_empty() && element.name != name {
                    return Err(other_document(&element.name, name));
                }
                if open.len() == DEEPEST {
                    return Err(WireError::new(format!(
                        "`{}` nests too deeply",
                        element.name
                    )));
                }
                open.push(element);
                None
            }
            Event::Empty(start) => Some(Element::named(start.local_name().as_ref())),
            Event::End(_) => open.pop(),
            Event::Eof => return Err(unfinished(&open)),
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => add(&mut open, &resolve(&reference)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
        };
        let Some(element) = closed else { continue };
        match open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if element.name == name => return Ok(element),
            None => return Err(other_document(&element.name, name)),
        }
    }
}

fn add(open: &mut [Element], text: &str) -> Option<Element> {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
    None
}

/// What a reference stands for. One that only HTML knows stays as it is: it stands in a text that is read as HTML later.
pub(super) fn resolve(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(char)) => char.to_string(),
        _ => resolve_xml_entity(reference)
            .map_or_else(|| format!("&{};", &**reference), str::to_owned),
    }
}

fn other_document(found: &str, wanted: &str) -> WireError {
    WireError::new(format!("`{found}` where `{wanted}` was to be"))
}

fn unfinished(open: &[Element]) -> WireError {
    WireError::new(match open.last() {
        Some(element) => format!("the answer ends inside `{}`", element.name),
        None => "the answer is empty".into(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read_as_they_were_meant() {
        let body = "\u{feff}<?xml version='1.0'?><!DOCTYPE feed><x:feed xmlns:x='u'><!-- none --><item><a>R&D &amp; &#8364;&nbsp;</a>\
            <b><![CDATA[ <p>5 &lt; 6</p> ]]></b><c/></item><x:item><a>two</a></x:item></x:feed>";
        let feed = root(body.as_bytes(), "feed").unwrap();
        let items: Vec<_> = feed.all("item").collect();
        assert_eq!(items[0].text("a"), Some("R&D & €&nbsp;"));
        assert_eq!(items[0].text("b"), Some("<p>5 &lt; 6</p>"));
        assert_eq!(items[0].text("c"), None);
        assert_eq!(items[0].names().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(items[1].required("a"), Ok("two"));
        assert!(items[1].required("b").unwrap_err().contains("`b`"));
    }

    #[test]
    fn what_is_no_feed_is_an_error() {
        for (body, reason) in [
            ("", "empty"),
            ("<html><body>sorry</body></html>", "`html`"),
            ("<html/>", "`html`"),
            ("<feed><item><a>cut", "inside `a`"),
            ("<feed><item></feed>", "item"),
            ("{\"jobs\": []}", "empty"),
        ] {
            let error = root(body.as_bytes(), "feed").unwrap_err().to_string();
            assert!(error.contains(reason), "{body}: {error}");
        }
        let deep = format!("<feed>{}", "<a>".repeat(100_000));
        let error = root(deep.as_bytes(), "feed").unwrap_err().to_string();
        assert!(error.contains("too deeply"), "{error}");
    }

    #[test]
    fn entities_are_not_expanded() {
        let body =
            "<!DOCTYPE feed [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><feed><t>&b;</t></feed>";
        let feed = root(body.as_bytes(), "feed").unwrap();
        assert_eq!(feed.text("t"), Some("&b;"));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = root(&body, "feed");
        }

        #[test]
        fn no_markup_breaks_the_reader(body in "(<feed>|</feed>|<a>|</a>|<a/>|&|;|<!\\[CDATA\\[|\\]\\]>|<!--|-->|x){0,40}") {
            let _ = root(body.as_bytes(), "feed");
        }
    }
}

//! Which elements of a page are open: what the HTML standard makes of end tags that are missing or stand too late, as far as it matters
//! for where a value ends. Each tag costs the same, however deep it stands.

use html5ever::LocalName;
use rustc_hash::FxHashMap;

/// Open elements, each with what the reader keeps of it.
pub(super) struct Elements<T> {
    open: Vec<(LocalName, T)>,
    /// Where in `open` the elements of a name stand.
    places: FxHashMap<LocalName, Vec<usize>>,
    /// Where in `open` the blocks stand.
    blocks: Vec<usize>,
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            places: FxHashMap::default(),
            blocks: Vec::new(),
        }
    }
}

impl<T> Elements<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Ends the elements that end where one of this name begins, innermost first.
    pub(super) fn end_before(&mut self, name: &LocalName) -> Vec<T> {
        let mut ended = Vec::new();
        while let Some(at) = self.blocks.last().copied()
            && begins_after(name, &self.open[at].0)
        {
            self.cut(at, &mut ended);
        }
        ended
    }

    /// Opens an element.
    pub(super) fn start(&mut self, name: &LocalName, kept: T) {
        let at = self.open.len();
        self.places.entry(name.clone()).or_default().push(at);
        if is_block(name) {
            self.blocks.push(at);
        }
        self.open.push((name.clone(), kept));
    }

    /// Ends an element and all in it, innermost first. The end tag of none that is open, or of a word that a block stands in, ends nothing.
    pub(super) fn end(&mut self, name: &LocalName) -> Vec<T> {
        let mut ended = Vec::new();
        let Some(at) = self
            .places
            .get(name)
            .and_then(|places| places.last().copied())
        else {
            return ended;
        };
        let holds_block = self.blocks.last().is_some_and(|block| *block > at);
        if is_block(name) || !holds_block {
            self.cut(at, &mut ended);
        }
        ended
    }

    /// Ends all that is open, innermost first.
    pub(super) fn end_all(&mut self) -> Vec<T> {
        let mut ended = Vec::new();
        self.cut(0, &mut ended);
        ended
    }

    fn cut(&mut self, at: usize, ended: &mut Vec<T>) {
        while self.open.len() > at {
            let Some((name, kept)) = self.open.pop() else {
                break;
            };
            if let Some(places) = self.places.get_mut(&name) {
                places.pop();
            }
            if self.blocks.last() == Some(&self.open.len()) {
                self.blocks.pop();
            }
            ended.push(kept);
        }
    }
}

/// Whether an element has neither content nor end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether the end tag of a word does not reach beyond this element.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether an element that begins ends the innermost block.
fn begins_after(name: &str, block: &str) -> bool {
    match block {
        "p" => is_block(name) && !matches!(name, "body" | "html"),
        "li" => name == "li",
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "td" | "th" => matches!(name, "td" | "th" | "tr"),
        "tr" => name == "tr",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which elements end at which tag: `+name` opens, `-name` ends; names of ended elements, innermost first, tag by tag.
    fn ended(tags: &str) -> String {
        let mut elements = Elements::default();
        let mut said = Vec::new();
        for tag in tags.split(' ') {
            let name = LocalName::from(&tag[1..]);
            let ended = match &tag[..1] {
                "+" => {
                    let ended = elements.end_before(&name);
                    elements.start(&name, tag[1..].to_owned());
                    ended
                }
                _ => elements.end(&name),
            };
            said.push(ended.join(","));
        }
        said.push(elements.end_all().join(","));
        said.join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn elements_end_where_the_standard_ends_them() {
        for (tags, expected) in [
            ("+div +b -b -div", "b div"),
            ("+div +b +i -div", "i,b,div"),
            ("+div -span -p +b", "b,div"),
            ("+span +div -span -div", "div span"),
            ("+ul +li +b +li -ul", "b,li li,ul"),
            ("+p +b +div -div", "b,p div"),
            ("+p +ul +li +p +li -ul", "p p,li li,ul"),
            ("+li +ul +li -ul", "li,ul li"),
            ("+table +tr +td +td +tr +td -table", "td td,tr td,tr,table"),
            ("+dl +dt +dd +dt -dl", "dt dd dt,dl"),
        ] {
            assert_eq!(ended(tags), expected, "{tags}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let mut elements = Elements::default();
        let names = ["u", "div", "i"].map(LocalName::from);
        elements.start(&names[0], ());
        elements.start(&names[1], ());
        for _ in 0..300_000 {
            elements.start(&names[2], ());
        }
        for _ in 0..300_000 {
            assert!(elements.end(&names[0]).is_empty());
        }
        assert_eq!(elements.end(&names[1]).len(), 300_001);
    }
}

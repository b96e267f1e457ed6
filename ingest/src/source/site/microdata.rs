//! Microdata: items that elements mark by `itemscope`, and their properties, as the objects that JSON-LD would write.

use html5ever::interface::Attribute;
use html5ever::tokenizer::Tag;
use serde_json::{Map, Value};

use super::elements::{Elements, is_void};
use super::posting::{self, plain};

/// Items within items, and properties within properties, that are read: each costs the text that it holds once more.
const DEEPEST: usize = 8;
/// No page tells of more jobs.
const MOST_ITEMS: usize = 500;

/// The reader of the items of a page.
#[derive(Default)]
pub(super) struct Microdata {
    elements: Elements<Role>,
    /// The items that are open, outermost first.
    items: Vec<Item>,
    /// Whether the outermost item is one whose element has ended already.
    is_loose: bool,
    /// What is in the properties that are open, as HTML.
    html: String,
    /// How many properties are open.
    open_properties: usize,
    /// The jobs whose elements have ended.
    jobs: Vec<Value>,
}

/// What an element is to its item.
#[derive(Default)]
struct Role {
    is_item: bool,
    /// A property whose value is the element's content: its names, and where in `html` it begins.
    property: Option<(String, usize)>,
}

/// An item in the making.
struct Item {
    /// The names under which the outer item has it; none for what stands by itself.
    names: Option<String>,
    fields: Map<String, Value>,
}

impl Microdata {
    /// Takes a start tag.
    pub(super) fn start(&mut self, tag: &Tag) {
        for ended in self.elements.end_before(&tag.name) {
            self.end_role(ended);
        }
        let attribute = |name: &str| value(&tag.attrs, name);
        let scoped = attribute("itemscope").is_some();
        let kind = attribute("itemtype").filter(|_| scoped);
        let is_job = kind.is_some_and(posting::is_job);
        if is_job && attribute("itemprop").is_none() {
            self.end_loose();
        }
        if self.items.is_empty() && !is_job {
            return;
        }
        self.tag("<", &tag.name);
        let names = attribute("itemprop").filter(|_| !self.items.is_empty());
        let mut role = Role::default();
        if scoped && !is_void(&tag.name) {
            role.is_item = self.begin_item(kind, names);
        } else if let Some(names) = names {
            match stated(tag, names) {
                Some(text) => self.set(names, &Value::from(text)),
                None if self.open_properties < DEEPEST => {
                    self.open_properties += 1;
                    role.property = Some((names.to_owned(), self.html.len()));
                }
                None => {}
            }
        }
        // What is void has nothing in it: it can be no item, and states its properties.
        if !is_void(&tag.name) {
            self.elements.start(&tag.name, role);
        }
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, tag: &Tag) {
        if self.elements.is_empty() {
            return;
        }
        // The value of the element that ends here is whole; a tag too many does no harm to an outer one.
        for ended in self.elements.end(&tag.name) {
            self.end_role(ended);
        }
        self.tag("</", &tag.name);
    }

    /// Takes text.
    pub(super) fn text(&mut self, text: &str) {
        if self.open_properties == 0 {
            return;
        }
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                c => self.html.push(c),
            }
        }
    }

    /// The jobs of the page, once all of it has been taken.
    pub(super) fn finish(mut self) -> Vec<Value> {
        for ended in self.elements.end_all() {
            self.end_role(ended);
        }
        self.end_loose();
        self.jobs
    }

    fn tag(&mut self, opening: &str, name: &str) {
        if self.open_properties > 0 {
            self.html.extend([opening, name, ">"]);
        }
    }

    fn begin_item(&mut self, kind: Option<&str>, names: Option<&str>) -> bool {
        let is_wanted = self.items.len() < DEEPEST && self.jobs.len() < MOST_ITEMS;
        if is_wanted {
            let kind = kind.map(|kind| ("@type".to_owned(), Value::from(kind)));
            self.items.push(Item {
                names: names.map(str::to_owned),
                fields: kind.into_iter().collect(),
            });
        }
        is_wanted
    }

    fn end_role(&mut self, role: Role) {
        if let Some((names, start)) = role.property {
            let html = self.html.get(start..).unwrap_or_default();
            let value = if posting::is_text(&names) {
                html.trim().to_owned()
            } else {
                plain(html)
            };
            self.open_properties -= 1;
            if self.open_properties == 0 {
                self.html.clear();
            }
            self.set(&names, &Value::from(value));
        }
        if role.is_item {
            self.end_item();
        }
    }

    fn end_item(&mut self) {
        let Some(item) = self.items.pop() else {
            return;
        };
        let says_something = item.fields.len() > 1;
        match item.names {
            Some(names) => self.set(&names, &Value::Object(item.fields)),
            // What stands by itself in a job says nothing about it.
            None if !posting::is_job_object(&item.fields) => {}
            None if says_something => self.jobs.push(Value::Object(item.fields)),
            // A job whose element holds nothing is ended too early: what follows tells of it.
            None if self.items.is_empty() && !self.is_loose => {
                self.is_loose = true;
                self.items.push(item);
            }
            None => {}
        }
    }

    /// Ends the job that no element holds, if there is one.
    fn end_loose(&mut self) {
        if self.is_loose && self.items.len() == 1 {
            self.end_item();
            self.is_loose = false;
        }
    }

    /// Gives the innermost item a property, under all its names.
    fn set(&mut self, names: &str, value: &Value) {
        let Some(item) = self.items.last_mut() else {
            return;
        };
        for name in names.split_whitespace().take(DEEPEST) {
            match item.fields.get_mut(name) {
                None => _ = item.fields.insert(name.to_owned(), value.clone()),
                Some(Value::Array(values)) => values.push(value.clone()),
                Some(first) => *first = Value::Array(vec![first.take(), value.clone()]),
            }
        }
    }
}

fn value<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|a| &*a.name.local == name);
    found.map(|attribute| &*attribute.value)
}

/// The value of a property that a tag states in an attribute, rather than in its content.
fn stated(tag: &Tag, names: &str) -> Option<String> {
    let attribute = |name: &str| value(&tag.attrs, name);
    let link = match &*tag.name {
        "link" => attribute("href"),
        // Titles and employers are links too, and mean their words.
        "a" if matches!(names.trim(), "url" | "sameAs") => attribute("href"),
        "time" => attribute("datetime"),
        "data" | "meter" | "input" => attribute("value"),
        _ => None,
    };
    let stated = attribute("content").or(link);
    let nothing = || is_void(&tag.name).then_some("");
    stated.or_else(nothing).map(str::to_owned)
}

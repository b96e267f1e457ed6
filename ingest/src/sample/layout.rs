//! The ways in which boards lay a posting out.

use std::fmt::Write;

use entity::content::sample::Language;

use super::compose::Section;
use super::random::Random;
use crate::raw::BodyFormat;

/// How a made-up posting is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// HTML with headings and lists.
    Html,
    /// HTML of styled paragraphs with bold lines for headings.
    Styled,
    /// HTML whose lists are lines with dots in front.
    Dotted,
    /// HTML, escaped as a whole.
    Escaped,
    /// One line with bars, then paragraphs that are never closed.
    OneLiner,
    /// Plain text with hard line breaks.
    Text,
    /// Markdown.
    Markdown,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 7] = [
        Self::Html,
        Self::Styled,
        Self::Dotted,
        Self::Escaped,
        Self::OneLiner,
        Self::Text,
        Self::Markdown,
    ];

    /// A layout; only English postings come as one-liners.
    pub(super) fn choose(random: &mut Random, language: Language) -> Self {
        let one_liners = if language == Language::En { 13 } else { 0 };
        random.choose(
            (Self::Html, 22),
            &[
                (Self::Styled, 20),
                (Self::Dotted, 8),
                (Self::Escaped, 14),
                (Self::OneLiner, one_liners),
                (Self::Text, 14),
                (Self::Markdown, 10),
            ],
        )
    }
}

/// What the first line of a one-liner names.
pub(super) struct Header<'a> {
    pub(super) company: &'a str,
    pub(super) title: &'a str,
    pub(super) place: &'a str,
    pub(super) remote: Option<&'a str>,
}

/// The body and what it is written in.
pub(super) fn render(
    layout: Layout,
    header: &Header<'_>,
    sections: &[Section],
) -> (String, BodyFormat) {
    match layout {
        Layout::Html => (html(sections), BodyFormat::Html),
        Layout::Styled => (styled(sections), BodyFormat::Html),
        Layout::Dotted => (dotted(sections), BodyFormat::Html),
        Layout::Escaped => (escape(&html(sections)), BodyFormat::Html),
        Layout::OneLiner => (one_liner(header, sections), BodyFormat::Html),
        Layout::Text => (text(sections), BodyFormat::Text),
        Layout::Markdown => (markdown(sections), BodyFormat::Markdown),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn html(sections: &[Section]) -> String {
    let mut body = String::new();
    for section in sections {
        line(&mut body, &["<h3>", &escape(&section.heading), "</h3>"]);
        let (open, close) = if section.listed {
            ("<li>", "</li>")
        } else {
            ("<p>", "</p>")
        };
        if section.listed {
            line(&mut body, &["<ul>"]);
        }
        for text in &section.lines {
            line(&mut body, &[open, &escape(text), close]);
        }
        if section.listed {
            line(&mut body, &["</ul>"]);
        }
    }
    body
}

fn styled(sections: &[Section]) -> String {
    const OPEN: &str = "<p style=\"min-height:1.5em\">";
    let mut body = String::new();
    for section in sections {
        let heading = escape(&section.heading);
        body.extend([OPEN, "<strong>", &heading, "</strong></p>"]);
        if section.listed {
            body.push_str("<ul style=\"min-height:1.5em\">");
            for text in &section.lines {
                body.extend(["<li>", OPEN, &escape(text), "</p></li>"]);
            }
            body.push_str("</ul>");
        } else {
            let text = escape(&section.lines.join(" "));
            body.extend([OPEN, &text, "</p>"]);
        }
        body.extend([OPEN, "</p>"]);
    }
    body
}

fn dotted(sections: &[Section]) -> String {
    let mut body = String::new();
    for section in sections {
        body.extend(["<p><b>", &escape(&section.heading), ":</b><br>"]);
        let dot = if section.listed { "&bull;&nbsp;" } else { "" };
        for text in &section.lines {
            body.extend([dot, &escape(text), "<br>\n"]);
        }
        body.push_str("</p>");
    }
    body
}

fn one_liner(header: &Header<'_>, sections: &[Section]) -> String {
    let mut parts = vec![header.company, header.title, header.place];
    let remote = header.remote.map(str::to_uppercase);
    // A board's bare `true` says nothing in a line of words.
    let remote = remote.map(|word| {
        if word == "TRUE" {
            "REMOTE".to_owned()
        } else {
            word
        }
    });
    parts.extend(remote.as_deref());
    let entities = |text: &str| escape(text).replace('/', "&#x2F;").replace('\'', "&#x27;");
    let mut body = entities(&parts.join(" | "));
    for section in sections {
        body.extend(["<p>", &entities(&section.lines.join(" "))]);
    }
    body
}

fn markdown(sections: &[Section]) -> String {
    let mut body = String::new();
    for section in sections {
        line(&mut body, &["## ", &section.heading, "\n"]);
        let dash = if section.listed { "- " } else { "" };
        for text in &section.lines {
            line(&mut body, &[dash, text]);
        }
        body.push('\n');
    }
    body
}

fn text(sections: &[Section]) -> String {
    const WIDTH: usize = 72;
    let mut body = String::new();
    for section in sections {
        line(&mut body, &[&section.heading.to_uppercase(), ""]);
        for text in &section.lines {
            let (first, later) = if section.listed {
                ("- ", "  ")
            } else {
                ("", "")
            };
            body.push_str(first);
            let mut column = first.len();
            for (index, word) in text.split(' ').enumerate() {
                let length = word.chars().count();
                if index > 0 && column + 1 + length > WIDTH {
                    let _ = write!(body, "\n{later}");
                    column = later.len();
                } else if index > 0 {
                    body.push(' ');
                    column += 1;
                }
                body.push_str(word);
                column += length;
            }
            body.push('\n');
        }
        body.push('\n');
    }
    body
}

fn line(body: &mut String, parts: &[&str]) {
    body.extend(parts.iter().copied());
    body.push('\n');
}

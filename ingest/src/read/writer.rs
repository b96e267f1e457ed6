//! Puts text together: spaces collapsed, at most one empty line in a row, no sign that cannot be seen.

use super::legible::is_dropped;

/// What a line feed in the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// A space.
    Joined,
    /// A line feed.
    Kept,
}

/// What stands between the text written and the text to come, in order of weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Cell,
    Line,
    Blank,
}

#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    gap: Gap,
    item: bool,
}

impl Writer {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            out: String::with_capacity(capacity),
            ..Self::default()
        }
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str, lines: Lines) {
        let mut start = 0;
        for (at, c) in text.char_indices() {
            if ('!'..='~').contains(&c) {
                continue;
            }
            let feed = c == '\n' && lines == Lines::Kept;
            let space = c.is_whitespace();
            if space || is_dropped(c) {
                self.run(&text[start..at]);
                start = at + c.len_utf8();
            }
            if feed {
                self.feed();
            } else if space {
                self.gap = self.gap.max(Gap::Space);
            }
        }
        self.run(&text[start..]);
    }

    fn run(&mut self, run: &str) {
        if run.is_empty() {
            return;
        }
        match self.gap {
            _ if self.out.is_empty() => {}
            Gap::None => {}
            Gap::Space => self.out.push(' '),
            Gap::Cell => self.out.push_str(" | "),
            Gap::Line => self.out.push('\n'),
            Gap::Blank => self.out.push_str("\n\n"),
        }
        if self.item {
            self.out.push_str("• ");
        }
        (self.gap, self.item) = (Gap::None, false);
        self.out.push_str(run);
    }

    fn feed(&mut self) {
        self.gap = if self.gap >= Gap::Line {
            Gap::Blank
        } else {
            Gap::Line
        };
    }

    /// What comes stands on a new line.
    pub(super) fn line(&mut self) {
        self.gap = self.gap.max(Gap::Line);
    }

    /// What comes stands behind an empty line, unless it is the beginning of a list item.
    pub(super) fn blank(&mut self) {
        self.gap = self.gap.max(if self.item { Gap::Line } else { Gap::Blank });
    }

    /// What comes is a list item.
    pub(super) fn item(&mut self) {
        self.line();
        self.item = true;
    }

    /// The list item is over, even if nothing was in it.
    pub(super) fn end_item(&mut self) {
        self.line();
        self.item = false;
    }

    /// What comes is another cell of the row.
    pub(super) fn cell(&mut self) {
        self.gap = self.gap.max(Gap::Cell);
    }

    /// How much is written.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// What is written from `start` on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.out.get(start..).unwrap_or_default()
    }

    /// Takes back what is written from `start` on.
    pub(super) fn take_back(&mut self, start: usize) {
        self.out.truncate(start);
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

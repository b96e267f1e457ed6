//! Cuts a posting's text into sections by its headings.

use entity::content::requirement::{Meaning, Section};

use super::phrase::{Cue, Phrases};

/// A longer line that ends in a colon announces nothing for the lines below it.
const LONGEST_ANNOUNCEMENT: usize = 300;
/// A heading that nobody knows has no more words.
const MOST_WORDS: usize = 6;

/// A stretch of text that speaks of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// First byte, at the heading.
    pub(super) start: usize,
    /// What it speaks of; `None` where nothing says.
    pub(super) section: Option<Section>,
    /// Where the words stand that say so.
    pub(super) heading: (usize, usize),
}

/// The parts of a text in order; the first begins at its first byte.
pub(super) fn parts(text: &str, phrases: &Phrases, cues: &[Cue]) -> Vec<Part> {
    let mut walk = Walk {
        text,
        phrases,
        cues,
        parts: vec![Part {
            start: 0,
            section: None,
            heading: (0, 0),
        }],
        buffer: String::new(),
    };
    let mut start = 0;
    let mut after_blank = true;
    for line in text.split_inclusive('\n') {
        // The first line is the title, whatever it says.
        if start > 0 && !line.trim().is_empty() {
            walk.line(start, line, after_blank);
        }
        after_blank = line.trim().is_empty();
        start += line.len();
    }
    walk.parts
}

struct Walk<'a> {
    text: &'a str,
    phrases: &'a Phrases,
    /// The cues that have not been passed.
    cues: &'a [Cue],
    parts: Vec<Part>,
    buffer: String,
}

impl Walk<'_> {
    fn line(&mut self, start: usize, line: &str, after_blank: bool) {
        let end = start + line.trim_end().len();
        let before = self.parts.last().copied();
        let headings = &self.phrases.headings;
        if let Some(section) = headings.whole_line(line, &mut self.buffer) {
            self.open(start, Some(section), (start, end));
        } else if let Some((section, colon)) = headings.label(line, &mut self.buffer) {
            self.open(start, Some(section), (start, start + colon));
            // A label speaks for its own line.
            if let Some(before) = before {
                self.open(start + line.len(), before.section, before.heading);
            }
        } else if let Some((section, tail)) = headings.tail(line, &mut self.buffer) {
            self.open(start + tail, Some(section), (start + tail, end));
        } else if let Some((section, cue)) = self.announcement(start, end) {
            self.open(start, Some(section), cue);
        } else if before.is_some_and(|part| part.section == Some(Section::Company))
            && after_blank
            && self.is_unknown_heading(start, line)
        {
            self.open(start, None, (0, 0));
        }
    }

    fn open(&mut self, start: usize, section: Option<Section>, heading: (usize, usize)) {
        self.parts.push(Part {
            start,
            section,
            heading,
        });
    }

    /// What a line says of those below it by ending in a colon: `It would be great if you know one of these:`.
    fn announcement(&mut self, start: usize, end: usize) -> Option<(Section, (usize, usize))> {
        let passed = self.cues.partition_point(|cue| cue.start < start);
        self.cues = &self.cues[passed..];
        let line = &self.text[start..end];
        if !line.ends_with(':') || line.len() > LONGEST_ANNOUNCEMENT || line.starts_with('•') {
            return None;
        }
        // `Preferred: one of the following with two years of experience:` still wishes.
        let last = self.parts.last().and_then(|part| part.section);
        let wished = last == Some(Section::Nice);
        let inside = || self.cues.iter().take_while(|cue| cue.end <= end);
        let says = |meaning| inside().filter(move |cue| cue.says == meaning).last();
        let nice = says(Meaning::Nice).map(|cue| (Section::Nice, cue));
        let required = says(Meaning::Required).filter(|_| !wished);
        let found = nice.or_else(|| required.map(|cue| (Section::Requirements, cue)));
        found.map(|(section, cue)| (section, (cue.start, cue.end)))
    }

    /// Whether a line stands by itself as headings do: only blank lines or lists around it, few words, no end of a sentence.
    fn is_unknown_heading(&self, start: usize, line: &str) -> bool {
        let words = line.trim();
        let below = &self.text[(start + line.len()).min(self.text.len())..];
        line.ends_with('\n')
            && (below.starts_with('\n') || below.starts_with('•'))
            && words.starts_with(char::is_uppercase)
            && !words.ends_with(['.', '!', ',', ';'])
            && words.split(' ').count() <= MOST_WORDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(text: &str) -> Vec<(&str, Option<Section>)> {
        let phrases = Phrases::load().unwrap();
        let parts = parts(text, &phrases, &phrases.cues(text));
        let line = |part: &Part| text[part.start..].lines().next().unwrap_or_default();
        parts
            .iter()
            .map(|part| (line(part), part.section))
            .collect()
    }

    #[test]
    fn headings_labels_and_announcements_open_sections() {
        let text = "Engineer\nAbout us\nWe make tea.\nRequirements\nRust\nBonus: Go\nSQL\n\
            It would be great if you know some of these tools as well:\nHelm\nand so on (really) Job benefits:\nTea";
        assert_eq!(
            sections(text),
            [
                ("Engineer", None),
                ("About us", Some(Section::Company)),
                ("Requirements", Some(Section::Requirements)),
                ("Bonus: Go", Some(Section::Nice)),
                ("SQL", Some(Section::Requirements)),
                (
                    "It would be great if you know some of these tools as well:",
                    Some(Section::Nice)
                ),
                ("Job benefits:", Some(Section::Benefits)),
            ]
        );
    }

    #[test]
    fn an_unknown_heading_ends_talk_of_the_company() {
        let text = "Engineer\n\nAbout us\n\nWe make tea.\n\nYour Tuesday\n\nYou brew it with Rust.";
        assert_eq!(sections(text).last(), Some(&("Your Tuesday", None)));
    }
}

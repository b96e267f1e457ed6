//! Titles without what differs between the copies of one advertisement: places, gender marks, requisition numbers.

use entity::region::Level;
use rustc_hash::FxHashSet;

use crate::gazetteer::{self, Gazetteer, RegionIndex, Sense};
use crate::normalise::company;
use crate::normalise::title::ungendered;

/// Phrases about the contract rather than the work.
const CONTRACT: [&str; 9] = [
    "full time",
    "fulltime",
    "vollzeit",
    "permanent",
    "festanstellung",
    "unbefristet",
    "temps plein",
    "heltid",
    "cdi",
];
/// Ways of writing what has a shorter or a plainer form.
const SPELLINGS: [(&str, &str); 11] = [
    ("sr", "senior"),
    ("snr", "senior"),
    ("jr", "junior"),
    ("jnr", "junior"),
    ("&", "and"),
    ("und", "and"),
    ("i", "1"),
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("v", "5"),
];
/// Words that only announce a requisition's number; what stands before a workload's end, as in `80-100%`, is its beginning.
const NUMBERED: [&str; 7] = ["r", "req", "requisition", "ref", "job", "id", "nr"];
/// A name of a place has at most this many words.
const LONGEST_NAME: usize = 4;
/// A smaller city must be the posting's own: many are called like a field of work (Mobile, Reading, Enterprise).
const BIG_CITY: u64 = 500_000;

/// What a posting says of itself beside its title.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The employer's name.
    pub company: Option<&'a str>,
    /// The location as posted.
    pub location: Option<&'a str>,
    /// Codes of its places.
    pub places: &'a [String],
}

/// The title as copies of one advertisement share it: its level and its numbers up to three digits stay.
#[must_use]
pub fn key(title: &str, beside: Beside<'_>, gazetteer: &Gazetteer) -> String {
    let reader = KeyReader {
        gazetteer,
        location: beside.location.map(parts).unwrap_or_default(),
        places: beside
            .places
            .iter()
            .filter_map(|code| gazetteer.region(code))
            .collect(),
    };
    let company = beside.company.and_then(company::key);
    let mut kept = Vec::new();
    for segment in ungendered(title).split(is_separator) {
        let words = words(segment);
        if company.is_some() && company::key(segment) == company {
            continue;
        }
        reader.keep(&words, &mut kept);
    }
    if kept.is_empty() {
        words(title).join(" ")
    } else {
        kept.join(" ")
    }
}

struct KeyReader<'a> {
    gazetteer: &'a Gazetteer,
    /// The location's parts, as they may stand in the title word for word.
    location: FxHashSet<String>,
    places: Vec<RegionIndex>,
}

impl KeyReader<'_> {
    /// Adds the words of a segment that are about the work.
    fn keep(&self, words: &[String], kept: &mut Vec<String>) {
        let mut at = 0;
        while at < words.len() {
            let longest = LONGEST_NAME.min(words.len() - at);
            let skipped = (1..=longest)
                .rev()
                .find(|length| self.is_beside(&words[at..at + length]));
            if skipped.is_none() && is_number(&words[at]) {
                let percent = words[at].ends_with('%');
                let belongs = |before: &mut String| {
                    NUMBERED.contains(&before.as_str())
                        || (percent
                            && before.len() > 1
                            && before.chars().all(|c| c.is_ascii_digit()))
                };
                while kept.pop_if(belongs).is_some() {}
            } else if skipped.is_none() {
                let spelling = SPELLINGS.iter().find(|(written, _)| *written == words[at]);
                kept.push(
                    spelling
                        .map_or(words[at].as_str(), |(_, plain)| plain)
                        .to_owned(),
                );
            }
            at += skipped.unwrap_or(1);
        }
    }

    /// Whether words say where the work is done or under what contract.
    fn is_beside(&self, words: &[String]) -> bool {
        let phrase = words.join(" ");
        if CONTRACT.contains(&phrase.as_str()) || self.location.contains(&phrase) {
            return true;
        }
        let folded = gazetteer::fold(&phrase);
        if matches!(
            self.gazetteer.sense(&folded),
            Some(Sense::Remote | Sense::Hybrid | Sense::Onsite)
        ) {
            return true;
        }
        let mut found = Vec::new();
        self.gazetteer.find(&folded, &mut found);
        let regions = found.iter().map(|candidate| candidate.region);
        // Two or three letters are more often a field of work (IT, AI, ML) than a place that is not the posting's own.
        let long = folded.len() > 3;
        regions
            .into_iter()
            .any(|region| (long && self.is_known(region)) || self.is_own(region, folded.len()))
    }

    /// Whether a name of a region is hardly ever the name of something else.
    fn is_known(&self, region: RegionIndex) -> bool {
        match self.gazetteer.level(region) {
            Level::City => self.gazetteer.weight(region) >= BIG_CITY,
            level => level == Level::Country,
        }
    }

    /// Whether a region is one of the posting's places or lies around one.
    fn is_own(&self, region: RegionIndex, letters: usize) -> bool {
        // What is wider than a country is a sales territory: part of the work.
        let near = letters > 2 && self.gazetteer.level(region) >= Level::Country;
        near && self
            .places
            .iter()
            .any(|place| self.gazetteer.lies_in(*place, region))
    }
}

/// The parts of a location, each in its plain words.
fn parts(location: &str) -> FxHashSet<String> {
    let parts = location.split(|c| is_separator(c) || c == '/');
    let parts = parts.flat_map(|part| part.split(" - "));
    parts.map(|part| words(part).join(" ")).collect()
}

fn is_separator(c: char) -> bool {
    ",;:|()[]{}<>–—•·@".contains(c)
}

/// Words in lower case; the signs of `C++` and `C#` belong to them.
fn words(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '&' | '%');
    let words = text.split(|c| !is_part(c)).filter(|word| *word != "+");
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether a word is a requisition's number, a workload such as `80%`, or a lone sign.
fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let year = word.len() == 4 && word.starts_with("20") && digits == 4;
    (digits >= 4 && !year)
        || word.ends_with('%')
        || (word.starts_with('#') && digits + 1 == word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, location: &str, places: &[&str]) -> String {
        let places: Vec<_> = places.iter().map(ToString::to_string).collect();
        let beside = Beside {
            company: Some("Example GmbH"),
            location: Some(location),
            places: &places,
        };
        key(title, beside, Gazetteer::embedded().unwrap())
    }

    #[test]
    fn copies_share_a_key() {
        for (title, location, places) in [
            ("Senior Data Engineer", "", &[][..]),
            ("Sr. Data Engineer (m/w/d)", "Berlin", &["geonames:2950159"]),
            (
                "Senior Data Engineer - Berlin",
                "Berlin, Germany",
                &["geonames:2950159"],
            ),
            (
                "Senior Data Engineer, Munich",
                "München",
                &["geonames:2867714"],
            ),
            (
                "Senior Data Engineer (München, Germany)",
                "Deutschland",
                &["DE"],
            ),
            ("Senior Data Engineer | Remote | REQ-20317", "Remote", &[]),
            ("Senior Data Engineer (80-100%) #4711", "Zug", &[]),
            ("Senior Data Engineer – Example GmbH", "Zug", &[]),
            ("SENIOR DATA ENGINEER, full-time", "Zug", &[]),
            ("EXAMPLE | Senior Data Engineer", "Zug", &[]),
            ("Senior Data Engineer (Singapore)", "Anywhere", &[]),
            (
                "Senior Data Engineer, Old Mill Centre",
                "Old Mill Centre, Zug",
                &[],
            ),
        ] {
            assert_eq!(
                read(title, location, places),
                "senior data engineer",
                "{title}"
            );
        }
    }

    #[test]
    fn other_jobs_have_other_keys() {
        for (one, other) in [
            ("Engineer I", "Engineer II"),
            ("Backend Engineer", "Data Engineer"),
            ("C++ Developer", "C# Developer"),
            ("Senior Engineer", "Engineer"),
            ("Intern, Summer 2025", "Intern, Summer 2026"),
            ("Engineer, Mobile", "Engineer, Web"),
            ("Account Manager", "Global Account Manager"),
            ("Account Manager, EMEA", "Account Manager, APAC"),
            ("Engineer II, 80%", "Engineer I, 80%"),
            ("Engineer, New Grad", "Engineer, Grad"),
            ("IT Engineer", "AI Engineer"),
        ] {
            assert_ne!(
                read(one, "New York, USA", &["US-NY"]),
                read(other, "New York, USA", &["US-NY"]),
                "{one}"
            );
        }
        assert_eq!(read("Engineer 2", "", &[]), read("Engineer II", "", &[]));
    }

    #[test]
    fn a_title_of_nothing_else_stays() {
        assert_eq!(read("Berlin", "Berlin", &["geonames:2950159"]), "berlin");
        assert_eq!(read("–", "", &[]), "");
    }
}

//! How well postings are read, measured on files that people have labelled: `waymark score`.

use std::io::BufRead;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod skills;
pub mod traps;

/// What was found of what a label says is there, and beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Labels that were found.
    pub found: usize,
    /// Labels that were not.
    pub missed: usize,
    /// Readings that rest on a label.
    pub right: usize,
    /// Readings that rest on nothing.
    pub wrong: usize,
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Share of the readings that rest on a label.
    pub precision: f64,
    /// Share of the labels that were found.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// One label or reading that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The case, as the file names it, or its line.
    pub case: String,
    /// What is amiss.
    pub fault: Fault,
    /// The words of the label, or of the posting.
    pub words: String,
    /// Slug that was read, where one was.
    pub slug: Option<String>,
}

/// What can be amiss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A label that was not found.
    Missed,
    /// A reading that rests on no label.
    FalseAlarm,
    /// A reading in words about the employer.
    CompanyTalk,
    /// A wish read as a demand, or a demand as a wish.
    NiceOrRequired,
    /// A sentence that took the reader in.
    Fooled,
}

impl Tally {
    /// The shares; nothing labelled and nothing read is perfect.
    #[must_use]
    pub fn quality(self) -> Quality {
        let precision = share(self.right, self.right + self.wrong);
        let recall = share(self.found, self.found + self.missed);
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Quality {
            precision,
            recall,
            f1,
        }
    }
}

/// A share, 1 where there is nothing to have a share of.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "nobody labels 2^52 postings by hand"
)]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// The cases of a labelled file, one JSON object a line.
///
/// # Errors
/// With the line that cannot be read.
pub fn cases<T: DeserializeOwned>(input: impl BufRead) -> Result<Vec<T>, String> {
    let mut cases = Vec::new();
    for (index, line) in input.lines().enumerate() {
        let fault = |error: &dyn std::fmt::Display| format!("line {}: {error}", index + 1);
        let line = line.map_err(|error| fault(&error))?;
        if !line.trim().is_empty() {
            cases.push(serde_json::from_str(&line).map_err(|error| fault(&error))?);
        }
    }
    Ok(cases)
}

/// Whether two stretches share a character.
fn overlap(one: (i32, i32), other: (i32, i32)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// Where words stand in a text in any case, in Unicode scalar values, never as a part of longer words.
fn places(text: &[char], words: &str) -> Vec<(i32, i32)> {
    let fold = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let words: Vec<char> = words.chars().map(|c| fold(&c)).collect();
    let parts = |before: Option<&char>, inner: Option<&char>| {
        !(before.is_some_and(|c| c.is_alphanumeric()) && inner.is_some_and(|c| c.is_alphanumeric()))
    };
    let mut found = Vec::new();
    for (at, window) in text.windows(words.len().max(1)).enumerate() {
        let end = at + window.len();
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        if window.iter().map(fold).eq(words.iter().copied())
            && parts(before, window.first())
            && parts(text.get(end), window.last())
        {
            let number = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
            found.push((number(at), number(end)));
        }
    }
    found
}

/// The words of a stretch of text.
fn words(text: &[char], span: (i32, i32)) -> String {
    let at = |number: i32| usize::try_from(number).unwrap_or_default().min(text.len());
    text[at(span.0)..at(span.1).max(at(span.0))]
        .iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_what_was_found_and_read() {
        let tally = Tally {
            found: 3,
            missed: 1,
            right: 2,
            wrong: 2,
        };
        let quality = tally.quality();
        assert!((quality.recall - 0.75).abs() < 1e-9);
        assert!((quality.precision - 0.5).abs() < 1e-9);
        assert!((quality.f1 - 0.6).abs() < 1e-9);
        assert!((Tally::default().quality().f1 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let text: Vec<char> = "Größe: rest, REST und Restaurant".chars().collect();
        assert_eq!(places(&text, "REST"), [(7, 11), (13, 17)]);
        assert_eq!(words(&text, (13, 17)), "REST");
        assert_eq!(places(&text, ""), []);
    }

    #[test]
    fn a_broken_line_is_named() {
        let cases: Result<Vec<serde_json::Value>, _> = cases(&b"{}\n\n{\n"[..]);
        assert!(cases.unwrap_err().starts_with("line 3: "));
    }
}

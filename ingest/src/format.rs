//! The forms of file that can be imported: told apart by their beginning, read record by record.

use std::fmt;
use std::io::BufRead;
use std::str::FromStr;

use crate::raw::RawPosting;
use crate::source::{ashby, greenhouse, lever};
use bounded::Bounded;

mod array;
mod bounded;
mod columns;
mod detect;
mod lines;
mod warc;

pub use detect::detect;
pub(crate) use lines::texts;
pub(crate) use warc::{Passage, read as read_archive};

/// How much of a file's beginning is looked at to tell its form.
pub const PEEK: usize = 64 * 1024;

/// What some programs write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A form of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, with our field names.
    Jsonl,
    /// Rows with a header.
    Csv,
    /// A recorded answer of Ashby's job board API.
    Ashby,
    /// A recorded answer of Greenhouse's job board API.
    Greenhouse,
    /// A recorded answer of Lever's postings API.
    Lever,
    /// An archive of web pages, as crawlers write them: records one after another, each packed by itself or not.
    Warc,
}

impl Format {
    /// Every form, with its name on the command line.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Jsonl, "jsonl"),
        (Self::Csv, "csv"),
        (Self::Ashby, "ashby"),
        (Self::Greenhouse, "greenhouse"),
        (Self::Lever, "lever"),
        (Self::Warc, "warc"),
    ];

    /// Whether a file of this form lists what is open at the moment of recording, rather than what was ever posted.
    #[must_use]
    pub const fn is_board(self) -> bool {
        matches!(self, Self::Ashby | Self::Greenhouse | Self::Lever)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(format, _)| format == self);
        formatter.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(format, _)| *format).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, name)| *name).collect();
            format!("no format `{text}`: use one of {}", names.join(", "))
        })
    }
}

/// One record of a file: a posting, or the reason why it is none.
#[derive(Debug)]
pub struct Record {
    /// Where it stands, e.g. `line 7` or `job 12`.
    pub position: String,
    /// The posting, or why it was refused.
    pub result: Result<RawPosting, String>,
}

/// Reading a file stopped before its end.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The file could not be read any further.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file is not what it seemed to be.
    #[error("{0}")]
    Malformed(String),
    /// Whoever takes the records wants no more.
    #[error("the import was stopped")]
    Stopped,
}

/// More bytes are no record, and would have to be held whole.
const LONGEST_RECORD: u64 = 16 * 1024 * 1024;

/// Reads a file and hands over its records one by one; never holds more than one of them, and none of more than 16 MiB.
///
/// `default_source` names the source of records that do not name theirs; `board` the company of a board's payload.
///
/// # Errors
/// When the file ends in the middle, is not of the format, or `take` answers `false` to stop.
pub fn read(
    format: Format,
    mut reader: Box<dyn BufRead + Send>,
    default_source: &str,
    board: &str,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), FormatError> {
    if reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        reader.consume(BYTE_ORDER_MARK.len());
    }
    if format == Format::Warc {
        return warc::read(reader, 0, &mut |passage| {
            passage.records.into_iter().all(&mut *take)
        });
    }
    // A line that is too long is skipped by itself; in the other forms nothing says where the next record would begin.
    let most = if format == Format::Jsonl {
        u64::MAX
    } else {
        LONGEST_RECORD
    };
    let (reader, bound) = Bounded::new(reader, most);
    let take = &mut |record| {
        bound.renew();
        take(record)
    };
    match format {
        Format::Jsonl => lines::read(reader, default_source, take),
        Format::Csv => columns::read(reader, default_source, take),
        Format::Ashby => array::read(reader, &|job| ashby::posting(job, board), take),
        Format::Greenhouse => array::read(reader, &|job| greenhouse::posting(job, board), take),
        Format::Lever => array::read(reader, &|job| lever::posting(job, board), take),
        // Its records have bounds of their own.
        Format::Warc => Ok(()),
    }
}

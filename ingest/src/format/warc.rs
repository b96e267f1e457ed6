//! Web archives: pages as crawlers keep them, record after record, each packed by itself or not. Most pages tell of no job, so that their
//! bytes are searched for one word before anything is read.

use std::io::{self, BufRead, BufReader, Read};

use aho_corasick::AhoCorasick;
use flate2::bufread::GzDecoder;

use super::{FormatError, LONGEST_RECORD, Record};
use crate::raw::RawPosting;
use crate::source::site;
use head::Head;
use window::{GZIP, RECORD, Window};

mod head;
mod payload;
mod window;

/// What stands behind a record.
const END: &[u8] = b"\r\n\r\n";

/// One record of an archive, read.
#[derive(Debug)]
pub(crate) struct Passage {
    /// Where in the file what follows it begins: whoever has stored it may go on from there.
    pub(crate) reached: u64,
    /// The postings in it; none as a rule.
    pub(crate) records: Vec<Record>,
}

type Take<'a> = &'a mut dyn FnMut(Passage) -> bool;

/// Reads an archive, whose first byte given is this one of the file. Damaged records are refused, each with its place, and reading goes on
/// at the next one.
///
/// # Errors
/// When the file ends in the middle of a record, cannot be read, or `take` answers `false` to stop.
pub(crate) fn read(
    source: impl Read + Send + 'static,
    offset: u64,
    take: Take<'_>,
) -> Result<(), FormatError> {
    let mark = AhoCorasick::new([site::MARK])
        .map_err(|error| FormatError::Malformed(error.to_string()))?;
    let mut archive = Archive {
        window: Window::new(Box::new(source), offset),
        mark,
        block: Vec::new(),
    };
    while let Some(offset) = archive.next_offset()? {
        match archive.read_records(offset, take) {
            Ok(()) => {}
            Err(FormatError::Io(damage)) => archive.pass_over(offset, &damage, take)?,
            Err(stopped) => return Err(stopped),
        }
    }
    Ok(())
}

/// Hands over what a record holds.
fn give(take: Take<'_>, reached: u64, records: Vec<Record>) -> Result<(), FormatError> {
    if take(Passage { reached, records }) {
        Ok(())
    } else {
        Err(FormatError::Stopped)
    }
}

struct Archive {
    window: Window,
    /// Finds pages with postings.
    mark: AhoCorasick,
    /// The block of the present record.
    block: Vec<u8>,
}

impl Archive {
    /// Where the next record begins, if there is one.
    fn next_offset(&mut self) -> io::Result<Option<u64>> {
        self.skip_space()?;
        self.window.begin_record();
        let is_over = self.window.ahead(1)?.is_empty();
        Ok((!is_over).then(|| self.window.position()))
    }

    /// Reads the record that begins here, or those that are packed together; an input error is a damage of it.
    fn read_records(&mut self, offset: u64, take: Take<'_>) -> Result<(), FormatError> {
        let ahead = self.window.ahead(RECORD.len())?;
        if ahead.starts_with(&GZIP) {
            return self.read_member(offset, take);
        }
        if !ahead.starts_with(RECORD) {
            return Err(damaged("no record begins here").into());
        }
        let page = read_record(&mut self.window, &mut self.block)?;
        let is_ended = self.window.ahead(END.len())?.starts_with(END);
        self.skip_space()?;
        let ahead = self.window.ahead(RECORD.len())?;
        let is_followed = ahead.is_empty() || ahead.starts_with(RECORD) || ahead.starts_with(&GZIP);
        if !is_ended && !is_followed {
            return Err(damaged("it is not as long as it says").into());
        }
        let records = page.map(|page| page.records(offset, &self.block, &self.mark));
        give(take, self.window.position(), records.unwrap_or_default())
    }

    /// Reads the records of one gzip member: one, unless somebody has packed the archive as a whole. Then each goes by the place of the
    /// member, and whoever goes on begins with it again.
    fn read_member(&mut self, offset: u64, take: Take<'_>) -> Result<(), FormatError> {
        let mut member = BufReader::new(GzDecoder::new(&mut self.window));
        let mut is_over = skip_blank(&mut member)?;
        while !is_over {
            let page = read_record(&mut member, &mut self.block)?;
            // The check sum is compared where nothing more comes.
            is_over = skip_blank(&mut member)?;
            let records = page.map(|page| page.records(offset, &self.block, &self.mark));
            give(take, offset, records.unwrap_or_default())?;
        }
        give(take, self.window.position(), Vec::new())
    }

    /// Refuses a damaged record and goes to the next one.
    fn pass_over(
        &mut self,
        offset: u64,
        damage: &io::Error,
        take: Take<'_>,
    ) -> Result<(), FormatError> {
        if let Some(failure) = self.window.take_failure() {
            return Err(failure.into());
        }
        let is_cut = damage.kind() == io::ErrorKind::UnexpectedEof;
        if !self.window.seek_record()? && is_cut {
            let message =
                format!("the archive ends in the middle of the record at offset {offset}");
            return Err(FormatError::Malformed(message));
        }
        let refused = vec![refused(offset, &damage.to_string())];
        give(take, self.window.position(), refused)
    }

    fn skip_space(&mut self) -> io::Result<()> {
        skip_blank(&mut self.window).map(|_| ())
    }
}

/// Skips line ends, and the zeros with which some writers fill up; answers whether that was all.
fn skip_blank(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let ahead = reader.fill_buf()?;
        if ahead.is_empty() {
            return Ok(true);
        }
        let is_blank = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
        let blank = ahead.iter().take_while(|byte| is_blank(byte)).count();
        let is_over = blank < ahead.len();
        reader.consume(blank);
        if is_over {
            return Ok(false);
        }
    }
}

/// A page in an archive.
struct Page {
    address: String,
    /// When it was fetched.
    date: Option<String>,
    /// Whether the record is too long to be held.
    is_too_long: bool,
}

/// Reads a record, and its block if it may be that of a page.
fn read_record(reader: &mut impl BufRead, block: &mut Vec<u8>) -> io::Result<Option<Page>> {
    let head = Head::read(reader)?;
    if !head.first.as_bytes().starts_with(RECORD) {
        return Err(damaged("no record begins here"));
    }
    let length = head.get("content-length").map(str::parse::<u64>);
    let Some(Ok(length)) = length else {
        return Err(damaged("it does not say how long it is"));
    };
    let Some(kind) = head.get("warc-type") else {
        return Err(damaged("it does not say what it is"));
    };
    let address = head
        .get("warc-target-uri")
        .map(|uri| uri.trim_matches(['<', '>']));
    let page = address.filter(|address| kind == "response" && address.starts_with("http"));
    let page = page.map(|address| Page {
        address: address.to_owned(),
        date: head.get("warc-date").map(str::to_owned),
        is_too_long: length > LONGEST_RECORD,
    });
    block.clear();
    let wanted = match page {
        Some(_) => length.min(LONGEST_RECORD),
        None => 0,
    };
    let mut rest = reader.take(length);
    (&mut rest).take(wanted).read_to_end(block)?;
    let skipped = io::copy(&mut rest, &mut io::sink())?;
    if block.len() as u64 + skipped < length {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "it ends before its length",
        ));
    }
    Ok(page)
}

impl Page {
    /// The postings of the page, with the place of its record in the file.
    fn records(self, offset: u64, block: &[u8], mark: &AhoCorasick) -> Vec<Record> {
        let mut body = block;
        let Ok(head) = Head::read(&mut body) else {
            return Vec::new();
        };
        if !is_page(&head) {
            return Vec::new();
        }
        if self.is_too_long {
            return vec![refused(
                offset,
                &format!("the page is longer than {LONGEST_RECORD} bytes"),
            )];
        }
        let page = match payload::unpacked(&head, body) {
            Ok(page) => page,
            Err(reason) => return vec![refused(offset, &reason)],
        };
        if mark.find(&*page).is_none() {
            return Vec::new();
        }
        let postings = site::job_postings(&page, &self.address)
            .into_iter()
            .enumerate();
        let record = |(number, result): (usize, Result<RawPosting, String>)| Record {
            position: match number {
                0 => position(offset),
                _ => format!("{}, posting {}", position(offset), number + 1),
            },
            result: result.map(|posting| RawPosting {
                observed: self.date.clone(),
                ..posting
            }),
        };
        postings.map(record).collect()
    }
}

/// Whether an answer holds a page, rather than an error, a picture or a feed.
fn is_page(head: &Head) -> bool {
    let mut status = head.first.split_ascii_whitespace();
    let is_http = status
        .next()
        .is_some_and(|version| version.starts_with("HTTP/"));
    let is_html = |kind: &str| kind.to_ascii_lowercase().contains("html");
    is_http && status.next() == Some("200") && head.get("content-type").is_none_or(is_html)
}

fn damaged(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn refused(offset: u64, reason: &str) -> Record {
    Record {
        position: position(offset),
        result: Err(reason.to_owned()),
    }
}

fn position(offset: u64) -> String {
    format!("offset {offset}")
}

#[cfg(test)]
mod tests;

//! The bytes of an archive, of which those of the present record are kept, so that one that turns out damaged can be searched for the
//! beginning of the next.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// How much is read at once.
const STEP: usize = 256 * 1024;
/// How much of a record is kept at most; one that is longer is not searched again.
const MOST_KEPT: usize = 16 * 1024 * 1024;
/// How much more than the archive itself may be read again.
const SPARE: u64 = MOST_KEPT as u64;

pub(super) const GZIP: [u8; 3] = [0x1f, 0x8b, 8];
pub(super) const RECORD: &[u8] = b"WARC/";
/// How much of a packed record must be there to see that it is one.
const TRIAL: usize = 64 * 1024;

/// A window onto an archive.
pub(super) struct Window {
    source: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    /// Where in `bytes` the present record begins, and where reading goes on.
    start: usize,
    cursor: usize,
    /// Where in the archive `bytes` begin.
    offset: u64,
    ended: bool,
    /// Why the source could not be read; whoever decodes its bytes may say something else.
    failure: Option<io::Error>,
    read_again: u64,
}

impl Window {
    /// A window onto an archive whose first byte given is this one of it.
    pub(super) fn new(source: Box<dyn Read + Send>, offset: u64) -> Self {
        Self {
            source,
            bytes: Vec::new(),
            start: 0,
            cursor: 0,
            offset,
            ended: false,
            failure: None,
            read_again: 0,
        }
    }

    /// Where in the archive reading goes on.
    pub(super) fn position(&self) -> u64 {
        self.offset + self.cursor as u64
    }

    /// The bytes to come, at least as many as wanted unless the archive ends before.
    pub(super) fn ahead(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.cursor < wanted && !self.ended {
            self.read_more()?;
        }
        Ok(&self.bytes[self.cursor..])
    }

    /// A record begins here.
    pub(super) fn begin_record(&mut self) {
        self.start = self.cursor;
    }

    /// Why the source failed, if it did.
    pub(super) fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Goes to where the next record begins, as far as can be told, after the present one turned out damaged; `false` if none does. What
    /// the damaged one seemed to hold is searched too, unless that has been done too often for the length of the archive.
    pub(super) fn seek_record(&mut self) -> io::Result<bool> {
        let read = (self.cursor - self.start) as u64;
        if read > 0 && self.read_again + read <= self.position() + SPARE {
            self.read_again += read;
            self.cursor = self.start + 1;
        }
        loop {
            if self.ahead(TRIAL)?.is_empty() {
                return Ok(false);
            }
            let ahead = &self.bytes[self.cursor..];
            let found = (0..ahead.len()).find(|at| begins_record(ahead, *at));
            // What stands at the end may go on.
            let known = ahead
                .len()
                .saturating_sub(if self.ended { 0 } else { TRIAL / 2 });
            match found {
                Some(at) if at < known => {
                    self.cursor += at;
                    return Ok(true);
                }
                _ => self.cursor += known,
            }
            self.begin_record();
        }
    }

    fn read_more(&mut self) -> io::Result<()> {
        if self.cursor - self.start > MOST_KEPT {
            self.start = self.cursor;
        }
        // Moved only when as much again has been read: each byte is moved once or twice.
        if self.start > STEP && self.start * 2 > self.bytes.len() {
            self.bytes.drain(..self.start);
            self.offset += self.start as u64;
            self.cursor -= self.start;
            self.start = 0;
        }
        let held = self.bytes.len();
        self.bytes.resize(held + STEP, 0);
        let read = loop {
            match self.source.read(&mut self.bytes[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        let length = *read.as_ref().unwrap_or(&0);
        self.bytes.truncate(held + length);
        self.ended = length == 0;
        if let Err(error) = read {
            let again = io::Error::new(error.kind(), error.to_string());
            self.failure = Some(error);
            return Err(again);
        }
        Ok(())
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Window {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.ahead(1)
    }

    fn consume(&mut self, length: usize) {
        self.cursor = (self.cursor + length).min(self.bytes.len());
    }
}

/// Whether a record seems to begin here, packed or not: in a line of its own, or as the first thing in what is packed.
fn begins_record(bytes: &[u8], at: usize) -> bool {
    let here = &bytes[at..];
    if here.starts_with(&GZIP) {
        let mut beginning = [0; RECORD.len()];
        let trial = &here[..here.len().min(TRIAL)];
        let decoded = GzDecoder::new(trial).read_exact(&mut beginning);
        return decoded.is_ok() && beginning == RECORD;
    }
    here.starts_with(RECORD)
        && at
            .checked_sub(1)
            .is_some_and(|before| bytes[before] == b'\n')
}

//! A reader that gives up where one record is too long to be held.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Passes bytes on until a record has had its share.
pub(super) struct Bounded {
    reader: Box<dyn BufRead + Send>,
    bound: Bound,
}

/// How many bytes the present record may still have, for whoever takes records.
#[derive(Clone)]
pub(super) struct Bound {
    left: Arc<AtomicU64>,
    most: u64,
}

impl Bounded {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, most: u64) -> (Box<Self>, Bound) {
        let left = Arc::new(AtomicU64::new(most));
        let bound = Bound { left, most };
        let bounded = Self {
            reader,
            bound: bound.clone(),
        };
        (Box::new(bounded), bound)
    }
}

impl Bound {
    /// A record is over.
    pub(super) fn renew(&self) {
        self.left.store(self.most, Ordering::Relaxed);
    }

    fn spend(&self, bytes: usize) {
        let left = self.left.load(Ordering::Relaxed);
        self.left
            .store(left.saturating_sub(bytes as u64), Ordering::Relaxed);
    }

    fn check(&self) -> io::Result<()> {
        if self.left.load(Ordering::Relaxed) > 0 {
            return Ok(());
        }
        let message = format!("a record is longer than {} bytes", self.most);
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bound.check()?;
        let length = self.reader.read(buffer)?;
        self.bound.spend(length);
        Ok(length)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bound.check()?;
        self.reader.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.bound.spend(length);
        self.reader.consume(length);
    }
}

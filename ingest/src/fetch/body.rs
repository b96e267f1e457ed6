//! An answer's body, unpacked as it comes in: no more of it is held than what was asked for, however far it would unpack.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::error::FetchError;
use super::wire::Wire;
use crate::input::Frames;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How much is unpacked at once.
const PIECE: usize = 64 * 1024;
/// The largest window that HTTP allows zstd (RFC 9659).
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;

/// What we say we can unpack.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";

/// How an answer is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// By gzip.
    Gzip,
    /// By brotli.
    Brotli,
    /// By Zstandard.
    Zstd,
}

impl Packing {
    /// What an answer's head says; the name of a packing that we did not ask for otherwise.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, String> {
        let Some(stated) = headers.get(CONTENT_ENCODING) else {
            return Ok(Self::Plain);
        };
        let stated = String::from_utf8_lossy(stated.as_bytes()).to_ascii_lowercase();
        match stated.trim() {
            "" | "identity" => Ok(Self::Plain),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "br" => Ok(Self::Brotli),
            "zstd" => Ok(Self::Zstd),
            other => Err(other.chars().take(40).collect()),
        }
    }
}

/// A body of which at most so much is read.
pub(super) struct Body {
    pieces: Pieces,
    host: String,
    limit: u64,
    taken: u64,
}

enum Pieces {
    /// As they travel.
    Plain(Wire),
    /// From the thread that unpacks them.
    Unpacked(Receiver<Result<Vec<u8>, FetchError>>),
}

impl Body {
    /// A body that may unpack to so many bytes.
    pub(super) fn new(wire: Wire, packing: Packing, limit: u64) -> Self {
        let host = wire.host().to_owned();
        let pieces = if packing == Packing::Plain {
            Pieces::Plain(wire)
        } else {
            // One piece waits while the next is unpacked.
            let (sender, receiver) = channel(1);
            let handle = Handle::current();
            tokio::task::spawn_blocking(move || unpack(wire, packing, &sender, &handle));
            Pieces::Unpacked(receiver)
        };
        Self {
            pieces,
            host,
            limit,
            taken: 0,
        }
    }

    /// Who answers.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The next bytes; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, FetchError> {
        let piece = match &mut self.pieces {
            Pieces::Plain(wire) => wire.next().await?,
            Pieces::Unpacked(receiver) => receiver.recv().await.transpose()?,
        };
        self.taken += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if self.taken > self.limit {
            return Err(FetchError::TooLarge {
                host: self.host.clone(),
                limit: self.limit,
            });
        }
        Ok(piece)
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, FetchError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

/// Unpacks a file that was packed before it was put on a server, as sitemaps often are.
pub(super) fn unpack_file(bytes: Vec<u8>, host: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
    if !bytes.starts_with(&GZIP) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes.as_slice()).take(limit.saturating_add(1));
    let unpacked = reader.read_to_end(&mut plain);
    unpacked.map_err(|error| {
        FetchError::unexpected(
            host,
            format!("sent a file that cannot be unpacked ({error})"),
        )
    })?;
    if plain.len() as u64 > limit {
        return Err(FetchError::TooLarge {
            host: host.to_owned(),
            limit,
        });
    }
    Ok(plain)
}

/// Unpacks in a thread of its own: the decoders read as from a file, and a body that unpacks for long stops nobody else.
fn unpack(
    wire: Wire,
    packing: Packing,
    sender: &Sender<Result<Vec<u8>, FetchError>>,
    handle: &Handle,
) {
    let host = wire.host().to_owned();
    let failure = RefCell::new(None);
    let ended = Cell::new(false);
    let source = BufReader::with_capacity(
        PIECE,
        Source {
            wire,
            sender,
            handle,
            rest: io::Cursor::default(),
            failure: &failure,
            ended: &ended,
        },
    );
    let outcome = match packing {
        Packing::Plain => hand_over(source, sender),
        Packing::Gzip => hand_over(MultiGzDecoder::new(source), sender),
        Packing::Brotli => brotli(source).and_then(|reader| hand_over(reader, sender)),
        Packing::Zstd => hand_over(Frames::within(source, ZSTD_WINDOW), sender),
    };
    if let Err(error) = outcome {
        let damaged = || match ended.get() {
            true => FetchError::temporary(&host, "broke off in the middle of a packed answer"),
            false => {
                FetchError::unexpected(&host, format!("sent what cannot be unpacked ({error})"))
            }
        };
        let error = failure.take().unwrap_or_else(damaged);
        // Nobody listens where the request was given up.
        let _ = sender.blocking_send(Err(error));
    }
}

/// Reads brotli as HTTP has it. The decoder would also read the variant that begins with 0x11, whose windows take a gibibyte.
fn brotli(mut source: impl BufRead) -> io::Result<impl Read> {
    let is_large = source.fill_buf()?.first().map(|byte| byte & 0x7f) == Some(0x11);
    if is_large {
        let message = "brotli with a large window";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(Decompressor::new(source, PIECE))
}

fn hand_over(
    mut reader: impl Read,
    sender: &Sender<Result<Vec<u8>, FetchError>>,
) -> io::Result<()> {
    loop {
        let mut piece = vec![0; PIECE];
        let length = reader.read(&mut piece)?;
        piece.truncate(length);
        if length == 0 || sender.blocking_send(Ok(piece)).is_err() {
            return Ok(());
        }
    }
}

/// The packed bytes, as the decoders want them. Why the wire failed is kept aside, since decoders make their own errors of it.
struct Source<'a> {
    wire: Wire,
    sender: &'a Sender<Result<Vec<u8>, FetchError>>,
    handle: &'a Handle,
    rest: io::Cursor<Vec<u8>>,
    failure: &'a RefCell<Option<FetchError>>,
    ended: &'a Cell<bool>,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.rest.read(buffer)?;
            if length > 0 || buffer.is_empty() || self.ended.get() {
                return Ok(length);
            }
            let wire = &mut self.wire;
            // A request that was given up must not keep the process from stopping.
            let next = self.handle.block_on(async {
                tokio::select! {
                    next = wire.next() => Some(next),
                    () = self.sender.closed() => None,
                }
            });
            match next {
                Some(Ok(Some(bytes))) => self.rest = io::Cursor::new(bytes),
                Some(Ok(None)) => self.ended.set(true),
                Some(Err(error)) => {
                    self.failure.replace(Some(error));
                    return Err(io::Error::other("the wire failed"));
                }
                None => return Err(io::Error::other("nobody waits for it")),
            }
        }
    }
}

//! Files to import as plain bytes: `.zst` and `.gz` are recognised by their first bytes, `-` is standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

mod zstd;

pub(crate) use zstd::Frames;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const BUFFER: usize = 256 * 1024;

/// A file to import, opened and decompressed as it is read.
pub struct Input {
    /// The name to use in reports.
    pub name: String,
    /// Bytes of the file on disk; `None` for standard input.
    pub size: Option<u64>,
    /// Bytes of the file read so far, before decompression.
    pub progress: Arc<AtomicU64>,
    /// The bytes as they are in the file.
    packed: Box<dyn Read + Send>,
    packing: Packing,
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be opened or its compression cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Self::from_reader("standard input".into(), None, Box::new(io::stdin()));
        }
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            let message = "is a folder: name the files in it, e.g. with a shell pattern";
            return Err(io::Error::new(io::ErrorKind::IsADirectory, message));
        }
        let size = metadata.is_file().then_some(metadata.len());
        Self::from_reader(path.display().to_string(), size, Box::new(file))
    }

    /// Opens a file from this byte of it on.
    ///
    /// # Errors
    /// When it cannot be opened or has no such byte.
    pub fn open_at(path: &Path, offset: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let size = file.metadata()?.len();
        let input = Self::from_reader(path.display().to_string(), Some(size), Box::new(file))?;
        input.progress.fetch_add(offset, Ordering::Relaxed);
        Ok(input)
    }

    /// Reads from any source of bytes.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub fn from_reader(
        name: String,
        size: Option<u64>,
        source: Box<dyn Read + Send>,
    ) -> io::Result<Self> {
        let progress = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            source,
            count: Arc::clone(&progress),
        };
        let (start, rest) = first_bytes(counted)?;
        let packing = if start.get_ref().starts_with(&GZIP) {
            Packing::Gzip
        } else if start.get_ref().starts_with(&ZSTD) {
            Packing::Zstd
        } else {
            Packing::None
        };
        Ok(Self {
            name,
            size,
            progress,
            packed: Box::new(start.chain(rest)),
            packing,
        })
    }

    /// Up to `length` decompressed bytes from the beginning, which stay to be read.
    ///
    /// # Errors
    /// When the file cannot be read or decompressed.
    pub fn peek(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.peek_into(&mut start, length).map(|()| start)
    }

    /// The same, as far as can be read before an error.
    ///
    /// # Errors
    /// When the file cannot be read or decompressed.
    pub fn peek_into(&mut self, start: &mut Vec<u8>, length: usize) -> io::Result<()> {
        let mut recorded = Recorded {
            source: std::mem::replace(&mut self.packed, Box::new(io::empty())),
            seen: Vec::new(),
        };
        let reader = unpacked(&mut recorded, self.packing);
        let result = reader.take(length as u64).read_to_end(start);
        let seen = Cursor::new(recorded.seen);
        self.packed = Box::new(seen.chain(recorded.source));
        result.map(|_| ())
    }

    /// The file's bytes, decompressed.
    #[must_use]
    pub fn into_reader(self) -> Box<dyn BufRead + Send> {
        unpacked(self.packed, self.packing)
    }

    /// The bytes of an archive whose records are packed one by one, so that each can be found by its place in the file.
    #[must_use]
    pub fn into_archive(self) -> Box<dyn Read + Send> {
        match self.packing {
            Packing::None | Packing::Gzip => self.packed,
            Packing::Zstd => Box::new(self.into_reader()),
        }
    }
}

/// The bytes that are packed in others.
fn unpacked<'r>(packed: impl Read + Send + 'r, packing: Packing) -> Box<dyn BufRead + Send + 'r> {
    let packed = BufReader::with_capacity(BUFFER, packed);
    match packing {
        Packing::None => Box::new(packed),
        Packing::Gzip => {
            let decoder = MultiGzDecoder::new(packed);
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        }
        Packing::Zstd => Box::new(BufReader::with_capacity(BUFFER, zstd::Frames::new(packed))),
    }
}

/// Keeps what is read, so that it can be read again.
struct Recorded {
    source: Box<dyn Read + Send>,
    seen: Vec<u8>,
}

impl Read for Recorded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.seen.extend_from_slice(&buffer[..length]);
        Ok(length)
    }
}

/// The first few bytes, apart from the rest: a pipe may hand them out one by one.
fn first_bytes<R: Read>(raw: R) -> io::Result<(Cursor<Vec<u8>>, R)> {
    let mut start = Vec::new();
    let mut first = raw.take(ZSTD.len() as u64);
    first.read_to_end(&mut start)?;
    Ok((Cursor::new(start), first.into_inner()))
}

/// Counts the bytes that pass, for progress.
struct Counted {
    source: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.count.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// The name of a file without folders and extensions: the board of a recorded payload.
#[must_use]
pub fn stem(name: &str) -> String {
    let path = PathBuf::from(name);
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let file = file.unwrap_or_else(|| name.to_owned());
    file.trim_end_matches(".zst")
        .trim_end_matches(".gz")
        .trim_end_matches(".json")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut input = Input::from_reader("test".into(), None, Box::new(Cursor::new(bytes)))?;
        let start = input.peek(3)?;
        assert_eq!(input.peek(5)?[..start.len()], start, "twice is the same");
        let mut text = String::new();
        input.into_reader().read_to_string(&mut text)?;
        assert!(text.as_bytes().starts_with(&start));
        Ok(text)
    }

    fn zstd_frame(text: &str) -> Vec<u8> {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(text.as_bytes(), level)
    }

    #[test]
    fn compression_is_transparent() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"hello postings").unwrap();
        assert_eq!(read(gzip.finish().unwrap()).unwrap(), "hello postings");
        assert_eq!(
            read(zstd_frame("hello postings")).unwrap(),
            "hello postings"
        );
        assert_eq!(read(b"hello postings".to_vec()).unwrap(), "hello postings");
        assert_eq!(read(Vec::new()).unwrap(), "");
    }

    #[test]
    fn an_archive_is_as_it_is_in_the_file() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"hello postings").unwrap();
        let packed = gzip.finish().unwrap();
        let source = Box::new(Cursor::new(packed.clone()));
        let mut input = Input::from_reader("test".into(), None, source).unwrap();
        assert_eq!(input.peek(5).unwrap(), b"hello");
        let mut bytes = Vec::new();
        input.into_archive().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, packed);
    }

    #[test]
    fn frames_follow_each_other() {
        let mut bytes = zstd_frame("one ");
        // A frame to skip: magic, length 3, three bytes.
        bytes.extend([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        bytes.extend(zstd_frame("two"));
        assert_eq!(read(bytes).unwrap(), "one two");
    }

    #[test]
    fn a_cut_file_is_an_error() {
        let mut frame = zstd_frame(&"postings ".repeat(5_000));
        frame.truncate(frame.len() / 2);
        assert!(read(frame).is_err());
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gzip.write_all(&[7; 9_000]).unwrap();
        let bytes = gzip.finish().unwrap();
        assert!(read(bytes[..500].to_vec()).is_err());
    }
}

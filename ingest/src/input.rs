//! Files to import as plain bytes: `.zst` and `.gz` are recognised by their first bytes, `-` is standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
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
    reader: Box<dyn BufRead + Send>,
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
        let mut raw = BufReader::with_capacity(BUFFER, counted);
        let start = first_bytes(&mut raw)?;
        let reader: Box<dyn BufRead + Send> = if start.get_ref().starts_with(&GZIP) {
            let decoder = MultiGzDecoder::new(BufReader::new(start.chain(raw)));
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        } else if start.get_ref().starts_with(&ZSTD) {
            let decoder = Frames::new(start.chain(raw));
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        } else {
            Box::new(start.chain(raw))
        };
        Ok(Self {
            name,
            size,
            progress,
            reader,
        })
    }

    /// Up to `length` bytes from the beginning, which stay to be read.
    ///
    /// # Errors
    /// When the file cannot be read or decompressed.
    pub fn peek(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        let reader = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        let mut limited = reader.take(length as u64);
        limited.read_to_end(&mut start)?;
        let rest = limited.into_inner();
        let again: Chain<Cursor<Vec<u8>>, _> = Cursor::new(start.clone()).chain(rest);
        self.reader = Box::new(again);
        Ok(start)
    }

    /// The file's bytes, decompressed.
    #[must_use]
    pub fn into_reader(self) -> Box<dyn BufRead + Send> {
        self.reader
    }
}

/// The first few bytes, apart from the rest: a pipe may hand them out one by one.
fn first_bytes(raw: &mut impl Read) -> io::Result<Cursor<Vec<u8>>> {
    let mut start = Vec::new();
    raw.take(ZSTD.len() as u64).read_to_end(&mut start)?;
    Ok(Cursor::new(start))
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

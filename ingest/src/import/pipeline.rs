//! From files to facts on threads of their own: bounded queues between them keep memory flat.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use super::{OpenFile, Options};
use crate::facts::Facts;
use crate::format::{self, Format, FormatError, Passage, Record};
use crate::input;
use crate::raw::RawPosting;
use crate::reading::{BUG, Observation, Reader};
use crate::store::Rejection;

/// Records handed from thread to thread at a time, and the bytes of descriptions that are enough with fewer.
const CHUNK: usize = 128;
const CHUNK_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of an archive after which it is told how far it has been read.
const STRETCH: u64 = 16 * 1024 * 1024;

/// A record that was read: facts, or a rejection.
pub(super) struct ReadRecord {
    pub(super) file: Arc<str>,
    pub(super) position: String,
    pub(super) result: Result<Facts, Rejection>,
}

/// Records that were read one after another.
pub(super) struct ReadChunk {
    pub(super) records: Vec<ReadRecord>,
    /// Where in its file the archive goes on behind them.
    pub(super) reached: Option<u64>,
}

type Outcome = Result<ReadChunk, String>;

/// What comes out at the end, in the order of the files.
pub(super) struct Records {
    receiver: mpsc::Receiver<(u64, Outcome)>,
    waiting: BTreeMap<u64, Outcome>,
    next: u64,
}

impl Records {
    /// The next records; an error is why a file broke off, and nothing follows it.
    pub(super) async fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(chunk) = self.waiting.remove(&self.next) {
                self.next += 1;
                return Some(chunk);
            }
            match self.receiver.recv().await {
                Some((number, chunk)) => self.waiting.insert(number, chunk),
                None => return None,
            };
        }
    }
}

/// Records on their way to the readers.
enum Chunk {
    Records {
        file: Arc<str>,
        observation: Observation,
        records: Vec<Record>,
        reached: Option<u64>,
    },
    Broken(String),
}

type Numbered = (u64, Chunk);

/// Reads files on one thread and facts on as many as there are cores.
pub(super) fn from_files(files: Vec<OpenFile>, options: &Options, reader: &Arc<Reader>) -> Records {
    let options = options.clone();
    start(reader, move |chunks| {
        for file in files {
            if read_file(file, &options, chunks).is_err() {
                return;
            }
        }
    })
}

/// Reads facts from postings in memory.
pub(super) fn from_memory(
    postings: Vec<RawPosting>,
    options: &Options,
    reader: &Arc<Reader>,
) -> Records {
    let observation = observation(options, false);
    start(reader, move |chunks| {
        let file: Arc<str> = "sample".into();
        let records = postings
            .into_iter()
            .enumerate()
            .map(|(index, posting)| Record {
                position: format!("posting {}", index + 1),
                result: Ok(posting),
            });
        let mut collector = Collector::new(chunks, file, observation);
        for record in records {
            if !collector.take(record) {
                return;
            }
        }
        collector.flush();
    })
}

fn start(reader: &Arc<Reader>, produce: impl FnOnce(&mut Numbering) + Send + 'static) -> Records {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (chunk_sender, chunk_receiver) = sync_channel(threads * 2);
    let (sender, receiver) = mpsc::channel(threads * 2);
    let chunk_receiver = Arc::new(Mutex::new(chunk_receiver));
    std::thread::spawn(move || {
        let mut numbering = Numbering {
            sender: chunk_sender,
            next: 0,
        };
        // A bug that panics here must not pass for the end of the files.
        let produced = catch_unwind(AssertUnwindSafe(|| produce(&mut numbering)));
        if produced.is_err() {
            numbering.send(Chunk::Broken(format!(
                "taking the files apart failed, {BUG}"
            )));
        }
    });
    for _ in 0..threads {
        let reader = Arc::clone(reader);
        let chunks = Arc::clone(&chunk_receiver);
        let sender = sender.clone();
        std::thread::spawn(move || read_chunks(&reader, &chunks, &sender));
    }
    Records {
        receiver,
        waiting: BTreeMap::new(),
        next: 0,
    }
}

/// Numbers the chunks, so that they can be put back into order.
struct Numbering {
    sender: SyncSender<Numbered>,
    next: u64,
}

impl Numbering {
    fn send(&mut self, chunk: Chunk) -> bool {
        let number = self.next;
        self.next += 1;
        self.sender.send((number, chunk)).is_ok()
    }
}

/// Gathers records into chunks.
struct Collector<'a> {
    chunks: &'a mut Numbering,
    file: Arc<str>,
    observation: Observation,
    records: Vec<Record>,
    bytes: usize,
    /// Whether places in the file can be found again.
    is_resumable: bool,
    reached: Option<u64>,
    /// Up to where in an archive chunks have been sent.
    sent: u64,
}

impl<'a> Collector<'a> {
    fn new(chunks: &'a mut Numbering, file: Arc<str>, observation: Observation) -> Self {
        Self {
            chunks,
            file,
            observation,
            records: Vec::with_capacity(CHUNK),
            bytes: 0,
            is_resumable: false,
            reached: None,
            sent: 0,
        }
    }

    /// Takes what a record of an archive holds; long stretches without postings are worth a chunk, since they need not be read again.
    fn pass(&mut self, passage: Passage) -> bool {
        if !passage.records.into_iter().all(|record| self.take(record)) {
            return false;
        }
        self.reached = self.is_resumable.then_some(passage.reached);
        if passage.reached.saturating_sub(self.sent) < STRETCH {
            return true;
        }
        self.sent = passage.reached;
        self.flush()
    }

    fn take(&mut self, record: Record) -> bool {
        self.bytes += record.result.as_ref().map_or(0, |raw| raw.body.len());
        self.records.push(record);
        (self.records.len() < CHUNK && self.bytes < CHUNK_BYTES) || self.flush()
    }

    fn flush(&mut self) -> bool {
        self.bytes = 0;
        let records = std::mem::replace(&mut self.records, Vec::with_capacity(CHUNK));
        self.chunks.send(Chunk::Records {
            file: Arc::clone(&self.file),
            observation: self.observation,
            records,
            reached: self.reached,
        })
    }
}

/// Reads one file; an error ends the import.
fn read_file(file: OpenFile, options: &Options, chunks: &mut Numbering) -> Result<(), ()> {
    let name: Arc<str> = file.input.name.as_str().into();
    let board = input::stem(&name);
    let observation = observation(options, file.format.is_board());
    let mut collector = Collector::new(chunks, Arc::clone(&name), observation);
    collector.is_resumable = options.is_one_file();
    let result = if file.format == Format::Warc {
        let archive = file.input.into_archive();
        format::read_archive(archive, file.offset, &mut |passage| collector.pass(passage))
    } else {
        format::read(
            file.format,
            file.input.into_reader(),
            &options.default_source,
            &board,
            &mut |record| collector.take(record),
        )
    };
    let flushed = collector.flush();
    match result {
        Ok(()) if flushed => Ok(()),
        Ok(()) | Err(FormatError::Stopped) => Err(()),
        Err(error) => {
            chunks.send(Chunk::Broken(format!("{name}: {error}")));
            Err(())
        }
    }
}

fn read_chunks(
    reader: &Reader,
    chunks: &Mutex<Receiver<Numbered>>,
    sender: &mpsc::Sender<(u64, Outcome)>,
) {
    loop {
        // A reader that panicked would leave the lock poisoned, and the queue itself is never half changed.
        let received = chunks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .recv();
        let Ok((number, chunk)) = received else {
            return;
        };
        let result = match chunk {
            Chunk::Broken(message) => Err(message),
            Chunk::Records {
                file,
                observation,
                records,
                reached,
            } => Ok(ReadChunk {
                records: records
                    .into_iter()
                    .map(|record| read_record(reader, &file, observation, record))
                    .collect(),
                reached,
            }),
        };
        if sender.blocking_send((number, result)).is_err() {
            return;
        }
    }
}

fn read_record(
    reader: &Reader,
    file: &Arc<str>,
    observation: Observation,
    record: Record,
) -> ReadRecord {
    let Record { position, result } = record;
    let source = result.as_ref().ok().map(|raw| raw.source.clone());
    let result = result
        .and_then(|raw| reader.read_guarded(&raw, observation))
        .map_err(|reason| Rejection {
            file: file.to_string(),
            position: position.clone(),
            reason,
            source,
        });
    ReadRecord {
        file: Arc::clone(file),
        position,
        result,
    }
}

fn observation(options: &Options, is_listing: bool) -> Observation {
    Observation {
        now: options.now,
        day: options.observed,
        is_listing,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;
    use crate::input::Input;

    /// A file of one posting, in which something is very wrong.
    struct Rotten(io::Cursor<Vec<u8>>);

    impl Read for Rotten {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.read(buffer)?;
            assert!(length > 0, "rotten");
            Ok(length)
        }
    }

    #[tokio::test]
    async fn a_panic_is_not_the_end_of_a_file() {
        let lines = b"{\"id\": 1, \"title\": \"t\"}\n".to_vec();
        let source = Box::new(Rotten(io::Cursor::new(lines)));
        let input = Input::from_reader("rotten".into(), None, source).unwrap();
        let format = Format::Jsonl;
        let options = Options {
            files: Vec::new(),
            format: Some(format),
            default_source: "test".into(),
            observed: None,
            from_offset: None,
            now: "2026-11-22T12:00:00Z".parse().unwrap(),
            text_days: 1,
        };
        let reader = Arc::new(Reader::load().unwrap());
        let mut records = from_files(
            vec![OpenFile {
                input,
                format,
                offset: 0,
            }],
            &options,
            &reader,
        );
        let told = records.next().await.unwrap().err().unwrap();
        assert!(told.contains("bug"), "{told}");
    }
}

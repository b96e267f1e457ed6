//! Recorded answers that lie beside the project, for checking parsers on real bytes; without them the check is skipped, and
//! says so.

use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use crate::reading::{Observation, Reader};
use crate::source::{Answer, Request, Source, Target};

/// The recorded answers of an archive whose path in it begins so, as (path, bytes).
#[expect(clippy::print_stderr, reason = "a skipped check must be visible")]
pub(crate) fn recorded(archive: &str, beginning: &str) -> Vec<(String, Vec<u8>)> {
    let file = format!("shared/data/{archive}.tar.zst");
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let Some(path) = above.find_map(|path| Some(path.join(&file)).filter(|path| path.exists()))
    else {
        eprintln!("skipped: no {file} beside the project");
        return Vec::new();
    };
    let packed = std::fs::File::open(path).unwrap();
    let unpacked = ruzstd::decoding::StreamingDecoder::new(packed).unwrap();
    let mut archive = tar::Archive::new(unpacked);
    let mut found = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let name = name.trim_start_matches("./").to_owned();
        if name.starts_with(beginning) && entry.header().entry_type().is_file() {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            found.push((name, bytes));
        }
    }
    assert!(!found.is_empty(), "{beginning} is in no archive");
    found
}

/// Parses an answer as the collector would.
pub(crate) fn parse(source: &dyn Source, board: &str, body: &[u8]) -> Answer {
    let target = target(board);
    let request = source.start(&target).unwrap().remove(0);
    source.parse(&target, &request, body).unwrap()
}

/// Parses the answer to a request that another answer asked for.
pub(crate) fn follow(source: &dyn Source, board: &str, request: &Request, body: &[u8]) -> Answer {
    source.parse(&target(board), request, body).unwrap()
}

/// A board, read for the first time.
pub(crate) fn target(board: &str) -> Target {
    Target {
        board: board.to_owned(),
        since: None,
    }
}

/// The postings of an answer in which no record may be refused.
pub(crate) fn postings(answer: Answer) -> Vec<crate::raw::RawPosting> {
    let records = answer.records.into_iter();
    records.map(|record| record.result.unwrap()).collect()
}

/// What a posting comes to once it is read, at a fixed moment.
pub(crate) fn facts(posting: &crate::raw::RawPosting) -> crate::facts::Facts {
    static READER: LazyLock<Reader> = LazyLock::new(|| Reader::load().unwrap());
    let observation = Observation {
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        day: None,
        is_listing: true,
    };
    READER.read(posting, observation).unwrap()
}

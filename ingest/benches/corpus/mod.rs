//! The postings that are measured: the shipped sample, or the file named by `WAYMARK_BENCH_POSTINGS`.

use std::path::Path;

use chrono::NaiveDate;
use ingest::format::{self, PEEK, Record};
use ingest::input::{self, Input};
use ingest::raw::RawPosting;
use ingest::sample;

/// Names a file that `waymark import` reads, to be measured in the sample's place.
const FILE: &str = "WAYMARK_BENCH_POSTINGS";

pub(crate) type Failure = Box<dyn std::error::Error>;

pub(crate) fn postings() -> Result<Vec<RawPosting>, Failure> {
    if let Some(file) = std::env::var_os(FILE) {
        return recorded(file.as_ref());
    }
    let day = NaiveDate::from_ymd_opt(2026, 7, 1).ok_or("no such day")?;
    let postings = sample::generate(sample::SEED, sample::COUNT, day)?;
    Ok(postings.into_iter().map(|posting| posting.raw).collect())
}

fn recorded(file: &Path) -> Result<Vec<RawPosting>, Failure> {
    let mut input = Input::open(file)?;
    let format = format::detect(&input.peek(PEEK)?)?;
    let board = input::stem(&input.name);
    let mut postings = Vec::new();
    let mut take = |record: Record| {
        postings.extend(record.result);
        true
    };
    format::read(format, input.into_reader(), "bench", &board, &mut take)?;
    Ok(postings)
}

//! From HTML to facts, on one core: everything that reading a posting does, and its larger steps alone.

use std::sync::LazyLock;

use chrono::DateTime;
use corpus::Failure;
use divan::Bencher;
use divan::counter::BytesCount;
use ingest::normalise::personal;
use ingest::raw::{BodyFormat, RawPosting};
use ingest::read;
use ingest::reading::{Observation, Reader};

mod corpus;

struct Ground {
    reader: Reader,
    postings: Vec<RawPosting>,
    texts: Vec<String>,
}

static GROUND: LazyLock<Result<Ground, String>> =
    LazyLock::new(|| ground().map_err(|error| error.to_string()));

fn ground() -> Result<Ground, Failure> {
    let mut postings = corpus::postings()?;
    let reader = Reader::load()?;
    // A posting that is refused costs next to nothing and would flatter the rate.
    let is_read = |raw: &RawPosting| reader.read(raw, observation()).is_ok();
    postings.retain(|raw| raw.format == BodyFormat::Html && is_read(raw));
    let text = |raw: &RawPosting| read::to_text(&raw.body, raw.format).text;
    Ok(Ground {
        texts: postings.iter().map(text).collect(),
        postings,
        reader,
    })
}

/// A day after all postings.
fn observation() -> Observation {
    Observation {
        now: DateTime::from_timestamp_nanos(i64::MAX),
        day: None,
        is_listing: false,
    }
}

fn main() -> Result<(), Failure> {
    LazyLock::force(&GROUND).as_ref().map_err(Clone::clone)?;
    divan::main();
    Ok(())
}

/// Every rate is in bytes of HTML, so that the steps can be compared with the whole.
fn measure(bencher: Bencher, read: impl Fn(&Ground, usize) -> usize) {
    let Ok(ground) = &*GROUND else { return };
    let bytes: usize = ground.postings.iter().map(|raw| raw.body.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let numbers = 0..ground.postings.len();
        numbers.map(|number| read(ground, number)).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn html_to_facts(bencher: Bencher) {
    measure(bencher, |ground, number| {
        let facts = ground.reader.read(&ground.postings[number], observation());
        facts.map_or(0, |facts| facts.skills.len())
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn html_to_text(bencher: Bencher) {
    measure(bencher, |ground, number| {
        let raw = &ground.postings[number];
        read::to_text(&raw.body, raw.format).text.len()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_without_contacts(bencher: Bencher) {
    measure(bencher, |ground, number| {
        personal::without(&ground.texts[number]).len()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_to_skills(bencher: Bencher) {
    measure(bencher, |ground, number| {
        ground.reader.skills(&ground.texts[number], None).len()
    });
}

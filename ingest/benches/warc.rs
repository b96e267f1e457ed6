//! How fast web archives are read on one core: megabytes of pages a second, with and without postings, packed or not.
//!
//! `cargo bench --workspace --bench warc`; `WARC_MB=512` sets how many megabytes of pages each archive holds.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufReader, Cursor, Write};
use std::sync::Arc;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use ingest::format::{self, Format};
use ingest::reading::{Observation, Reader};

/// How often each archive is read; the best time counts, since other programs only ever make it worse.
const TIMES: usize = 5;
/// Elements of a page around what it is about: about 60 kB, as pages in crawls have.
const ELEMENTS: usize = 500;
const WORDS: [&str; 16] = [
    "river",
    "team",
    "Python",
    "harbour",
    "morning",
    "Kubernetes",
    "reliable",
    "bread",
    "service",
    "north",
    "SQL",
    "customer",
    "light",
    "planning",
    "window",
    "experience",
];

type Outcome<T> = Result<T, Box<dyn Error>>;
type Page = fn(usize) -> String;

const KINDS: [(&str, Page); 3] = [
    ("no posting", plain),
    ("JSON-LD", |seed| page(seed, &script(seed), "")),
    ("microdata", |seed| page(seed, "", &article(seed))),
];

fn main() -> Outcome<()> {
    let megabytes = std::env::var("WARC_MB").map_or(Ok(128), |text| text.parse::<usize>())?;
    let reader = Reader::load()?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<12} {:<7} {:>9} {:>9} {:>9} {:>14}",
        "pages", "packed", "MB", "postings", "MB/s", "MB/s to facts"
    )?;
    for (name, page) in KINDS {
        for packs in [false, true] {
            let (archive, bytes) = archive(page, megabytes * 1_000_000, packs)?;
            let mut found = 0;
            let read = best(|| {
                found = read(&archive, None)?;
                Ok(())
            })?;
            let facts = best(|| read_facts(&archive, &reader))?;
            let millions = f64::from(u32::try_from(bytes / 1_000)?) / 1e3;
            writeln!(
                out,
                "{name:<12} {:<7} {millions:>9.0} {found:>9} {:>9.0} {:>14.0}",
                if packs { "gzip" } else { "no" },
                millions / read,
                millions / facts
            )?;
        }
    }
    Ok(())
}

/// The shortest time that something takes, in seconds.
fn best(mut run: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..TIMES {
        let started = Instant::now();
        run()?;
        best = best.min(started.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Reads an archive; answers how many postings are in it.
fn read(archive: &Arc<[u8]>, reader: Option<&Reader>) -> Outcome<usize> {
    let observation = Observation {
        now: "2026-11-22T12:00:00Z".parse()?,
        day: None,
        is_listing: false,
    };
    let mut found = 0;
    let source = Box::new(BufReader::new(Cursor::new(Arc::clone(archive))));
    format::read(Format::Warc, source, "", "", &mut |record| {
        if let Ok(posting) = record.result {
            found += 1;
            if let Some(reader) = reader {
                let _ = black_box(reader.read(&posting, observation));
            }
        }
        true
    })?;
    Ok(found)
}

fn read_facts(archive: &Arc<[u8]>, reader: &Reader) -> Outcome<()> {
    read(archive, Some(reader)).map(|_| ())
}

/// An archive of pages, and how many bytes the pages have before they are packed.
fn archive(page: Page, most: usize, packs: bool) -> Outcome<(Arc<[u8]>, usize)> {
    let mut archive = Vec::new();
    let mut bytes = 0;
    let mut seed = 0;
    while bytes < most {
        seed += 1;
        let page = page(seed);
        bytes += page.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html; charset=UTF-8\r\nX-Crawler-Content-Encoding: gzip\r\n\r\n{page}"
        );
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-10-05T10:00:00Z\r\nWARC-Target-URI: https://www.example.com/pages/{seed}\r\n\
            Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        );
        if packs {
            let mut gzip = GzEncoder::new(&mut archive, Compression::default());
            gzip.write_all(record.as_bytes())?;
            gzip.finish()?;
        } else {
            archive.extend(record.as_bytes());
        }
    }
    Ok((archive.into(), bytes))
}

/// Words that differ from page to page.
fn words(seed: usize, count: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9).wrapping_add(1);
    let mut text = String::new();
    for _ in 0..count {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 40) % WORDS.len()]);
        text.push(' ');
    }
    text
}

fn plain(seed: usize) -> String {
    page(seed, "<script>var page = {};</script>", "")
}

fn page(seed: usize, head: &str, body: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>{head}</head><body>",
        words(seed, 5)
    );
    for number in 0..ELEMENTS {
        let _ = writeln!(
            page,
            "<div class=\"card card--{number} col-{}\"><a href=\"/{seed}/{number}?from=list\" title=\"{number}\">{}</a></div>",
            number % 12,
            words(seed + number, 5)
        );
    }
    page + body + "</body></html>"
}

fn script(seed: usize) -> String {
    let text = words(seed, 400);
    format!(
        "<script type=\"application/ld+json\">{{\"@context\": \"https://schema.org\", \"@type\": \"JobPosting\", \"title\": \"Data Engineer {seed}\",
        \"description\": \"<p>{text}<\\/p><ul><li>{text}<\\/li><\\/ul>\", \"datePosted\": \"2026-10-01\",
        \"hiringOrganization\": {{\"@type\": \"Organization\", \"name\": \"Example {seed}\"}},
        \"jobLocation\": {{\"@type\": \"Place\", \"address\": {{\"addressLocality\": \"Oslo\", \"addressCountry\": \"NO\"}}}}}}</script>"
    )
}

fn article(seed: usize) -> String {
    let text = words(seed, 400);
    format!(
        "<article itemscope itemtype=\"https://schema.org/JobPosting\"><h1 itemprop=\"title\">Data Engineer {seed}</h1>
        <meta itemprop=\"datePosted\" content=\"2026-10-01\"><span itemprop=\"hiringOrganization\">Example {seed}</span>
        <div itemprop=\"description\"><p>{text}</p><ul><li>{text}</li></ul></div></article>"
    )
}

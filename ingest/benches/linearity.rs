//! Whether reading takes time in proportion to the text, for every hostile kind and every reader: CPU time per megabyte at three
//! sizes, and the largest over the smallest as a ratio, all from one run. A reader that is quadratic shows 16 where one that
//! is linear shows 1.
//!
//! `cargo bench --workspace --bench linearity [-- part of a kind's or a reader's name]`; `LINEARITY_MB=5` sets the largest size.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

use ingest::explain::{Detail, Question};
use ingest::normalise::personal;
use ingest::raw::BodyFormat;
use ingest::read;
use ingest::reading::Reader;
use ingest::source::site;
use serde_json::Value;

#[path = "../src/hostile/kinds.rs"]
mod kinds;

/// Linux counts in steps of a few milliseconds: what takes less is repeated until it has taken so long.
const LEAST: Duration = Duration::from_millis(60);
/// More than this is not linear; up to it, copies of large texts meet colder memory than copies of small ones.
const SUSPICIOUS: f64 = 3.0;

type Read = fn(&Reader, &str);

const READERS: [(&str, Read); 10] = [
    ("html", |_, text| {
        black_box(read::to_text(text, BodyFormat::Html));
    }),
    ("markdown", |_, text| {
        black_box(read::to_text(text, BodyFormat::Markdown));
    }),
    ("plain", |_, text| {
        black_box(read::to_text(text, BodyFormat::Text));
    }),
    ("page", |_, text| {
        let job =
            "<main itemscope itemtype=http://schema.org/JobPosting><div itemprop=description>";
        let script = "<script type=application/ld+json>{\"@type\": \"JobPosting\", \"title\": \"";
        for page in [
            format!("{job}{text}"),
            format!("{script}{text}\"}}</script>"),
        ] {
            black_box(site::job_postings(page.as_bytes(), "https://example.com/1"));
        }
    }),
    ("personal", |_, text| {
        black_box(personal::without(text));
    }),
    ("skills", |reader, text| {
        black_box(reader.skills(text, None));
    }),
    ("title", |reader, text| {
        let title = Some(text.to_owned());
        black_box(reader.explain(
            &Question {
                title,
                ..Question::default()
            },
            &Detail::default(),
        ));
    }),
    ("location", |reader, text| {
        let location = Some(Value::from(text));
        black_box(reader.explain(
            &Question {
                location,
                ..Question::default()
            },
            &Detail::default(),
        ));
    }),
    ("country", |reader, text| {
        let country = Some(text.to_owned());
        black_box(reader.explain(
            &Question {
                country,
                ..Question::default()
            },
            &Detail::default(),
        ));
    }),
    ("salary", |reader, text| {
        let salary = Some(Value::from(text));
        black_box(reader.explain(
            &Question {
                salary,
                ..Question::default()
            },
            &Detail::default(),
        ));
    }),
];

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let largest = std::env::var("LINEARITY_MB").map_or(Ok(16), |text| text.parse::<usize>())?;
    let sizes = [largest.div_ceil(16), largest.div_ceil(4), largest].map(|mb| mb * 1_000_000);
    let reader = Reader::load()?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<10} {:<30} {:>10} {:>10} {:>10}  ratio",
        "reader", "kind", "ms/MB", "ms/MB", "ms/MB"
    )?;
    let mut suspicious = 0;
    for (name, read) in READERS {
        for kind in kinds::all() {
            if wanted
                .as_ref()
                .is_some_and(|wanted| !name.contains(wanted) && !kind.0.contains(wanted))
            {
                continue;
            }
            let mut times = [0.0; 3];
            for (time, size) in times.iter_mut().zip(sizes) {
                *time = per_megabyte(&kinds::text(kind, size), |text| read(&reader, text))?;
            }
            let ratio = times[2] / times[0];
            // What takes no time at all is stopped early, whatever its size.
            let flag = if ratio > SUSPICIOUS && times[2] > 0.5 {
                " <-- not linear"
            } else {
                ""
            };
            suspicious += usize::from(!flag.is_empty());
            let [small, middle, large] = times;
            writeln!(
                out,
                "{name:<10} {:<30} {small:>10.2} {middle:>10.2} {large:>10.2}  {ratio:>5.2}{flag}",
                kind.0
            )?;
        }
    }
    writeln!(out, "{suspicious} suspicious")?;
    Ok(())
}

/// Milliseconds of CPU for a megabyte: what else the machine does says nothing about a reader.
fn per_megabyte(text: &str, read: impl Fn(&str)) -> Result<f64, Box<dyn Error>> {
    let before = cpu()?;
    let (mut spent, mut bytes) = (Duration::ZERO, 0);
    while spent < LEAST {
        read(text);
        bytes += text.len();
        spent = cpu()?.saturating_sub(before);
    }
    let megabytes = f64::from(u32::try_from(bytes / 1_000)?) / 1e3;
    Ok(spent.as_secs_f64() * 1_000.0 / megabytes)
}

/// What this thread has had of a processor so far, as Linux counts it.
fn cpu() -> Result<Duration, Box<dyn Error>> {
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = counts.split(' ').next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}

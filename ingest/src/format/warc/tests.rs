//! Archives that are whole, packed, damaged, huge.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use archive::{HTML, answer, archive, job, packed, page, record};

mod archive;

/// What was found: titles or reasons with their places, how far reading came, and why it stopped.
#[derive(Debug, Default, PartialEq)]
struct Found {
    records: Vec<(String, Result<String, String>)>,
    reached: u64,
    error: Option<String>,
}

impl Found {
    fn titles(&self) -> Vec<&str> {
        let titles = self.records.iter().flat_map(|(_, result)| result);
        titles.map(String::as_str).collect()
    }

    fn refused(&self) -> Vec<(&str, &str)> {
        let refused = self.records.iter().filter_map(|(position, result)| {
            let reason = result.as_ref().err()?;
            Some((position.as_str(), reason.as_str()))
        });
        refused.collect()
    }
}

fn read_from(bytes: &[u8], offset: u64) -> Found {
    let mut found = Found::default();
    let rest = bytes[usize::try_from(offset).unwrap()..].to_vec();
    let result = read(Cursor::new(rest), offset, &mut |passage| {
        assert!(passage.reached >= found.reached);
        found.reached = passage.reached;
        for record in passage.records {
            let title = record
                .result
                .map(|posting| posting.title.unwrap_or_default());
            found.records.push((record.position, title));
        }
        true
    });
    found.error = result.err().map(|error| error.to_string());
    found
}

fn read_all(bytes: &[u8]) -> Found {
    read_from(bytes, 0)
}

#[test]
fn pages_are_read_with_the_day_of_the_crawl() {
    let (bytes, _) = archive(&[job("Cook")]);
    let mut postings = Vec::new();
    let take: Take<'_> = &mut |passage| {
        postings.extend(
            passage
                .records
                .into_iter()
                .map(|record| record.result.unwrap()),
        );
        true
    };
    read(Cursor::new(bytes), 0, take).unwrap();
    let posting = &postings[0];
    assert_eq!(posting.external_id, "https://a.example/Cook");
    assert_eq!(posting.source, "site");
    assert_eq!(posting.observed.as_deref(), Some("2026-10-05T01:02:03Z"));
}

#[test]
fn only_answers_with_pages_are_read() {
    let block = |head: &str| format!("{head}\r\n\r\n{}", page("None")).into_bytes();
    let records = [
        record("WARC-Type: warcinfo", b"software: JobPosting"),
        record(
            "WARC-Type: request\r\nWARC-Target-URI: https://a.example/",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        record(
            "WARC-Type: response\r\nWARC-Target-URI: dns:a.example",
            b"20261005 JobPosting",
        ),
        answer(
            "missing",
            &block("HTTP/1.1 404 Not Found\r\nContent-Type: text/html"),
        ),
        answer(
            "feed",
            &block("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml"),
        ),
        answer("empty", b""),
        answer("cut", b"HTTP/1.1 200 OK\r\nContent-Type: text/html"),
        answer("other", format!("{HTML}<p>no job").as_bytes()),
        answer(
            "xhtml",
            format!(
                "HTTP/2 200\r\ncontent-type: application/xhtml+xml\r\n\r\n{}",
                page("Cook")
            )
            .as_bytes(),
        ),
        answer(
            "plain",
            format!("HTTP/1.0 200 OK\r\n\r\n{}", page("Baker")).as_bytes(),
        ),
    ];
    let (bytes, offsets) = archive(&records);
    let found = read_all(&bytes);
    assert_eq!(found.titles(), ["Cook", "Baker"]);
    assert_eq!(found.records[0].0, format!("offset {}", offsets[8]));
    assert_eq!((found.reached, found.error), (bytes.len() as u64, None));
}

#[test]
fn records_are_packed_one_by_one_or_all_together() {
    let jobs = ["A", "B", "C"].map(job);
    let (bytes, offsets) = archive(&jobs.clone().map(|job| packed(&job)));
    let found = read_all(&bytes);
    assert_eq!(found.titles(), ["A", "B", "C"]);
    assert_eq!(found.records[2].0, format!("offset {}", offsets[2]));
    assert_eq!((found.reached, found.error), (bytes.len() as u64, None));
    let together = packed(&archive(&jobs).0);
    let found = read_all(&together);
    assert_eq!(found.titles(), ["A", "B", "C"]);
    assert!(
        found
            .records
            .iter()
            .all(|(position, _)| position == "offset 0")
    );
    assert_eq!(found.reached, together.len() as u64);
}

#[test]
fn reading_goes_on_from_any_record() {
    let names: Vec<_> = (0..20).map(|number| format!("job {number}")).collect();
    for pack in [false, true] {
        let records = names
            .iter()
            .map(|name| if pack { packed(&job(name)) } else { job(name) });
        let (bytes, offsets) = archive(&records.collect::<Vec<_>>());
        for (at, offset) in offsets.iter().enumerate() {
            let found = read_from(&bytes, *offset);
            assert_eq!(found.titles(), names[at..]);
            assert_eq!(found.records[0].0, format!("offset {offset}"));
            // From the middle of a record it is the next one.
            let found = read_from(&bytes, offset + 3);
            assert_eq!(found.titles(), names[at + 1..]);
        }
        assert_eq!(
            read_from(&bytes, bytes.len() as u64),
            Found {
                reached: 0,
                ..Found::default()
            }
        );
    }
}

#[test]
fn a_damaged_record_costs_itself() {
    let damage = |bytes: &mut Vec<u8>, at: u64| {
        let at = usize::try_from(at).unwrap();
        for byte in &mut bytes[at..at + 4] {
            *byte ^= 0x55;
        }
    };
    let jobs = ["A", "B", "C"].map(job);
    let (plain, plain_offsets) = archive(&jobs);
    let (gzip, gzip_offsets) = archive(&jobs.map(|job| packed(&job)));
    for (whole, offsets, places) in [
        (&plain, plain_offsets, vec![0, 7]),
        (&gzip, gzip_offsets, vec![0, 12, 40, 100]),
    ] {
        for place in places {
            let mut bytes = whole.clone();
            damage(&mut bytes, offsets[1] + place);
            let found = read_all(&bytes);
            assert_eq!(found.titles(), ["A", "C"], "{place}");
            assert_eq!(found.refused().len(), 1, "{place} {found:?}");
            assert_eq!(found.refused()[0].0, format!("offset {}", offsets[1]));
            assert_eq!((found.reached, found.error), (whole.len() as u64, None));
        }
    }
    // The check sum is the last thing but the length.
    let mut bytes = gzip;
    let check_sum = bytes.len() as u64 - 8;
    damage(&mut bytes, check_sum);
    let found = read_all(&bytes);
    assert_eq!((found.titles(), found.refused().len()), (vec!["A", "B"], 1));
}

#[test]
fn a_wrong_length_costs_its_record() {
    let long = String::from_utf8(job("B")).unwrap();
    let length = long
        .split("Content-Length: ")
        .nth(1)
        .unwrap()
        .split("\r\n")
        .next()
        .unwrap();
    for wrong in ["1", "300", "999999999999", "x", ""] {
        let wrong = long.replace(
            &format!("Content-Length: {length}"),
            &format!("Content-Length: {wrong}"),
        );
        let (bytes, offsets) = archive(&[job("A"), wrong.clone().into_bytes(), job("C"), job("D")]);
        let found = read_all(&bytes);
        assert_eq!(found.titles(), ["A", "C", "D"], "{wrong}");
        assert_eq!(found.refused()[0].0, format!("offset {}", offsets[1]));
        assert_eq!(found.error, None);
    }
}

#[test]
fn an_archive_that_is_cut_says_where_to_go_on() {
    for pack in [false, true] {
        let records = ["A", "B"].map(|name| if pack { packed(&job(name)) } else { job(name) });
        let (bytes, offsets) = archive(&records);
        let cut = &bytes[..bytes.len() - 30];
        let found = read_all(cut);
        assert_eq!(found.titles(), ["A"]);
        let error = found.error.unwrap();
        assert!(error.contains(&format!("offset {}", offsets[1])), "{error}");
        assert_eq!(read_from(&bytes, offsets[1]).titles(), ["B"]);
    }
}

#[test]
fn what_stands_between_records_is_passed_over() {
    let noise = b"\r\n\0\0garbage WARC/1.0 that is none\x1f\x8b\x08 and more\n".to_vec();
    let (bytes, _) = archive(&[
        packed(&job("A")),
        noise.clone(),
        packed(&job("B")),
        noise,
        job("C"),
        vec![0; 600_000],
    ]);
    let found = read_all(&bytes);
    assert_eq!(found.titles(), ["A", "B", "C"]);
    assert_eq!(found.refused().len(), 2, "{found:?}");
    assert_eq!(found.error, None);
}

/// Bytes of a record that goes on for long, made as they are read.
fn endless(head: &str, length: u64) -> impl Read + Send + 'static {
    let head = format!("WARC/1.0\r\n{head}\r\nContent-Length: {length}\r\n\r\n");
    let block = io::repeat(b'x').take(length);
    let rest = [b"\r\n\r\n".to_vec(), job("After")].concat();
    Cursor::new(head).chain(block).chain(Cursor::new(rest))
}

#[test]
fn nothing_huge_is_held() {
    const LENGTH: u64 = 1 << 28;
    let page = "WARC-Type: response\r\nWARC-Target-URI: https://a.example/huge";
    for fields in ["WARC-Type: warcinfo", page] {
        let mut titles = Vec::new();
        let take: Take<'_> = &mut |passage| {
            let postings = passage
                .records
                .into_iter()
                .map(|record| record.result.unwrap());
            titles.extend(postings.map(|posting| posting.title));
            true
        };
        read(endless(fields, LENGTH), 0, take).unwrap();
        assert_eq!(titles, [Some("After".into())]);
    }
    // A page that cannot be held is said.
    let long = format!("{HTML}{}", "x".repeat(17_000_000));
    let (bytes, _) = archive(&[
        packed(&answer("long", long.as_bytes())),
        packed(&job("After")),
    ]);
    let found = read_all(&bytes);
    assert_eq!(found.titles(), ["After"]);
    assert!(found.refused()[0].1.contains("longer than"), "{found:?}");
}

#[test]
fn who_wants_no_more_is_given_no_more() {
    let (bytes, _) = archive(&["A", "B"].map(job));
    let mut seen = 0;
    let result = read(Cursor::new(bytes), 0, &mut |_| {
        seen += 1;
        false
    });
    assert!(matches!(result, Err(FormatError::Stopped)));
    assert_eq!(seen, 1);
}

#[test]
fn a_source_that_fails_is_not_a_damage() {
    struct Failing(Cursor<Vec<u8>>);
    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("the disk is gone")),
                length => Ok(length),
            }
        }
    }
    for bytes in [job("A"), packed(&job("A"))] {
        let half = bytes[..bytes.len() / 2].to_vec();
        let result = read(Failing(Cursor::new(half)), 0, &mut |_| true);
        assert!(result.unwrap_err().to_string().contains("the disk is gone"));
    }
}

proptest! {
    #[test]
    fn damage_costs_what_it_touches(pack in any::<bool>(), at in any::<prop::sample::Index>(), length in 1_usize..40, byte in any::<u8>()) {
        let names = ["A", "B", "C", "D", "E"];
        let records = names.map(|name| if pack { packed(&job(name)) } else { job(name) });
        let (mut bytes, offsets) = archive(&records);
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes[start..end].fill(byte);
        let found = read_all(&bytes);
        for (at, name) in names.iter().enumerate() {
            let from = usize::try_from(offsets[at]).unwrap();
            // The line ends behind a record, and what stands before it, are what it is known by.
            let until = offsets.get(at + 1).map_or(bytes.len(), |next| usize::try_from(*next).unwrap() + 5);
            let is_touched = start < until && end > from.saturating_sub(4);
            prop_assert!(is_touched || found.titles().contains(name), "{name} {found:?}");
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300), pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..20)) {
        let _ = read_all(&bytes);
        let _ = read_all(pieces.concat().as_bytes());
        let _ = read_all(&packed(pieces.concat().as_bytes()));
    }
}

/// What archives are made of.
const PIECES: [&str; 10] = [
    "WARC/1.0\r\n",
    "WARC-Type: response\r\n",
    "WARC-Target-URI: https://a.example/\r\n",
    "Content-Length: 40\r\n",
    "Content-Length: 99999999999999999999\r\n",
    "\r\n",
    HTML,
    "\"@type\": \"JobPosting\"",
    "<script type=application/ld+json>{",
    "\u{1f}",
];

//! Files that are cut, flipped, or were never meant for us.

use std::io::{BufReader, Cursor, Read, Write};

use proptest::prelude::*;
use serde_json::json;

use super::markup::{PAGES, page};
use crate::format::{self, Format, FormatError};
use crate::input::Input;
use crate::raw::RawPosting;

/// The records of a file, and why it ended before its end.
fn records(format: Format, bytes: &[u8]) -> (Vec<Result<RawPosting, String>>, Option<String>) {
    let mut found = Vec::new();
    let reader = Box::new(BufReader::new(Cursor::new(bytes.to_vec())));
    let result = format::read(format, reader, "test", "board", &mut |record| {
        found.push(record.result);
        true
    });
    (
        found,
        result.err().map(|error: FormatError| error.to_string()),
    )
}

/// A file of three postings in each form.
fn file(format: Format) -> String {
    let rows = (1..4).zip(PAGES);
    let line = |(id, page): (i32, &str)| json!({"id": id, "title": "Data Engineer", "html_or_text": page, "location": ["Berlin", "Oslo"]});
    let ashby = |(id, page): (i32, &str)| {
        json!({"id": id.to_string(), "title": "Data Engineer", "isListed": true, "descriptionHtml": page, "secondaryLocations": [{"location": "Oslo"}],
            "jobUrl": "https://jobs.ashbyhq.com/x/1", "address": {"postalAddress": {"addressCountry": "Norway"}}})
    };
    let greenhouse = |(id, page): (i32, &str)| {
        json!({"id": id, "title": "Data Engineer", "content": page, "absolute_url": "https://x/1",
            "pay_input_ranges": [{"min_cents": 5_000_000, "max_cents": i64::MAX, "currency_type": "GBP", "title": "Annual"}]})
    };
    let lever = |(id, page): (i32, &str)| {
        json!({"id": id.to_string(), "text": "Data Engineer", "description": page, "hostedUrl": "https://x/1", "createdAt": i64::MAX,
            "lists": [{"text": "Requirements", "content": "<li>SQL"}], "salaryRange": {"min": 1e300, "max": -1, "currency": "USD"}})
    };
    let archived = |(id, page): (i32, &str)| {
        let job = json!({"@type": "JobPosting", "title": "Data Engineer", "description": page, "jobLocation": "Oslo"});
        let job = job.to_string().replace("</", "<\\/");
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<script type=\"application/ld+json\">{job}</script>"
        );
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/{id}\r\n"
        );
        format!(
            "{head}Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        )
    };
    match format {
        Format::Jsonl => rows
            .map(|row| format!("{}\n", line(row)))
            .collect::<Vec<_>>()
            .concat(),
        Format::Csv => {
            let row = |(id, page): (i32, &str)| {
                format!("{id},Data Engineer,\"{}\"\n", page.replace('"', "\"\""))
            };
            format!(
                "id,title,description\n{}",
                rows.map(row).collect::<Vec<_>>().concat()
            )
        }
        Format::Ashby => {
            json!({"apiVersion": "1", "jobs": rows.map(ashby).collect::<Vec<_>>()}).to_string()
        }
        Format::Greenhouse => {
            json!({"jobs": rows.map(greenhouse).collect::<Vec<_>>(), "meta": {"total": 3}})
                .to_string()
        }
        Format::Lever => json!(rows.map(lever).collect::<Vec<_>>()).to_string(),
        Format::Warc => rows.map(archived).collect(),
    }
}

fn any_format() -> impl Strategy<Value = Format> {
    prop::sample::select(Format::ALL.map(|(format, _)| format).to_vec())
}

#[test]
fn what_is_whole_is_read_whole() {
    for (format, name) in Format::ALL {
        let file = file(format);
        assert_eq!(format::detect(file.as_bytes()), Ok(format));
        let marked = [b"\xef\xbb\xbf", file.as_bytes()].concat();
        for bytes in [file.as_bytes(), &marked] {
            let (found, error) = records(format, bytes);
            assert_eq!((found.len(), error), (3, None), "{name}");
            assert!(found.iter().all(Result::is_ok), "{name} {found:?}");
        }
    }
}

#[test]
fn a_source_that_is_no_name_costs_its_record() {
    let line = |source: &str| format!("{}\n", json!({"id": 1, "title": "t", "source": source}));
    let long = "x".repeat(101);
    let (found, error) = records(
        Format::Jsonl,
        [line("a\0b"), line(&long), line("fine")]
            .concat()
            .as_bytes(),
    );
    assert_eq!(error, None);
    assert!(
        found[0].is_err() && found[1].is_err() && found[2].is_ok(),
        "{found:?}"
    );
}

#[test]
fn a_record_that_cannot_be_held_ends_the_file() {
    let endless = "x".repeat(17_000_000);
    let csv = format!("id,title,description\n1,t,fine\n2,t,\"{endless}");
    let board = format!("{{\"jobs\": [{{\"id\": \"1\", \"title\": \"t\"}}, {{\"id\": \"{endless}");
    for (format, file) in [(Format::Csv, csv), (Format::Ashby, board)] {
        let (found, error) = records(format, file.as_bytes());
        assert_eq!(found.len(), 1);
        assert!(error.unwrap().contains("longer than 16777216 bytes"));
    }
    let lines = format!("{{\"id\": \"{endless}\"}}\n{{\"id\": 2, \"title\": \"t\"}}");
    let (found, error) = records(Format::Jsonl, lines.as_bytes());
    assert!(found[0].is_err() && found[1].is_ok() && error.is_none());
}

#[test]
fn deep_documents_cost_their_record() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for (format, file) in [
        (
            Format::Jsonl,
            format!(
                "{{\"id\": 1, \"title\": \"t\", \"salary_raw\": {deep}}}\n{{\"id\": 2, \"title\": \"t\"}}"
            ),
        ),
        (
            Format::Ashby,
            format!(
                "{{\"jobs\": [{{\"id\": \"1\", \"title\": \"t\", \"address\": {deep}}}, {{\"id\": \"2\", \"title\": \"t\"}}]}}"
            ),
        ),
    ] {
        let (found, error) = records(format, file.as_bytes());
        assert!(
            found[0].is_err() && found[1].is_ok() && error.is_none(),
            "{error:?}"
        );
    }
}

fn unpacked(bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut input = Input::from_reader("test".into(), None, Box::new(Cursor::new(bytes)))?;
    input.peek(format::PEEK)?;
    let mut found = Vec::new();
    // A few bytes may unpack to very many; nobody holds them all.
    input
        .into_reader()
        .take(10_000_000)
        .read_to_end(&mut found)?;
    Ok(found)
}

fn packed(text: &str, gzip: bool) -> Vec<u8> {
    if gzip {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    } else {
        ruzstd::encoding::compress_to_vec(
            text.as_bytes(),
            ruzstd::encoding::CompressionLevel::Fastest,
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::cases(96), ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_as_far_as_they_go(format in any_format(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), cut in any::<prop::sample::Index>()) {
        let mut bytes = file(format).into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2).max(1));
        let _ = format::detect(&bytes);
        for (format, _) in Format::ALL {
            let (found, _) = records(format, &bytes);
            prop_assert!(found.len() <= bytes.len());
        }
    }

    #[test]
    fn what_stands_before_a_cut_is_kept(format in any_format(), cut in any::<prop::sample::Index>()) {
        let file = file(format);
        let cut = file.floor_char_boundary(cut.index(file.len()));
        let whole = records(format, file.as_bytes()).0;
        let found = records(format, &file.as_bytes()[..cut]).0;
        let good: Vec<_> = found.into_iter().take_while(Result::is_ok).collect();
        // The last row of a CSV may lack its end without lacking anything else.
        let same = good.len().saturating_sub(1);
        prop_assert_eq!(&whole[..same], &good[..same]);
    }

    #[test]
    fn a_bad_line_costs_itself(bad in "[^\\n\\r]{1,60}", page in page()) {
        let good = |id: i32| json!({"id": id, "title": "t", "html_or_text": page}).to_string();
        let file = format!("{}\n\u{1}{bad}\n{}\n", good(1), good(2));
        let (found, error) = records(Format::Jsonl, file.as_bytes());
        prop_assert_eq!(error, None);
        prop_assert!(found.len() == 3 && found[0].is_ok() && found[1].is_err() && found[2].is_ok());
    }

    #[test]
    fn damaged_archives_end(gzip in any::<bool>(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4), cut in any::<prop::sample::Index>(), page in page()) {
        let whole = packed(&page.repeat(3), gzip);
        prop_assert_eq!(unpacked(whole.clone()).unwrap(), page.repeat(3).into_bytes());
        let mut bytes = whole;
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2).max(1));
        let _ = unpacked(bytes);
    }
}

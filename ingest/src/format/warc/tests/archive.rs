//! Archives of our own making.

use std::io::Write;

/// The head of an answer with a page.
pub(super) const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";

/// A page that tells of one job.
pub(super) fn page(title: &str) -> String {
    format!(
        "<html><script type=\"application/ld+json\">{{\"@type\": \"JobPosting\", \"title\": \"{title}\", \"description\": \"x\"}}</script>"
    )
}

/// A record with these fields and this block.
pub(super) fn record(fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\n{fields}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The record of an answer.
pub(super) fn answer(name: &str, block: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: response\r\nWARC-Target-URI: <https://a.example/{name}>\r\nWARC-Date: 2026-10-05T01:02:03Z"
    );
    record(&fields, block)
}

/// The record of a page that tells of one job.
pub(super) fn job(title: &str) -> Vec<u8> {
    answer(title, format!("{HTML}{}", page(title)).as_bytes())
}

pub(super) fn packed(record: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(record).unwrap();
    gzip.finish().unwrap()
}

/// Records one after another, and where each begins.
pub(super) fn archive(records: &[Vec<u8>]) -> (Vec<u8>, Vec<u64>) {
    let mut bytes = Vec::new();
    let mut offsets = Vec::new();
    for record in records {
        offsets.push(bytes.len() as u64);
        bytes.extend(record);
    }
    (bytes, offsets)
}

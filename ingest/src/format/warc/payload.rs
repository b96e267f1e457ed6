//! What an answer carries, freed of what it was packed in for its way.

use std::borrow::Cow;
use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::head::Head;
use crate::format::LONGEST_RECORD;

/// The body of an answer as its page was written. Crawlers that unpack a body leave the head as it was, so that what does not turn out
/// packed is taken as it stands, and of what is cut off the beginning.
///
/// # Errors
/// When it is packed in a way that is not read, or is too long.
pub(super) fn unpacked<'a>(head: &Head, body: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
    let is_chunked = head.get("transfer-encoding");
    let is_chunked =
        is_chunked.is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    let whole = is_chunked.then(|| joined(body)).flatten();
    let mut body = whole.map_or(Cow::Borrowed(body), Cow::Owned);
    let codings = head.get("content-encoding").unwrap_or_default();
    // What was done last is undone first.
    for coding in codings.rsplit(',') {
        let decoded = match coding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" | "none" | "utf-8" => continue,
            "gzip" | "x-gzip" => beginning(MultiGzDecoder::new(&body[..]))?,
            "deflate" => beginning(ZlibDecoder::new(&body[..]))?,
            "br" => beginning(Decompressor::new(&body[..], 16 * 1024))?,
            other => return Err(format!("its content encoding `{other}` is not read")),
        };
        if !decoded.is_empty() {
            body = Cow::Owned(decoded);
        }
    }
    Ok(body)
}

/// What can be read before the end, or before the data turn out damaged.
fn beginning(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut limited = reader.take(LONGEST_RECORD + 1);
    let _: io::Result<usize> = limited.read_to_end(&mut bytes);
    if bytes.len() as u64 > LONGEST_RECORD {
        return Err(format!("the page is longer than {LONGEST_RECORD} bytes"));
    }
    Ok(bytes)
}

/// The chunks of a body as one; none if it does not begin with a chunk.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((length, after)) = chunk(rest) {
        let data = &after[..length.min(after.len())];
        joined.extend_from_slice(data);
        if length == 0 {
            return Some(joined);
        }
        let end = &after[data.len()..];
        rest = end
            .strip_prefix(b"\r\n")
            .or(end.strip_prefix(b"\n"))
            .unwrap_or(end);
    }
    (!joined.is_empty()).then_some(joined)
}

/// The length of the chunk that begins here, and what stands after its line.
fn chunk(bytes: &[u8]) -> Option<(usize, &[u8])> {
    const LONGEST_LINE: usize = 256;
    let end = bytes
        .iter()
        .take(LONGEST_LINE)
        .position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let length = line.split(';').next().unwrap_or(line).trim();
    let length = usize::from_str_radix(length, 16).ok()?;
    Some((length, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    const PAGE: &[u8] = b"<html>a page that repeats itself, a page that repeats itself</html>";

    /// "hello brotli" as Brotli has it when nothing is worth compressing.
    const BROTLI: [u8; 16] = *b"\x8b\x05\x80hello brotli\x03";

    fn unpacked_with(fields: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n");
        let head = Head::read(&mut head.as_bytes()).unwrap();
        unpacked(&head, body).map(Cow::into_owned)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let packed = gzip(PAGE);
        let chunks = [
            b"5;x=y\r\n",
            &packed[..5],
            b"\r\n",
            format!("{:X}\r\n", packed.len() - 5).as_bytes(),
            &packed[5..],
            b"\r\n0\r\n\r\n",
        ]
        .concat();
        assert_eq!(
            unpacked_with("Content-Encoding: GZIP", &packed).unwrap(),
            PAGE
        );
        assert_eq!(
            unpacked_with(
                "Transfer-Encoding: chunked\r\nContent-Encoding: gzip",
                &chunks
            )
            .unwrap(),
            PAGE
        );
        assert_eq!(
            unpacked_with("Content-Encoding: gzip, identity, gzip", &gzip(&packed)).unwrap(),
            PAGE
        );
        assert_eq!(
            unpacked_with("Content-Encoding: br", &BROTLI).unwrap(),
            b"hello brotli"
        );
    }

    #[test]
    fn what_is_not_packed_stays_whatever_the_head_says() {
        for fields in [
            "",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "Content-Encoding: deflate",
            "Transfer-Encoding: chunked",
        ] {
            assert_eq!(unpacked_with(fields, PAGE).unwrap(), PAGE, "{fields}");
        }
        assert!(
            unpacked_with("Content-Encoding: zstd", PAGE)
                .unwrap_err()
                .contains("zstd")
        );
    }

    #[test]
    fn what_is_cut_off_is_read_as_far_as_it_goes_and_no_further_than_can_be_held() {
        let page = "<p>words</p>".repeat(10_000);
        let packed = gzip(page.as_bytes());
        let read = unpacked_with("Content-Encoding: gzip", &packed[..packed.len() / 2]).unwrap();
        assert!(!read.is_empty() && page.as_bytes().starts_with(&read));
        let chunk = unpacked_with("Transfer-Encoding: chunked", b"ff\r\n<html>").unwrap();
        assert_eq!(chunk, b"<html>");
        let bomb = gzip(&vec![0; 17_000_000]);
        assert!(
            unpacked_with("Content-Encoding: gzip", &bomb)
                .unwrap_err()
                .contains("longer")
        );
    }

    proptest! {
        #[test]
        fn no_body_breaks_the_reader(body in prop::collection::vec(any::<u8>(), 0..200), chunked in "([0-9a-f]{0,17}(;x)?\r?\n.{0,5}){0,5}") {
            for fields in ["Content-Encoding: gzip, br", "Content-Encoding: deflate", "Transfer-Encoding: chunked"] {
                let _ = unpacked_with(fields, &body);
                let _ = unpacked_with(fields, chunked.as_bytes());
            }
        }
    }
}

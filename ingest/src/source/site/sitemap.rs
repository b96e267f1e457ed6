//! Sitemaps (sitemaps.org 0.9) and indexes of them, read entry by entry.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::source::WireError;
use crate::source::xml::resolve;

/// What the protocol allows: entries of a file, and bytes of it.
const MOST_ENTRIES: usize = 50_000;
const MOST_BYTES: usize = 50 * 1024 * 1024;
/// Longer texts are neither addresses nor dates.
const LONGEST_TEXT: usize = 4_096;
/// How far into a file its root element begins at most, after declarations, comments and style sheets.
const HEAD: usize = 4_096;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a sitemap says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Whether it names sitemaps rather than pages.
    pub(super) is_index: bool,
    pub(super) entries: Vec<Entry>,
    /// Whether it goes on after the last entry that was read.
    pub(super) cut: bool,
}

/// A page or a sitemap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) address: String,
    /// When it was changed, as written.
    pub(super) changed: Option<String>,
}

/// Reads a sitemap, packed or not; `None` for what is none, such as a page.
///
/// # Errors
/// When it is damaged or ends in the middle.
pub(super) fn read(body: &[u8]) -> Result<Option<Sitemap>, WireError> {
    let body = unpacked(body)?;
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    let is_index = head.contains("<sitemapindex");
    let is_sitemap = head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
        && (is_index || head.contains("<urlset"));
    if !is_sitemap {
        return Ok(None);
    }
    entries(&String::from_utf8_lossy(&body), is_index).map(Some)
}

/// Many sitemaps are files packed by themselves, whatever the server says of them.
fn unpacked(body: &[u8]) -> Result<Cow<'_, [u8]>, WireError> {
    if !body.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(body));
    }
    let mut unpacked = Vec::new();
    let limit = MOST_BYTES as u64 + 1;
    MultiGzDecoder::new(body)
        .take(limit)
        .read_to_end(&mut unpacked)
        .map_err(|error| WireError::new(format!("the gzip data is damaged: {error}")))?;
    if unpacked.len() > MOST_BYTES {
        return Err(WireError::new(format!(
            "the sitemap is longer than {MOST_BYTES} bytes"
        )));
    }
    Ok(Cow::Owned(unpacked))
}

/// The elements that an entry has of its own: those of images and news stand deeper.
const FIELD_DEPTH: usize = 3;

fn entries(xml: &str, is_index: bool) -> Result<Sitemap, WireError> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    // Addresses hold `&` as they should not.
    reader.config_mut().allow_dangling_amp = true;
    let mut sitemap = Sitemap {
        is_index,
        ..Sitemap::default()
    };
    let mut entry = Entry::default();
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| WireError::new(error.to_string()))?;
        match event {
            Event::Start(_) => {
                depth += 1;
                text.clear();
            }
            Event::Text(more) if depth == FIELD_DEPTH => add(&mut text, &more.xml10_content()),
            Event::CData(more) if depth == FIELD_DEPTH => add(&mut text, &more.xml10_content()),
            Event::GeneralRef(reference) if depth == FIELD_DEPTH => {
                add(&mut text, &resolve(&reference));
            }
            Event::End(end) => {
                match (depth, end.local_name().as_ref()) {
                    (FIELD_DEPTH, "loc") => text.trim().clone_into(&mut entry.address),
                    (FIELD_DEPTH, "lastmod") if !text.trim().is_empty() => {
                        entry.changed = Some(text.trim().to_owned());
                    }
                    (2, "url" | "sitemap") => {
                        if sitemap.entries.len() == MOST_ENTRIES {
                            sitemap.cut = true;
                            return Ok(sitemap);
                        }
                        sitemap.entries.push(std::mem::take(&mut entry));
                    }
                    (1, _) => return Ok(sitemap),
                    _ => {}
                }
                depth = depth.saturating_sub(1);
            }
            Event::Empty(_) if depth == 0 => return Ok(sitemap),
            Event::Eof => return Err(WireError::new("the sitemap ends in the middle")),
            _ => {}
        }
    }
}

fn add(text: &mut String, more: &str) {
    if text.len() + more.len() <= LONGEST_TEXT {
        text.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn entry(address: &str, changed: Option<&str>) -> Entry {
        Entry {
            address: address.into(),
            changed: changed.map(str::to_owned),
        }
    }

    #[test]
    fn pages_are_read_with_their_days_of_change() {
        let body = "\u{feff}<?xml version=\"1.0\"?><!-- made by a plugin --><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='i'>
            <url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2026-08-22</lastmod></url>
            <url><image:image><image:loc>https://a.example/logo.png</image:loc></image:image><loc><![CDATA[https://a.example/2]]></loc><lastmod/></url>
            <url/></urlset>";
        let sitemap = read(body.as_bytes()).unwrap().unwrap();
        assert_eq!(
            sitemap.entries,
            [
                entry("https://a.example/1?x=1&y=2", Some("2026-08-22")),
                entry("https://a.example/2", None),
            ]
        );
        assert!(!sitemap.is_index && !sitemap.cut);
    }

    #[test]
    fn packed_files_are_unpacked_within_bounds() {
        let body =
            "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
        let packed = |text: &[u8]| {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(text).unwrap();
            gzip.finish().unwrap()
        };
        let gzip = packed(body.as_bytes());
        let sitemap = read(&gzip).unwrap().unwrap();
        assert!(sitemap.is_index);
        assert_eq!(sitemap.entries, [entry("https://a.example/s.xml", None)]);
        assert!(read(&gzip[..gzip.len() / 2]).is_err());
        let bomb = packed(&vec![b' '; MOST_BYTES + 1]);
        assert!(read(&bomb).unwrap_err().message.contains("longer than"));
    }

    #[test]
    fn what_is_no_sitemap_is_none_and_what_ends_early_an_error() {
        for body in [
            "",
            "<!DOCTYPE html><html></html>",
            "{\"urlset\": 1}",
            "see <urlset> below",
        ] {
            assert_eq!(read(body.as_bytes()).unwrap(), None, "{body}");
        }
        assert_eq!(read(b"<urlset/>").unwrap(), Some(Sitemap::default()));
        for body in ["<urlset><url><loc>https://a", "<urlset><url></urlset>"] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn no_more_is_read_than_the_protocol_allows() {
        let body = format!(
            "<urlset>{}</urlset>",
            "<url><loc>https://a.example/</loc></url>".repeat(50_001)
        );
        let sitemap = read(body.as_bytes()).unwrap().unwrap();
        assert!(sitemap.cut && sitemap.entries.len() == 50_000);
        let long = format!(
            "<urlset><url><loc>{}</loc></url></urlset>",
            "x".repeat(1_000_000)
        );
        assert_eq!(
            read(long.as_bytes()).unwrap().unwrap().entries[0].address,
            ""
        );
    }

    proptest! {
        #[test]
        fn no_markup_breaks_the_reader(body in "<urlset>(<url>|</url>|<loc>|</loc>|<lastmod>|</urlset>|&|;|<!\\[CDATA\\[|\\]\\]>|<!--|-->|x){0,40}") {
            let _ = read(body.as_bytes());
        }
    }
}

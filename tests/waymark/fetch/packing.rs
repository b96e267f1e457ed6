//! Packed answers, and those that unpack to more than anybody can hold.

use ingest::fetch::{FetchError, Fetched};
use ingest::source::Request;

use super::{CARD, Scene, place, text};
use crate::wild::Reply;

const URL: &str = "https://example.com/jobs";
/// `{"packed":"brotli"}`.
const BROTLI: &str = "0b09807b227061636b6564223a2262726f746c69227d03";
/// 256 MiB of spaces.
const BROTLI_BOMB: &str = "cfffff7ff82540e2b14020f7fe9ffffffff04b00c4610180eefd3fffffffe1970088c32200ddfb7ffeffffc32f0110870500baf7fffcffff875f02200e0b0074effff9ffff0fbf04401c1600e8defff3ffff1f7e0980382c00d0bdffe7ffff3ffc1200715800a07bffcfffff7ff82500e2b00040f7fe9ffffffff04b00c4610180eefd3fffffffe1970088c30200ddfb7ffeffffc32f0110870500baf7fffcffff875f02200e0b0074effff9ffff0fbf04401c1600e8defff3ffff1f7e0980382c00d0bdffcfffff7ffc1200715800a07bff0f";
/// `{"packed":"large"}` in a window of a gibibyte, which HTTP does not have.
const BROTLI_LARGE_WINDOW: &str = "111e2200027b227061636b6564223a226c61726765227d03";

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

fn zstd(body: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(body, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A frame that says `window` and holds so many blocks of 128 KiB of one sign.
fn zstd_bomb(window: u8, blocks: u32) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, window];
    for block in 1..=blocks {
        let header = u32::from(block == blocks) | 1 << 1 | (128 * 1024) << 3;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame
}

fn packed(name: &str, body: Vec<u8>) -> Reply {
    Reply::json(body).header("Content-Encoding", name)
}

#[tokio::test]
async fn every_packing_that_is_asked_for_is_unpacked() {
    let long = format!("[\"{}\"]", "waymark ".repeat(100_000));
    let (replies, texts): (Vec<_>, Vec<_>) = [
        (Reply::json(long.as_str()).gzip(), long.as_str()),
        (packed("zstd", zstd(long.as_bytes())), &long),
        (packed("br", bytes(BROTLI)), r#"{"packed":"brotli"}"#),
        (packed("identity", b"[1]".to_vec()), "[1]"),
    ]
    .into_iter()
    .unzip();
    let scene = Scene::playing(replies, |_| {}).await;
    for (host, text) in texts.into_iter().enumerate() {
        assert_eq!(scene.body(&place(host)).await, text);
    }
}

#[tokio::test]
async fn a_bomb_is_dropped_before_it_goes_off() {
    let gibibyte = 8 * 1024;
    let zeros = Reply::json(vec![b' '; 64 << 20]).gzip();
    let replies = vec![
        zeros,
        packed("br", bytes(BROTLI_BOMB)),
        packed("zstd", zstd_bomb(13 << 3, gibibyte)),
        Reply::json(vec![b' '; 2 << 20]),
        Reply::json(vec![b' '; 1 << 20]).endless(1_000),
    ];
    let hosts = replies.len();
    let scene = Scene::playing(replies, |settings| settings.largest_plain = 1 << 20).await;
    for host in 0..hosts {
        let error = scene.error(&place(host)).await;
        let is_too_large = matches!(
            error,
            FetchError::TooLarge {
                limit: 1_048_576,
                ..
            }
        );
        assert!(is_too_large, "{error}");
        assert_eq!(scene.wild.asked().len(), host + 1);
    }
}

#[tokio::test]
async fn a_packed_answer_is_also_measured_as_it_travels() {
    let noise: Vec<u8> = (0..100_000u64)
        .flat_map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes())
        .collect();
    let reply = Reply::json(noise).gzip();
    let scene = Scene::with(
        move |_| reply.clone(),
        |settings| settings.largest_packed = 100_000,
    )
    .await;
    let error = scene.error(URL).await;
    assert!(
        matches!(error, FetchError::TooLarge { limit: 100_000, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn windows_that_only_take_memory_are_refused() {
    for reply in [
        packed("br", bytes(BROTLI_LARGE_WINDOW)),
        // 128 MiB.
        packed("zstd", zstd_bomb(17 << 3, 1)),
    ] {
        let scene = Scene::new(move |_| reply.clone()).await;
        let error = scene.error(URL).await;
        assert!(matches!(error, FetchError::Unexpected { .. }), "{error}");
        assert!(error.to_string().contains("cannot be unpacked"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_was_packed_before_it_was_served_is_unpacked() {
    let sitemap = "<?xml version=\"1.0\"?><urlset/>";
    // The packing is a matter of the file here, not of the transport.
    let packed = Reply::of("application/gzip", zip(sitemap));
    let scene = Scene::new(move |_| packed.clone()).await;
    let request = Request::xml("https://example.com/sitemap.xml.gz");
    let fetched = scene.client.fetch(&CARD, &request, false).await.unwrap();
    assert_eq!(text(fetched), sitemap);
    let bomb = Reply::of("application/gzip", zip(&" ".repeat(64 << 20)));
    let scene = Scene::with(
        move |_| bomb.clone(),
        |settings| settings.largest_plain = 1 << 20,
    )
    .await;
    let fetched: Result<Fetched, _> = scene.client.fetch(&CARD, &request, false).await;
    assert!(matches!(fetched, Err(FetchError::TooLarge { .. })));
}

fn zip(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

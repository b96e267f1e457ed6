//! Answers made smaller on their way, for clients that can unpack them.
//!
//! Only what is marked is packed: an answer that could hold both a secret and something that somebody else put into the request would give
//! the secret away by its length (BREACH), so answers to whoever shows a token are not, unless they are the same for everybody. Streams and
//! web sockets never are: what is gathered to be packed well arrives late.

use std::{
    io::Write,
    sync::{Arc, OnceLock},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use flate2::{Compression, write::GzEncoder};
use tokio::task::spawn_blocking;

/// Below how many bytes it is not worth the while: they fit into one packet anyway.
const LEAST: usize = 1_024;

/// From how many bytes on others should not have to wait meanwhile.
const MANY: usize = 65_536;

/// How hard Brotli tries, which is done once for everybody: beyond it takes longer for nothing.
const BROTLI_EFFORT: i32 = 5;

/// How hard gzip tries: beyond it takes twice as long for a tenth less.
const GZIP_EFFORT: u32 = 3;

/// How far Brotli looks back, as a power of two.
const BROTLI_WINDOW: i32 = 18;

/// How an answer may be packed. It is carried beside the answer.
#[derive(Clone, Debug)]
pub(super) enum Packable {
    /// For this one client.
    Once,
    /// For everybody who gets it from now on.
    Kept(Arc<Packed>),
}

/// Bytes that are packed at most once in each way.
#[derive(Debug)]
pub(super) struct Packed {
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl Packed {
    /// Some bytes, not packed yet.
    pub(super) fn new(plain: Bytes) -> Self {
        Self {
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The bytes as they are.
    pub(super) fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The packed bytes; none where they are not fewer.
    fn packed(&self, coding: Coding) -> Option<Bytes> {
        let packed = match coding {
            Coding::Brotli => self
                .brotli
                .get_or_init(|| fewer(&self.plain, brotli(&self.plain))),
            Coding::Gzip => self
                .gzip
                .get_or_init(|| fewer(&self.plain, gzip(&self.plain))),
        };
        packed.clone()
    }

    fn is_packed(&self, coding: Coding) -> bool {
        match coding {
            Coding::Brotli => self.brotli.get().is_some(),
            Coding::Gzip => self.gzip.get().is_some(),
        }
    }
}

fn fewer(plain: &Bytes, packed: Option<Vec<u8>>) -> Option<Bytes> {
    let packed = packed.filter(|packed| packed.len() < plain.len());
    packed.map(Bytes::from)
}

fn brotli(mut plain: &[u8]) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_EFFORT,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::with_capacity(plain.len() / 4);
    brotli::BrotliCompress(&mut plain, &mut packed, &parameters).ok()?;
    Some(packed)
}

fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(
        Vec::with_capacity(plain.len() / 4),
        Compression::new(GZIP_EFFORT),
    );
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// A way to pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Brotli,
}

impl Coding {
    const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// How much a client likes each way to pack.
#[derive(Clone, Copy, Debug)]
struct Wishes {
    gzip: f32,
    brotli: f32,
    plain: f32,
}

impl Wishes {
    /// What its headers say.
    fn of(headers: &HeaderMap) -> Self {
        let listed = headers.get_all(header::ACCEPT_ENCODING).iter();
        let listed = listed.filter_map(|value| value.to_str().ok());
        let listed = listed.flat_map(|value| value.split(','));
        let listed: Vec<_> = listed.filter_map(liked).collect();
        let quality = |name: &str| {
            let mut named = listed.iter();
            let named = named.find(|(listed, _)| listed.eq_ignore_ascii_case(name));
            named.map(|(_, quality)| *quality)
        };
        let wished = |coding: Coding| quality(coding.name()).or_else(|| quality("*"));
        Self {
            gzip: wished(Coding::Gzip).unwrap_or(0.0),
            brotli: wished(Coding::Brotli).unwrap_or(0.0),
            plain: quality("identity").unwrap_or(0.0),
        }
    }

    /// The way that it likes best; none where it cannot unpack, or would rather not have to. Where both are liked, Brotli takes several
    /// times as long for a tenth less, which is worth it only if it is done once for many.
    fn best(self, packable: &Packable) -> Option<Coding> {
        let is_kept = matches!(packable, Packable::Kept(_));
        let (quality, coding) = if self.brotli > self.gzip || is_kept && self.brotli >= self.gzip {
            (self.brotli, Coding::Brotli)
        } else {
            (self.gzip, Coding::Gzip)
        };
        (quality > 0.0 && quality >= self.plain).then_some(coding)
    }
}

/// One entry of an `Accept-Encoding`, and how much it is liked.
fn liked(entry: &str) -> Option<(&str, f32)> {
    let mut parts = entry.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let quality =
        parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let quality: f32 = quality.map_or(Some(1.0), |quality| quality.parse().ok())?;
    (0.0..=1.0).contains(&quality).then_some((name, quality))
}

/// Packs what is marked, as its client wishes.
pub(super) async fn pack(request: Request, next: Next) -> Response {
    let wishes = Wishes::of(request.headers());
    let is_head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    let Some(packable) = response.extensions_mut().remove::<Packable>() else {
        return response;
    };
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    match wishes.best(&packable) {
        // What HEAD is told, GET without packing would be told as well.
        Some(coding) if !is_head => packed(response, &packable, coding).await,
        _ => response,
    }
}

async fn packed(response: Response, packable: &Packable, coding: Coding) -> Response {
    let (mut parts, body) = response.into_parts();
    let kept = match packable {
        Packable::Kept(kept) => Arc::clone(kept),
        Packable::Once => match to_bytes(body, usize::MAX).await {
            Ok(plain) => Arc::new(Packed::new(plain)),
            Err(cause) => {
                tracing::error!(%cause, "an answer could not be packed");
                parts.status = StatusCode::INTERNAL_SERVER_ERROR;
                return Response::from_parts(parts, Body::empty());
            }
        },
    };
    let plain = kept.plain().clone();
    let Some(bytes) = shortened(kept, coding).await else {
        let is_held = parts.status == StatusCode::NOT_MODIFIED;
        let body = if is_held {
            Body::empty()
        } else {
            Body::from(plain)
        };
        return Response::from_parts(parts, body);
    };
    let tag = parts
        .headers
        .get(header::ETAG)
        .and_then(|tag| tagged(tag, coding));
    if let Some(tag) = tag {
        parts.headers.insert(header::ETAG, tag);
    }
    if parts.status == StatusCode::NOT_MODIFIED {
        return Response::from_parts(parts, Body::empty());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let name = HeaderValue::from_static(coding.name());
    parts.headers.insert(header::CONTENT_ENCODING, name);
    Response::from_parts(parts, Body::from(bytes))
}

/// The packed bytes, where that is worth the while.
async fn shortened(kept: Arc<Packed>, coding: Coding) -> Option<Bytes> {
    match kept.plain().len() {
        ..LEAST => None,
        MANY.. if !kept.is_packed(coding) => {
            spawn_blocking(move || kept.packed(coding)).await.ok()?
        }
        _ => kept.packed(coding),
    }
}

/// The tag of the packed answer: other bytes have another one.
fn tagged(tag: &HeaderValue, coding: Coding) -> Option<HeaderValue> {
    let tag = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::try_from(format!("{tag}-{}\"", coding.name())).ok()
}

/// A tag of an answer as it is before it is packed.
pub(super) fn untagged(tag: &str) -> &str {
    let inner = tag.trim_start_matches("W/").trim_matches('"');
    let codings = Coding::ALL.iter();
    let mut plain =
        codings.filter_map(|coding| inner.strip_suffix(coding.name())?.strip_suffix('-'));
    plain.next().unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Packable {
        Packable::Kept(Arc::new(Packed::new(Bytes::new())))
    }

    fn wish(accept: &'static str, packable: &Packable) -> Option<&'static str> {
        let value = HeaderValue::from_static(accept);
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
        Wishes::of(&headers).best(packable).map(Coding::name)
    }

    #[test]
    fn the_best_liked_is_chosen() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("GZIP;q=0.5", Some("gzip")),
            ("gzip, br;q=0.9", Some("gzip")),
            ("*", Some("br")),
            ("*;q=0.5, br;q=0", Some("gzip")),
            ("identity;q=1, br;q=0.5", None),
            ("identity, br", Some("br")),
            ("deflate, zstd", None),
            ("br;q=0, gzip;q=0", None),
            ("br;q=x, gzip;q=NaN, *;q=2", None),
            ("", None),
        ] {
            assert_eq!(wish(accept, &kept()), expected, "{accept}");
        }
        assert_eq!(Wishes::of(&HeaderMap::new()).best(&kept()), None);
        assert_eq!(wish("gzip, br", &Packable::Once), Some("gzip"));
        assert_eq!(wish("gzip;q=0.9, br", &Packable::Once), Some("br"));
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let plain = "{\"name\": \"value\"}, ".repeat(500);
        let kept = Packed::new(Bytes::from(plain.clone()));
        let mut unpacked = Vec::new();
        let packed = kept.packed(Coding::Brotli).unwrap();
        brotli::BrotliDecompress(&mut packed.as_ref(), &mut unpacked).unwrap();
        assert_eq!(unpacked, plain.as_bytes());
        let packed = kept.packed(Coding::Gzip).unwrap();
        let mut decoder = flate2::write::GzDecoder::new(Vec::new());
        decoder.write_all(&packed).unwrap();
        assert_eq!(decoder.finish().unwrap(), plain.as_bytes());
        assert!(packed.len() < plain.len() / 10);
        // The second time it is the same bytes, not equal ones.
        assert_eq!(kept.packed(Coding::Gzip).unwrap().as_ptr(), packed.as_ptr());
    }

    #[test]
    fn what_does_not_get_smaller_stays_as_it_is() {
        let noise: Vec<u8> = (0..2_000_u32)
            .flat_map(|n| entity::hash::version(&n.to_le_bytes()).into_bytes())
            .collect();
        let noise: Vec<u8> = noise
            .chunks(2)
            .filter_map(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())
            .collect();
        let kept = Packed::new(Bytes::from(noise));
        assert!(kept.packed(Coding::Gzip).is_none() && kept.packed(Coding::Brotli).is_none());
    }

    #[test]
    fn tags_say_how_it_is_packed() {
        let tag = HeaderValue::from_static("\"abc\"");
        let packed = tagged(&tag, Coding::Brotli).unwrap();
        assert_eq!(packed, "\"abc-br\"");
        for tag in ["\"abc\"", "W/\"abc\"", "\"abc-br\"", "W/\"abc-gzip\""] {
            assert_eq!(untagged(tag), "abc", "{tag}");
        }
        assert_eq!(untagged("\"abc-zstd\""), "abc-zstd");
        assert_eq!(untagged("*"), "*");
    }
}

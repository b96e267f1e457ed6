//! What a client takes: its `Accept` against what can be given.

use axum::http::{HeaderMap, header};

/// The media type that stands for everything a client leaves open.
pub(super) const JSON: &str = "application/json";
/// The media type of the GraphQL-over-HTTP specification.
pub(super) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
/// The media type of pages.
pub(super) const HTML: &str = "text/html";

/// What a client takes at all is worth this.
const WHOLE: u16 = 1_000;

/// The media type that a client likes best among those that can be given, or none if it takes none of them.
///
/// What is liked equally is settled by how exactly it was named; then the last of those that were named wins, since nobody names the
/// special by accident, and the first of those that a wildcard covers. Who says nothing takes the first.
pub(super) fn choose<'a>(headers: &HeaderMap, offered: &[&'a str]) -> Option<&'a str> {
    let listed = headers.get_all(header::ACCEPT).iter();
    let listed = listed.flat_map(|value| value.to_str().unwrap_or("unreadable").split(','));
    let listed = listed.map(str::trim).filter(|entry| !entry.is_empty());
    let ranges: Vec<Option<Range>> = listed.map(Range::read).collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let liked = offered.iter().enumerate().filter_map(|(place, offer)| {
        let range = best(ranges.iter().flatten(), offer).filter(|range| range.quality > 0)?;
        let place = isize::try_from(place).ok()?;
        let place = if range.exactness(offer) == Some(2) {
            place
        } else {
            -place
        };
        Some((range.quality, range.exactness(offer), place, *offer))
    });
    liked.max().map(|(.., offer)| offer)
}

/// Whether a client takes a media type and says so by its name.
pub(super) fn names(headers: &HeaderMap, wanted: &str) -> bool {
    let listed = headers.get_all(header::ACCEPT).iter();
    let mut listed = listed.flat_map(|value| value.to_str().unwrap_or_default().split(','));
    let named = |range: Range| range.quality > 0 && range.exactness(wanted) == Some(2);
    listed.any(|entry| Range::read(entry.trim()).is_some_and(named))
}

/// The range that decides about a media type: the one that names it most exactly.
fn best<'r, 'a: 'r>(
    ranges: impl Iterator<Item = &'r Range<'a>>,
    offer: &str,
) -> Option<&'r Range<'a>> {
    let covering = ranges.filter_map(|range| Some((range.exactness(offer)?, range)));
    covering
        .max_by_key(|(exactness, range)| (*exactness, range.quality))
        .map(|(_, range)| range)
}

/// One entry of an `Accept`.
struct Range<'a> {
    name: &'a str,
    /// In thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    /// An entry that can be understood and asks for nothing that is never given, such as another charset.
    fn read(entry: &'a str) -> Option<Self> {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next()?;
        let mut quality = WHOLE;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            match key.trim() {
                key if key.eq_ignore_ascii_case("q") => quality = thousandths(value)?,
                key if key.eq_ignore_ascii_case("charset")
                    && !value.eq_ignore_ascii_case("utf-8") =>
                {
                    return None;
                }
                _ => {}
            }
        }
        Some(Self { name, quality })
    }

    /// How exactly it names a media type: 2 by its name, 1 by its family, 0 with everything else; none if it does not cover it.
    fn exactness(&self, offer: &str) -> Option<u8> {
        if self.name.eq_ignore_ascii_case(offer) {
            return Some(2);
        }
        let (family, rest) = self.name.split_once('/')?;
        let (offered, _) = offer.split_once('/')?;
        match (family, rest) {
            ("*", "*") => Some(0),
            (family, "*") if family.eq_ignore_ascii_case(offered) => Some(1),
            _ => None,
        }
    }
}

/// A quality such as `0.25`.
fn thousandths(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    let known = (0.0..=1.0).contains(&quality);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 1,000"
    )]
    known.then_some((quality * f32::from(WHOLE)).round() as u16)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn chosen(accept: &[&'static str]) -> Option<&'static str> {
        let values = accept.iter().map(|value| HeaderValue::from_static(value));
        let headers = values.map(|value| (header::ACCEPT, value)).collect();
        choose(&headers, &[JSON, GRAPHQL_RESPONSE, HTML])
    }

    #[test]
    fn the_best_liked_is_chosen() {
        for (accept, expected) in [
            ("", Some(JSON)),
            (" , ,", Some(JSON)),
            ("*/*", Some(JSON)),
            ("application/*", Some(JSON)),
            ("text/*", Some(HTML)),
            ("application/json", Some(JSON)),
            (
                "Application/GraphQL-Response+JSON; charset=utf-8",
                Some(GRAPHQL_RESPONSE),
            ),
            // Liked equally: what nobody names by accident.
            (
                "application/json, application/graphql-response+json",
                Some(GRAPHQL_RESPONSE),
            ),
            (
                "application/graphql-response+json, */*",
                Some(GRAPHQL_RESPONSE),
            ),
            ("application/json, */*", Some(JSON)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some(HTML),
            ),
            // Liked more or less.
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(GRAPHQL_RESPONSE),
            ),
            (
                "application/graphql-response+json;q=0.5, application/json;q=0.501",
                Some(JSON),
            ),
            ("application/graphql-response+json;q=0.1, */*", Some(JSON)),
            (
                "application/json;q=0.1, application/*;Q=0.2",
                Some(GRAPHQL_RESPONSE),
            ),
            ("text/html;q=0.1, application/json", Some(JSON)),
            // Not taken at all.
            ("application/json;q=0, */*;q=0.1", Some(GRAPHQL_RESPONSE)),
            ("application/json;q=0", None),
            ("*/*;q=0", None),
            ("image/png", None),
            ("application/jsonx, text, /, *", None),
            ("application/json; charset=latin1", None),
            (
                "application/json; charset=latin1, application/*",
                Some(JSON),
            ),
            // What cannot be understood counts for nothing.
            ("application/json;q=many", None),
            (
                "application/json;q=NaN, application/json;q=2, application/json;q=-1",
                None,
            ),
            ("application/json;profile=x;q=1", Some(JSON)),
        ] {
            assert_eq!(chosen(&[accept]), expected, "{accept}");
        }
        assert_eq!(chosen(&[]), Some(JSON));
        assert_eq!(chosen(&["image/png", "text/html;q=0.2"]), Some(HTML));
        let unreadable = HeaderValue::from_bytes(b"\xff").unwrap();
        let headers = HeaderMap::from_iter([(header::ACCEPT, unreadable)]);
        assert_eq!(choose(&headers, &[JSON]), None);
    }

    #[test]
    fn long_headers_take_linear_time() {
        let long: &'static str = "application/json;q=0.5,a/b;c=d,".repeat(20_000).leak();
        let start = std::time::Instant::now();
        assert_eq!(chosen(&[long]), Some(JSON));
        assert!(start.elapsed() < std::time::Duration::from_secs(5));
    }
}

//! The explorer page: GraphiQL from files of our own, so that it works offline and runs nobody else's code.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use serde_json::json;

use super::packing::{Packable, Packed};

/// The files of the page.
#[derive(RustEmbed)]
#[folder = "assets/graphiql"]
struct Files;

/// The same as they are sent.
static PACKED: LazyLock<HashMap<String, Arc<Packed>>> = LazyLock::new(|| {
    let packed = |name: Cow<'static, str>| {
        let data = match Files::get(&name)?.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => Bytes::from(data),
        };
        Some((name.into_owned(), Arc::new(Packed::new(data))))
    };
    Files::iter().filter_map(packed).collect()
});

/// Where the example queries stand among them.
const EXAMPLES: &str = "examples/";

/// The media type of a page.
const HTML: &str = "text/html; charset=utf-8";

/// What the page may load: only what this server serves. The editor writes styles into the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
     font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The page.
pub(super) async fn page() -> Response {
    let mut response = served("index.html");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

/// One of the files that the page loads; the page itself is not among them, as it needs its policy.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    if name == "examples.json" {
        return axum::Json(examples()).into_response();
    }
    if media_type(&name) == HTML {
        return StatusCode::NOT_FOUND.into_response();
    }
    served(&name)
}

fn served(name: &str) -> Response {
    let Some(file) = PACKED.get(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let mut response = (headers, file.plain().clone()).into_response();
    let kept = Packable::Kept(Arc::clone(file));
    response.extensions_mut().insert(kept);
    response
}

/// The example queries, in the order of their file names.
fn examples() -> serde_json::Value {
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with(EXAMPLES))
        .collect();
    names.sort_unstable();
    let example = |name: &str| {
        let file = Files::get(name)?;
        let query = String::from_utf8(file.data.into_owned()).ok()?;
        let name = name
            .trim_start_matches(EXAMPLES)
            .trim_end_matches(".graphql");
        Some(json!({ "name": name, "query": query }))
    };
    names.iter().filter_map(|name| example(name)).collect()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => HTML,
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document::parse;

    #[test]
    fn there_are_six_examples_and_they_parse() {
        let settings = crate::Settings::new(|| chrono::DateTime::UNIX_EPOCH);
        let examples = examples();
        let examples = examples.as_array().unwrap();
        assert_eq!(examples.len(), 6);
        for example in examples {
            assert!(parse(example["query"].as_str().unwrap(), &settings).is_ok());
        }
    }

    #[test]
    fn the_page_loads_only_files_that_are_there() {
        let page = Files::get("index.html").unwrap();
        let page = String::from_utf8(page.data.into_owned()).unwrap();
        let mut files = 0;
        for part in page.split("/graphiql/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(Files::get(name).is_some(), "{name}");
            files += 1;
        }
        assert_eq!(files, 6);
    }
}

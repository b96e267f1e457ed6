//! Whose data the answers rest on beside the postings.

use async_graphql::{Object, SimpleObject};

use super::scalar::Url;

/// Somebody else's data that the product ships.
#[derive(SimpleObject)]
pub(crate) struct Attribution {
    /// Who publishes it.
    name: &'static str,
    /// What is used of it, and what was changed.
    text: &'static str,
    /// Under which licence.
    licence: &'static str,
    /// Where it is published.
    url: Option<Url>,
}

/// The query for attributions.
#[derive(Default)]
pub(crate) struct AttributionQuery;

#[Object]
impl AttributionQuery {
    /// Whose data the answers rest on beside the postings, whose sources are attributed each by itself.
    async fn attributions(&self) -> Vec<Attribution> {
        vec![
            Attribution {
                name: "GeoNames",
                text: "Cities with their names, countries and populations come from GeoNames; selected and given regions around them.",
                licence: "CC BY 4.0",
                url: Url::stored("https://www.geonames.org/"),
            },
            Attribution {
                name: "Unicode CLDR",
                text: "Names of countries in other languages come from the Unicode CLDR; selected.",
                licence: "Unicode License v3",
                url: Url::stored("https://cldr.unicode.org/"),
            },
        ]
    }
}

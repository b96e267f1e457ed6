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
            Attribution {
                name: "ESCO, European Commission",
                text: "Ids of skills come from the European classification of skills and occupations; selected and joined to ours by hand.",
                licence: "Re-use with attribution",
                url: Url::stored("https://esco.ec.europa.eu/"),
            },
            Attribution {
                name: "O*NET, U.S. Department of Labor",
                text: "Names of technology skills and their mark as hot technologies come from the O*NET Database; selected and joined to ours by hand.",
                licence: "CC BY 4.0",
                url: Url::stored("https://www.onetcenter.org/"),
            },
            Attribution {
                name: "Wikidata",
                text: "Ids of skills come from Wikidata; selected.",
                licence: "CC0 1.0",
                url: Url::stored("https://www.wikidata.org/"),
            },
        ]
    }
}

//! By which ids others know a skill.

use std::fmt::Write;

use sea_orm::entity::prelude::*;

/// One row of `skill_identifier`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "skill_identifier")]
pub struct Model {
    /// The skill.
    #[sea_orm(primary_key, auto_increment = false)]
    pub skill_id: i32,
    /// Whose id it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scheme: Scheme,
    /// The id, as the scheme writes it.
    pub identifier: String,
    /// Whether the scheme marks the skill as much asked for; only O*NET does.
    pub hot: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who gives ids to skills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Scheme {
    /// The European classification of skills and occupations; the last part of a concept's address.
    #[sea_orm(num_value = 0)]
    Esco,
    /// The Technology Skills of O*NET; a name.
    #[sea_orm(num_value = 1)]
    Onet,
    /// Wikidata; an item.
    #[sea_orm(num_value = 2)]
    Wikidata,
}

impl Scheme {
    /// Where the scheme says more about an id.
    #[must_use]
    pub fn url(self, identifier: &str) -> String {
        let base = match self {
            Self::Esco => "http://data.europa.eu/esco/skill/",
            Self::Onet => "https://www.onetonline.org/search/tech/example?e=",
            Self::Wikidata => "https://www.wikidata.org/wiki/",
        };
        let mut url = base.to_owned();
        for byte in identifier.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                url.push(char::from(byte));
            } else {
                // Writing into a text cannot fail.
                let _ = write!(url, "%{byte:02X}");
            }
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_no_sign_that_means_something_in_an_address() {
        for (scheme, identifier, expected) in [
            (
                Scheme::Esco,
                "000f1d3d-220f-4789-9c0a-cc742521fb02",
                "http://data.europa.eu/esco/skill/000f1d3d-220f-4789-9c0a-cc742521fb02",
            ),
            (
                Scheme::Onet,
                "C#",
                "https://www.onetonline.org/search/tech/example?e=C%23",
            ),
            (
                Scheme::Onet,
                "MITRE ATT&CK software",
                "https://www.onetonline.org/search/tech/example?e=MITRE%20ATT%26CK%20software",
            ),
            (
                Scheme::Wikidata,
                "Q28865",
                "https://www.wikidata.org/wiki/Q28865",
            ),
        ] {
            assert_eq!(scheme.url(identifier), expected);
        }
    }
}

//! The ids by which others know a skill.

use async_graphql::{Enum, Object};
use entity::skill_identifier::{Model, Scheme};

use super::scalar::Url;

/// Who gives ids to skills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Scheme")]
pub(crate) enum IdentifierScheme {
    /// ESCO, the European classification of skills and occupations; the id is the last part of a concept's address.
    Esco,
    /// O*NET's Technology Skills, of the U.S. Department of Labor; the id is a name.
    Onet,
    /// Wikidata; the id is an item's, such as Q28865.
    Wikidata,
}

/// An id by which somebody else knows a skill.
#[derive(Clone)]
pub(crate) struct SkillIdentifier(pub(crate) Model);

/// An id by which somebody else knows a skill.
#[Object]
impl SkillIdentifier {
    /// Whose id it is.
    async fn scheme(&self) -> IdentifierScheme {
        self.0.scheme.into()
    }

    /// The id, as its giver writes it.
    async fn id(&self) -> &str {
        &self.0.identifier
    }

    /// Where its giver says more.
    async fn url(&self) -> Option<Url> {
        Url::stored(&self.0.scheme.url(&self.0.identifier))
    }

    /// Whether its giver marks the skill as much asked for, as O*NET does with hot technologies; false elsewhere.
    async fn hot(&self) -> bool {
        self.0.hot
    }
}

//! Names that stand for nothing: whoever misspelt one is told which they probably meant.

use entity::{region::Level, suggestion};
use sea_orm::{ActiveEnum, DbErr, FromQueryResult};

use super::{
    column::{Catalogue, Market},
    engine::Engine,
};
use crate::{
    failure::{Failure, quoted},
    sql::Sql,
};

/// Shorter spellings are like too many others for a slip to be told from another name.
const SHORTEST: usize = 4;

/// What something with a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    /// A skill, by its slug.
    Skill,
    /// A role, by its slug.
    Role,
    /// A region, by its code.
    Region,
    /// A source, by its slug.
    Source,
    /// A roadmap, by its slug.
    Roadmap,
}

impl Noun {
    fn word(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Role => "role",
            Self::Region => "region",
            Self::Source => "source",
            Self::Roadmap => "roadmap",
        }
    }

    /// Where the names are found that there are.
    fn place(self) -> &'static str {
        match self {
            Self::Skill => "skills(search:) finds their slugs",
            Self::Role => "roles(search:) finds their slugs",
            Self::Region => "regions(search:) finds their codes, such as WORLD, EU or DE",
            Self::Source => "sources lists their slugs",
            Self::Roadmap => "roadmaps lists their slugs",
        }
    }

    /// Keys with names, where nothing is in memory.
    fn statement(self, asked: &str) -> Sql {
        match self {
            Self::Skill => Sql::new("select slug as key, name from skill"),
            Self::Role => Sql::new("select slug as key, title as name from role"),
            Self::Source => Sql::new("select slug as key, name from source"),
            Self::Roadmap => Sql::new("select slug as key, title as name from roadmap"),
            Self::Region => {
                let mut sql = Sql::new("select code as key, name from region where level < ");
                sql.bind(Level::City.to_value())
                    .push(" or lower(name) = lower(")
                    .bind(asked.to_owned())
                    .push(") order by population desc, code");
                sql
            }
        }
    }

    /// Keys with names, where they are in memory.
    fn held(self, catalogue: &Catalogue, asked: &str) -> Option<Vec<Named>> {
        fn all<'a, M: 'a>(
            rows: impl Iterator<Item = &'a M>,
            named: fn(&M) -> (&String, &String),
        ) -> Vec<Named> {
            let rows = rows.map(named).map(|(key, name)| Named {
                key: key.clone(),
                name: name.clone(),
            });
            rows.collect()
        }
        match self {
            Self::Skill => Some(all(catalogue.skills().rows(), |row| (&row.slug, &row.name))),
            Self::Role => Some(all(catalogue.roles().rows(), |row| (&row.slug, &row.title))),
            Self::Source => Some(all(catalogue.sources().rows(), |row| {
                (&row.slug, &row.name)
            })),
            Self::Roadmap => None,
            Self::Region => {
                let asked = asked.to_lowercase();
                let rows = catalogue.regions().rows();
                let mut rows: Vec<_> = rows
                    .filter(|row| row.level != Level::City || row.name.to_lowercase() == asked)
                    .collect();
                rows.sort_by(|a, b| b.population.cmp(&a.population).then(a.code.cmp(&b.code)));
                Some(all(rows.into_iter(), |row| (&row.code, &row.name)))
            }
        }
    }
}

/// What something is called.
#[derive(FromQueryResult)]
struct Named {
    key: String,
    name: String,
}

/// A name that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    noun: Noun,
    name: String,
}

impl Unknown {
    /// A name of something that there is not.
    pub(crate) fn new(noun: Noun, name: &str) -> Self {
        Self {
            noun,
            name: name.to_owned(),
        }
    }

    /// What the caller is told.
    pub(crate) async fn explained(&self, engine: &Engine) -> Failure {
        match self.names(engine).await {
            Ok(names) => {
                let near = meant(&self.name, &names);
                Failure::Invalid(complaint(
                    self.noun.word(),
                    &self.name,
                    near,
                    self.noun.place(),
                ))
            }
            Err(cause) => cause.into(),
        }
    }

    async fn names(&self, engine: &Engine) -> Result<Vec<Named>, DbErr> {
        // Postgres refuses NUL in a text, and longer names are no slips.
        if self.name.contains('\0') || self.name.len() > suggestion::LONGEST {
            return Ok(Vec::new());
        }
        let catalogue = engine.market().map(Market::catalogue);
        match catalogue.and_then(|catalogue| self.noun.held(catalogue, &self.name)) {
            Some(held) => Ok(held),
            None => self.noun.statement(&self.name).all(engine.database()).await,
        }
    }
}

/// What is near to a name: the key, with the name where that is what is near.
fn meant(asked: &str, names: &[Named]) -> Option<String> {
    let worth = |spelling: &&str| {
        spelling.len() >= SHORTEST || spelling.to_lowercase() == asked.to_lowercase()
    };
    let spellings = names.iter().flat_map(|named| [&*named.key, &*named.name]);
    let near = suggestion::nearest(asked, spellings.filter(worth))?;
    let found = names.iter().find(|named| {
        [&named.key, &named.name]
            .into_iter()
            .any(|spelling| spelling == near)
    })?;
    let key = quoted(&found.key);
    if found.key.to_lowercase() == near.to_lowercase() {
        return Some(key);
    }
    Some(format!("{key} ({near})"))
}

/// What is said of a name that stands for nothing: what was probably meant, or else where the names are found that there are.
pub(crate) fn complaint(what: &str, name: &str, near: Option<String>, place: &str) -> String {
    let name = quoted(name);
    match near {
        Some(near) => format!("there is no {what} {name}; did you mean {near}?"),
        None => format!("there is no {what} {name}; {place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(asked: &str) -> Option<String> {
        let names = [
            ("DE", "Germany"),
            ("EU", "European Union"),
            ("DE-BE", "Berlin"),
            ("geonames:2950159", "Berlin"),
        ];
        let list = names.map(|(key, name)| Named {
            key: key.into(),
            name: name.into(),
        });
        meant(asked, &list)
    }

    #[test]
    fn slips_and_names_in_place_of_keys_are_understood() {
        assert_eq!(near("de").as_deref(), Some("\"DE\""));
        assert_eq!(near("DE-BA").as_deref(), Some("\"DE-BE\""));
        assert_eq!(near("germny").as_deref(), Some("\"DE\" (Germany)"));
        // The first of several of a name, which is the largest.
        assert_eq!(near("berlin").as_deref(), Some("\"DE-BE\" (Berlin)"));
    }

    #[test]
    fn what_is_like_nothing_or_like_too_much_is_left_alone() {
        for asked in ["", "UK", "DEU", "Atlantis", "E", "\0"] {
            assert_eq!(near(asked), None, "{asked:?}");
        }
        assert_eq!(near(&"Germany".repeat(100_000)), None);
    }

    #[test]
    fn complaints_repeat_no_more_than_a_name() {
        let said = complaint("skill", "a\"\n\u{200b}", None, "skills(search:) finds them");
        assert_eq!(
            said,
            "there is no skill \"a\\\"\\n\u{200b}\"; skills(search:) finds them"
        );
        let long = complaint("skill", &"ü".repeat(100_000), None, "");
        assert!(long.chars().count() < 100, "{long}");
    }
}

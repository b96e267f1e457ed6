//! From names to ids: every slug, code and name of a batch of filters in at most five statements.

use std::collections::{BTreeSet, HashMap};

use entity::region;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    column::Market,
    engine::Engine,
    filter::Filter,
    unknown::{Noun, Unknown},
};
use crate::sql::Sql;

/// A region as a filter needs it.
pub(crate) struct Place {
    /// Its id.
    pub(crate) id: i32,
    /// Every region it lies in, itself included.
    pub(crate) ancestors: Vec<i32>,
    /// Whether it is the whole world, which every posting lies in.
    pub(crate) world: bool,
}

/// What the names of some filters stand for.
#[derive(Default)]
pub(crate) struct Names {
    regions: HashMap<String, Place>,
    roles: HashMap<String, Vec<i32>>,
    skills: HashMap<String, i32>,
    sources: HashMap<String, i32>,
    companies: HashMap<String, Vec<i64>>,
}

#[derive(FromQueryResult)]
struct RegionRow {
    code: String,
    id: i32,
    level: region::Level,
    ancestor_ids: Vec<i32>,
}

#[derive(FromQueryResult)]
struct NamedRow {
    name: String,
    id: i32,
}

#[derive(FromQueryResult)]
struct CompanyRow {
    name: String,
    id: i64,
}

impl Names {
    /// Looks up every name in the filters; kinds of names that none of them uses cost nothing, and only what the catalogue in memory
    /// does not know is asked of the database.
    pub(crate) async fn of<'a>(
        engine: &Engine,
        filters: impl Iterator<Item = &'a Filter> + Clone,
    ) -> Result<Self, DbErr> {
        let regions = distinct(
            filters
                .clone()
                .flat_map(|filter| filter.regions.iter().flatten().chain(&filter.remote_scope)),
        );
        let roles = distinct(
            filters
                .clone()
                .flat_map(|filter| filter.roles.iter().flatten()),
        );
        let skills = distinct(filters.clone().flat_map(|filter| {
            let some = filter.skills_all.iter().chain(&filter.skills_any);
            some.chain(&filter.skills_none)
        }));
        let sources = distinct(filters.clone().flat_map(|filter| &filter.sources));
        let companies = distinct(filters.flat_map(|filter| &filter.companies));
        let database = engine.database();
        let catalogue = engine.market().map(Market::catalogue);
        let mut names = Self {
            companies: read_companies(database, companies).await?,
            ..Self::default()
        };
        let regions = take(regions, &mut names.regions, |code| {
            catalogue?.regions().named(code).map(|region| place(region))
        });
        names.regions.extend(read_regions(database, regions).await?);
        let roles = take(roles, &mut names.roles, |slug| {
            catalogue?.branch(slug).map(<[i32]>::to_vec)
        });
        names.roles.extend(read_roles(database, roles).await?);
        let skills = take(skills, &mut names.skills, |slug| {
            Some(catalogue?.skills().named(slug)?.id)
        });
        names
            .skills
            .extend(read_slugs(database, "skill", skills).await?);
        let sources = take(sources, &mut names.sources, |slug| {
            Some(catalogue?.sources().named(slug)?.id)
        });
        names
            .sources
            .extend(read_slugs(database, "source", sources).await?);
        Ok(names)
    }

    /// The region of a code.
    pub(crate) fn region(&self, code: &str) -> Result<&Place, Unknown> {
        known(self.regions.get(code), Noun::Region, code)
    }

    /// The role of a slug and all its special cases.
    pub(crate) fn role(&self, slug: &str) -> Result<&[i32], Unknown> {
        known(self.roles.get(slug), Noun::Role, slug).map(Vec::as_slice)
    }

    /// The skill of a slug.
    pub(crate) fn skill(&self, slug: &str) -> Result<i32, Unknown> {
        known(self.skills.get(slug), Noun::Skill, slug).copied()
    }

    /// The source of a slug.
    pub(crate) fn source(&self, slug: &str) -> Result<i32, Unknown> {
        known(self.sources.get(slug), Noun::Source, slug).copied()
    }

    /// The companies of a name: none where nobody bears it, because that is an answer and no mistake.
    pub(crate) fn companies(&self, name: &str) -> &[i64] {
        self.companies.get(name).map_or(&[], Vec::as_slice)
    }
}

fn known<'a, T>(found: Option<&'a T>, noun: Noun, name: &str) -> Result<&'a T, Unknown> {
    found.ok_or_else(|| Unknown::new(noun, name))
}

// Postgres refuses NUL in a text; no name has one, so such a name is simply unknown.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let names: BTreeSet<&String> = names.filter(|name| !name.contains('\0')).collect();
    names.into_iter().cloned().collect()
}

/// Takes what is known of some names, and leaves those of which nothing is.
fn take<T>(
    names: Vec<String>,
    found: &mut HashMap<String, T>,
    known: impl Fn(&str) -> Option<T>,
) -> Vec<String> {
    let mut left = Vec::new();
    for name in names {
        match known(&name) {
            Some(value) => {
                found.insert(name, value);
            }
            None => left.push(name),
        }
    }
    left
}

fn place(region: &region::Model) -> Place {
    Place {
        id: region.id,
        ancestors: region.ancestor_ids.clone(),
        world: region.level == region::Level::World,
    }
}

async fn read_regions(
    database: &DatabaseConnection,
    codes: Vec<String>,
) -> Result<HashMap<String, Place>, DbErr> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("select code, id, level, ancestor_ids from region where code = any(");
    sql.bind(codes).push(")");
    let rows: Vec<RegionRow> = sql.all(database).await?;
    let place = |row: RegionRow| {
        let place = Place {
            id: row.id,
            ancestors: row.ancestor_ids,
            world: row.level == region::Level::World,
        };
        (row.code, place)
    };
    Ok(rows.into_iter().map(place).collect())
}

async fn read_roles(
    database: &DatabaseConnection,
    slugs: Vec<String>,
) -> Result<HashMap<String, Vec<i32>>, DbErr> {
    if slugs.is_empty() {
        return Ok(HashMap::new());
    }
    // `union`, not `union all`: a circle of parents would otherwise never end.
    let mut sql =
        Sql::new("with recursive branch as (select slug as name, id from role where slug = any(");
    sql.bind(slugs).push(
        ") union select branch.name, role.id from branch join role on role.parent_id = branch.id) \
         select name, id from branch order by id",
    );
    let mut branches: HashMap<String, Vec<i32>> = HashMap::new();
    for row in sql.all::<NamedRow>(database).await? {
        branches.entry(row.name).or_default().push(row.id);
    }
    Ok(branches)
}

async fn read_slugs(
    database: &DatabaseConnection,
    table: &'static str,
    slugs: Vec<String>,
) -> Result<HashMap<String, i32>, DbErr> {
    if slugs.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("select slug as name, id from ");
    sql.push(table)
        .push(" where slug = any(")
        .bind(slugs)
        .push(")");
    let rows: Vec<NamedRow> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.id)).collect())
}

async fn read_companies(
    database: &DatabaseConnection,
    names: Vec<String>,
) -> Result<HashMap<String, Vec<i64>>, DbErr> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("select asked.name, company.id from unnest(");
    sql.bind(names)
        .push(") asked (name) join company on lower(company.name) = lower(asked.name)");
    let mut companies: HashMap<String, Vec<i64>> = HashMap::new();
    for row in sql.all::<CompanyRow>(database).await? {
        companies.entry(row.name).or_default().push(row.id);
    }
    Ok(companies)
}

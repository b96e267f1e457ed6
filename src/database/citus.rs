//! Citus, an extension by which one Postgres, the coordinator, spreads tables over others.

use std::collections::HashMap;

use sea_orm::sqlx::{self, PgConnection, PgPool};

use super::placement::{POSTING, Placement, TABLES};

/// The first version whose tables may have small numbers that count up by themselves.
const OLDEST: u32 = 12;

/// A coordinator, and what it has spread so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    /// Its version, such as 12.1.6.
    pub version: String,
    /// Machines that rows can be put on.
    pub machines: i64,
    /// Whether it knows itself by an address, without which tables of its own could not refer to spread ones.
    pub knows_itself: bool,
    spread: HashMap<String, Placement>,
}

/// A step of spreading the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done, for people.
    pub what: String,
    /// The statement that does it.
    pub statement: String,
}

/// Looks whether a database is a Citus coordinator.
///
/// # Errors
/// When Postgres refuses.
pub async fn recognise(pool: &PgPool) -> Result<Option<Coordinator>, sqlx::Error> {
    let is_there = "select to_regprocedure('citus_version()') is not null";
    if !sqlx::query_scalar::<_, bool>(is_there)
        .fetch_one(pool)
        .await?
    {
        return Ok(None);
    }
    let version: String = sqlx::query_scalar("select citus_version()::text")
        .fetch_one(pool)
        .await?;
    let (machines, knows_itself) = sqlx::query_as(
        "select count(*) filter (where shouldhaveshards), coalesce(bool_or(groupid = 0), false)
         from pg_dist_node where isactive and noderole::text = 'primary'",
    )
    .fetch_one(pool)
    .await?;
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select c.relname::text, p.partmethod::text, p.repmodel::text
         from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid",
    )
    .fetch_all(pool)
    .await?;
    Ok(Some(Coordinator {
        version: number(&version).to_owned(),
        machines,
        knows_itself,
        spread: rows.into_iter().filter_map(placement).collect(),
    }))
}

/// The number in `Citus 12.1.6 on x86_64 …`.
fn number(version: &str) -> &str {
    let words = version.split_whitespace();
    words
        .into_iter()
        .find(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
        .unwrap_or(version)
}

/// Where Citus has put a table; nothing for one that it only knows of.
fn placement(
    (table, method, replication): (String, String, String),
) -> Option<(String, Placement)> {
    let placement = match (method.as_str(), replication.as_str()) {
        ("h", _) => {
            let wanted = TABLES.iter().find(|(name, _)| *name == table);
            wanted.map(|(_, placement)| *placement)?
        }
        ("n", "t") => Placement::Everywhere,
        _ => return None,
    };
    Some((table, placement))
}

impl Coordinator {
    /// How many of the tables that are to be spread are, and how many are to be.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let wanted = TABLES
            .iter()
            .filter(|(_, placement)| *placement != Placement::Coordinator);
        let done = wanted
            .clone()
            .filter(|(table, placement)| self.spread.get(*table) == Some(placement));
        (done.count(), wanted.count())
    }

    /// What stands in the way of spreading tables.
    #[must_use]
    pub fn obstacle(&self) -> Option<String> {
        let major = self.version.split('.').next();
        let major = major.and_then(|major| major.parse::<u32>().ok());
        if major.is_none_or(|major| major < OLDEST) {
            return Some(format!(
                "this is Citus {}, and Waymark's tables need {OLDEST} or newer",
                self.version
            ));
        }
        if !self.knows_itself {
            return Some(
                "the coordinator does not know itself by an address, so its own tables could not refer to spread ones: run \
                 `select citus_set_coordinator_host('ADDRESS')` on it"
                    .to_owned(),
            );
        }
        (self.machines == 0).then(|| {
            "there is no machine to put rows on: add one with `select citus_add_node('ADDRESS', 5432)` on the coordinator"
                .to_owned()
        })
    }

    /// What has still to be done, in this order. Each step is a transaction of its own: what is done stays done.
    #[must_use]
    pub fn steps(&self, shards: u16) -> Vec<Step> {
        let missing = TABLES
            .iter()
            .filter(|(table, placement)| self.spread.get(*table) != Some(placement));
        missing
            .flat_map(|(table, placement)| steps_of(table, *placement, shards))
            .collect()
    }
}

fn steps_of(table: &str, placement: Placement, shards: u16) -> Vec<Step> {
    match placement {
        Placement::Coordinator => Vec::new(),
        Placement::Everywhere => vec![Step {
            what: format!("{table}: whole on every machine"),
            statement: format!("select create_reference_table('{table}')"),
        }],
        // Asked wherever postings are, so it has to be there before they are.
        Placement::ByPosting(column) if table == POSTING => vec![
            Step {
                what: "serves(): on every machine".to_owned(),
                statement: "select create_distributed_function('serves(integer)')".to_owned(),
            },
            Step {
                what: format!("{table}: in {shards} shards by {column}"),
                statement: format!(
                    "select create_distributed_table('{table}', '{column}', colocate_with => 'none', shard_count => {shards})"
                ),
            },
        ],
        Placement::ByPosting(column) => vec![Step {
            what: format!("{table}: beside {POSTING}, by {column}"),
            statement: format!(
                "select create_distributed_table('{table}', '{column}', colocate_with => '{POSTING}')"
            ),
        }],
    }
}

/// Who might be writing postings: a run under way while somebody else is connected.
///
/// # Errors
/// When Postgres refuses.
pub async fn writer(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "select id from run where status = $1 and exists (select from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid())
         order by id desc limit 1",
    )
    .bind(entity::run::Status::Running as i16)
    .fetch_optional(connection)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_citus_says() {
        assert_eq!(
            number("Citus 12.1.6 on x86_64-pc-linux-gnu, compiled by gcc"),
            "12.1.6"
        );
        assert_eq!(number("Citus 13.0devel on aarch64"), "13.0devel");
        assert_eq!(number("unknown"), "unknown");
    }
}

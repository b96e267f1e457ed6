//! How often something may be tried: counted in the database, so that any number of servers is as strict as one.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use sha2::{Digest, Sha256};

use super::{Failed, Refusal};

/// Over how long attempts are counted, from the first one on.
const WINDOW: Duration = Duration::minutes(15);

/// How often a password may be tried for one name.
const PER_NAME: i32 = 10;

/// How often an address may try passwords, or sign up.
const PER_ADDRESS: i32 = 50;

/// What attempts are counted by.
#[derive(Clone, Copy, Debug)]
pub(super) enum By<'a> {
    /// Trying passwords for a name.
    Name(&'a str),
    /// Trying passwords from an address.
    Address(IpAddr),
    /// Signing up from an address.
    SignUp(IpAddr),
}

impl By<'_> {
    fn limit(self) -> i32 {
        match self {
            By::Name(_) => PER_NAME,
            By::Address(_) | By::SignUp(_) => PER_ADDRESS,
        }
    }

    /// What is stored of it.
    fn key(self) -> Vec<u8> {
        let text = match self {
            By::Name(name) => format!("name {name}"),
            By::Address(address) => format!("address {}", network(address)),
            By::SignUp(address) => format!("sign up {}", network(address)),
        };
        Sha256::digest(text).to_vec()
    }
}

/// What one customer of a provider has: an address of the old kind, or a network of the new one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Counts an attempt before it is made, since those that are made at once would not see one another's outcome; refuses it if there
/// were too many.
pub(super) async fn attempt(
    database: &DatabaseConnection,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<(), Failed> {
    let values = [by.key().into(), now.into(), (now - WINDOW).into()];
    let counted = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "insert into attempt as known (key, count, since) values ($1, 1, $2)
         on conflict (key) do update set
             count = case when known.since between $3 and $2 then least(known.count, 1000000) + 1 else 1 end,
             since = case when known.since between $3 and $2 then known.since else $2 end
         returning count, since",
        values,
    );
    let row = database.query_one_raw(counted).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotInserted)?;
    let (count, since): (i32, DateTime<Utc>) =
        (row.try_get("", "count")?, row.try_get("", "since")?);
    if count > by.limit() {
        let left = (since + WINDOW - now).to_std().unwrap_or_default();
        return Err(Refusal::TooMany(left).into());
    }
    Ok(())
}

/// Forgets an attempt that was no guess; those by a name all at once, since whoever knows the password may begin anew.
pub(super) async fn succeeded(database: &DatabaseConnection, by: By<'_>) -> Result<(), DbErr> {
    let statement = match by {
        By::Name(_) => "delete from attempt where key = $1",
        By::Address(_) | By::SignUp(_) => {
            "update attempt set count = count - 1 where key = $1 and count > 0"
        }
    };
    let values = [by.key().into()];
    let done = Statement::from_sql_and_values(DbBackend::Postgres, statement, values);
    database.execute_raw(done).await?;
    Ok(())
}

/// Forgets what is too long ago to count.
pub(super) async fn sweep(database: &DatabaseConnection, now: DateTime<Utc>) -> Result<(), DbErr> {
    let values = [(now - WINDOW).into()];
    // Others may be at it as well.
    let past = "delete from attempt where key in
        (select key from attempt where since < $1 limit 1000 for update skip locked)";
    let past = Statement::from_sql_and_values(DbBackend::Postgres, past, values);
    database.execute_raw(past).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_counts_as_one() {
        let key = |address: &str| By::Address(address.parse().unwrap()).key();
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::7"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        let address = "192.0.2.1".parse().unwrap();
        assert_ne!(By::SignUp(address).key(), By::Address(address).key());
    }
}

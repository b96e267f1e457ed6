//! What is to be forgotten, and which postings are of it.

use entity::hash;
use sea_orm::sqlx::{self, PgConnection};

use super::address::Address;
use crate::normalise::company;
use crate::store::Error;

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The posting that stands under this address.
    Url(String),
    /// Every posting of the company of this name, however its legal form is written.
    Company(String),
    /// Every posting whose address lies in this domain.
    Domain(String),
}

/// A stored posting, as far as forgetting needs to know it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) source: String,
    pub(super) external_id: String,
    pub(super) url: Option<String>,
}

type Row = (i64, String, String, Option<String>);

impl Subject {
    /// The posting under an address.
    ///
    /// # Errors
    /// When it is no address of the web.
    pub fn url(text: &str) -> Result<Self, String> {
        match Address::parse(text) {
            Some(_) => Ok(Self::Url(text.trim().to_owned())),
            None => Err(format!(
                "`{text}` is no web address: give it whole, e.g. https://example.com/jobs/7"
            )),
        }
    }

    /// The postings of a company.
    ///
    /// # Errors
    /// When no company could have that name.
    pub fn company_of(name: &str) -> Result<Self, String> {
        match company::read(name) {
            Some(company) => Ok(Self::Company(company.name)),
            None => Err(format!("`{name}` is no name of a company")),
        }
    }

    /// The postings in a domain.
    ///
    /// # Errors
    /// When it is no domain.
    pub fn domain(text: &str) -> Result<Self, String> {
        match Address::domain(text) {
            Some(domain) => Ok(Self::Domain(domain)),
            None => Err(format!(
                "`{text}` is no domain: give one such as example.com"
            )),
        }
    }

    /// The hash by which it is kept from coming back.
    pub(super) fn hash(&self) -> i64 {
        match self {
            // It has been read before; should it not be one, its text is as good.
            Self::Url(url) => Address::parse(url)
                .map_or_else(|| hash::stable(&["address", url]), |address| address.hash()),
            Self::Company(name) => company::read(name)
                .map_or_else(|| hash::stable(&["company", name]), |company| company.id),
            Self::Domain(domain) => Address::domain_hash(domain),
        }
    }

    /// The id of the company that it is.
    pub(super) fn company(&self) -> Option<i64> {
        matches!(self, Self::Company(_)).then(|| self.hash())
    }

    /// The stored postings that it is about.
    pub(super) async fn postings(
        &self,
        connection: &mut PgConnection,
    ) -> Result<Vec<Stored>, Error> {
        let stored = match self {
            Self::Company(_) => of_company(connection, self.hash()).await?,
            Self::Url(url) => match Address::parse(url) {
                Some(address) => {
                    let stored = at_host(connection, address.host()).await?;
                    kept(stored, |other| other.is_same(&address))
                }
                None => Vec::new(),
            },
            Self::Domain(domain) => {
                let stored = at_host(connection, domain).await?;
                kept(stored, |address| {
                    address.domains().any(|part| part == domain)
                })
            }
        };
        Ok(stored)
    }
}

async fn of_company(connection: &mut PgConnection, id: i64) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select p.id, s.slug, p.external_id, p.url from posting p join source s on s.id = p.source_id
         where p.company_id = $1 order by p.id",
    )
    .bind(id)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// Postings in whose address a host's name appears somewhere.
async fn at_host(connection: &mut PgConnection, host: &str) -> Result<Vec<Stored>, Error> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    // A name in other letters may be stored as it is shown.
    let needle = if host.contains("xn--") { "" } else { host };
    let rows: Vec<Row> = sqlx::query_as(
        "select p.id, s.slug, p.external_id, p.url from posting p join source s on s.id = p.source_id
         where strpos(lower(p.url), $1) > 0 order by p.id",
    )
    .bind(needle)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

fn kept(stored: Vec<Stored>, is_meant: impl Fn(&Address) -> bool) -> Vec<Stored> {
    let address = |posting: &Stored| posting.url.as_deref().and_then(Address::parse);
    let mut stored = stored;
    stored.retain(|posting| address(posting).is_some_and(|address| is_meant(&address)));
    stored
}

impl From<Row> for Stored {
    fn from((id, source, external_id, url): Row) -> Self {
        Self {
            id,
            source,
            external_id,
            url,
        }
    }
}

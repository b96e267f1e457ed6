//! `[serve]`: the limits under which questions are answered, and whose.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use api::{Origins, Trusted};
use toml::Spanned;

use super::file::{Mistake, ServeSection};
use super::{Figures, Setting, number};

/// The limits under which questions are answered, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serve {
    /// How much may be asked from one address in a minute, in what queries cost; without a limit where it is 0.
    pub cost_per_minute: Setting<u32>,
    /// How many fields of a document may go by another name.
    pub max_aliases: Setting<u32>,
    /// How many bytes a body may have.
    pub max_body_bytes: Setting<u32>,
    /// How much a query may cost.
    pub max_complexity: Setting<u32>,
    /// How deep a query may nest.
    pub max_depth: Setting<u32>,
    /// How many items a page may hold.
    pub max_page_size: Setting<u32>,
    /// How many requests are executed at a time.
    pub max_requests: Setting<u32>,
    /// How many tokens a document may have.
    pub max_tokens: Setting<u32>,
    /// How many seconds a request may take.
    pub request_seconds: Setting<u32>,
    /// How many connections may be open.
    pub max_connections: Setting<u32>,
    /// How many of them one address may have.
    pub max_connections_per_address: Setting<u32>,
    /// Where figures about the server are served, if the file says so.
    pub metrics: Option<Figures>,
    /// Which other sites' pages may ask.
    pub origins: Origins,
    /// Where the documents are listed that are known beforehand, as the file says it.
    pub documents: Option<PathBuf>,
    /// Whether nothing but those is answered.
    pub documents_only: bool,
}

impl Serve {
    /// What the section says, checked; the limits of the product beneath it.
    pub(super) fn read(section: &ServeSection) -> Result<Self, Mistake> {
        let limit = |given: &Option<_>, default, range| number(given.as_ref(), default, range);
        Ok(Self {
            cost_per_minute: limit(&section.cost_per_minute, 1_000_000, (0, 1_000_000_000))?,
            max_aliases: limit(&section.max_aliases, 100, (0, 10_000))?,
            max_body_bytes: limit(&section.max_body_bytes, 1_048_576, (1_024, 104_857_600))?,
            max_complexity: limit(&section.max_complexity, 50_000, (100, 100_000_000))?,
            max_depth: limit(&section.max_depth, 16, (1, 64))?,
            max_page_size: limit(&section.max_page_size, 100, (1, 10_000))?,
            max_requests: limit(&section.max_requests, 64, (1, 10_000))?,
            max_tokens: limit(&section.max_tokens, 4_000, (100, 100_000))?,
            request_seconds: limit(&section.request_seconds, 30, (1, 3_600))?,
            max_connections: limit(&section.max_connections, 800, (1, 1_000_000))?,
            max_connections_per_address: limit(
                &section.max_connections_per_address,
                256,
                (1, 1_000_000),
            )?,
            metrics: section.metrics.as_ref().map(figures).transpose()?,
            origins: origins(&section.origins)?,
            documents: section.documents.as_ref().map(|path| path.get_ref().into()),
            documents_only: documents_only(section)?,
        })
    }

    /// The documents that are known beforehand, and the file that lists them; its path begins at the folder of the file that names it.
    ///
    /// # Errors
    /// When it cannot be read, or is no such list.
    pub fn trusted(&self, named_by: Option<&Path>) -> anyhow::Result<Option<(PathBuf, Trusted)>> {
        let Some(path) = &self.documents else {
            return Ok(None);
        };
        let folder = named_by.and_then(Path::parent);
        let path = folder.map_or_else(|| path.clone(), |folder| folder.join(path));
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let trusted = Trusted::read(&text);
        let trusted = trusted.map_err(|reason| anyhow::anyhow!("{}: {reason}", path.display()))?;
        let trusted = if self.documents_only {
            trusted.and_no_others()
        } else {
            trusted
        };
        Ok(Some((path, trusted)))
    }

    /// The settings with these limits.
    #[must_use]
    pub fn limit(&self, settings: api::Settings) -> api::Settings {
        let size = |limit: Setting<u32>| usize::try_from(limit.value).unwrap_or(usize::MAX);
        api::Settings {
            cost_per_minute: self.cost_per_minute.value,
            max_aliases: size(self.max_aliases),
            max_body_bytes: size(self.max_body_bytes),
            max_complexity: size(self.max_complexity),
            max_depth: size(self.max_depth),
            max_page_size: size(self.max_page_size),
            max_requests: size(self.max_requests),
            max_tokens: size(self.max_tokens),
            request_timeout: Duration::from_secs(self.request_seconds.value.into()),
            max_connections: size(self.max_connections),
            max_connections_per_address: size(self.max_connections_per_address),
            ..settings
        }
    }
}

fn figures(said: &Spanned<String>) -> Result<Figures, Mistake> {
    let read = said.get_ref().parse();
    read.map_err(|message: String| Mistake::new(said.span(), message))
}

fn origins(listed: &[Spanned<String>]) -> Result<Origins, Mistake> {
    let all = |origin: &Spanned<String>| origin.get_ref() == "*";
    if let Some(all) = listed.iter().find(|origin| all(origin)) {
        return match listed {
            [_] => Ok(Origins::all()),
            _ => Err(Mistake::new(
                all.span(),
                "\"*\" is every origin, and stands alone",
            )),
        };
    }
    listed
        .iter()
        .try_fold(Origins::default(), |origins, origin| {
            let with = origins.and(origin.get_ref());
            with.map_err(|message| Mistake::new(origin.span(), message))
        })
}

fn documents_only(section: &ServeSection) -> Result<bool, Mistake> {
    match &section.documents_only {
        Some(only) if *only.get_ref() && section.documents.is_none() => Err(Mistake::new(
            only.span(),
            "without `documents`, a list of them, nothing would be answered at all",
        )),
        Some(only) => Ok(*only.get_ref()),
        None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_the_limits_are_those_of_the_product() {
        let product = api::Settings::new(crate::clock::now);
        let serve = Serve::read(&ServeSection::default()).unwrap();
        assert_eq!(
            format!("{:?}", serve.limit(product)),
            format!("{product:?}")
        );
    }
}

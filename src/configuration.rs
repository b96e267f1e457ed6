//! What an operator wants: `waymark.toml`, the environment, and the defaults beneath them.

use std::fmt;
use std::path::PathBuf;

use anyhow::Context;
use toml::Spanned;

use crate::cli::Place;

mod contact;
pub mod edit;
mod figures;
mod file;
mod plan;
pub mod refused;
mod serve;
#[cfg(test)]
mod tests;

pub use figures::Figures;
pub use plan::{SourcePlan, check_board, needs_boards, no_source};
pub use serve::Serve;

use file::{File, Mistake};

/// The file's usual name.
pub const FILE: &str = "waymark.toml";

/// The variable that says who collects, whatever the file says.
pub const CONTACT: &str = "WAYMARK_CONTACT";

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What an operator wants, checked.
pub struct Configuration {
    /// The file that it was read from, if there is one.
    pub file: Option<PathBuf>,
    /// Who answers for what this Waymark asks of others; nothing is collected while nobody does.
    pub contact: Option<Setting<String>>,
    /// How to collect.
    pub collect: Collect,
    /// How to serve.
    pub serve: Serve,
    /// What to collect: every source that we know, in the order of their list.
    pub sources: Vec<SourcePlan>,
}

/// How to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collect {
    /// Collections at once in one process.
    pub workers: Setting<u16>,
    /// Days for which texts are kept; the facts stay.
    pub text_days: Setting<u16>,
}

/// A value and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The file.
    File,
    /// This environment variable.
    Environment(&'static str),
    /// Nobody said otherwise.
    Default,
}

impl<T> Setting<T> {
    const fn file(value: T) -> Self {
        let origin = Origin::File;
        Self { value, origin }
    }

    const fn default(value: T) -> Self {
        let origin = Origin::Default;
        Self { value, origin }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => formatter.write_str("file"),
            Self::Environment(name) => formatter.write_str(name),
            Self::Default => formatter.write_str("default"),
        }
    }
}

impl Configuration {
    /// Reads the file that a command was given, or else the first that there is in the working folder and the data folder;
    /// without any, the defaults.
    ///
    /// # Errors
    /// With file, line and column of the first mistake, or when a file that was named cannot be read.
    pub fn load(place: &Place) -> anyhow::Result<Self> {
        let Some(path) = path(place)? else {
            return Self::read("", None, &environment);
        };
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Self::read(&text, Some(path), &environment)
    }

    /// The same for a command that makes the file where it is not there yet, even if it was named.
    ///
    /// # Errors
    /// With file, line and column of the first mistake.
    pub fn load_or_default(place: &Place) -> anyhow::Result<Self> {
        let is_missing = |path: &PathBuf| matches!(path.try_exists(), Ok(false));
        if place.config.as_ref().is_some_and(is_missing) {
            return Self::read("", None, &environment);
        }
        Self::load(place)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// With file, line and column of the first mistake.
    pub fn read(
        text: &str,
        path: Option<PathBuf>,
        environment: Environment<'_>,
    ) -> anyhow::Result<Self> {
        let name = path.clone().unwrap_or_else(|| PathBuf::from(FILE));
        let contact = contact(environment)?;
        let read = || {
            let file = File::parse(text)?;
            let written = file.contact.as_ref().map(checked_contact).transpose()?;
            let contact = contact.or(written.map(Setting::file));
            let seed = contact.as_ref().map_or("", |contact| &contact.value);
            let sources = plan::plans(&file, seed)?;
            let section = &file.collect;
            let collect = Collect {
                workers: number(section.workers.as_ref(), 4, (1, 64))?,
                text_days: number(section.text_days.as_ref(), 30, (0, 3_650))?,
            };
            Ok(Self {
                file: path,
                contact,
                collect,
                serve: Serve::read(&file.serve)?,
                sources,
            })
        };
        read().map_err(|mistake: Mistake| mistake.located(&name, text))
    }

    /// What is collected of a source.
    #[must_use]
    pub fn source(&self, slug: &str) -> Option<&SourcePlan> {
        self.sources.iter().find(|plan| plan.card().slug == slug)
    }
}

/// An environment variable of this process; one that is no text counts as not set.
#[must_use]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The file that a command reads; `None` where there is none.
///
/// # Errors
/// When one was named and is not there.
pub fn path(place: &Place) -> anyhow::Result<Option<PathBuf>> {
    if let Some(named) = &place.config {
        std::fs::metadata(named).with_context(|| format!("{} cannot be read", named.display()))?;
        return Ok(Some(named.clone()));
    }
    let here = PathBuf::from(FILE);
    if here.is_file() {
        return Ok(Some(here));
    }
    let kept = place.data_folder()?.map(|folder| folder.join(FILE));
    Ok(kept.filter(|path| path.is_file()))
}

/// The file that a command writes to: the one it reads, or else the one that it would read once it is there.
///
/// # Errors
/// When nobody said where, and the user has no home.
pub fn path_to_write(place: &Place) -> anyhow::Result<PathBuf> {
    if let Some(named) = &place.config {
        return Ok(named.clone());
    }
    if let Some(path) = path(place)? {
        return Ok(path);
    }
    let folder = place.data_folder()?.context(
        "there is no data folder for a user without a home: name the file with --config",
    )?;
    Ok(folder.join(FILE))
}

fn contact(environment: Environment<'_>) -> anyhow::Result<Option<Setting<String>>> {
    let Some(value) = environment(CONTACT).filter(|value| !value.trim().is_empty()) else {
        return Ok(None);
    };
    let value =
        contact::checked(&value).map_err(|message| anyhow::anyhow!("{CONTACT}: {message}"))?;
    let origin = Origin::Environment(CONTACT);
    Ok(Some(Setting { value, origin }))
}

fn checked_contact(contact: &Spanned<String>) -> Result<String, Mistake> {
    contact::checked(contact.get_ref()).map_err(|message| Mistake::new(contact.span(), message))
}

/// A whole number within a range, or the default.
fn number<N>(
    given: Option<&Spanned<i64>>,
    default: N,
    (least, most): (N, N),
) -> Result<Setting<N>, Mistake>
where
    N: TryFrom<i64> + PartialOrd + fmt::Display,
{
    let Some(given) = given else {
        return Ok(Setting::default(default));
    };
    let value = N::try_from(*given.get_ref()).ok();
    match value.filter(|value| (&least..=&most).contains(&value)) {
        Some(value) => Ok(Setting::file(value)),
        None => Err(Mistake::new(
            given.span(),
            format!("{} is not between {least} and {most}", given.get_ref()),
        )),
    }
}

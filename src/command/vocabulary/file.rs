//! The file that an entry goes to, and how it is written: whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use entity::content::vocabulary::Vocabulary;
use entity::content::{self, ContentFile};

use crate::cli::Place;
use crate::{replacement, vocabulary};

/// How a file of one's own begins.
const HEADER: &str = "# Skills of our own, read after those that Waymark ships. Edit as you like; `waymark reread` makes changes count.\n";

/// Where an entry goes.
pub(super) struct Home {
    /// The file.
    pub(super) path: PathBuf,
    /// Whether it belongs to a source tree, so that it counts in the next build.
    pub(super) is_source: bool,
    /// The folder of one's own files.
    own: Option<PathBuf>,
}

/// What was written.
pub(super) struct Written {
    /// The entry's first line, from 1.
    pub(super) line: usize,
    /// The vocabulary's version with it; a source tree's is known once it is built.
    pub(super) version: Option<String>,
}

impl Home {
    /// The home of a file: a name in the vocabulary folder, or a path.
    pub(super) fn of(place: &Place, file: &Path) -> anyhow::Result<Self> {
        let own = vocabulary::folder(place)?;
        if !file
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            bail!("{}: the file's name must end with .yaml", file.display());
        }
        let is_name = file
            .parent()
            .is_none_or(|folder| folder.as_os_str().is_empty());
        let path = match &own {
            Some(folder) if is_name => folder.join(file),
            None if is_name => {
                bail!(
                    "there is no vocabulary folder for a user without a home: name one with --vocabulary-dir"
                )
            }
            _ => std::path::absolute(file)?,
        };
        let folder = path.parent().unwrap_or(Path::new("/"));
        let is_source = folder.ends_with("content/vocabulary");
        if !is_source && own.as_deref() != Some(folder) {
            bail!(
                "{}: nothing would read this file: name one in the vocabulary folder or in a source tree's content/vocabulary",
                path.display()
            );
        }
        Ok(Self {
            path,
            is_source,
            own,
        })
    }

    fn folder(&self) -> &Path {
        // It was joined to a folder, so it has one.
        self.path.parent().unwrap_or(Path::new("/"))
    }

    /// Every file of the vocabulary, with `text` for the one that is written.
    fn files(&self, text: String) -> anyhow::Result<Vec<ContentFile>> {
        let mut files = if self.is_source {
            content::folder(self.folder())?
        } else {
            content::files("vocabulary/")?
        };
        if let Some(own) = self.own.as_deref().filter(|own| own.is_dir()) {
            files.extend(content::folder(own)?);
        }
        let name = self.path.display().to_string();
        files.retain(|file| file.name != name);
        // Last, so that of two that clash the new one is blamed.
        files.push(ContentFile { name, text });
        Ok(files)
    }
}

/// Appends an entry; what stands in the file is not touched. Two who add at once take turns.
///
/// # Errors
/// When the vocabulary would be faulty with it, or the file cannot be written; then it is as it was.
pub(super) fn append(home: &Home, entry: &str) -> anyhow::Result<Written> {
    let line = replacement::change(&home.path, HEADER, |text| {
        let mut text = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let line = text.lines().count() + 1;
        text.push_str(entry);
        Vocabulary::from_files(&home.files(text.clone())?)
            .context("the entry is refused, nothing was written")?;
        Ok((text, line))
    })?;
    let version = if home.is_source {
        None
    } else {
        Some(Vocabulary::load_with(home.folder())?.version)
    };
    Ok(Written { line, version })
}

//! Which vocabulary a command reads by: the shipped one, and the operator's own after it.

use std::path::PathBuf;

use entity::content::vocabulary::Vocabulary;
use ingest::reading::Reader;

use crate::cli::Place;

/// Where skills of one's own lie, whether or not the folder is there; `None` for a user without a home.
///
/// # Errors
/// When the folder was named and cannot be made absolute.
pub fn folder(place: &Place) -> anyhow::Result<Option<PathBuf>> {
    if let Some(folder) = &place.vocabulary_dir {
        return Ok(Some(std::path::absolute(folder)?));
    }
    Ok(place.data_folder()?.map(|folder| folder.join("vocabulary")))
}

/// What every command reads postings with, so that all of them find the same skills.
///
/// # Errors
/// With file and line at the first mistake in a vocabulary file, or when a folder that was named is not there.
pub fn reader(place: &Place) -> anyhow::Result<Reader> {
    let folder = folder(place)?;
    let is_named = place.vocabulary_dir.is_some();
    let folder = folder.filter(|folder| is_named || folder.is_dir());
    let vocabulary = match folder {
        Some(folder) => Vocabulary::load_with(&folder)?,
        None => Vocabulary::load()?,
    };
    Ok(Reader::with(vocabulary)?)
}

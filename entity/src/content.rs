//! What the product ships as text: every file of `content/`, embedded in the binary and parsed with file and line in each error.

use std::borrow::Cow;
use std::path::Path;

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

pub mod gap;
pub mod identifier;
pub mod rate;
pub mod region;
pub mod requirement;
pub mod roadmap;
pub mod role;
pub mod sample;
pub mod vocabulary;

/// The files of `content/`, byte for byte.
#[derive(RustEmbed)]
#[folder = "../content"]
struct Files;

/// A value in a content file, with its place for error messages.
pub use serde_saphyr::Spanned;

/// A mistake in a content file, said so that its author can mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct ContentError {
    /// Path below `content/`, or of a file outside the binary.
    pub file: String,
    /// Line from 1; 0 where the whole file is meant.
    pub line: u64,
    /// Column from 1; 0 where the whole line is meant.
    pub column: u64,
    /// What is wrong and what would be right.
    pub message: String,
}

/// One content file.
#[derive(Clone, Debug)]
pub struct ContentFile {
    /// Path below `content/`, or of a file outside the binary.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl ContentFile {
    /// Parses the file as YAML.
    ///
    /// # Errors
    /// With file and line when the text is not YAML or not of the wanted shape.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ContentError> {
        self.parse_with(serde_saphyr::Options::default())
    }

    fn parse_with<T: DeserializeOwned>(
        &self,
        options: serde_saphyr::Options,
    ) -> Result<T, ContentError> {
        serde_saphyr::from_str_with_options(&self.text, options).map_err(|error| {
            let place = error.location();
            ContentError {
                file: self.name.clone(),
                line: place.map_or(0, |place| place.line()),
                column: place.map_or(0, |place| place.column()),
                message: error.without_snippet().to_string(),
            }
        })
    }

    /// Whether nothing but comments stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let mut lines = self.text.lines().map(str::trim);
        lines.all(|line| line.is_empty() || line.starts_with('#'))
    }

    /// An error about one value of this file.
    pub fn error<T>(&self, at: &Spanned<T>, message: impl Into<String>) -> ContentError {
        ContentError {
            file: self.name.clone(),
            line: at.referenced.line(),
            column: at.referenced.column(),
            message: message.into(),
        }
    }
}

/// The bytes of one embedded file, for those that are not text.
///
/// # Errors
/// When there is no such file.
pub fn bytes(name: &str) -> Result<Cow<'static, [u8]>, ContentError> {
    let file = Files::get(name).ok_or_else(|| whole_file(name, "the file is missing"))?;
    Ok(file.data)
}

/// One embedded file.
///
/// # Errors
/// When there is no such file, or it is not UTF-8.
pub fn file(name: &str) -> Result<ContentFile, ContentError> {
    let text = String::from_utf8(bytes(name)?.into_owned());
    Ok(ContentFile {
        name: name.to_owned(),
        text: text.map_err(|_| whole_file(name, "the file is not UTF-8"))?,
    })
}

/// The embedded files whose path begins with `prefix`, by name.
///
/// # Errors
/// When a file is not UTF-8.
pub fn files(prefix: &str) -> Result<Vec<ContentFile>, ContentError> {
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort_unstable();
    names.iter().map(|name| file(name)).collect()
}

/// The YAML files of a folder outside the binary, by name; hidden ones are left alone.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is not UTF-8.
pub fn folder(folder: &Path) -> Result<Vec<ContentFile>, ContentError> {
    let failed = |path: &Path, error: &std::io::Error| {
        whole_file(&path.display().to_string(), &error.to_string())
    };
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let hidden = path
            .file_name()
            .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if yaml && !hidden {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    paths.iter().map(|path| outside(path)).collect()
}

/// A file outside the binary.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub fn outside(path: &Path) -> Result<ContentFile, ContentError> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(ContentFile { name, text }),
        Err(error) => Err(whole_file(&name, &error.to_string())),
    }
}

/// A mistake that no line is to blame for.
fn whole_file(name: &str, message: &str) -> ContentError {
    ContentError {
        file: name.to_owned(),
        line: 0,
        column: 0,
        message: message.to_owned(),
    }
}

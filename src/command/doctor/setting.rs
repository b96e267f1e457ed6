//! Values that count, and where they come from.

use serde::Serialize;

use super::Report;
use crate::cli::Place;
use crate::configuration::{CONTACT, Configuration, Setting, SourcePlan, environment};

/// A value that counts.
#[derive(Debug, Serialize)]
pub(super) struct Value {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) from: String,
}

/// Where data lives.
pub(super) fn place(place: &Place, report: &mut Report) {
    let folder = match place.data_folder() {
        Ok(Some(folder)) => folder.display().to_string(),
        Ok(None) => "none: this user has no home".to_owned(),
        Err(error) => error.to_string(),
    };
    let vocabulary = place.vocabulary_dir.as_ref();
    let vocabulary = vocabulary.map_or("vocabulary/ in the data folder".to_owned(), |folder| {
        folder.display().to_string()
    });
    // An address may hold a password.
    let database = match &place.database_url {
        Some(_) => "your own: the address is set, and not shown",
        None => "a private one in the data folder",
    };
    report.settings.extend([
        Value {
            name: "data folder",
            value: folder,
            from: origin(place.data_dir.is_some(), "WAYMARK_DATA_DIR"),
        },
        Value {
            name: "database",
            value: database.to_owned(),
            from: origin(place.database_url.is_some(), "DATABASE_URL"),
        },
        Value {
            name: "own vocabulary",
            value: vocabulary,
            from: origin(place.vocabulary_dir.is_some(), "WAYMARK_VOCABULARY_DIR"),
        },
    ]);
}

/// Where a value of the command line comes from.
fn origin(is_given: bool, variable: &'static str) -> String {
    match (is_given, environment(variable)) {
        (false, _) => "default".to_owned(),
        (true, Some(_)) => variable.to_owned(),
        (true, None) => "command line".to_owned(),
    }
}

/// What the configuration says for all sources.
pub(super) fn configured(configuration: &Configuration, report: &mut Report) {
    let file = configuration.file.as_ref();
    let file = file.map_or("no waymark.toml: the defaults count".to_owned(), |file| {
        file.display().to_string()
    });
    report.part("configuration", file);
    let contact = configuration.contact.as_ref();
    report.settings.push(match contact {
        Some(contact) => value("contact", contact),
        None => Value {
            name: "contact",
            value: "not set".to_owned(),
            from: "default".to_owned(),
        },
    });
    let collect = &configuration.collect;
    report.settings.push(value("workers", &collect.workers));
    report.settings.push(value("text days", &collect.text_days));
    if contact.is_none() {
        let advice = format!(
            "nothing is collected while nobody answers for it: set `contact` in waymark.toml, or {CONTACT}, to a web address or an e-mail address"
        );
        // Who lists a source means to collect.
        if configuration.sources.iter().any(SourcePlan::is_asked_for) {
            report.broken.push(advice);
        } else {
            report.advice.push(advice);
        }
    }
}

fn value<T: ToString>(name: &'static str, setting: &Setting<T>) -> Value {
    Value {
        name,
        value: setting.value.to_string(),
        from: setting.origin.to_string(),
    }
}

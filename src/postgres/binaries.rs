//! Finds PostgreSQL's programs: on the PATH, where packages put them, or fetched before.

use std::env;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::Account;
use super::folder::Folder;
use super::{Error, FetchPolicy, Options, command, fetch, install};

/// The major versions that Waymark drives.
pub(super) const SUPPORTED: RangeInclusive<u32> = 14..=18;

const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where packages put the programs: a folder, how the names in it begin, and what follows the name.
const PACKAGES: [(&str, &str, &str); 11] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/local", "pgsql", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/opt/local/lib", "postgresql", "bin"),
    ("/Library/PostgreSQL", "", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// A folder with all the programs of one version.
#[derive(Clone, Debug)]
pub(super) struct Binaries {
    folder: PathBuf,
    libraries: Vec<PathBuf>,
    /// The major version.
    pub major: u32,
    /// The whole version.
    pub version: String,
}

/// Every folder where an installed PostgreSQL may be: those of the PATH first, then those of packages.
#[must_use]
pub fn usual_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = env::var_os("PATH")
        .iter()
        .flat_map(env::split_paths)
        .filter(|place| place.is_absolute())
        .collect();
    for (base, prefix, rest) in PACKAGES {
        let Ok(entries) = fs::read_dir(base) else {
            continue;
        };
        let matching = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        places.extend(matching.map(|entry| entry.path().join(rest)));
    }
    places
}

impl Binaries {
    /// The programs of the needed or else the newest version, fetched where that is allowed and necessary.
    pub(super) fn obtain(
        folder: &Folder,
        need: Option<u32>,
        options: &Options,
    ) -> Result<Self, Error> {
        let mut places = options.places.clone();
        places.extend(fetch::fetched(folder));
        let found = Self::all_in(&places, folder.server());
        if let Some(binaries) = choose(&found, need) {
            return Ok(binaries.clone());
        }
        let reason = match options.fetch {
            FetchPolicy::Never => String::new(),
            FetchPolicy::Allowed => match fetch::fetch(folder, need, &options.progress) {
                Ok(binaries) => return Ok(binaries),
                Err(reason) => format!(" (fetching a copy failed: {reason})"),
            },
        };
        let command = install::command(folder.server().is_switched(), need);
        Err(match need {
            None => Error::Missing { reason, command },
            Some(needed) => Error::OtherVersion {
                data: folder.data(),
                needed,
                found: describe(&found),
                reason,
                command,
            },
        })
    }

    /// Every usable set of programs in these places.
    fn all_in(places: &[PathBuf], account: Account) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for place in places {
            // A program on the PATH is often a link to where its companions are.
            let Some(folder) = place
                .join("initdb")
                .canonicalize()
                .ok()
                .and_then(|path| path.parent().map(PathBuf::from))
            else {
                continue;
            };
            if found.iter().all(|known| known.folder != folder)
                && let Some(binaries) = Self::in_folder(&folder, account)
            {
                found.push(binaries);
            }
        }
        found
    }

    /// The programs in this folder, if all are there and the account can run them.
    pub(super) fn in_folder(folder: &Path, account: Account) -> Option<Self> {
        if !PROGRAMS
            .iter()
            .all(|program| folder.join(program).is_file())
        {
            return None;
        }
        let libraries = libraries_of(folder);
        let mut postgres = command::program(&folder.join("postgres"), &libraries, account);
        let text = command::run(postgres.arg("--version"), "").ok()?.ok()?;
        let (version, major) = parse_version(&text)?;
        Some(Self {
            folder: folder.to_path_buf(),
            libraries,
            major,
            version,
        })
    }

    /// One of the programs, to be run as `account`.
    pub(super) fn program(&self, name: &str, account: Account) -> Command {
        command::program(&self.folder.join(name), &self.libraries, account)
    }
}

/// The libraries that came with a copy of a distribution's packages, which are not where the system looks.
fn libraries_of(programs: &Path) -> Vec<PathBuf> {
    // In such a copy the programs are in <root>/usr/lib/postgresql/15/bin.
    let root = match programs.ancestors().nth(5) {
        Some(root)
            if programs.starts_with(root.join("usr/lib/postgresql")) && root != Path::new("/") =>
        {
            root
        }
        _ => return Vec::new(),
    };
    let entries = ["usr/lib", "lib"].map(|folder| {
        fs::read_dir(root.join(folder))
            .into_iter()
            .flatten()
            .flatten()
    });
    let folders = entries.into_iter().flatten().map(|entry| entry.path());
    folders
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains("-linux-"))
        })
        .collect()
}

/// The needed version, or else the newest that is supported; among equals the first.
fn choose(found: &[Binaries], need: Option<u32>) -> Option<&Binaries> {
    let fits = |binaries: &&Binaries| {
        need.map_or(SUPPORTED.contains(&binaries.major), |need| {
            binaries.major == need
        })
    };
    found
        .iter()
        .rev()
        .filter(fits)
        .max_by_key(|binaries| binaries.major)
}

fn describe(found: &[Binaries]) -> String {
    if found.is_empty() {
        return "no other version was found either".to_owned();
    }
    let list: Vec<String> = found
        .iter()
        .map(|one| format!("{} in {}", one.version, one.folder.display()))
        .collect();
    format!("only {}", list.join(", "))
}

/// Reads `postgres (PostgreSQL) 15.13 (Debian …)`.
fn parse_version(text: &str) -> Option<(String, u32)> {
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((version.to_owned(), digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions() {
        let read = |text| parse_version(text).map(|(version, major)| format!("{version}/{major}"));
        assert_eq!(
            read("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n").as_deref(),
            Some("15.13/15")
        );
        assert_eq!(
            read("postgres (PostgreSQL) 19beta1").as_deref(),
            Some("19beta1/19")
        );
        assert_eq!(read("postgres (PostgreSQL) 99999999999"), None);
        assert_eq!(read("nothing"), None);
    }

    #[test]
    fn takes_the_newest_supported_version_or_the_needed_one() {
        let binaries = |folder: &str, major| Binaries {
            folder: folder.into(),
            libraries: Vec::new(),
            major,
            version: format!("{major}.1"),
        };
        let found = [
            binaries("a", 15),
            binaries("b", 17),
            binaries("c", 17),
            binaries("d", 19),
            binaries("e", 13),
        ];
        let chosen = |need| choose(&found, need).map(|one| one.folder.display().to_string());
        assert_eq!(chosen(None).as_deref(), Some("b"));
        assert_eq!(chosen(Some(15)).as_deref(), Some("a"));
        assert_eq!(chosen(Some(16)), None);
        assert_eq!(choose(&found[3..], None).map(|one| one.major), None);
        assert_eq!(describe(&found[..1]), "only 15.1 in a");
    }
}

//! Where the data lives when nobody says so.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use super::Error;
use super::account::Account;

/// The data folder of this user by the customs of the system; `/var/lib/waymark` for root, because `/root` is closed to
/// the account the server runs as.
///
/// # Errors
/// Fails when this user has no home folder.
pub fn default_data_dir() -> Result<PathBuf, Error> {
    let root = Account::of_this_process()?.is_root();
    choose(
        root,
        cfg!(target_os = "macos"),
        env::var_os("XDG_DATA_HOME"),
        env::home_dir(),
    )
    .ok_or(Error::NoHome)
}

fn choose(
    root: bool,
    macos: bool,
    xdg: Option<OsString>,
    home: Option<PathBuf>,
) -> Option<PathBuf> {
    if root {
        return Some(PathBuf::from("/var/lib/waymark"));
    }
    // The XDG rules tell readers to ignore a path that is not absolute.
    if let Some(folder) = xdg.map(PathBuf::from).filter(|folder| folder.is_absolute()) {
        return Some(folder.join("waymark"));
    }
    let home = home.filter(|home| home.is_absolute())?;
    Some(home.join(if macos {
        "Library/Application Support/waymark"
    } else {
        ".local/share/waymark"
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(root: bool, macos: bool, xdg: Option<&str>, home: Option<&str>) -> Option<String> {
        let path = choose(
            root,
            macos,
            xdg.map(OsString::from),
            home.map(PathBuf::from),
        )?;
        Some(path.to_string_lossy().into_owned())
    }

    #[test]
    fn follows_the_customs_of_each_system() {
        let home = Some("/home/someone");
        assert_eq!(
            chosen(true, false, None, Some("/root")).as_deref(),
            Some("/var/lib/waymark")
        );
        assert_eq!(
            chosen(false, false, None, home).as_deref(),
            Some("/home/someone/.local/share/waymark")
        );
        assert_eq!(
            chosen(false, false, Some("/data"), home).as_deref(),
            Some("/data/waymark")
        );
        assert_eq!(
            chosen(false, false, Some("data"), home).as_deref(),
            Some("/home/someone/.local/share/waymark")
        );
        assert_eq!(
            chosen(false, true, None, home).as_deref(),
            Some("/home/someone/Library/Application Support/waymark")
        );
        assert_eq!(chosen(false, false, None, None), None);
        assert_eq!(chosen(false, false, None, Some("")), None);
    }
}

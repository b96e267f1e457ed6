//! Which user the server runs as: PostgreSQL refuses root, so root hands it to `postgres` or `nobody`.

use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::Error;

/// A user and group, and whether this process must change to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// The user id.
    pub uid: u32,
    /// The group id.
    pub gid: u32,
    /// True when we are root and the server is not.
    switch: bool,
}

impl Account {
    /// The user of this process.
    pub(super) fn of_this_process() -> Result<Self, Error> {
        let (Some(uid), Some(gid)) = (id(&["-u"])?, id(&["-g"])?) else {
            return Err(Error::NoAccount);
        };
        Ok(Self {
            uid,
            gid,
            switch: false,
        })
    }

    /// Whether this is root.
    pub(super) fn is_root(self) -> bool {
        self.uid == 0
    }

    /// Whether we are root and hand the server to somebody else.
    pub(super) fn is_switched(self) -> bool {
        self.switch
    }

    /// The account a server of root runs as.
    pub(super) fn for_root() -> Result<Self, Error> {
        for name in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (id(&["-u", name])?, id(&["-g", name])?) {
                return Ok(Self {
                    uid,
                    gid,
                    switch: true,
                });
            }
        }
        Err(Error::NoAccount)
    }

    /// The owner of a folder, as root sees it.
    pub(super) fn owner(metadata: &fs::Metadata) -> Self {
        Self {
            uid: metadata.uid(),
            gid: metadata.gid(),
            switch: true,
        }
    }

    /// Fails for a user id without a name, which `initdb` would refuse with a riddle.
    pub(super) fn require_name(self) -> Result<(), Error> {
        if succeeds(&["-un", &self.uid.to_string()])? {
            Ok(())
        } else {
            Err(Error::NamelessUser { uid: self.uid })
        }
    }

    /// Makes a command run as this account.
    pub(super) fn apply(self, command: &mut Command) {
        if self.switch {
            command.uid(self.uid).gid(self.gid);
        }
    }

    /// Gives one file or folder to this account.
    pub(super) fn give(self, path: &Path) -> Result<(), Error> {
        if self.switch {
            lchown(path, Some(self.uid), Some(self.gid))
                .map_err(Error::folder("give away", path))?;
        }
        Ok(())
    }

    /// Fails when this account cannot enter one of the folders above `path`.
    pub(super) fn require_way_to(self, path: &Path) -> Result<(), Error> {
        if !self.switch {
            return Ok(());
        }
        // The kernel decides, so that access lists and user namespaces count too.
        let mut ancestors: Vec<&Path> = path.ancestors().collect();
        ancestors.reverse();
        let mut command = Command::new("/bin/sh");
        command
            .args([
                "-c",
                "for folder; do test -x \"$folder\" || { printf %s \"$folder\"; exit 1; }; done",
                "sh",
            ])
            .args(ancestors)
            .current_dir("/");
        self.apply(&mut command);
        let output = command.output().map_err(run("/bin/sh"))?;
        if output.status.success() {
            return Ok(());
        }
        let folder = String::from_utf8_lossy(&output.stdout).into_owned().into();
        Err(Error::Closed {
            folder,
            uid: self.uid,
        })
    }
}

/// The name of the user of this process, or its id where it has no name.
pub(super) fn name_of_this_process() -> String {
    let name = |flag| {
        let output = Command::new("id").arg(flag).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    name("-un")
        .or_else(|| name("-u"))
        .unwrap_or_else(|| "of this process".to_owned())
}

fn run(program: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Run {
        program: program.to_owned(),
        source,
    }
}

fn succeeds(arguments: &[&str]) -> Result<bool, Error> {
    Ok(Command::new("id")
        .args(arguments)
        .output()
        .map_err(run("id"))?
        .status
        .success())
}

fn id(arguments: &[&str]) -> Result<Option<u32>, Error> {
    let output = Command::new("id")
        .args(arguments)
        .output()
        .map_err(run("id"))?;
    Ok(if output.status.success() {
        parse_id(&String::from_utf8_lossy(&output.stdout))
    } else {
        None
    })
}

/// Reads a user or group id; macOS writes that of `nobody` as -2.
fn parse_id(text: &str) -> Option<u32> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<i32>().ok().map(i32::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ids_of_linux_and_macos() {
        assert_eq!(parse_id("65534\n"), Some(65_534));
        assert_eq!(parse_id("-2\n"), Some(u32::MAX - 1));
        assert_eq!(parse_id("nobody"), None);
    }

    #[test]
    fn an_id_without_a_name_is_refused() {
        let nameless = Account {
            uid: 3_999_999_999,
            gid: 1,
            switch: false,
        };
        assert!(matches!(
            nameless.require_name(),
            Err(Error::NamelessUser { uid: 3_999_999_999 })
        ));
        assert!(Account::of_this_process().unwrap().require_name().is_ok());
    }
}

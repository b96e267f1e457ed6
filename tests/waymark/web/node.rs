//! Node projects of the checkout: their packages are installed once for each lock file, away from the checkout, and what they do is done
//! in a copy.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use super::tool::{NODE, NPM, run, run_to_its_end};

/// What `npm ci` is asked for: nothing but the packages of the lock file.
const INSTALL: [&str; 6] = [
    "ci",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=error",
    "--prefer-offline",
];

/// What is made in a project and not a part of it.
const MADE: [&str; 3] = ["node_modules", "dist", "generated"];

/// A copy of a project, with its packages.
pub(crate) struct Project {
    folder: PathBuf,
    /// Removed in the end.
    _copy: TempDir,
}

impl Project {
    /// A copy of a folder of the checkout that has a package.json and a package-lock.json, and of what else it reads there. `None` where
    /// tests that need Node are left out.
    pub(crate) async fn copied(folder: &str, also: &[&str]) -> Option<Self> {
        if !(NODE.is_there() && NPM.is_there()) {
            return None;
        }
        let project = checkout().join(folder);
        let installed = tokio::task::spawn_blocking(move || installed(&project))
            .await
            .unwrap();
        // Node looks for packages in the folders around, so the copy finds them.
        let copy = tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(installed)
            .unwrap();
        for path in also.iter().chain([&folder]) {
            copy_all(&checkout().join(path), &copy.path().join(path));
        }
        Some(Self {
            folder: copy.path().join(folder),
            _copy: copy,
        })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a command says that is run in it, which has to succeed.
    pub(crate) async fn run(&self, words: &[&str], environment: &[(&str, &str)]) -> String {
        run(&self.folder, words, environment).await
    }
}

fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder in which the packages of a project are installed, by whoever comes first; others wait.
fn installed(project: &Path) -> PathBuf {
    let lock = fs::read(project.join("package-lock.json")).unwrap();
    let name = project.file_name().unwrap().to_string_lossy();
    let version = entity::hash::version(&lock);
    let node = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node");
    let folder = node.join(format!("{name}-{}", &version[..16]));
    fs::create_dir_all(&folder).unwrap();
    let turn = File::create(folder.join("lock")).unwrap();
    turn.lock().unwrap();
    let mark = folder.join("installed");
    if !mark.exists() {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(project.join(file), folder.join(file)).unwrap();
        }
        let mut command = Command::new("npm");
        command.args(INSTALL).current_dir(&folder);
        run_to_its_end(command, "npm ci");
        File::create(mark).unwrap();
    }
    folder
}

/// Copies a file, or a folder without what was made in it.
fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            if !MADE.iter().any(|made| name == *made) {
                copy_all(&from.join(&name), &to.join(&name));
            }
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

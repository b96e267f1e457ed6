//! What our Node projects install: under licences that we may use, from whatever registry whoever installs it has.

use std::path::{Path, PathBuf};

use serde_json::Value;

const LICENCES: [&str; 6] = [
    "MIT",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
];

/// The lock files of the checkout.
fn locks() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = ["bench", "examples", "tests"]
        .iter()
        .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .filter(|folder| folder.exists())
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.ends_with("package-lock.json") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn what_is_asked_for_is_free_to_use() {
    let locks = locks();
    assert!(!locks.is_empty());
    for path in locks {
        let lock = std::fs::read(&path).unwrap();
        let lock: Value = serde_json::from_slice(&lock).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        let asked = ["dependencies", "devDependencies"].map(|kind| &packages[""][kind]);
        let asked = asked.into_iter().filter_map(Value::as_object).flatten();
        for (name, _) in asked {
            let licence = packages[&format!("node_modules/{name}")]["license"].as_str();
            let licence = licence.unwrap_or("none");
            assert!(
                LICENCES.contains(&licence),
                "{}: {name} is under {licence}",
                path.display()
            );
        }
        for (name, package) in packages {
            assert!(
                package["resolved"].is_null(),
                "{}: {name} names a registry",
                path.display()
            );
        }
    }
}

//! Every dependency may be used under a licence that deny.toml allows, and none is banned.

use std::collections::BTreeSet;
use std::process::Command;

use serde::Deserialize;
use spdx::{Expression, ParseMode};

use super::{metadata, root};

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Banned>,
}

#[derive(Deserialize)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
}

fn deny() -> Deny {
    toml::from_str(&std::fs::read_to_string(root().join("deny.toml")).unwrap()).unwrap()
}

/// Whether a licence expression can be satisfied with what is allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = Expression::parse_mode(expression, ParseMode::LAX).unwrap();
    expression.evaluate(|requirement| allowed.contains(&requirement.to_string()))
}

/// Name and licence of everything that is built, for any target and for tests, as cargo resolves it.
fn dependencies() -> BTreeSet<(String, String)> {
    let arguments = "tree --workspace --edges all --target all --prefix none --locked --offline";
    let output = Command::new(env!("CARGO"))
        .args(arguments.split(' '))
        .args(["--format", "{p}|{l}"])
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.trim_end_matches(" (*)").rsplit_once('|'))
        // Features have lines of their own.
        .filter(|(package, _)| !package.contains(" feature \""))
        .map(|(package, licence)| (package.to_owned(), licence.to_owned()))
        .collect()
}

#[test]
fn dependencies_are_free_to_use() {
    let deny = deny();
    let dependencies = dependencies();
    assert!(dependencies.len() > 200, "{}", dependencies.len());
    for (package, licence) in dependencies {
        assert!(
            is_allowed(&licence, &deny.licenses.allow),
            "{package}: {licence}"
        );
        let name = package.split(' ').next().unwrap();
        assert!(
            deny.bans.deny.iter().all(|banned| banned.name != name),
            "{name} is banned"
        );
    }
}

#[test]
fn dependencies_come_from_the_registry() {
    for package in metadata()["packages"].as_array().unwrap() {
        let source = package["source"].as_str();
        let known = source.is_none_or(|source| source.starts_with("registry+"));
        assert!(known, "{} comes from {source:?}", package["name"]);
    }
}

#[test]
fn other_licences_are_refused() {
    let allowed = deny().licenses.allow;
    assert!(!is_allowed("GPL-3.0-only", &allowed));
    assert!(!is_allowed("MIT AND GPL-3.0-only", &allowed));
    assert!(is_allowed("MIT OR GPL-3.0-only", &allowed));
}

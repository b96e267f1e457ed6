//! Who imports whom: `entity <- ingest`, `entity <- api`, `{api, ingest, migration} <- the binary`, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use std::path::Path;

use super::{metadata, root, rust_files};

/// Which of our members each member may depend on.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("entity", &[]),
    ("migration", &[]),
    ("ingest", &["entity"]),
    ("api", &["entity"]),
    ("waymark", &["api", "entity", "ingest", "migration"]),
];

#[test]
fn members_import_in_one_direction() {
    let metadata = metadata();
    let members: BTreeMap<&str, BTreeSet<&str>> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["source"].is_null())
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let ours = dependencies
                .iter()
                .filter(|dependency| !dependency["path"].is_null());
            let names = ours.map(|dependency| dependency["name"].as_str().unwrap());
            (package["name"].as_str().unwrap(), names.collect())
        })
        .collect();
    assert_eq!(members.len(), ALLOWED.len(), "{members:?}");
    for (member, allowed) in ALLOWED {
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert_eq!(members[member], allowed, "what {member} imports");
    }
}

/// Rooms inside members, and what they may not name.
const INNER_WALLS: [(&str, &[&str]); 12] = [
    (
        "api/src/query",
        &[
            "crate::graphql",
            "crate::http",
            "crate::readiness",
            "async_graphql",
        ],
    ),
    (
        "api/src/demand",
        &[
            "crate::graphql",
            "crate::http",
            "crate::readiness",
            "async_graphql",
        ],
    ),
    (
        "api/src/feed",
        &[
            "crate::graphql",
            "crate::http",
            "crate::readiness",
            "async_graphql",
        ],
    ),
    (
        "api/src/people",
        &["crate::graphql", "crate::http", "async_graphql"],
    ),
    (
        "api/src/progress",
        &[
            "crate::graphql",
            "crate::http",
            "crate::people",
            "crate::query",
            "crate::sql",
            "async_graphql",
            "sea_orm",
        ],
    ),
    ("api/src/graphql", &["crate::http", "axum::"]),
    (
        "api/src/metrics",
        &[
            "crate::graphql",
            "crate::http",
            "crate::feed",
            "crate::demand",
            "crate::query",
            "crate::people",
            "async_graphql",
            "axum",
            "sea_orm",
        ],
    ),
    (
        "api/src/readiness",
        &[
            "crate::graphql",
            "crate::http",
            "crate::feed",
            "crate::query",
            "crate::sql",
            "async_graphql",
            "sea_orm",
            "tokio",
            "tracing",
        ],
    ),
    (
        "ingest/src/source",
        &[
            "crate::store",
            "crate::import",
            "crate::reading",
            "sea_orm",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "ingest/src/fetch",
        &["crate::store", "crate::import", "crate::reading"],
    ),
    (
        "ingest/src/normalise",
        &[
            "crate::store",
            "crate::import",
            "sea_orm::sqlx",
            "std::fs",
            "std::net",
        ],
    ),
    ("entity/src/matcher", &["sea_orm", "std::fs", "std::net"]),
];

/// Tests may look at what they test with.
fn is_test(file: &Path) -> bool {
    let name = file.file_stem().unwrap().to_string_lossy();
    matches!(&*name, "tests" | "cases") || name.ends_with("_tests")
}

#[test]
fn rooms_do_not_look_back() {
    let files = rust_files();
    for (room, forbidden) in INNER_WALLS {
        let room = root().join(room);
        let of_room = files
            .iter()
            .filter(|file| !is_test(file))
            .filter(|file| file.starts_with(&room) || **file == room.with_extension("rs"));
        let mut seen = 0;
        for file in of_room {
            seen += 1;
            let text = std::fs::read_to_string(file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for name in forbidden {
                assert!(!text.contains(name), "{} names {name}", file.display());
            }
        }
        assert!(seen > 0, "{} is empty", room.display());
    }
}

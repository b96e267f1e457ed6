//! The contract as it is committed: clients read `schema.graphql`, so it has to be what is served, described, and no surprise to
//! whoever was told another one before.

mod connections;
mod described;
mod difference;
mod errors;
mod model;
mod nodes;
mod released;

use crate::binary;

/// The contract of this version.
const SCHEMA: &str = include_str!("../../schema.graphql");

#[test]
fn the_committed_schema_is_what_is_served() {
    let output = binary::bare().arg("schema").output().unwrap();
    assert!(output.status.success(), "{}", binary::said(&output));
    let served = String::from_utf8(output.stdout).unwrap();
    assert!(
        served == SCHEMA,
        "schema.graphql is out of date: run `cargo run --release -- schema > schema.graphql`, look at the difference and name it in CHANGELOG.md"
    );
}

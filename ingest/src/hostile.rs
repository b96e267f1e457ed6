//! Every reader under what nobody should have to read: no panic, nothing out of bounds, no hang.
//!
//! What is quadratic takes minutes on texts of this size, so a reader that is does not go unnoticed; how long each takes is measured by
//! `cargo bench --workspace --bench linearity`. `PROPTEST_CASES=100000 cargo test --workspace hostile` searches for longer, and
//! `HOSTILE_BYTES=5000000` reads larger texts.

mod facts;
mod files;
mod kinds;
mod large;
mod markup;

use std::sync::LazyLock;

use crate::reading::Reader;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::load().unwrap());

/// How many cases a property is tried with: a few, or as many as are asked for.
fn cases(few: u32) -> u32 {
    let stated = std::env::var("PROPTEST_CASES").ok();
    stated.map_or(few, |cases| cases.parse().unwrap())
}

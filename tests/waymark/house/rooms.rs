//! A file answers one question: none is longer than 400 lines.

use super::{root, rust_files};

const LONGEST: usize = 400;

#[test]
fn no_file_is_too_long() {
    for file in rust_files() {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        let name = file.strip_prefix(root()).unwrap().display();
        assert!(
            lines <= LONGEST,
            "{name} has {lines} lines, {LONGEST} at most"
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = ["todo", "unimplemented"].map(|mark| format!("{mark}!("));
    let ignored = format!("#[{}]", "ignore");
    for file in rust_files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let found = marks
            .iter()
            .chain([&ignored])
            .find(|mark| text.contains(mark.as_str()));
        assert_eq!(found, None, "in {}", file.display());
    }
}

//! What is collected is chosen on the command line or in a file, and the doctor says what is in the way.

mod doctor;
mod edit;
mod list;

use waymark::configuration::Configuration;

#[test]
fn the_example_is_off_and_right() {
    let text = include_str!("../../../examples/waymark.toml");
    let read = |text: &str| Configuration::read(text, None, &|_| None).unwrap();
    let off = read(text);
    assert!(off.contact.is_none());
    let is_said = |line: &&str| line.starts_with("# ") || line.starts_with("#  ");
    // A line of prose begins with a capital or goes on with words; one of TOML has a bracket or a sign of equality.
    let is_toml = |line: &str| {
        let line = line.trim();
        line.starts_with(['[', ']', '"'])
            || line
                .split_once(" = ")
                .is_some_and(|(key, _)| !key.contains(' '))
    };
    let lines = text.lines().filter(is_said).map(|line| &line[2..]);
    let on: Vec<&str> = lines.filter(|line| is_toml(line)).collect();
    let on = read(&on.join("\n"));
    assert!(on.contact.is_some());
    let boards = |slug: &str| on.source(slug).unwrap().targets().len();
    for slug in ["greenhouse", "lever", "ashby", "smartrecruiters"] {
        assert!(boards(slug) >= 2, "{slug}");
        assert!(off.source(slug).unwrap().targets().is_empty(), "{slug}");
    }
}

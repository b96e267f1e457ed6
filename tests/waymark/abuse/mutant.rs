//! Questions that were valid until something happened to them.

use serde_json::{Value, json};

use super::Asked;
use crate::graphql::fixture::Dice;

/// Pieces that are put where they do not belong.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    "$",
    "@",
    "...",
    ":",
    "=",
    "|",
    "&",
    "\"",
    "\"\"\"",
    "#",
    "\\",
    "\u{0}",
    "\u{feff}",
    "é",
    " on ",
    " null ",
    " @unknown ",
];

/// A damaged copy of a question.
pub(super) fn mutant(asked: &Asked, dice: &mut Dice) -> Asked {
    let mut asked = asked.clone();
    for _ in 0..=dice.below(2) {
        damage(&mut asked, dice);
    }
    asked
}

fn damage(asked: &mut Asked, dice: &mut Dice) {
    let query = &mut asked.query;
    let at = place(query, dice);
    match dice.below(12) {
        0 => query.truncate(at),
        1 => query.insert_str(at, piece(dice)),
        2 => {
            if let Some(removed) = query[at..].chars().next() {
                query.replace_range(at..at + removed.len_utf8(), "");
            }
        }
        3 => *query = query.replacen('(', "(unknown: 1, ", 1),
        4 => *query = query.replacen('{', "{unknown ", 1 + index(dice, 4)),
        5 => *query = without_arguments(query),
        6 => *query = query.replace("first: ", "first: \"x\" "),
        7 => *query = query.replacen("...", "...unknown ...", 1),
        8 => asked.variables = wrong(dice),
        9 => retype(&mut asked.variables, dice),
        10 => {
            let other = query.clone();
            query.push_str(&other);
        }
        _ => {
            let end = place(query, dice);
            let (from, to) = (at.min(end), at.max(end));
            let part = query[from..to].to_owned();
            query.insert_str(from, &part);
        }
    }
}

fn index(dice: &mut Dice, sides: usize) -> usize {
    let sides = u64::try_from(sides).expect("not so many");
    usize::try_from(dice.below(sides)).expect("not so many")
}

fn piece(dice: &mut Dice) -> &'static str {
    PIECES[index(dice, PIECES.len())]
}

/// A place between two characters.
fn place(text: &str, dice: &mut Dice) -> usize {
    let mut at = index(dice, text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn without_arguments(query: &str) -> String {
    let begin = query.rfind('(').unwrap_or(query.len());
    let length = query[begin..].find(')').map_or(0, |length| length + 1);
    format!("{}{}", &query[..begin], &query[begin + length..])
}

/// Variables that are none.
fn wrong(dice: &mut Dice) -> Value {
    [
        json!(null),
        json!([]),
        json!("x"),
        json!(7),
        json!({}),
        json!({"v0": {"v0": []}}),
    ][index(dice, 6)]
    .clone()
}

/// Gives a variable a value of another type.
fn retype(variables: &mut Value, dice: &mut Dice) {
    let values = [
        json!(null),
        json!([[[]]]),
        json!({"a": 1}),
        json!(1.5),
        json!(true),
        json!("\u{0}"),
        json!(-1),
    ];
    let Some(fields) = variables.as_object_mut() else {
        return;
    };
    for value in fields.values_mut() {
        *value = values[index(dice, values.len())].clone();
    }
}

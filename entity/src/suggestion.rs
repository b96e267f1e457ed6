//! What somebody who misspelt a name probably meant.

/// Longer names than this are no slips of the pen.
pub const LONGEST: usize = 64;

/// The name that is nearest to a word, if one is near; of several the first in the alphabet.
#[must_use]
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let length = word.chars().count();
    let tolerance = |name: &str| (name.len() / 3).max(1);
    // Lengths alone tell of most names that they are far.
    let near = names.filter(|name| name.chars().count().abs_diff(length) <= tolerance(name));
    let distances = near.map(|name| (distance(&word, &name.to_lowercase()), name));
    let near = distances.filter(|(distance, name)| *distance <= tolerance(name));
    near.min().map(|(_, name)| name)
}

/// The question whether that name was meant, to go before the names that there are; empty if none is near.
#[must_use]
pub fn question<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    match nearest(word, names) {
        Some(name) => format!("did you mean `{name}`? "),
        None => String::new(),
    }
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour to make one word of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, letter) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != *other);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let is_swap = column > 0 && previous == Some(*other) && to[column - 1] == letter;
            if is_swap {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("boards", "boards"), 0);
        assert_eq!(distance("bords", "boards"), 1);
        assert_eq!(distance("baords", "boards"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn a_slip_is_told_from_another_word() {
        let names = || ["greenhouse", "lever", "ashby"].into_iter();
        assert_eq!(nearest("grenhouse", names()), Some("greenhouse"));
        assert_eq!(nearest("Lever", names()), Some("lever"));
        assert_eq!(nearest("monster", names()), None);
        assert_eq!(nearest(&"a".repeat(100_000), names()), None);
    }
}

//! The readable key that somebody may have meant.

/// Longer names are no keys.
const LONGEST: usize = 60;

/// The key with the fewest letters to change, at most one for each three of its own.
pub(super) fn nearest<'a>(name: &str, slugs: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name
        .trim()
        .to_lowercase()
        .replace([' ', '_'], "-")
        .chars()
        .collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let near = slugs.filter_map(|slug| {
        let allowed = slug.len().min(wanted.len()).div_ceil(3).min(2);
        let unlike = slug.len().abs_diff(wanted.len()) > allowed;
        let distance = if unlike {
            return None;
        } else {
            distance(&wanted, slug)
        };
        (distance <= allowed).then_some((distance, slug))
    });
    near.min().map(|(_, slug)| slug)
}

/// How many letters have to be put in, taken out or exchanged.
fn distance(wanted: &[char], slug: &str) -> usize {
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (at, letter) in slug.chars().enumerate() {
        let mut corner = at;
        let mut left = at + 1;
        for (wanted, cell) in wanted.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            let exchanged = corner + usize::from(*wanted != letter);
            left = exchanged.min(above + 1).min(left + 1);
            corner = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_meant() {
        let slugs = ["python", "pytorch", "rust", "go", "machine-learning"];
        let found = |name| nearest(name, slugs.into_iter());
        assert_eq!(found("pyhton"), Some("python"));
        assert_eq!(found("Machine Learning"), Some("machine-learning"));
        assert_eq!(found("rusty"), Some("rust"));
        assert_eq!(found("cobol"), None);
        assert_eq!(found(""), None);
        assert_eq!(found(&"x".repeat(100_000)), None);
    }

    #[test]
    fn distances() {
        let distance = |a: &str, b| distance(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("abcd", "bcd"), 1);
    }
}

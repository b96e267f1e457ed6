//! Titles as words: folded, without gender marks, in segments.

/// One word of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Lower case, without accents and plural s.
    pub(super) word: String,
    /// Whether a slash, an ampersand or an "and" stands before it.
    pub(super) alternative: bool,
}

/// More of a title than this is not read.
const LONGEST: usize = 300;

/// Words that only join others.
const JOINTS: [&str; 10] = ["and", "und", "et", "y", "e", "or", "oder", "og", "och", "&"];

/// Words after which the employer or a place follows.
const PREPOSITIONS: [&str; 5] = ["at", "bei", "chez", "till", "@"];

/// The words of a title in its segments: commas, dashes, brackets and bars part them.
pub(super) fn segments(title: &str, suffixes: &[String]) -> Vec<Vec<Token>> {
    let title = ungendered(title);
    let mut segments = vec![Vec::new()];
    let mut word = String::new();
    let mut alternative = false;
    let characters: Vec<char> = title.chars().chain(Some(' ')).collect();
    for (i, &c) in characters.iter().enumerate() {
        let before = i.checked_sub(1).map_or(' ', |i| characters[i]);
        let after = characters.get(i + 1).copied().unwrap_or(' ');
        if is_ideograph(c) || !is_word(c) || is_ideograph(before) {
            alternative = finish(&mut segments, &mut word, alternative, suffixes);
        }
        if is_word(c) {
            fold(c, &mut word);
            continue;
        }
        let dash = c == '-' && (before.is_whitespace() || after.is_whitespace());
        if dash || ",;:|()[]{}<>–—•·@【】「」（）、".contains(c) {
            segments.push(Vec::new());
            alternative = false;
        }
        alternative |= matches!(c, '/' | '&' | '\\');
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Puts the word behind the others and says whether the next one is an alternative.
fn finish(
    segments: &mut Vec<Vec<Token>>,
    word: &mut String,
    alternative: bool,
    suffixes: &[String],
) -> bool {
    let word = std::mem::take(word);
    if word.is_empty() {
        return alternative;
    }
    if JOINTS.contains(&word.as_str()) {
        return true;
    }
    if PREPOSITIONS.contains(&word.as_str()) {
        segments.push(Vec::new());
        return false;
    }
    let Some(segment) = segments.last_mut() else {
        return false;
    };
    let mut push = |word: &str, alternative| {
        let word = singular(word).to_owned();
        segment.push(Token { word, alternative });
    };
    let whole = singular(&word);
    let parts = suffixes
        .iter()
        .filter_map(|suffix| whole.strip_suffix(suffix.as_str()))
        .min_by_key(|prefix| prefix.len())
        .filter(|prefix| !prefix.is_empty());
    match parts {
        Some(prefix) => {
            push(prefix, alternative);
            push(&whole[prefix.len()..], false);
        }
        None => push(&word, alternative),
    }
    false
}

/// The words of a text, all in one row.
pub(super) fn words(text: &str, suffixes: &[String]) -> Vec<String> {
    let segments = segments(text, suffixes);
    segments.into_iter().flatten().map(|t| t.word).collect()
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '#' | '\u{300}'..='\u{36f}')
}

/// Scripts written without spaces: each character is a word.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn fold(c: char, into: &mut String) {
    for c in c.to_lowercase() {
        let plain = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
            'æ' => "ae",
            'ç' | 'ć' | 'č' => "c",
            'ď' => "d",
            'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì'..='ï' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò'..='ö' | 'ø' | 'ő' => "o",
            'œ' => "oe",
            'ř' => "r",
            'ß' => "ss",
            'ś' | 'ş' | 'š' | 'ș' => "s",
            'ť' | 'ț' => "t",
            'ù'..='ü' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            'ё' => "е",
            '\u{300}'..='\u{36f}' => "",
            c => {
                into.push(c);
                continue;
            }
        };
        into.push_str(plain);
    }
}

/// Endings that a gender mark adds to a word.
const ENDINGS: [&str; 13] = [
    "innen", "in", "a", "o", "e", "n", "r", "ne", "se", "ra", "euse", "rice", "trice",
];

/// The title without `(m/w/d)`, `H/F`, `*in` and the like.
pub(crate) fn ungendered(title: &str) -> String {
    let end = title
        .char_indices()
        .nth(LONGEST)
        .map_or(title.len(), |(at, _)| at);
    let mut rest = &title[..end];
    let mut plain = String::with_capacity(rest.len());
    while let Some(c) = rest.chars().next() {
        let after_letter = plain.chars().next_back().is_some_and(char::is_alphanumeric);
        let skipped = if after_letter {
            ending(rest)
        } else {
            letters(rest)
        };
        let width = skipped.unwrap_or(c.len_utf8());
        if skipped.is_none() {
            plain.push(c);
        }
        rest = &rest[width..];
    }
    plain
}

/// The length of a gendered ending that `rest` begins with, e.g. `*in` or `(a)`.
fn ending(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?;
    if !"*:_/·•(".contains(mark) {
        return None;
    }
    let tail = &rest[mark.len_utf8()..];
    let tail = tail.strip_prefix('-').unwrap_or(tail);
    let length = tail
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(tail.len());
    let known = ENDINGS.contains(&tail[..length].to_lowercase().as_str());
    let closed = mark != '(' || tail[length..].starts_with(')');
    let past = rest.len() - tail.len() + length + usize::from(mark == '(');
    (known && closed).then_some(past)
}

/// The length of a row of gender letters that `rest` begins with, e.g. `m/w/d`.
fn letters(rest: &str) -> Option<usize> {
    let gap = |c: char| matches!(c, '/' | '|' | '*' | ',' | ' ');
    let mut count = 0;
    let mut end = 0;
    let mut joined = true;
    for (at, c) in rest.char_indices() {
        if gap(c) {
            joined |= c != ' ';
        } else if joined && "mwfdhxvkngi".contains(c.to_ascii_lowercase()) {
            count += 1;
            end = at + c.len_utf8();
            joined = false;
        } else if c.is_alphanumeric() {
            let glued = end == at;
            return (count > 1 && !glued && !joined).then_some(end);
        } else {
            break;
        }
    }
    (count > 1).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> Vec<String> {
        segments(title, &["entwickler".into()])
            .iter()
            .map(|s| {
                s.iter()
                    .map(|t| t.word.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn gender_marks_leave_no_trace() {
        for title in [
            "Entwickler (m/w/d)",
            "Entwickler*in",
            "Entwickler:in (w / m / x)",
            "Entwickler/-in m/f/d",
            "Entwickler(in) H/F",
        ] {
            assert_eq!(read(title), ["entwickler"], "{title}");
        }
    }

    #[test]
    fn compounds_accents_and_plurals_are_folded() {
        assert_eq!(read("Softwareentwickler"), ["software entwickler"]);
        assert_eq!(read("Développeurs Systèmes"), ["developpeur systeme"]);
        assert_eq!(read("データ AI"), ["デ ー タ ai"]);
    }

    #[test]
    fn separators_part_segments_and_slashes_do_not() {
        assert_eq!(read("A-b – c (d), k/l at z"), ["a b", "c", "d", "k l", "z"]);
        let segments = segments("AI/ML", &[]);
        assert!(segments[0][1].alternative);
    }
}

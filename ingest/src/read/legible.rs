//! Text as a person sees it: without signs that nobody sees, letters in costume as the letters they are, accents on their letters.
//!
//! A word is copied from everywhere: `Ku·ber·netes` with soft hyphens, `Ｐｙｔｈｏｎ` in full width, `𝗣𝘆𝘁𝗵𝗼𝗻` where a site knows no bold type,
//! `résumé` with accents that stand apart. Whoever reads them does not notice.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

/// A text made legible, with the way back to where each character came from.
#[derive(Clone, Debug)]
pub struct Legible<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// For each character the characters of the original that it was made of; none where nothing was changed.
    origins: Option<Vec<(i32, i32)>>,
}

impl<'t> Legible<'t> {
    /// Makes a text legible.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        if is_legible(text) {
            return Self {
                text: Cow::Borrowed(text),
                origins: None,
            };
        }
        let mut legible = String::with_capacity(text.len());
        let mut origins: Vec<(i32, i32)> = Vec::with_capacity(text.len());
        for (at, c) in (0..).zip(text.chars()) {
            let joined = put(&mut legible, c, |put| {
                origins.extend((0..put).map(|_| (at, at + 1)));
            });
            if joined && let Some(last) = origins.last_mut() {
                last.1 = at + 1;
            }
        }
        Self {
            text: Cow::Owned(legible),
            origins: Some(origins),
        }
    }

    /// Where a span of characters stands in the original.
    #[must_use]
    pub fn original(&self, (start, end): (i32, i32)) -> (i32, i32) {
        let origin = |at: i32| {
            let origins = self.origins.as_ref()?;
            origins.get(usize::try_from(at).ok()?).copied()
        };
        match (origin(start), origin(end - 1)) {
            (Some((start, _)), Some((_, end))) => (start, end),
            _ => (start, end),
        }
    }
}

/// A text made legible.
#[must_use]
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    if is_legible(text) {
        return Cow::Borrowed(text);
    }
    let mut legible = String::with_capacity(text.len());
    for c in text.chars() {
        put(&mut legible, c, |_| {});
    }
    Cow::Owned(legible)
}

/// Adds a character as it is seen, saying how many it became; answers whether it became a part of the one before.
fn put(text: &mut String, c: char, became: impl FnOnce(usize)) -> bool {
    if is_accent(c)
        && let Some(last) = text.chars().next_back()
        && let Some(whole) = compose(last, c)
    {
        text.pop();
        text.push(whole);
        return true;
    }
    if is_costume(c) {
        let before = text.len();
        text.extend(std::iter::once(c).nfkc());
        became(text[before..].chars().count());
    } else if !is_dropped(c) {
        text.push(if is_wide_space(c) { ' ' } else { c });
        became(1);
    }
    false
}

fn is_legible(text: &str) -> bool {
    let odd = |c: char| is_dropped(c) || is_accent(c) || is_costume(c) || is_wide_space(c);
    !text.chars().any(|c| !(' '..='~').contains(&c) && odd(c))
}

/// Signs that nobody sees: controls, soft hyphens, zero-width and direction marks, tags.
pub(super) fn is_dropped(c: char) -> bool {
    let control = c.is_control() && !c.is_whitespace();
    control
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Accents and half letters that stand behind the letter they belong to.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' | '\u{3099}' | '\u{309a}')
}

/// Full-width letters and signs, letters of mathematics, ligatures of printers.
fn is_costume(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{fb00}'..='\u{fb06}')
}

/// Spaces that are not the usual one, line ends and tabs apart.
fn is_wide_space(c: char) -> bool {
    !matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    ) && c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_read_through_what_nobody_sees() {
        for (written, seen) in [
            ("Ku\u{200b}ber\u{ad}ne\u{2060}tes", "Kubernetes"),
            ("\u{feff}Py\u{200d}thon\u{200f}", "Python"),
            ("Ｐｙｔｈｏｎ（Ｃ＋＋）", "Python(C++)"),
            ("𝗣𝘆𝘁𝗵𝗼𝗻 𝟑", "Python 3"),
            ("conﬁg ﬂow", "config flow"),
            ("Cafe\u{301} Mu\u{308}nchen", "Café München"),
            ("カ\u{3099}", "ガ"),
            ("React\u{a0}Native\u{2009}\t", "React Native \t"),
            ("a\nb\r\nc", "a\nb\r\nc"),
            ("\u{301}x", "\u{301}x"),
        ] {
            assert_eq!(legible(written), seen, "{written:?}");
            assert_eq!(Legible::new(written).text, seen, "{written:?}");
        }
        assert!(matches!(legible("SQL – größer, 東京 🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn spans_lead_back_to_what_was_written() {
        let written = "\u{feff}Ku\u{200b}be Cafe\u{301}\u{200b} ﬁn";
        let legible = Legible::new(written);
        assert_eq!(legible.text, "Kube Café fin");
        let original = |start, end| {
            let (start, end) = legible.original((start, end));
            let (start, end) = (
                usize::try_from(start).unwrap(),
                usize::try_from(end).unwrap(),
            );
            written
                .chars()
                .skip(start)
                .take(end - start)
                .collect::<String>()
        };
        assert_eq!(original(0, 4), "Ku\u{200b}be");
        assert_eq!(original(5, 9), "Cafe\u{301}");
        assert_eq!(original(10, 13), "ﬁn");
        assert_eq!(Legible::new("SQL").original((0, 3)), (0, 3));
    }

    proptest! {
        #[test]
        fn what_is_legible_stays(text in "(\\PC|[a-z\\n\u{ad}\u{200b}\u{301}\u{308}\u{a0}Ａ-Ｚﬀ𝗔-𝗭]){0,60}") {
            let once = legible(&text).into_owned();
            prop_assert_eq!(legible(&once), once.as_str());
            let with_origins = Legible::new(&text);
            prop_assert_eq!(&with_origins.text, &once);
            let (length, written) = (once.chars().count(), text.chars().count());
            let mut last = 0;
            for at in 0..i32::try_from(length).unwrap() {
                let (start, end) = with_origins.original((at, at + 1));
                prop_assert!(start < end && last <= end && usize::try_from(end).unwrap() <= written);
                last = end;
            }
        }
    }
}

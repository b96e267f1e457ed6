//! UTF-8 that somebody read as Latin-1 or Windows-1252, once or several times, put right where the way back proves it.
//!
//! The proof is that all of the text goes back to bytes that are UTF-8, and that what then stands there is writing: `MENÜ“` goes back
//! too, to a Syriac letter in a Latin word.

use std::borrow::Cow;

/// What Windows-1252 has between 0x80 and 0x9f; Latin-1 has controls there.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// More often nothing goes wrong: each time doubles the length.
const MOST: usize = 3;

/// The text as it was meant, if the way back proves it; else as it is.
pub(super) fn repaired(text: &str) -> Cow<'_, str> {
    let mut repaired = Cow::Borrowed(text);
    for _ in 0..MOST {
        match once(&repaired) {
            Some(better) => repaired = Cow::Owned(better),
            None => break,
        }
    }
    repaired
}

fn once(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    // Bytes that go on with a character, which must be as many as its first one says.
    let mut open = 0_u8;
    for c in text.chars() {
        let byte = byte(c)?;
        // Most texts are not mojibake, and show it soon.
        open = match byte {
            0x80..=0xbf => open.checked_sub(1)?,
            _ if open > 0 => return None,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            0xc0.. => return None,
            _ => 0,
        };
        bytes.push(byte);
    }
    let meant = String::from_utf8(bytes).ok()?;
    is_writing(&meant).then_some(meant)
}

/// Bytes that are Latin-1 or Windows-1252 as text.
pub(super) fn western(bytes: &[u8]) -> String {
    let char = |byte: u8| match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(byte),
    };
    bytes.iter().map(|byte| char(*byte)).collect()
}

/// The byte that Latin-1 or Windows-1252 reads as this character.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = HIGH.iter().position(|high| *high == c)?;
    u8::try_from(0x80 + at).ok()
}

/// Whether a text that came out is one that somebody wrote: letters of living scripts, none of them in the middle of a Latin word.
fn is_writing(text: &str) -> bool {
    let mut before = ' ';
    let mut sound = true;
    for c in text.chars() {
        let kind = kind(c);
        let mixed = kind == Kind::Foreign && before.is_ascii_alphabetic()
            || c.is_ascii_alphabetic() && self::kind(before) == Kind::Foreign;
        sound &= kind != Kind::Strange && !mixed;
        before = c;
    }
    sound
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Latin letters, signs, and scripts that stand beside Latin letters without a space.
    Usual,
    /// Letters of scripts that part their words from Latin ones.
    Foreign,
    /// What postings are not written in.
    Strange,
}

fn kind(c: char) -> Kind {
    match c {
        // Latin with the letters of Romanian, Vietnamese and the like.
        '\0'..='\u{17f}' | 'ƒ' | 'ˆ' | '˜' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{218}'..='\u{21b}' | '\u{1e00}'..='\u{1eff}'
        // Accents that stand apart.
        | '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{323}' | '\u{326}'..='\u{328}'
        // Thai and the scripts of India, whose words hang together; Chinese, Japanese, Korean.
        | '\u{900}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        // Punctuation, money, arrows, mathematics, boxes, dingbats, emoji, letters in costume.
        | '\u{2000}'..='\u{2bff}' | '\u{2e80}'..='\u{2fff}' | '\u{fb00}'..='\u{fb06}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{feff}'..='\u{ffef}' | '\u{fffc}' | '\u{fffd}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f000}'..='\u{1faff}'
        | '\u{20000}'..='\u{323af}' => Kind::Usual,
        // Greek, Cyrillic, Hebrew, Arabic, Georgian.
        '\u{384}'..='\u{3ce}' | '\u{400}'..='\u{45f}' | '\u{490}'..='\u{491}' | '\u{5d0}'..='\u{5f4}' | '\u{600}'..='\u{6ff}'
        | '\u{10d0}'..='\u{10ff}' => Kind::Foreign,
        _ => Kind::Strange,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What becomes of a text whose bytes are read as Windows-1252, as browsers do it.
    fn misread(text: &str) -> String {
        let character = |byte: u8| match byte {
            0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
            _ => char::from(byte),
        };
        text.bytes().map(character).collect()
    }

    /// The same for Latin-1, whose bytes are the characters of the same numbers.
    fn misread_as_latin1(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    const TEXTS: [&str; 14] = [
        "don’t – “café” in Zürich…",
        "Größe, ÜBER, Straße",
        "São Paulo, NÃO, AMANHÃ",
        "Œuvre, où, Noël, ÇA",
        "Łódź, Kraków, Česko, İstanbul, București, Việt Nam",
        "Требуется инженер Python, 5 лет",
        "Ζητείται μηχανικός Python",
        "דרוש מהנדס Python",
        "مطلوب مهندس Python",
        "Pythonエンジニアを募集、経験者優遇。",
        "Python 개발자",
        "🚀 We’re hiring 👩‍💻",
        "• Go · €90.000 ≥ £70k",
        "Pythonのdeveloper，上海",
    ];

    #[test]
    fn every_script_that_was_misread_is_put_right() {
        for text in TEXTS {
            for misread in [misread, misread_as_latin1] {
                let wrong = misread(text);
                assert_ne!(wrong, text);
                assert_eq!(repaired(&wrong), text, "once");
                assert_eq!(repaired(&misread(&wrong)), text, "twice");
            }
        }
    }

    #[test]
    fn what_was_read_rightly_stays() {
        for text in TEXTS {
            assert!(matches!(repaired(text), Cow::Borrowed(_)), "{text}");
        }
        // All of these go back to bytes that are UTF-8.
        for text in [
            "MENÜ“",
            "MENÚ…",
            "ESPAÑ–",
            "voilà\u{a0}»",
            "CAFÉ”",
            "Þ™",
            "ß“",
            "PERÚ…",
        ] {
            assert!(
                String::from_utf8(text.chars().filter_map(byte).collect()).is_ok(),
                "{text}"
            );
            assert_eq!(repaired(text), text);
        }
        // These do not, in one place at least.
        for text in [
            "São Paulo, Ã© and ü",
            "Ã",
            "NÃO",
            "Â",
            "Ã©, Ł",
            "Ã©\u{a0}",
            "100 % Â°Ü",
        ] {
            assert_eq!(repaired(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_text_misread_is_put_right(words in prop::collection::vec(prop::sample::select(TEXTS.to_vec()), 1..6), times in 1_usize..3) {
            let text = words.join("\n");
            let wrong = (0..times).fold(text.clone(), |text, _| misread(&text));
            prop_assert_eq!(repaired(&wrong), text);
        }

        #[test]
        fn words_of_latin_letters_stay(text in "[A-Za-zÀ-ÿ0-9 ,.()-]{0,80}") {
            // Letters are never followed by what goes on with a character.
            prop_assert_eq!(repaired(&text), text.as_str());
        }

        #[test]
        fn what_is_changed_goes_back(text in "([a-z ]|[\u{80}-\u{ff}]|[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){0,12}") {
            let better = repaired(&text).into_owned();
            if better != text {
                let ways: Vec<String> = [misread, misread_as_latin1].iter().map(|misread| misread(&better)).collect();
                let bytes = |text: &str| text.chars().filter_map(byte).collect::<Vec<_>>();
                let mut known = ways.clone();
                known.extend(ways.iter().map(|way| misread(way)));
                prop_assert!(known.iter().any(|way| bytes(way) == bytes(&text)), "{:?} {:?}", text, better);
            }
        }
    }
}

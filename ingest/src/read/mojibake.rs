//! UTF-8 that somebody read as Latin-1 or Windows-1252, put right where the way back proves it.

use std::borrow::Cow;

/// Letters that the first bytes of common UTF-8 sequences turn into.
const LEADS: [char; 4] = ['Â', 'Ã', 'â', 'ð'];

/// The text as it was meant, if all of it goes back to bytes that are UTF-8; else as it is.
pub(super) fn repaired(text: &str) -> Cow<'_, str> {
    let suspect = LEADS.iter().any(|lead| text.contains(*lead));
    if !suspect {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        let Some(byte) = byte(c) else {
            return Cow::Borrowed(text);
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The byte that Latin-1 or Windows-1252 reads as this character.
fn byte(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = HIGH.iter().position(|high| *high == c)?;
    u8::try_from(0x80 + at).ok()
}

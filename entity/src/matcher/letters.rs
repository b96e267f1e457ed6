//! Reads a word's letters and hashes them in one go, eight bytes at a time: most words of a text end in their first eight.

/// A stretch of ASCII letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Byte after the last of them.
    pub(super) end: usize,
    /// The hash of its text.
    pub(super) hash: u64,
    /// Whether one of them after the first is a capital.
    pub(super) has_humps: bool,
}

/// The ASCII letters and digits from a position on, perhaps none.
#[expect(
    clippy::inline_always,
    reason = "runs for every word of a text: a tenth of the matcher's time"
)]
#[inline(always)]
pub(super) fn run(bytes: &[u8], start: usize) -> Run {
    let (mut at, mut hash, mut capitals) = (start, 0, 0);
    // The first letter may be a capital as it likes.
    let mut later = !0xFF;
    loop {
        let chunk = chunk(bytes, at);
        let others = others(chunk);
        let length = others.trailing_zeros() / 8;
        let letters = if length < 8 {
            !(u64::MAX << (8 * length))
        } else {
            u64::MAX
        };
        hash = mixed(hash, (chunk | LOWER_CASE) & letters);
        capitals |= !chunk & LOWER_CASE & letters & later;
        at += length as usize;
        if length < 8 {
            return Run {
                end: at,
                hash,
                has_humps: capitals != 0,
            };
        }
        later = u64::MAX;
    }
}

/// The hash of a word, the same for every case of its letters.
pub(super) fn of(word: &str) -> u64 {
    if word.is_ascii() {
        of_bytes(word.as_bytes())
    } else {
        of_bytes(word.to_lowercase().as_bytes())
    }
}

fn of_bytes(bytes: &[u8]) -> u64 {
    let (whole, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    // A chunk that is not full counts as one even if nothing is in it: so `run` sees them.
    let lengths = std::iter::repeat_n(u64::MAX, whole.len());
    let letters = lengths.chain([!(u64::MAX << (8 * rest.len()))]);
    let chunks = whole.iter().chain([&last]);
    chunks.zip(letters).fold(0, |hash, (chunk, letters)| {
        mixed(hash, (u64::from_le_bytes(*chunk) | LOWER_CASE) & letters)
    })
}

/// The bit that tells small letters from capitals; digits and the signs of names have it too.
const LOWER_CASE: u64 = repeated(0x20);

const fn repeated(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// A hash with more in it; its highest bits are the best.
#[inline]
pub(super) fn mixed(hash: u64, chunk: u64) -> u64 {
    (hash.rotate_left(26) ^ chunk).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Eight bytes from a position on, as many zeros as there are too few.
#[inline]
fn chunk(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    u64::from_le_bytes(rest.first_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last
    }))
}

/// The highest bit of each byte that is no ASCII letter or digit.
///
/// All eight are compared at once: with the highest bits out of the way, adding 0x80 − b to a byte sets its highest bit
/// exactly if the byte is at least b, and nothing is carried over to the next.
#[inline]
fn others(chunk: u64) -> u64 {
    const HIGHEST: u64 = repeated(0x80);
    let ascii = chunk & !HIGHEST;
    let small = ascii | LOWER_CASE;
    let letters = (small + repeated(0x80 - b'a')) & !(small + repeated(0x7F - b'z'));
    let digits = (ascii + repeated(0x80 - b'0')) & !(ascii + repeated(0x7F - b'9'));
    (!(letters | digits) | chunk) & HIGHEST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_byte_is_told() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = *b"aZ09zA5x";
                bytes[at] = byte;
                let expected = if byte.is_ascii_alphanumeric() {
                    0
                } else {
                    0x80 << (8 * at)
                };
                assert_eq!(
                    others(u64::from_le_bytes(bytes)),
                    expected,
                    "{byte} at {at}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_letters_end(text in "[A-Za-z0-9]{0,20}([ é+\u{19}@`{]|\\PC){0,3}[a-z]{0,9}") {
            let end = text.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len());
            let run = run(text.as_bytes(), 0);
            prop_assert_eq!(run.end, end);
            prop_assert_eq!(run.hash, of(&text[..end]));
            prop_assert_eq!(run.hash, of(&text[..end].to_uppercase()));
            let has_humps = text[..end].bytes().skip(1).any(|b| b.is_ascii_uppercase());
            prop_assert_eq!(run.has_humps, has_humps);
        }
    }
}

//! Language: the one that most of a posting is written in.

use whatlang::{Lang, detect};

/// So much of a text shows its language; more would only cost time.
const SAMPLE: usize = 4_000;
/// A shorter text is mostly names, which belong to no language.
const SHORTEST: usize = 40;
/// How sure the detection must be: a wrong language misleads more than none.
const LEAST_CONFIDENCE: f64 = 0.5;

/// ISO 639-1 codes of the languages that job postings are written in, by the detector's own. Others read as unknown: where
/// a text is mostly names, the detector tends to take it for a rare one.
const CODES: [(Lang, &str); 32] = [
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Nld, "nl"),
    (Lang::Por, "pt"),
    (Lang::Swe, "sv"),
    (Lang::Ita, "it"),
    (Lang::Pol, "pl"),
    (Lang::Dan, "da"),
    (Lang::Nob, "no"),
    (Lang::Fin, "fi"),
    (Lang::Ces, "cs"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Hun, "hu"),
    (Lang::Ron, "ro"),
    (Lang::Bul, "bg"),
    (Lang::Ell, "el"),
    (Lang::Hrv, "hr"),
    (Lang::Tur, "tr"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Jpn, "ja"),
    (Lang::Cmn, "zh"),
    (Lang::Kor, "ko"),
    (Lang::Heb, "he"),
    (Lang::Ara, "ar"),
    (Lang::Vie, "vi"),
    (Lang::Tha, "th"),
    (Lang::Ind, "id"),
    (Lang::Cat, "ca"),
];

/// The ISO 639-1 code of a text's language, where there is enough text to tell.
#[must_use]
pub fn read(text: &str) -> Option<&'static str> {
    let end = (SAMPLE.min(text.len())..=text.len()).find(|&at| text.is_char_boundary(at))?;
    let sample = &text[..end];
    if sample
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(SHORTEST)
        .count()
        < SHORTEST
    {
        return None;
    }
    let found = detect(sample)?;
    let known = CODES.iter().find(|(language, _)| *language == found.lang());
    known
        .filter(|_| found.confidence() >= LEAST_CONFIDENCE)
        .map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_language_of_a_posting_is_told() {
        for (text, code) in [
            (
                "You will build services in Rust with a small team and run them in production yourself.",
                "en",
            ),
            (
                "Du entwickelst Dienste in Rust mit einem kleinen Team und betreibst sie selbst in der Cloud.",
                "de",
            ),
            (
                "Vous développerez des services en Rust avec une petite équipe et vous les exploiterez vous-même.",
                "fr",
            ),
            (
                "Desarrollarás servicios en Rust con un equipo pequeño y los mantendrás tú mismo en producción.",
                "es",
            ),
            (
                "Je bouwt diensten in Rust met een klein team en je beheert ze zelf in de productieomgeving.",
                "nl",
            ),
            (
                "Você vai desenvolver serviços em Rust com uma equipe pequena e mantê-los em produção.",
                "pt",
            ),
            (
                "Du utvecklar tjänster i Rust tillsammans med ett litet team och driftsätter dem själv varje vecka.",
                "sv",
            ),
        ] {
            assert_eq!(read(text), Some(code), "{text}");
        }
    }

    #[test]
    fn names_alone_have_no_language() {
        assert_eq!(read("Rust, Tokio, PostgreSQL"), None);
        assert_eq!(read(""), None);
        assert_eq!(
            read("• 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"),
            None
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,6000}") {
            let _ = read(&text);
        }
    }
}

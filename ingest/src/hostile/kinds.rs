//! Texts that a reader could stumble over, each by a piece that is repeated: the tests and the bench read the same.

/// A piece to repeat, with a name for reports.
pub(crate) type Kind = (&'static str, &'static str);

/// Markup: nested, unclosed, broken off, escaped, out of range.
pub(crate) const MARKUP: &[Kind] = &[
    ("nested blocks", "<div>"),
    ("crossed tags", "<b><p></b><i></p><ul><li>"),
    ("open items", "<li>Go, "),
    (
        "open links",
        "<a href='https://jobs.example/1'>https://jobs.ex... ",
    ),
    (
        "closed links",
        "<a href=\"https://jobs.example/1\">https://jobs.ex...</a> ",
    ),
    ("attribute without end", "<p title='"),
    ("many attributes", "<p a=1 b=2 c d='e' f"),
    ("bare attributes", " a"),
    ("comments", "<!--"),
    ("closed comments", "<!-- --!>"),
    ("cdata", "<![CDATA["),
    ("bogus comments", "<!"),
    ("instructions", "<?"),
    ("scripts", "<script>"),
    ("escaped scripts", "<script><!--<script></script>"),
    ("near ends of scripts", "</scripty <script>"),
    (
        "nested items",
        "<li itemprop=skills itemscope><b itemprop=description>x</u>",
    ),
    ("preformatted", "<pre>\n\n"),
    ("table cells", "<td>SQL"),
    ("angle brackets", "<"),
    ("ampersands", "&"),
    ("entity bomb", "&amp;amp;amp;"),
    ("escaped markup", "&lt;p&gt;SQL&lt;/p&gt;"),
    ("half an entity", "&CounterClockwiseContourIntegra"),
    ("numbers out of range", "&#x110000;&#99999999999;"),
    ("surrogates", "&#xD83D;&#xDE00;"),
    ("controls", "&#0;&#x1f;\0\u{1}"),
];

/// Words and signs in long rows.
pub(crate) const WORDS: &[Kind] = &[
    ("letters", "a "),
    ("one word", "a"),
    ("skills", "java "),
    ("listed skills", "Go, R, C, "),
    ("glued skills", "C/C++/C#/.NET/"),
    (
        "names in sentences",
        "Experience with Go is a plus. No React Native needed. ",
    ),
    ("bullets", "• Go\n"),
    ("headings", "Requirements:\nNice to have\n"),
    ("years", "5+ years of Python "),
    ("brackets", "("),
    ("both brackets", "[Go]("),
    ("commas", "1,"),
    ("digits", "1"),
    ("pay", "$1 - $2 - "),
    ("pay with words", "up to 120k EUR per year plus "),
    ("places", "Remote, "),
    ("cities", "Paris, TX; "),
    ("or", "Berlin or "),
    ("slashes", "engineer/"),
    ("titles", "Senior Staff Lead Data Engineer (m/f/d) - "),
    ("bars", "Acme | Berlin | Engineer | "),
    ("telephone numbers", "12345678,"),
    ("telephone numbers with words", "0301234567a"),
    ("at signs", "a@"),
    ("addresses", "a@b.cc "),
    ("spelt addresses", "a (at) b dot cc "),
    ("links", "https://jobs.example/a?b=c "),
    ("dots", "."),
    ("full stops", "Go. "),
    ("stars", "*a "),
    ("underlines", "_a_"),
    ("spaces", " "),
    ("lines", "\n"),
    ("lines of a letter", "a\n"),
    ("carriage returns", "\r\n\r"),
];

/// Signs from all over Unicode, and text that went through wrong hands.
pub(crate) const SIGNS: &[Kind] = &[
    ("zero width", "P\u{200b}y\u{200c}t\u{2060}h\u{feff}on "),
    ("soft hyphens", "Ku\u{ad}ber\u{ad}netes "),
    ("nothing to see", "\u{200b}"),
    ("wide spaces", "React\u{a0}Native\u{2009}SQL\u{3000}"),
    (
        "right to left",
        "\u{200f}מפתח Python ב\u{200e}תל אביב \u{202e}",
    ),
    ("arabic", "مطلوب مهندس Python، خبرة ٥ سنوات "),
    ("emoji", "🚀 Go 👨‍👩‍👧‍👦 1️⃣ 🏳️‍🌈 "),
    ("decomposed", "re\u{301}sume\u{301} Mu\u{308}nchen "),
    ("marks upon marks", "a\u{301}\u{302}\u{303}\u{304}\u{305}"),
    ("marks alone", "\u{301}"),
    ("full width", "Ｐｙｔｈｏｎ（Ｃ＋＋）、"),
    ("letters in costume", "𝗣𝘆𝘁𝗵𝗼𝗻 ﬁle "),
    ("ideographs", "経験者優遇。"),
    ("mojibake once", "donâ€™t cafÃ© "),
    ("mojibake twice", "cafÃƒÂ© "),
    ("half a mojibake", "Ã"),
    ("replaced", "\u{fffd}"),
    ("last of all", "\u{10ffff}\u{e000}"),
];

/// Every kind.
pub(crate) fn all() -> impl Iterator<Item = Kind> {
    [MARKUP, WORDS, SIGNS].into_iter().flatten().copied()
}

/// A text of this many bytes, or the last character less.
pub(crate) fn text((_, piece): Kind, bytes: usize) -> String {
    let mut text = piece.repeat(bytes / piece.len() + 1);
    text.truncate(text.floor_char_boundary(bytes));
    text
}

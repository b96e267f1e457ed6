//! Descriptions as sites deliver them, and what may happen to them on their way.

use proptest::prelude::*;

use super::kinds;

/// One posting in four forms.
pub(super) const PAGES: [&str; 4] = [
    "<div class=\"posting\"><h2>About Nordlicht</h2><p>We make lamps &amp; shades for 2&nbsp;million people&hellip;</p>\
     <h3>What you&rsquo;ll bring</h3><ul><li><p><strong>5+ years</strong> of <em>Python</em> or Go</p></li><li>PostgreSQL, Kubernetes\
     <li>React&nbsp;Native is a plus</ul><p style='color:red'>Pay: &euro;70.000 &ndash; &euro;90.000<br/>Write to jobs@nordlicht.example</p></div>",
    "Nordlicht | Senior Data Engineer | Berlin, Germany | REMOTE<p>We&#x27;re hiring: <a href=\"https:&#x2F;&#x2F;nordlicht.example&#x2F;jobs\" \
     rel=\"nofollow\">https:&#x2F;&#x2F;nordlicht.ex...</a><p>Stack: Rust, C++, .NET<p>Mail: jobs [at] nordlicht [dot] example",
    "&lt;div&gt;&lt;h3&gt;Anforderungen&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;Größere Erfahrung mit SQL &amp;amp; Docker&lt;/li&gt;&lt;/ul&gt;&lt;/div&gt;",
    "# Requirements\n\n* **TypeScript** and `Vue`\n* [Terraform](https://terraform.example)\n\n---\n> Nice to have: _Kafka_ – 経験者優遇 🚀\n",
];

/// One thing that happens to a text: what, where and how far, and with which piece.
type Mishap = (u8, prop::sample::Index, usize, prop::sample::Index);

/// A page after a few mishaps.
pub(super) fn page() -> impl Strategy<Value = String> {
    let mishap = any::<(u8, prop::sample::Index, usize, prop::sample::Index)>();
    (
        prop::sample::select(PAGES.to_vec()),
        prop::collection::vec(mishap, 0..6),
    )
        .prop_map(|(page, mishaps)| {
            mishaps
                .into_iter()
                .fold(page.to_owned(), |text, mishap| happen(&text, mishap))
        })
}

fn happen(text: &str, (what, place, far, piece): Mishap) -> String {
    let at = text.floor_char_boundary(place.index(text.len() + 1));
    let end = text.ceil_char_boundary((at + far % 40).min(text.len()));
    let pieces: Vec<_> = kinds::all().collect();
    let piece = pieces[piece.index(pieces.len())];
    let (before, middle, after) = (&text[..at], &text[at..end], &text[end..]);
    match what % 8 {
        0 => format!("{before}{after}"),
        1 => format!("{before}{middle}{middle}{after}"),
        2 => before.to_owned(),
        3 => format!(
            "{before}{middle}{}{after}",
            kinds::text(piece, far % 400 + 1)
        ),
        4 => text.bytes().map(char::from).collect(),
        5 => String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(1)..]).into_owned(),
        6 => middle.chars().rev().chain(after.chars()).collect(),
        _ => format!(
            "{before}{}{after}",
            middle.replace(' ', "\u{a0}\u{200b}").to_uppercase()
        ),
    }
}

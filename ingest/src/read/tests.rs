use proptest::prelude::*;

use super::*;
use BodyFormat::{Html, Markdown, Text};

fn read(body: &str, format: BodyFormat) -> String {
    to_text(body, format).text
}

fn html(body: &str) -> String {
    read(body, Html)
}

#[test]
fn blocks_are_lines_and_inline_tags_are_nothing() {
    assert_eq!(
        html("<div>One</div><div>T<b>w</b>o</div>three"),
        "One\nTwo\nthree"
    );
    assert_eq!(
        html("<p>Java<em>Script</em></p><p>a<br/>b</p>"),
        "JavaScript\n\na\nb"
    );
    assert_eq!(
        html("Intro<h2>Head</h2><div>Body</div>"),
        "Intro\n\nHead\n\nBody"
    );
}

#[test]
fn list_items_have_bullets() {
    let body = "<p>You</p><ul><li>one</li><li><p>two</p></li><li></li></ul>end";
    assert_eq!(html(body), "You\n\n• one\n• two\n\nend");
    assert_eq!(html("<li>one<li>two"), "• one\n• two");
}

#[test]
fn cells_are_parted() {
    let body = "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>";
    assert_eq!(html(body), "a | b\nc | d");
}

#[test]
fn scripts_styles_and_comments_are_dropped() {
    let body = "a<script>if (x<y) '</p>'</script>b<style>p{}</style>c<!-- d --><b>e</b>";
    assert_eq!(html(body), "abce");
}

#[test]
fn forum_posts_are_read() {
    let body = "Acme | Go<p>We&#x27;re at <a href=\"https:&#x2F;&#x2F;acme.example&#x2F;jobs&#x2F;12\" rel=\"nofollow\">https:&#x2F;&#x2F;acme.ex...</a> now<p>Bye";
    assert_eq!(
        html(body),
        "Acme | Go\n\nWe're at https://acme.example/jobs/12 now\n\nBye"
    );
    assert_eq!(html("<a href='https://x.example'>more...</a>"), "more...");
}

#[test]
fn what_is_escaped_as_a_whole_is_unescaped_once() {
    let body = "&lt;p&gt;C&amp;amp;A&lt;/p&gt;&lt;p&gt;two&amp;nbsp;words&lt;/p&gt;";
    assert_eq!(html(body), "C&A\n\ntwo words");
    assert_eq!(html("<p>Vec&lt;T&gt;</p>"), "Vec<T>");
    assert_eq!(html("a &lt; b"), "a < b");
}

#[test]
fn unseen_signs_go_and_spaces_collapse() {
    assert_eq!(
        html("Java\u{200b}Script\u{ad}s \u{a0} &nbsp;\n x\u{0}\u{1}y"),
        "JavaScripts xy"
    );
    assert_eq!(read("a\u{7}b\t \u{feff}c", Text), "ab c");
}

#[test]
fn preformatted_lines_stay() {
    assert_eq!(html("<pre>a\nb\n\n\n\nc</pre>d\ne"), "a\nb\n\nc\nd e");
}

#[test]
fn plain_text_is_trimmed() {
    let body = "  First line\r\n   second\r\n\r\n\r\n\r\n  - item\n* other\n-5 degrees\n";
    assert_eq!(
        read(body, Text),
        "First line\nsecond\n\n• item\n• other\n-5 degrees"
    );
}

#[test]
fn markdown_loses_its_marks() {
    let body = "# Head #\nWe *use* **Go** and snake_case_names, 2 * 3 * 4\n\n- [Apply](https://x.example/a) now\n---\n![logo](l.png) `code` \\*star\\* _so_";
    let text = "Head\nWe use Go and snake_case_names, 2 * 3 * 4\n\n• Apply now\n\ncode *star* so";
    assert_eq!(read(body, Markdown), text);
}

#[test]
fn mojibake_is_repaired_only_where_the_way_back_proves_it() {
    assert_eq!(html("<p>donâ\u{80}\u{99}t</p>"), "don’t");
    assert_eq!(read("donâ€™t cafÃ©", Text), "don’t café");
    assert_eq!(read("São Paulo, Ã© and ü", Text), "São Paulo, Ã© and ü");
    assert_eq!(read("MENÜ“ voilà\u{a0}»", Text), "MENÜ“ voilà »");
}

#[test]
fn long_bodies_are_cut_between_characters_and_say_so() {
    let body = "ä".repeat(LONGEST);
    let read = to_text(&body, Text);
    assert!(read.truncated);
    assert_eq!(read.text.len(), LONGEST);
    assert!(!to_text("short", Text).truncated);
}

#[test]
fn hostile_bodies_end() {
    let bombs = [
        "<div>".repeat(40_000),
        "<li><p><a href=x>".repeat(20_000),
        "&lt;".repeat(250_000),
        "&amp;lt;p&amp;gt;".repeat(60_000),
        format!("<p {}>", joined(0..100_000, |i| format!("a{i} "))),
        "<![CDATA[".repeat(100_000),
        "<!--".repeat(250_000),
        "<script>".repeat(100_000),
        "<".repeat(1_000_000),
    ];
    for bomb in bombs {
        let text = html(&bomb);
        assert!(text.len() <= bomb.len());
    }
    for bomb in ["[", "](", "[](", "*a ", "_", "`", "**"] {
        let text = read(&bomb.repeat(300_000), Markdown);
        assert!(text.len() <= 900_000);
    }
}

fn is_clean(text: &str) -> bool {
    let signs = text
        .chars()
        .all(|c| c == '\n' || !(c.is_control() || legible::is_dropped(c)));
    signs && !text.contains("\n\n\n") && !text.contains("  ") && text.trim() == text
}

/// One text of many pieces.
fn joined<T>(items: impl IntoIterator<Item = T>, piece: impl Fn(T) -> String) -> String {
    items.into_iter().map(piece).collect::<Vec<_>>().concat()
}

proptest! {
    #[test]
    fn any_body_reads_as_clean_text(body in "(<[a-z]{1,4}( href='x')?>|</[a-z]{1,4}>|&[a-z]{2,4};|\\PC|\\n|\\r|[\u{0}-\u{20}]|[-*_`#\\[\\]() ]){0,80}") {
        for format in [Html, Text, Markdown] {
            let text = read(&body, format);
            prop_assert!(is_clean(&text), "{format:?} {text:?}");
        }
    }

    #[test]
    fn plain_text_read_twice_stays(body in "([a-zé•* -]{0,8}\\n){0,12}") {
        let once = read(&body, Text);
        prop_assert_eq!(read(&once, Text), once);
    }

    #[test]
    fn words_survive(words in prop::collection::vec("[a-z]{1,9}", 1..20)) {
        let body: String = joined(&words, |word| format!("<li><b>{word}</b></li>"));
        let expected: Vec<_> = words.iter().map(|word| format!("• {word}")).collect();
        prop_assert_eq!(html(&body), expected.join("\n"));
    }
}

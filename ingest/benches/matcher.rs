//! The skill matcher against the `aho-corasick` crate over the same spellings and texts.
//!
//! All of them run on one core over whole texts. What the opponents do is told at each; none of them knows case rules,
//! neighbours, context, other ways to write a space, versions or web addresses, which the matcher heeds as well.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use corpus::Failure;
use divan::Bencher;
use divan::counter::BytesCount;
use entity::content::vocabulary::Vocabulary;
use entity::matcher::Matcher;
use ingest::read;

mod corpus;

struct Ground {
    vocabulary: Vocabulary,
    spellings: Vec<String>,
    texts: Vec<String>,
}

static GROUND: LazyLock<Result<Ground, String>> =
    LazyLock::new(|| ground().map_err(|error| error.to_string()));

fn ground() -> Result<Ground, Failure> {
    let vocabulary = Vocabulary::load()?;
    let spellings = vocabulary.skills.iter().flat_map(|skill| {
        let spellings = skill.spellings();
        spellings.map(|(_, rules)| rules.text).collect::<Vec<_>>()
    });
    let postings = corpus::postings()?;
    let texts = postings.iter().map(|raw| {
        let title = raw.title.as_deref().unwrap_or_default();
        format!("{title}\n\n{}", read::to_text(&raw.body, raw.format).text)
    });
    Ok(Ground {
        spellings: spellings.collect(),
        texts: texts.collect(),
        vocabulary,
    })
}

fn main() -> Result<(), Failure> {
    LazyLock::force(&GROUND).as_ref().map_err(Clone::clone)?;
    divan::main();
    Ok(())
}

/// Runs `count`, which gives a text's number of mentions, over all texts.
fn measure(bencher: Bencher, count: impl Fn(&str) -> usize) {
    let Ok(ground) = &*GROUND else { return };
    let bytes: usize = ground.texts.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| ground.texts.iter().map(|text| count(text)).sum::<usize>());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn waymark(bencher: Bencher) {
    let Ok(ground) = &*GROUND else { return };
    let matcher = Matcher::new(&ground.vocabulary);
    measure(bencher, |text| matcher.find(text).len());
}

fn opponent(kind: AhoCorasickKind, matches: MatchKind) -> Option<AhoCorasick> {
    let ground = GROUND.as_ref().ok()?;
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(kind))
        .match_kind(matches)
        .build(&ground.spellings)
        .ok()
}

/// Finds spellings anywhere, the longest at each place and none overlapping, then drops those inside words: what `go` takes
/// from `cargo` is gone for a spelling that begins there.
#[divan::bench(sample_count = 20, sample_size = 1, args = [AhoCorasickKind::DFA, AhoCorasickKind::ContiguousNFA])]
fn aho_corasick_longest(bencher: Bencher, kind: AhoCorasickKind) {
    let Some(automaton) = opponent(kind, MatchKind::LeftmostLongest) else {
        return;
    };
    measure(bencher, |text| {
        let found = automaton.find_iter(text);
        found.filter(|m| is_whole(text, m.start(), m.end())).count()
    });
}

/// Finds every spelling, drops those inside words, and keeps the longest at each place: the same question, without the rules.
#[divan::bench(sample_count = 20, sample_size = 1, args = [AhoCorasickKind::DFA, AhoCorasickKind::ContiguousNFA])]
fn aho_corasick_whole_words(bencher: Bencher, kind: AhoCorasickKind) {
    let Some(automaton) = opponent(kind, MatchKind::Standard) else {
        return;
    };
    measure(bencher, |text| {
        let mut found: Vec<(usize, usize)> = automaton
            .find_overlapping_iter(text)
            .map(|m| (m.start(), m.end()))
            .filter(|(start, end)| is_whole(text, *start, *end))
            .collect();
        found.sort_unstable_by_key(|(start, end)| (*start, usize::MAX - end));
        let mut last = 0;
        found.retain(|(start, end)| {
            let free = *start >= last;
            last = if free { *end } else { last };
            free
        });
        found.len()
    });
}

fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let part = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii())
    };
    !(part(end) || start > 0 && part(start - 1))
}

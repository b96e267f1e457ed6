//! Answers that were cut or garbled on their way: each is read or refused, and none breaks a source.

use proptest::prelude::*;

use super::{
    Request, Source, adzuna, bundesagentur, hackernews, pinpoint, remoteok, themuse, usajobs,
    weworkremotely,
};
use crate::recordings::target;

/// A source, a board of it, and an answer to its first question.
const ANSWERS: [(&dyn Source, &str, &[u8]); 9] = [
    (
        &adzuna::Adzuna,
        "gb",
        include_bytes!("fixtures/adzuna/page.json"),
    ),
    (
        &bundesagentur::Bundesagentur,
        "was=Koch",
        include_bytes!("fixtures/bundesagentur/list.json"),
    ),
    (
        &hackernews::HackerNews,
        "",
        include_bytes!("fixtures/hackernews/stories.json"),
    ),
    (
        &hackernews::HackerNews,
        "60000001",
        include_bytes!("fixtures/hackernews/thread.json"),
    ),
    (
        &pinpoint::Pinpoint,
        "canalworks",
        include_bytes!("fixtures/pinpoint/postings.json"),
    ),
    (
        &remoteok::RemoteOk,
        "",
        include_bytes!("fixtures/remoteok/api.json"),
    ),
    (
        &themuse::TheMuse,
        "",
        include_bytes!("fixtures/themuse/page.json"),
    ),
    (
        &usajobs::UsaJobs,
        "Keyword=data",
        include_bytes!("fixtures/usajobs/search.json"),
    ),
    (
        &weworkremotely::WeWorkRemotely,
        "",
        include_bytes!("fixtures/weworkremotely/jobs.xml"),
    ),
];

/// The first question to a source.
fn first(source: &dyn Source, board: &str) -> Request {
    source.start(&target(board)).unwrap().remove(0)
}

#[test]
fn an_answer_that_was_cut_is_refused_as_a_whole() {
    for (source, board, body) in ANSWERS {
        let slug = source.card().slug;
        let request = first(source, board);
        let parse = |body| source.parse(&target(board), &request, body);
        assert!(parse(body).is_ok(), "{slug}");
        let text = body.trim_ascii_end();
        for cut in [0, 1, text.len() / 2, text.len() - 1] {
            assert!(parse(&text[..cut]).is_err(), "{slug} cut at {cut}");
        }
    }
}

proptest! {
    #[test]
    fn no_answer_breaks_a_source(
        damages in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        which in any::<prop::sample::Index>(),
    ) {
        let (source, board, body) = ANSWERS[which.index(ANSWERS.len())];
        let mut body = body.to_vec();
        for (at, byte) in damages {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let request = first(source, board);
        if let Ok(answer) = source.parse(&target(board), &request, &body) {
            // What is asked next can be answered by anything, too.
            for next in answer.next {
                let _ = source.parse(&target(board), &next, &body);
            }
        }
    }
}

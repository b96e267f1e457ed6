//! Hacker News' monthly "Who is hiring?" thread through Algolia: the stories of the account that opens it, then the newest one with its
//! comments as a tree. A job is a comment right under the story.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
};
use crate::raw::{BodyFormat, RawPosting};

mod link;

/// The newest "Who is hiring?" thread. A board is the number of an older one.
pub struct HackerNews;

const CARD: Card = Card {
    slug: "hackernews",
    name: "Hacker News: Who is hiring?",
    url: "https://news.ycombinator.com",
    attribution: Some("Comments from Hacker News (https://news.ycombinator.com)"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://hn.algolia.com/api"),
        read_on: "2026-11-22",
        summary: "Public comments through a public endpoint; at most 10,000 requests an hour.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::OptIn,
    complete: true,
};

/// The stories of the account that opens the threads, newest first.
const STORIES: &str =
    "https://hn.algolia.com/api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=20";

/// Where a thread is asked for by its number.
const THREADS: &str = "https://hn.algolia.com/api/v1/items/";

/// The fields of a comment that we know, read or left; `author` is a person.
const FIELDS: [&str; 16] = [
    "id",
    "created_at",
    "created_at_i",
    "updated_at",
    "type",
    "author",
    "title",
    "url",
    "text",
    "points",
    "parent_id",
    "story_id",
    "children",
    "options",
    "deleted",
    "dead",
];

#[derive(Deserialize)]
struct Stories {
    hits: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    #[serde(rename = "objectID")]
    id: String,
    title: Option<String>,
}

#[derive(Deserialize)]
struct Story {
    id: u64,
    title: String,
    children: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Comment {
    id: u64,
    parent_id: Option<u64>,
    text: Option<String>,
    created_at: Option<String>,
    created_at_i: Option<i64>,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    dead: bool,
}

impl Source for HackerNews {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let board = &target.board;
        Ok(vec![if board.is_empty() {
            Request::json(STORIES)
        } else {
            thread(board).ok_or_else(|| {
                format!("`{board}` is no thread: give the number at the end of its address")
            })?
        }])
    }

    fn parse(&self, _: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        if request.url.starts_with(THREADS) {
            comments(body)
        } else {
            newest(body)
        }
    }
}

/// The question for a thread with its comments.
fn thread(id: &str) -> Option<Request> {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Request::json(format!("{THREADS}{id}")))
}

/// The same account asks for freelancers and for people who look for work; only employers speak for themselves here.
fn is_hiring(title: &str) -> bool {
    title.to_ascii_lowercase().contains("who is hiring")
}

fn newest(body: &[u8]) -> Result<Answer, WireError> {
    let stories: Stories = serde_json::from_slice(body)?;
    let mut hits = stories.hits.iter();
    let hiring = hits.find(|hit| hit.title.as_deref().is_some_and(is_hiring));
    let request = hiring.and_then(|hit| thread(&hit.id));
    let request = request.ok_or_else(|| WireError::new("no story asks who is hiring"))?;
    Ok(Answer {
        next: vec![request],
        ..Answer::default()
    })
}

fn comments(body: &[u8]) -> Result<Answer, WireError> {
    let story: Story = serde_json::from_slice(body)?;
    if !is_hiring(&story.title) {
        let (id, title) = (story.id, &story.title);
        return Err(WireError::new(format!(
            "story {id} does not ask who is hiring: `{title}`"
        )));
    }
    let mut answer = Answer {
        listing: Listing::Partial,
        ..Answer::default()
    };
    for json in &story.children {
        answer.take_some(json, &FIELDS, |comment| posting(comment, story.id));
    }
    Ok(answer)
}

/// A posting, unless the comment is gone or answers another one. Who wrote it is nobody's concern, and what it says in its first line is read
/// later: no order is agreed on.
fn posting(comment: Comment, story: u64) -> Option<RawPosting> {
    let is_answer = comment.parent_id.is_some_and(|parent| parent != story);
    if is_answer || comment.deleted || comment.dead {
        return None;
    }
    let text = comment.text.filter(|text| !text.trim().is_empty())?;
    let id = comment.id;
    let second = comment.created_at_i.map(|second| second.to_string());
    Some(RawPosting {
        source: CARD.slug.into(),
        external_id: id.to_string(),
        posted: comment.created_at.or(second),
        url: Some(format!("{}/item?id={id}", CARD.url)),
        body: link::unabridged(&text),
        format: BodyFormat::Html,
        ..RawPosting::default()
    })
}

#[cfg(test)]
mod tests;

//! What is asked of every answer, whatever was sent.

use std::{
    panic,
    sync::{Mutex, Once, PoisonError},
};

use reqwest::Response;
use serde_json::Value;

use super::Asked;

/// The codes that an answer to anything may have.
const CODES: [&str; 11] = [
    "UNAVAILABLE",
    "BAD_REQUEST",
    "INVALID_INPUT",
    "INVALID_QUERY",
    "LIMIT_EXCEEDED",
    "UNAUTHENTICATED",
    "CURSOR_EXPIRED",
    "TIMEOUT",
    "OVERLOADED",
    "RATE_LIMITED",
    "OUTDATED",
];

/// What only a programmer says.
const DEBUG: [&str; 12] = [
    "Some(",
    "None)",
    "Err(",
    "Ok(",
    "DbErr",
    "Sqlx",
    "RuntimeErr",
    "panicked",
    ".rs:",
    "unwrap",
    "ParseIntError",
    "\\\\u{",
];

/// What came of a question.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The codes of its errors.
    pub(super) codes: Vec<String>,
    /// Their messages.
    pub(super) messages: Vec<String>,
}

impl Verdict {
    /// What came of a question; fails if that is none of what may come.
    pub(super) async fn of(response: Response, asked: &Asked) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.expect("a text");
        let answer: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {status} {text}\n{}", brief(asked)));
        let verdict = Self::judge(&answer).unwrap_or_else(|fault| {
            panic!(
                "{fault}: {status} {}\n{}",
                &text[..floor(&text, 2_000)],
                brief(asked)
            )
        });
        let by_design = verdict
            .codes
            .iter()
            .any(|code| code == "TIMEOUT" || code == "OVERLOADED");
        assert!(
            status < 500 || status == 503 && by_design,
            "{status} {text}\n{}",
            brief(asked)
        );
        verdict
    }

    /// What an answer tells.
    pub(super) fn judge(answer: &Value) -> Result<Self, String> {
        let errors = answer["errors"].as_array();
        let mut verdict = Self {
            codes: Vec::new(),
            messages: Vec::new(),
        };
        if errors.is_none_or(Vec::is_empty) && !answer["data"].is_object() {
            return Err("neither data nor errors".to_owned());
        }
        for error in errors.into_iter().flatten() {
            let code = error["extensions"]["code"].as_str().unwrap_or("none");
            let message = error["message"].as_str().unwrap_or("");
            if !CODES.contains(&code) {
                return Err(format!("code {code}"));
            }
            if message.is_empty() || DEBUG.iter().any(|word| message.contains(word)) {
                return Err(format!("message {message:?}"));
            }
            verdict.codes.push(code.to_owned());
            verdict.messages.push(message.to_owned());
        }
        Ok(verdict)
    }

    /// Whether nothing was wrong.
    pub(super) fn is_fine(&self) -> bool {
        self.codes.is_empty()
    }
}

/// A question, as far as somebody would read it.
fn brief(asked: &Asked) -> String {
    let variables = asked.variables.to_string();
    format!(
        "{}\n{}",
        &asked.query[..floor(&asked.query, 3_000)],
        &variables[..floor(&variables, 2_000)]
    )
}

/// The end of so many bytes of a text, between characters.
fn floor(text: &str, bytes: usize) -> usize {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on panics of the product are remembered, on whatever thread of this process; those of tests are their own business.
pub(super) fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            let place = told.location().map_or("", |place| place.file());
            if !place.contains("tests/") {
                let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
                panics.push(told.to_string());
            }
            usual(told);
        }));
    });
}

/// Nothing of the product has panicked so far.
pub(super) fn nothing_panicked() {
    let panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(panics.is_empty(), "{panics:?}");
}

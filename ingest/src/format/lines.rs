//! Our JSON lines: one object a line. Fields: `source`, `id`, `title`, `company`, `location` (text or a list), `date`,
//! `observed`, `closes`, `url`, `html_or_text`, `format`, `salary_raw` (text, numbers or a feed's own object), `country`, `remote`.

use std::io::{BufRead, Read};

use serde::Deserialize;
use serde_json::Value;

use super::{FormatError, LONGEST_RECORD, Record};
use crate::raw::{BodyFormat, RawPosting};
use crate::source::pay;

pub(super) fn read(
    mut reader: Box<dyn BufRead + Send>,
    default_source: &str,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), FormatError> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let length = (&mut reader)
            .take(LONGEST_RECORD)
            .read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        let result = if length as u64 == LONGEST_RECORD && !line.ends_with(b"\n") {
            skip_line(&mut reader)?;
            Err(format!("the line is longer than {LONGEST_RECORD} bytes"))
        } else if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        } else {
            posting(&line, default_source)
        };
        let position = format!("line {number}");
        if !take(Record { position, result }) {
            return Err(FormatError::Stopped);
        }
    }
    Ok(())
}

fn skip_line(reader: &mut Box<dyn BufRead + Send>) -> Result<(), FormatError> {
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |at| at + 1);
        reader.consume(length);
        if end.is_some() || length == 0 {
            return Ok(());
        }
    }
}

/// One line's object. Numbers are welcome where texts are expected: feeds disagree about ids and dates.
#[derive(Deserialize)]
struct Line {
    source: Option<String>,
    id: Option<Value>,
    title: Option<String>,
    company: Option<String>,
    location: Option<Value>,
    date: Option<Value>,
    observed: Option<Value>,
    closes: Option<Value>,
    url: Option<String>,
    html_or_text: Option<String>,
    format: Option<String>,
    salary_raw: Option<Value>,
    country: Option<String>,
    remote: Option<Value>,
}

fn posting(line: &[u8], default_source: &str) -> Result<RawPosting, String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let url = filled(line.url);
    let external_id = scalar(line.id)
        .or_else(|| url.clone())
        .ok_or("neither `id` nor `url` is there to tell the posting by")?;
    Ok(RawPosting {
        source: source(filled(line.source), default_source)?,
        external_id,
        title: filled(line.title),
        company: filled(line.company),
        locations: texts(line.location),
        country: filled(line.country),
        remote: scalar(line.remote),
        posted: scalar(line.date),
        observed: scalar(line.observed),
        closes: scalar(line.closes),
        url,
        body: line.html_or_text.unwrap_or_default(),
        format: body_format(line.format.as_deref())?,
        pay: line.salary_raw.as_ref().and_then(pay::from_json),
    })
}

/// What `format` may say; HTML if it says nothing.
pub(super) fn body_format(name: Option<&str>) -> Result<BodyFormat, String> {
    match name.map(str::trim).unwrap_or_default() {
        "" | "html" | "html-hn" | "html-escaped" => Ok(BodyFormat::Html),
        "text" | "plain" => Ok(BodyFormat::Text),
        "markdown" => Ok(BodyFormat::Markdown),
        other => Err(format!(
            "`format` is `{other}`: use html, html-hn, html-escaped, text or markdown"
        )),
    }
}

/// The slug of a record's source: a name that a report can show and Postgres can store.
pub(super) fn source(named: Option<String>, default_source: &str) -> Result<String, String> {
    const LONGEST: usize = 100;
    let source = named.unwrap_or_else(|| default_source.to_owned());
    if source.chars().count() > LONGEST || source.chars().any(char::is_control) {
        return Err(format!(
            "`source` is no name: wanted are at most {LONGEST} letters, none of them a control character"
        ));
    }
    Ok(source)
}

/// A text that says something: feeds write `""` and `"None"` for nothing.
pub(super) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !matches!(text.trim(), "" | "None" | "null"))
}

fn scalar(value: Option<Value>) -> Option<String> {
    match value? {
        Value::String(text) => filled(Some(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// One text or a list of them; a record, such as an address, as it stands.
pub(crate) fn texts(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values.into_iter().flat_map(|v| texts(Some(v))).collect(),
        Some(record @ Value::Object(_)) => vec![record.to_string()],
        other => scalar(other).into_iter().collect(),
    }
}

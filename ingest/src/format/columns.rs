//! CSV with a header: separated by comma, semicolon or tab; columns are known by common names, in any order.

use std::io::BufRead;

use csv::{ReaderBuilder, StringRecord};

use super::lines::{body_format, filled, source};
use super::{FormatError, Record};
use crate::raw::{RawPay, RawPosting};

/// What a column can hold, with the header names by which it is known.
const COLUMNS: [(&str, &[&str]); 14] = [
    ("source", &["source", "board"]),
    ("id", &["id", "job_id", "posting_id", "external_id"]),
    ("title", &["title", "job_title", "position"]),
    (
        "company",
        &["company", "company_name", "employer", "organization"],
    ),
    (
        "location",
        &["location", "job_location", "city", "locations"],
    ),
    ("country", &["country", "country_code"]),
    ("remote", &["remote", "work_mode", "workplace_type"]),
    (
        "date",
        &["date", "posted", "posted_on", "date_posted", "published_at"],
    ),
    ("closes", &["closes", "expires", "valid_through"]),
    ("observed", &["observed", "seen", "scraped_at"]),
    ("url", &["url", "link", "job_url"]),
    (
        "body",
        &[
            "html_or_text",
            "description",
            "text",
            "html",
            "job_description",
            "body",
        ],
    ),
    ("format", &["format"]),
    ("salary", &["salary_raw", "salary", "pay", "compensation"]),
];

pub(super) fn read(
    mut reader: Box<dyn BufRead + Send>,
    default_source: &str,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), FormatError> {
    let delimiter = delimiter(reader.fill_buf()?);
    let mut csv = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(reader);
    let header = Header::new(csv.headers().map_err(|error| broken(&error))?)?;
    let mut row = StringRecord::new();
    loop {
        let line = csv.position().line();
        let result = match csv.read_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => header.posting(&row, default_source),
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                Err("the row is not UTF-8".to_owned())
            }
            Err(error) => return Err(broken(&error)),
        };
        let position = format!("line {line}");
        if !take(Record { position, result }) {
            return Err(FormatError::Stopped);
        }
    }
}

fn broken(error: &csv::Error) -> FormatError {
    FormatError::Malformed(error.to_string())
}

/// The separator that the header has most of.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|byte| *byte == b'\n').next().unwrap_or(start);
    let count = |separator: u8| header.iter().filter(|byte| **byte == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

/// Which field each column holds.
pub(super) struct Header(Vec<Option<&'static str>>);

impl Header {
    pub(super) fn new(names: &StringRecord) -> Result<Self, FormatError> {
        let fields: Vec<_> = names.iter().map(field).collect();
        let missing: Vec<_> = ["title", "body"]
            .into_iter()
            .filter(|wanted| !fields.contains(&Some(wanted)))
            .collect();
        if missing.is_empty() {
            return Ok(Self(fields));
        }
        Err(FormatError::Malformed(format!(
            "the CSV header has no column for {}: name them e.g. `title` and `description`",
            missing.join(" and ")
        )))
    }

    fn get(&self, row: &StringRecord, wanted: &str) -> Option<String> {
        let index = self.0.iter().position(|field| *field == Some(wanted))?;
        filled(row.get(index).map(str::to_owned))
    }

    fn posting(&self, row: &StringRecord, default_source: &str) -> Result<RawPosting, String> {
        let get = |field| self.get(row, field);
        let external_id = get("id")
            .or_else(|| get("url"))
            .ok_or("neither an id nor a url is there to tell the posting by")?;
        Ok(RawPosting {
            source: source(get("source"), default_source)?,
            external_id,
            title: get("title"),
            company: get("company"),
            locations: get("location").into_iter().collect(),
            country: get("country"),
            remote: get("remote"),
            posted: get("date"),
            observed: get("observed"),
            closes: get("closes"),
            url: get("url"),
            body: get("body").unwrap_or_default(),
            format: body_format(get("format").as_deref())?,
            pay: get("salary").map(RawPay::Text),
        })
    }
}

/// The field that a header name stands for.
fn field(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let known = |names: &&[&str]| names.contains(&name.as_str());
    COLUMNS
        .iter()
        .find(|(_, names)| known(names))
        .map(|(field, _)| *field)
}

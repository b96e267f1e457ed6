//! A JSON document that is an array of jobs, or an object with one under `jobs`: read job by job, never whole.

use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{FormatError, Record};
use crate::raw::RawPosting;

type Parse<'a> = &'a dyn Fn(&str) -> Result<RawPosting, String>;

pub(super) fn read(
    reader: Box<dyn BufRead + Send>,
    parse: Parse<'_>,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), FormatError> {
    let mut stopped = false;
    let mut jobs = Jobs {
        parse,
        take,
        count: 0,
        stopped: &mut stopped,
    };
    let mut json = serde_json::Deserializer::from_reader(reader);
    let result = Document(&mut jobs).deserialize(&mut json);
    let count = jobs.count;
    if stopped {
        return Err(FormatError::Stopped);
    }
    result.map_err(|error| {
        FormatError::Malformed(format!("the JSON breaks off after job {count}: {error}"))
    })
}

/// What the jobs of a document are handed to.
struct Jobs<'a> {
    parse: Parse<'a>,
    take: &'a mut dyn FnMut(Record) -> bool,
    count: usize,
    stopped: &'a mut bool,
}

impl Jobs<'_> {
    fn take_one<E: Error>(&mut self, job: &RawValue) -> Result<(), E> {
        self.count += 1;
        let record = Record {
            position: format!("job {}", self.count),
            result: (self.parse)(job.get()),
        };
        if (self.take)(record) {
            return Ok(());
        }
        *self.stopped = true;
        Err(E::custom("stopped"))
    }
}

/// The whole document.
struct Document<'a, 'b>(&'a mut Jobs<'b>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of jobs, or an object with an array `jobs`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "jobs" {
                found = true;
                map.next_value_seed(Document(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found {
            Ok(())
        } else {
            Err(A::Error::missing_field("jobs"))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(job) = seq.next_element::<Box<RawValue>>()? {
            self.0.take_one(&job)?;
        }
        Ok(())
    }
}

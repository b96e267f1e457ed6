//! One long JSON array, handed over in arrays of some of its elements as it comes in.

use super::body::Body;
use super::error::FetchError;
use super::gate::Permit;
use super::validator::Validator;

mod splitter;

use splitter::{Damage, Splitter};

/// An answer that is read in stretches; the host waits while a stretch is stored.
pub struct Stretches {
    body: Body,
    splitter: Splitter,
    validator: Option<Validator>,
    _permit: Permit,
}

impl Stretches {
    pub(super) fn new(body: Body, permit: Permit, validator: Option<Validator>) -> Self {
        Self {
            body,
            splitter: Splitter::default(),
            validator,
            _permit: permit,
        }
    }

    /// The next elements, as a JSON array of their own; `None` once the array has ended as it should. An empty array is one empty
    /// stretch.
    ///
    /// # Errors
    /// When the answer breaks off, is no array, or is larger than what is taken in.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, FetchError> {
        loop {
            if let Some(stretch) = self.splitter.take() {
                return Ok(Some(stretch));
            }
            let fed = match self.body.next().await? {
                Some(bytes) => self.splitter.push(&bytes),
                None => match self.splitter.finish() {
                    Ok(()) => return Ok(None),
                    Err(damage) => Err(damage),
                },
            };
            fed.map_err(|damage| self.error(damage))?;
        }
    }

    /// By what the host recognises the answer, to be stored once all of it has been.
    #[must_use]
    pub fn validator(&self) -> Option<&Validator> {
        self.validator.as_ref()
    }

    fn error(&self, damage: Damage) -> FetchError {
        let host = self.body.host();
        match damage {
            Damage::CutOff => {
                FetchError::temporary(host, "broke off in the middle of a long JSON array")
            }
            Damage::NoArray => FetchError::unexpected(host, "did not answer with one JSON array"),
            Damage::HugeElement => {
                FetchError::unexpected(host, "sent a record of more than 16 MiB")
            }
        }
    }
}

//! What a source wants asked: plain data, so that a run can be stopped after any answer and go on from what is left to ask.

use serde::{Deserialize, Serialize};

use super::answer::WireError;

/// One request. Keys are no part of it: the client adds them as the card says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Where to ask.
    pub url: String,
    /// The media type that the source answers with.
    pub accept: Accept,
    /// JSON to post; a plain GET without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// What the answer will hold.
    #[serde(default)]
    pub step: Step,
    /// Whether the answer is one long JSON array, to be parsed in stretches of it as it comes in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stretches: bool,
}

/// A media type to ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accept {
    /// JSON.
    #[default]
    Json,
    /// XML, RSS among it.
    Xml,
    /// A web page.
    Html,
}

/// What an answer will hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Several postings, or where to find them.
    #[default]
    List,
    /// A posting, or several, of which a list gave only the outline.
    Detail {
        /// What is known of it so far, as the source that asks needs it.
        outline: String,
        /// The external id of the one posting that the answer will tell of, where it is one: while the outline stays the same
        /// it need not be asked for again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posting: Option<String>,
    },
}

impl Request {
    /// A plain question for JSON.
    #[must_use]
    pub fn json(url: impl Into<String>) -> Self {
        Self::get(url, Accept::Json)
    }

    /// A plain question for XML.
    #[must_use]
    pub fn xml(url: impl Into<String>) -> Self {
        Self::get(url, Accept::Xml)
    }

    /// A plain question for a web page.
    #[must_use]
    pub fn html(url: impl Into<String>) -> Self {
        Self::get(url, Accept::Html)
    }

    /// The same question for the posting of which only an outline is known.
    #[must_use]
    pub fn detail(mut self, outline: impl Into<String>) -> Self {
        self.step = Step::Detail {
            outline: outline.into(),
            posting: None,
        };
        self
    }

    /// The same question for the details of one posting, of which the source has given an outline.
    #[must_use]
    pub fn details_of(self, external_id: impl Into<String>, outline: impl Into<String>) -> Self {
        let mut request = self.detail(outline);
        if let Step::Detail { posting, .. } = &mut request.step {
            *posting = Some(external_id.into());
        }
        request
    }

    /// The same question, whose answer is one JSON array too long to be held whole: `parse` is given arrays of some of its
    /// elements, one after another.
    #[must_use]
    pub fn in_stretches(mut self) -> Self {
        self.stretches = true;
        self
    }

    /// The number that ends the address: where a page begins.
    pub(super) fn begins_at(&self) -> Result<usize, WireError> {
        let number = self.url.rsplit_once('=').map(|(_, number)| number.parse());
        match number {
            Some(Ok(number)) => Ok(number),
            _ => Err(WireError::new("the address names no page")),
        }
    }

    fn get(url: impl Into<String>, accept: Accept) -> Self {
        Self {
            url: url.into(),
            accept,
            post: None,
            step: Step::List,
            stretches: false,
        }
    }
}

/// A text as a value in an address.
pub(super) fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded = text.bytes().map(|byte| {
        if is_plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_an_address_ends_where_it_ends() {
        assert_eq!(encoded("a-Z_0.~"), "a-Z_0.~");
        assert_eq!(encoded("a&b=c+d/ é"), "a%26b%3Dc%2Bd%2F%20%C3%A9");
    }
}

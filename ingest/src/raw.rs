//! A posting as some file or source gave it: nothing interpreted yet.

use std::borrow::Cow;

/// One advertised job before anything was read into it. Every parser of files and sources makes these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPosting {
    /// Slug of the source, e.g. `ashby`.
    pub source: String,
    /// The posting's id at its source.
    pub external_id: String,
    /// Title as posted.
    pub title: Option<String>,
    /// Employer as posted.
    pub company: Option<String>,
    /// Locations as posted, one string each; a string may name several places.
    pub locations: Vec<String>,
    /// Country as the source's own field gives it: a name or a code.
    pub country: Option<String>,
    /// What the source's own fields say about remote work, e.g. `Hybrid`, `remote`, `true`, `false`.
    pub remote: Option<String>,
    /// Day or moment of posting, in any of the forms that `normalise::time` reads.
    pub posted: Option<String>,
    /// Day or moment on which the source showed the posting as open, if the record says so.
    pub observed: Option<String>,
    /// Last day or moment on which the source means to show it as open, in any of the forms that `normalise::time` reads.
    pub closes: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
    /// The description.
    pub body: String,
    /// What the description is written in.
    pub format: BodyFormat,
    /// Pay as posted.
    pub pay: Option<RawPay>,
}

/// What a description is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyFormat {
    /// HTML, possibly escaped once as a whole: the reader finds out.
    #[default]
    Html,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

/// Pay as posted.
#[derive(Clone, Debug, PartialEq)]
pub enum RawPay {
    /// Words, e.g. `$120k – $150k a year`.
    Text(String),
    /// Amounts that the source gives as fields of their own.
    Amounts {
        /// Lower end.
        min: Option<rust_decimal::Decimal>,
        /// Upper end.
        max: Option<rust_decimal::Decimal>,
        /// ISO 4217 code as given.
        currency: Option<String>,
        /// What the amounts are for, as given, e.g. `1 YEAR`, `hourly`, `per-year-salary`.
        period: Option<String>,
    },
}

impl RawPay {
    /// The pay in one line, for people.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Amounts {
                min,
                max,
                currency,
                period,
            } => {
                let amounts = [min, max]
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("–");
                let words = [
                    Some(amounts.as_str()),
                    currency.as_deref(),
                    period.as_deref(),
                ];
                Cow::Owned(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
            }
        }
    }
}

//! From a raw posting to facts: pure, the same on every machine.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use entity::content::ContentError;
use entity::content::role::{self, RoleEntry};
use entity::content::vocabulary::Vocabulary;
use entity::matcher::Matcher;
use entity::posting::Seniority;

use crate::duplicate::Signature;
use crate::explain::{ClosedSection, ExplainedPlace};
use crate::extract::{self, AskedSkill, Phrases};
use crate::facts::{Facts, SkillFact};
use crate::gazetteer::Gazetteer;
use crate::normalise::pay::Pay;
use crate::normalise::place::{self, PlaceInput, PlaceReading};
use crate::normalise::title::TitleReader;
use crate::normalise::{company, header, pay, personal};
use crate::raw::{RawPay, RawPosting};
use crate::read;
use crate::store::VocabularyKey;
use crate::why::Reason;

mod guarded;
mod scalars;
mod times;

pub(crate) use guarded::BUG;

use scalars::Scalars;
use times::Times;

/// A shorter description is a snippet: it is kept, but not judged by what it does not name.
const SHORTEST_DESCRIPTION: usize = 80;
/// A longer title is cut: it is a line of text that took a title's place.
const LONGEST_TITLE: usize = 200;
/// What snippets end with.
const CUT_MARKS: [&str; 4] = ["…", "...", "[…]", "READ MORE"];

/// Everything that reading needs to know, loaded once.
pub struct Reader {
    /// The skills there are.
    pub vocabulary: Vocabulary,
    /// The roles there are.
    pub roles: Vec<RoleEntry>,
    slugs: Vec<String>,
    matcher: Matcher,
    phrases: Phrases,
    titles: TitleReader,
    gazetteer: &'static Gazetteer,
}

/// When the records of a file were seen.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The day on which they were seen open, as the importer was told.
    pub day: Option<NaiveDate>,
    /// Whether the file lists what is open now, rather than what was ever posted.
    pub is_listing: bool,
}

impl Reader {
    /// Loads the vocabulary, the roles, the rules and the gazetteer that the product ships.
    ///
    /// # Errors
    /// With file and line at the first mistake in the content.
    pub fn load() -> Result<Self, ContentError> {
        Self::with(Vocabulary::load()?)
    }

    /// Loads all that but the vocabulary, which is given.
    ///
    /// # Errors
    /// With file and line at the first mistake in the content.
    pub fn with(vocabulary: Vocabulary) -> Result<Self, ContentError> {
        let roles = role::load()?;
        Ok(Self {
            slugs: vocabulary
                .skills
                .iter()
                .map(|skill| skill.slug.value.clone())
                .collect(),
            matcher: Matcher::new(&vocabulary),
            phrases: Phrases::load()?,
            titles: TitleReader::new(&roles)?,
            gazetteer: Gazetteer::embedded().map_err(Clone::clone)?,
            vocabulary,
            roles,
        })
    }

    /// What the store needs to know of the vocabulary.
    #[must_use]
    pub fn vocabulary_key(&self) -> VocabularyKey<'_> {
        VocabularyKey {
            version: &self.vocabulary.version,
            slugs: &self.slugs,
        }
    }

    /// Reads one posting.
    ///
    /// # Errors
    /// With the reason why it is none: nothing to read in it, or a date that cannot be.
    pub fn read(&self, raw: &RawPosting, observation: Observation) -> Result<Facts, String> {
        let body = read::to_text(&raw.body, raw.format);
        let description = personal::without(&body.text);
        let mut lines = description.lines().filter(|line| !line.trim().is_empty());
        let first_line = lines.next().unwrap_or_default();
        let header = header::read(first_line, &self.titles);
        let title = title(raw.title.as_deref(), header.title.as_deref(), first_line)?;
        let times = Times::read(raw, observation)?;
        let text = format!("{title}\n\n{description}");
        let company = impersonal(raw.company.as_deref()).or(header.company);
        let locations = if raw.locations.is_empty() {
            header.location.into_iter().collect()
        } else {
            let texts = raw
                .locations
                .iter()
                .filter_map(|text| impersonal(Some(text.as_str())));
            texts.collect::<Vec<_>>()
        };
        let remote = header.remote.then_some("remote");
        let stated = self.stated(&Statement {
            title: &title,
            locations: &locations,
            country: raw.country.as_deref(),
            remote: raw.remote.as_deref().or(remote),
            pay: raw.pay.as_ref(),
        });
        let pay_text = raw.pay.as_ref().map(RawPay::to_text);
        let facts = Facts {
            id: entity::hash::posting_id(&raw.source, &raw.external_id),
            source: raw.source.clone(),
            external_id: external_id(&raw.external_id),
            company: company.as_deref().and_then(company::read),
            role: stated.role,
            seniority: stated.seniority,
            location: Some(locations.join("; ")).filter(|text| !text.is_empty()),
            places: stated.place.places.iter().map(place::Place::code).collect(),
            place_resolved: stated.place.resolved,
            work_mode: stated.place.work_mode,
            remote_scope: stated.place.remote_scope,
            pay_text: impersonal(pay_text.as_deref()),
            pay: stated.pay,
            posted_on: times.posted_on,
            first_seen: times.first_seen,
            last_seen: times.last_seen,
            expires_at: times.expires_at,
            // A long number in an address is an id.
            url: raw.url.clone().filter(|url| !personal::has_email(url)),
            complete: !body.truncated && is_complete(&description),
            skills: self.demand(&text, company.as_deref()),
            title,
            text,
            signature: None,
        };
        Ok(Facts {
            signature: Signature::of(&facts, self.gazetteer),
            ..facts
        })
    }

    /// What a posting says in its fields, apart from its description.
    #[must_use]
    pub fn stated(&self, statement: &Statement<'_>) -> Stated {
        let meant = Meant::new(statement);
        let titled = self.titles.read(&meant.title);
        let place = place::read(self.gazetteer, &meant.place());
        let country = place.places.first().map(|place| place.country.as_str());
        Stated {
            role: titled
                .role
                .map(|index| self.roles[index].slug.value.clone()),
            seniority: titled.seniority,
            pay: meant.pay.and_then(|pay| pay::read(&pay, country)),
            place,
        }
    }

    /// Why the fields were read as they were.
    #[must_use]
    pub fn stated_reasons(&self, statement: &Statement<'_>) -> Vec<Reason> {
        let meant = Meant::new(statement);
        let mut reasons = self.titles.reasons(&meant.title, &self.roles);
        reasons.extend(place::reasons(self.gazetteer, &meant.place()));
        let place = place::read(self.gazetteer, &meant.place());
        let country = place.places.first().map(|place| place.country.as_str());
        reasons.extend(meant.pay.iter().flat_map(|pay| pay::reasons(pay, country)));
        reasons
    }

    /// One place with its city's name.
    #[must_use]
    pub fn explain_place(&self, place: &place::Place) -> ExplainedPlace {
        let city = self.gazetteer.region(&place.code());
        let city = city.filter(|_| place.city.is_some());
        ExplainedPlace {
            country: place.country.clone(),
            subdivision: place.subdivision.clone(),
            city: city.map(|city| self.gazetteer.name(city).to_owned()),
            geonames_id: place.city,
        }
    }

    /// The skills that a text names, its first line being the title; those it only declines are negated.
    #[must_use]
    pub fn skills(&self, text: &str, company: Option<&str>) -> Vec<SkillFact> {
        let (vocabulary, matcher) = (&self.vocabulary, &self.matcher);
        evidence(
            text,
            extract::skills(text, company, vocabulary, matcher, &self.phrases),
        )
    }

    /// The stretches of a text whose words do not count.
    #[must_use]
    pub fn closed_sections(&self, text: &str) -> Vec<ClosedSection> {
        let closed = extract::closed(text, &self.phrases);
        let ends = closed.iter().flat_map(|part| [part.span.0, part.span.1]);
        let scalars = Scalars::new(text, ends.collect());
        let section = |part: &extract::Closed| ClosedSection {
            section: part.section,
            heading: text[part.heading.0..part.heading.1].trim().to_owned(),
            start: scalars.of(part.span.0),
            end: scalars.of(part.span.1),
        };
        closed.iter().map(section).collect()
    }

    /// Why each mention of a skill in a text counts as it does.
    #[must_use]
    pub fn skill_reasons(&self, text: &str) -> Vec<Reason> {
        extract::reasons(text, &self.vocabulary, &self.matcher, &self.phrases)
    }

    /// The skills that a text asks for: what it declines is no demand.
    pub(crate) fn demand(&self, text: &str, company: Option<&str>) -> Vec<SkillFact> {
        let mut skills = self.skills(text, company);
        skills.retain(|skill| !skill.negated);
        skills
    }
}

/// The fields of a posting.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// Title.
    pub title: &'a str,
    /// Locations, one string each.
    pub locations: &'a [String],
    /// Country, as a name or a code.
    pub country: Option<&'a str>,
    /// What is said of remote work.
    pub remote: Option<&'a str>,
    /// Pay.
    pub pay: Option<&'a RawPay>,
}

/// The fields of a posting as they were meant: legible, mojibake repaired.
struct Meant<'s> {
    title: String,
    locations: Vec<String>,
    country: Option<Cow<'s, str>>,
    remote: Option<&'s str>,
    pay: Option<Cow<'s, RawPay>>,
}

impl<'s> Meant<'s> {
    fn new(statement: &Statement<'s>) -> Self {
        let meant = |text: &String| read::meant(text).into_owned();
        Self {
            title: shortened(&read::meant(statement.title)),
            locations: statement.locations.iter().map(meant).collect(),
            country: statement.country.map(read::meant),
            remote: statement.remote,
            pay: statement.pay.map(|pay| match pay {
                RawPay::Text(text) => Cow::Owned(RawPay::Text(meant(text))),
                amounts @ RawPay::Amounts { .. } => Cow::Borrowed(amounts),
            }),
        }
    }

    fn place(&self) -> PlaceInput<'_> {
        PlaceInput {
            locations: &self.locations,
            country: self.country.as_deref(),
            remote: self.remote,
            title: Some(&self.title),
        }
    }
}

/// What the fields of a posting mean.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Slug of the role.
    pub role: Option<String>,
    /// Level.
    pub seniority: Option<Seniority>,
    /// Where it is.
    pub place: PlaceReading,
    /// Pay.
    pub pay: Option<Pay>,
}

fn title(
    posted: Option<&str>,
    in_header: Option<&str>,
    first_line: &str,
) -> Result<String, String> {
    let posted = posted.map(|title| {
        personal::without(&read::meant(title))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let title = posted
        .filter(|title| !title.is_empty())
        .or_else(|| in_header.map(str::to_owned))
        .unwrap_or_else(|| first_line.to_owned());
    if title.is_empty() {
        return Err(
            "it has neither a title nor a text (what belongs to a person does not count)".into(),
        );
    }
    Ok(shortened(&title))
}

fn shortened(title: &str) -> String {
    title.chars().take(LONGEST_TITLE).collect()
}

/// A field, unless it carries somebody's address or number.
fn impersonal(field: Option<&str>) -> Option<String> {
    field
        .map(read::meant)
        .filter(|text| !personal::is_personal(text))
        .map(Cow::into_owned)
}

/// The posting's id at its source. One that is somebody's address, as where a `mailto:` link is all there is, is kept as a hash.
fn external_id(id: &str) -> String {
    if personal::has_email(id) {
        format!("{:016x}", entity::hash::stable(&[id]))
    } else {
        id.to_owned()
    }
}

fn is_complete(text: &str) -> bool {
    let text = text.trim_end();
    text.len() >= SHORTEST_DESCRIPTION && !CUT_MARKS.iter().any(|mark| text.ends_with(mark))
}

/// The skills with their spans counted in Unicode scalar values, as clients count them.
fn evidence(text: &str, asked: Vec<AskedSkill>) -> Vec<SkillFact> {
    let ends = asked
        .iter()
        .flat_map(|skill| skill.spans.iter().flat_map(|(start, end)| [*start, *end]));
    let scalars = Scalars::new(text, ends.collect());
    let fact = |skill: AskedSkill| SkillFact {
        skill: skill.skill,
        requirement: skill.requirement,
        negated: skill.negated,
        years: skill.years,
        spans: skill
            .spans
            .iter()
            .map(|(start, end)| (scalars.of(*start), scalars.of(*end)))
            .collect(),
    };
    asked.into_iter().map(fact).collect()
}

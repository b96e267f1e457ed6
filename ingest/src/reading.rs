//! From a raw posting to facts: pure, the same on every machine.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::content::ContentError;
use entity::content::requirement::RequirementRules;
use entity::content::role::{self, RoleEntry};
use entity::content::vocabulary::Vocabulary;
use entity::matcher::Matcher;
use entity::posting::Seniority;

use crate::explain::ExplainedPlace;
use crate::extract::{self, AskedSkill};
use crate::facts::{Facts, SkillFact};
use crate::gazetteer::Gazetteer;
use crate::normalise::pay::Pay;
use crate::normalise::place::{self, PlaceInput, PlaceReading};
use crate::normalise::title::TitleReader;
use crate::normalise::{company, header, pay, personal, time};
use crate::raw::{RawPay, RawPosting};
use crate::read;
use crate::store::VocabularyKey;

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
    rules: RequirementRules,
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
            rules: RequirementRules::load()?,
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
        Ok(Facts {
            id: entity::hash::posting_id(&raw.source, &raw.external_id),
            source: raw.source.clone(),
            external_id: raw.external_id.clone(),
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
            // A long number in an address is an id.
            url: raw.url.clone().filter(|url| !personal::has_email(url)),
            complete: !body.truncated && is_complete(&description),
            skills: self.skills(&text),
            title,
            text,
        })
    }

    /// What a posting says in its fields, apart from its description.
    #[must_use]
    pub fn stated(&self, statement: &Statement<'_>) -> Stated {
        let titled = self.titles.read(statement.title);
        let place = place::read(
            self.gazetteer,
            &PlaceInput {
                locations: statement.locations,
                country: statement.country,
                remote: statement.remote,
                title: Some(statement.title),
            },
        );
        let country = place.places.first().map(|place| place.country.as_str());
        Stated {
            role: titled
                .role
                .map(|index| self.roles[index].slug.value.clone()),
            seniority: titled.seniority,
            pay: statement.pay.and_then(|pay| pay::read(pay, country)),
            place,
        }
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

    /// The skills that a text asks for, its first line being the title.
    #[must_use]
    pub fn skills(&self, text: &str) -> Vec<SkillFact> {
        evidence(text, extract::skills(text, &self.matcher, &self.rules))
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
        personal::without(title)
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
    Ok(title
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_TITLE)
        .collect())
}

/// A field, unless it carries somebody's address or number.
fn impersonal(field: Option<&str>) -> Option<String> {
    field
        .filter(|text| !personal::is_personal(text))
        .map(str::to_owned)
}

fn is_complete(text: &str) -> bool {
    let text = text.trim_end();
    text.len() >= SHORTEST_DESCRIPTION && !CUT_MARKS.iter().any(|mark| text.ends_with(mark))
}

/// The times of a posting.
struct Times {
    posted_on: Option<NaiveDate>,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
}

impl Times {
    /// A posting is known to have been open on the day it was posted and on the day it was observed; a file that says neither
    /// shows it as open now.
    fn read(raw: &RawPosting, observation: Observation) -> Result<Self, String> {
        let now = observation.now;
        let moment = |text: &Option<String>| {
            let read = |text: &String| time::read(text, now).map_err(|error| error.to_string());
            text.as_ref().map(read).transpose()
        };
        let posted = moment(&raw.posted)?;
        let observed = moment(&raw.observed)?.map(|moment| moment.instant);
        let told = observation
            .day
            .map(|day| day.and_time(NaiveTime::MIN).and_utc());
        let listed = observation.is_listing.then_some(now);
        let seen = observed
            .or(told)
            .or(listed)
            .or(posted.map(|moment| moment.instant))
            .unwrap_or(now);
        let posted_at = posted.map_or(seen, |moment| moment.instant);
        Ok(Self {
            posted_on: posted.map(|moment| moment.day),
            first_seen: posted_at.min(seen),
            last_seen: posted_at.max(seen),
        })
    }
}

/// The skills with their spans counted in Unicode scalar values, as clients count them.
fn evidence(text: &str, asked: Vec<AskedSkill>) -> Vec<SkillFact> {
    let mut bytes: Vec<usize> = asked
        .iter()
        .flat_map(|skill| skill.spans.iter().flat_map(|(start, end)| [*start, *end]))
        .collect();
    bytes.sort_unstable();
    let mut scalars = Vec::with_capacity(bytes.len());
    let (mut at, mut count) = (0, 0_i32);
    for byte in &bytes {
        let more = text[at..*byte].chars().count();
        count = count.saturating_add(i32::try_from(more).unwrap_or(i32::MAX));
        at = *byte;
        scalars.push(count);
    }
    // Every byte position is in the list, so the search always finds one.
    let scalar = |byte: usize| scalars[bytes.partition_point(|known| *known < byte)];
    let fact = |skill: AskedSkill| SkillFact {
        skill: skill.skill,
        requirement: skill.requirement,
        spans: skill
            .spans
            .iter()
            .map(|(start, end)| (scalar(*start), scalar(*end)))
            .collect(),
    };
    asked.into_iter().map(fact).collect()
}

//! What was read from a posting: the facts that are stored.

use chrono::{DateTime, NaiveDate, Utc};
use entity::posting::{Requirement, Seniority, WorkMode};

use crate::duplicate::Signature;
use crate::normalise::pay::Pay;

/// One posting, read. Regions, roles and skills are named by what does not change between databases.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Hash of source and external id.
    pub id: i64,
    /// Slug of the source.
    pub source: String,
    /// The posting's id at its source.
    pub external_id: String,
    /// Title as posted, or the best line for one.
    pub title: String,
    /// Employer, if named.
    pub company: Option<Company>,
    /// Slug of the role the title names.
    pub role: Option<String>,
    /// Level the title names.
    pub seniority: Option<Seniority>,
    /// Location as posted.
    pub location: Option<String>,
    /// Codes of the places it names, each as fine as it is known.
    pub places: Vec<String>,
    /// Whether the location was understood.
    pub place_resolved: bool,
    /// Where the work is done, if said.
    pub work_mode: Option<WorkMode>,
    /// Codes of the regions a remote worker may live in.
    pub remote_scope: Vec<String>,
    /// Pay as posted.
    pub pay_text: Option<String>,
    /// Pay as understood.
    pub pay: Option<Pay>,
    /// Day of posting in the source's own zone.
    pub posted_on: Option<NaiveDate>,
    /// First moment it is known to have been open.
    pub first_seen: DateTime<Utc>,
    /// Last moment it is known to have been open.
    pub last_seen: DateTime<Utc>,
    /// The moment after which its source says it is no longer open.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where to read it.
    pub url: Option<String>,
    /// Title and description as clean text.
    pub text: String,
    /// Whether the whole description was there.
    pub complete: bool,
    /// Skills asked for.
    pub skills: Vec<SkillFact>,
    /// What tells whether it repeats another one; none without a text.
    pub signature: Option<Signature>,
}

/// An employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Hash of the normalised name.
    pub id: i64,
    /// Name as posted.
    pub name: String,
}

/// A skill asked for, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillFact {
    /// Position in the vocabulary.
    pub skill: usize,
    /// How it is asked for.
    pub requirement: Requirement,
    /// Whether the posting says only that it is not asked for; such a skill is explained and never stored.
    pub negated: bool,
    /// The whole years that it asks for.
    pub years: Option<u8>,
    /// Where in the text, in Unicode scalar values.
    pub spans: Vec<(i32, i32)>,
}

impl Facts {
    /// Hash of the text.
    #[must_use]
    pub fn text_hash(&self) -> i64 {
        entity::hash::stable(&[&self.text])
    }

    /// Hash of everything an import may change, under one vocabulary: equal hashes mean nothing is to be written. The times
    /// at which the posting was seen are no part of it.
    #[must_use]
    pub fn content_hash(&self, vocabulary_version: &str) -> i64 {
        // Named one by one, so that a new field has to say whether it counts.
        let Self {
            id: _,
            first_seen: _,
            last_seen: _,
            text: _,
            source,
            external_id,
            title,
            company,
            role,
            seniority,
            location,
            places,
            place_resolved,
            work_mode,
            remote_scope,
            pay_text,
            pay,
            posted_on,
            expires_at,
            url,
            complete,
            skills,
            signature,
        } = self;
        let who = (source, external_id, title, company, role, seniority);
        let place = (location, places, place_resolved, work_mode, remote_scope);
        let what = (
            pay_text,
            pay,
            (posted_on, expires_at),
            url,
            complete,
            skills,
        );
        let copies = signature.map(|signature| (signature.key, signature.print));
        let facts = format!("{:?}", (who, place, what, self.text_hash(), copies));
        entity::hash::stable(&[vocabulary_version, &facts])
    }
}

//! One posting of `SmartRecruiters` with its description: what the list said of it, and the sections of its advertisement.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{CARD, FIELDS, Outline};
use crate::raw::{BodyFormat, RawPosting};
use crate::source::place::{self, Flags};
use crate::source::{Answer, Listing, Target, WireError, sections};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    id: Option<String>,
    active: Option<bool>,
    posting_url: Option<String>,
    job_ad: JobAd,
}

#[derive(Deserialize)]
struct JobAd {
    sections: Sections,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sections {
    company_description: Option<Section>,
    job_description: Option<Section>,
    qualifications: Option<Section>,
    additional_information: Option<Section>,
}

#[derive(Deserialize)]
struct Section {
    title: Option<String>,
    text: Option<String>,
}

/// Reads the details of a posting that a list gave the outline of.
pub(super) fn parse(target: &Target, outline: &str, body: &[u8]) -> Result<Answer, WireError> {
    let outline: Outline = serde_json::from_str(outline)?;
    let json: Box<RawValue> = serde_json::from_slice(body)?;
    let mut answer = Answer {
        listing: Listing::Complete,
        ..Answer::default()
    };
    let detail: Result<Detail, _> = answer.drift.record(&json, &FIELDS);
    match detail {
        Ok(detail) if detail.active == Some(false) => answer.removed.push(outline.id),
        Ok(detail) if detail.id.as_ref().is_some_and(|id| *id != outline.id) => {
            answer.push(Err(format!("`{}` was answered with another", outline.id)));
        }
        Ok(detail) => answer.push(Ok(posting(outline, detail, &target.board))),
        Err(reason) => answer.push(Err(reason)),
    }
    Ok(answer)
}

fn posting(outline: Outline, detail: Detail, board: &str) -> RawPosting {
    let company = outline.company;
    let identifier = company.as_ref().and_then(|c| c.identifier.clone());
    let identifier = identifier.unwrap_or_else(|| board.to_owned());
    let url = detail.posting_url.unwrap_or_else(|| {
        format!(
            "https://jobs.smartrecruiters.com/{identifier}/{}",
            outline.id
        )
    });
    let location = outline.location.as_ref();
    // The full location keeps the commas of what is missing: `Dubai, , United Arab Emirates`.
    let full = location.and_then(|l| place::line(l.full_location.as_deref()?.split(',').map(Some)));
    let parts = || location.and_then(|l| place::line([l.city.as_deref(), l.region.as_deref()]));
    RawPosting {
        source: CARD.slug.into(),
        external_id: outline.id,
        title: Some(outline.name),
        company: company
            .and_then(|c| c.name)
            .or_else(|| Some(board.to_owned())),
        locations: full.or_else(parts).into_iter().collect(),
        country: location.and_then(|l| l.country.clone()),
        remote: location.and_then(|l| {
            let flags = Flags {
                remote: l.remote,
                hybrid: l.hybrid,
                on_site: None,
            };
            flags.mode()
        }),
        posted: outline.released_date,
        observed: None,
        closes: None,
        url: Some(url),
        body: detail.job_ad.sections.html(),
        format: BodyFormat::Html,
        pay: None,
    }
}

impl Sections {
    /// The advertisement. Where a section has no title, its name in the feed says what it is about.
    fn html(&self) -> String {
        let parts = [
            (&self.company_description, "Company description"),
            (&self.job_description, "Job description"),
            (&self.qualifications, "Qualifications"),
            (&self.additional_information, "Additional information"),
        ];
        sections::html(parts.into_iter().map(|(section, name)| {
            let section = section.as_ref();
            let title = section.and_then(|section| section.title.as_deref());
            (
                title.or(Some(name)),
                section.and_then(|section| section.text.as_deref()),
            )
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{follow, parse, postings};
    use crate::source::smartrecruiters::SmartRecruiters;
    use crate::source::{Drift, Request};

    const LIST: &[u8] = include_bytes!("../fixtures/smartrecruiters/list.json");
    const DETAIL: &[u8] = include_bytes!("../fixtures/smartrecruiters/detail.json");

    fn asked(index: usize) -> Request {
        parse(&SmartRecruiters, "Northwind", LIST)
            .next
            .remove(index)
    }

    #[test]
    fn outline_and_details_make_a_posting() {
        let answer = follow(&SmartRecruiters, "Northwind", &asked(0), DETAIL);
        assert_eq!(answer.drift, Drift::default());
        assert_eq!(answer.listing, Listing::Complete);
        let posting = postings(answer).remove(0);
        assert_eq!(posting.external_id, "744000100000001");
        assert_eq!(posting.title.as_deref(), Some("Cold Chain Data Engineer"));
        assert_eq!(posting.company.as_deref(), Some("Northwind Dairies"));
        assert_eq!(posting.locations, ["Ghent, Belgium"]);
        assert_eq!(posting.country.as_deref(), Some("be"));
        assert_eq!(posting.remote.as_deref(), Some("hybrid"));
        assert_eq!(posting.posted.as_deref(), Some("2026-10-07T16:45:52.725Z"));
        let url =
            "https://jobs.smartrecruiters.com/Northwind/744000100000001-cold-chain-data-engineer";
        assert_eq!(posting.url.as_deref(), Some(url));
        let order = [
            "Company Description",
            "Job Description",
            "Python",
            "Additional",
        ];
        let places = order.map(|part| posting.body.find(part).unwrap());
        assert!(places.is_sorted(), "{}", posting.body);
        assert!(!posting.body.contains("Planted Person"));
    }

    #[test]
    fn what_is_missing_is_built() {
        let body = br#"{"jobAd": {"sections": {"qualifications": {"text": "<p>SQL</p>"}, "videos": {"urls": []}}}}"#;
        let answer = follow(&SmartRecruiters, "Northwind", &asked(1), body);
        let posting = postings(answer).remove(0);
        assert_eq!(posting.body, "<h3>Qualifications</h3><p>SQL</p>\n");
        assert_eq!(posting.locations, ["Austin, TX"]);
        let url = "https://jobs.smartrecruiters.com/Northwind/744000100000002";
        assert_eq!(posting.url.as_deref(), Some(url));
        assert_eq!(posting.remote.as_deref(), Some("remote"));
    }

    #[test]
    fn a_posting_that_ended_meanwhile_is_removed() {
        let body = br#"{"id": "744000100000001", "active": false, "jobAd": {"sections": {}}}"#;
        let answer = follow(&SmartRecruiters, "Northwind", &asked(0), body);
        assert_eq!(answer.removed, ["744000100000001"]);
        assert!(answer.records.is_empty());
    }

    #[test]
    fn what_is_no_detail_says_why() {
        let without = follow(&SmartRecruiters, "Northwind", &asked(0), br#"{"id": "1"}"#);
        assert!(without.records[0].result.is_err());
        assert!(without.drift.missing.contains("jobAd"));
        let other = br#"{"id": "1", "jobAd": {"sections": {}}}"#;
        let other = follow(&SmartRecruiters, "Northwind", &asked(0), other);
        let reason = other.records[0].result.as_ref().unwrap_err();
        assert!(reason.contains("another"), "{reason}");
    }
}

//! Remotive's remote jobs API: `{"job-count": 18, "total-job-count": 18, "jobs": [...]}`, everything in one answer.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Quota, Request, Shipped, Source, Target, Terms,
    WireError, pay,
};
use crate::raw::{BodyFormat, RawPosting};

/// The jobs of Remotive, all of them remote.
pub struct Remotive;

const CARD: Card = Card {
    slug: "remotive",
    name: "Remotive",
    url: "https://remotive.com",
    attribution: Some("Jobs from Remotive"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://github.com/remotive-com/remote-jobs-api"),
        read_on: "2026-11-22",
        summary: "Whoever shows a job links back to it at Remotive and names Remotive as the source, does not hand it on to other job boards nor ask for an e-mail address before showing it; at most four requests a day, jobs come a day late.",
        redistribution: false,
    },
    pace: Pace {
        quotas: &[Quota {
            requests: 4,
            seconds: 86_400,
        }],
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

/// The fields of a job that we know, read or left; `tags` are stuffed with whatever might be searched for.
const FIELDS: [&str; 13] = [
    "id",
    "url",
    "title",
    "company_name",
    "company_logo",
    "company_logo_url",
    "category",
    "tags",
    "job_type",
    "publication_date",
    "candidate_required_location",
    "salary",
    "description",
];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Jobs {
    job_count: Option<usize>,
    total_job_count: Option<usize>,
    jobs: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Job {
    id: u64,
    title: String,
    url: Option<String>,
    company_name: Option<String>,
    publication_date: Option<String>,
    candidate_required_location: Option<String>,
    #[serde(default)]
    salary: Value,
    description: Option<String>,
}

impl Source for Remotive {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        Ok(vec![Request::json("https://remotive.com/api/remote-jobs")])
    }

    fn parse(&self, _: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let list: Jobs = serde_json::from_slice(body)?;
        let mut answer = Answer {
            listing: list.listing(),
            ..Answer::default()
        };
        for job in &list.jobs {
            answer.take(job, &FIELDS, |job| Ok(posting(job)));
        }
        Ok(answer)
    }
}

impl Jobs {
    /// All there is only if the answer counts as many jobs as it holds.
    fn listing(&self) -> Listing {
        let here = self.jobs.len();
        let all = self.total_job_count.or(self.job_count);
        if here > 0 && self.job_count == Some(here) && all == Some(here) {
            Listing::Complete
        } else {
            Listing::Partial
        }
    }
}

fn posting(job: Job) -> RawPosting {
    let location = job.candidate_required_location;
    RawPosting {
        source: CARD.slug.into(),
        external_id: job.id.to_string(),
        title: Some(job.title),
        company: job.company_name,
        locations: location.into_iter().collect(),
        country: None,
        remote: Some("remote".into()),
        posted: job.publication_date,
        observed: None,
        closes: None,
        url: job.url,
        body: job.description.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: pay::from_json(&job.salary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::RawPay;
    use crate::recordings::{parse, postings, recorded, target};
    use crate::source::Drift;

    const JOBS: &[u8] = include_bytes!("fixtures/remotive/jobs.json");

    #[test]
    fn jobs_are_read() {
        let answer = parse(&Remotive, "", JOBS);
        assert_eq!(answer.drift, Drift::default());
        assert_eq!(answer.listing, Listing::Complete);
        assert!(answer.next.is_empty());
        let postings = postings(answer);
        let first = &postings[0];
        assert_eq!(first.external_id, "2090001");
        assert_eq!(first.title.as_deref(), Some("Senior Lighthouse Developer"));
        assert_eq!(first.locations, ["Northern America, Europe, UK"]);
        assert_eq!(first.remote.as_deref(), Some("remote"));
        assert_eq!(first.posted.as_deref(), Some("2026-11-18T14:23:05"));
        assert_eq!(
            first.url.as_deref(),
            Some(
                "https://remotive.com/remote-jobs/software-dev/senior-lighthouse-developer-2090001"
            )
        );
        assert_eq!(first.pay, Some(RawPay::Text("$20k -$35k".into())));
        assert_eq!(postings[1].pay, None);
    }

    #[test]
    fn tags_comments_and_tracking_pictures_are_no_text() {
        let first = postings(parse(&Remotive, "", JOBS)).remove(0);
        let text = crate::read::to_text(&first.body, first.format).text;
        assert_eq!(text, "You keep lamps lit with Rust.");
    }

    #[test]
    fn only_an_answer_that_counts_right_is_all_there_is() {
        let listing = |counts: &str| {
            let job = r#"{"id": 1, "title": "Cook"}"#;
            parse(
                &Remotive,
                "",
                format!(r#"{{{counts} "jobs": [{job}]}}"#).as_bytes(),
            )
            .listing
        };
        assert_eq!(listing(r#""job-count": 1,"#), Listing::Complete);
        assert_eq!(listing(r#""job-count": 2,"#), Listing::Partial);
        assert_eq!(
            listing(r#""job-count": 1, "total-job-count": 900,"#),
            Listing::Partial
        );
        assert_eq!(listing(r#""total-job-count": 1,"#), Listing::Partial);
        assert_eq!(listing(""), Listing::Partial);
        let empty = parse(
            &Remotive,
            "",
            br#"{"job-count": 0, "total-job-count": 0, "jobs": []}"#,
        );
        assert_eq!(empty.listing, Listing::Partial);
    }

    #[test]
    fn what_is_no_list_is_an_error_and_a_bad_job_a_bad_record() {
        let request = Remotive.start(&target("")).unwrap().remove(0);
        let error = Remotive.parse(&target(""), &request, br#"{"0-legal-notice": "x"}"#);
        assert!(error.unwrap_err().to_string().contains("jobs"));
        assert!(Remotive.start(&target("acme")).is_err());
        let body = br#"{"jobs": [{"id": 1}, {"id": 2, "title": "Cook", "mood": 1}, null]}"#;
        let answer = parse(&Remotive, "", body);
        let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
        assert_eq!(good, [false, true, false]);
        assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("mood"));
    }

    #[test]
    fn recorded_lists_are_read() {
        for (name, body) in recorded("wire_samples", "wire/remotive/") {
            let answer = parse(&Remotive, "", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            let postings = postings(answer);
            assert_eq!(
                postings
                    .iter()
                    .filter(|posting| posting.pay.is_some())
                    .count(),
                3,
                "{name}"
            );
        }
    }
}

//! Jobicy's remote jobs API: `{"jobCount": 50, "jobs": [...]}`, the newest fifty.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{
    Access, Answer, Card, Kind, Pace, Request, Shipped, Source, Target, Terms, WireError, pay,
};
use crate::raw::{BodyFormat, RawPay, RawPosting};

/// The newest jobs of Jobicy, all of them remote.
pub struct Jobicy;

const CARD: Card = Card {
    slug: "jobicy",
    name: "Jobicy",
    url: "https://jobicy.com",
    attribution: Some("Jobs from Jobicy"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://jobicy.com/jobs-rss-feed"),
        read_on: "2026-11-22",
        summary: "Whoever shows a job links back to it at Jobicy and names Jobicy as the source, does not hand it on to other job boards, and asks at most once an hour.",
        redistribution: false,
    },
    pace: Pace {
        between_runs: 60,
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

/// It shows no more than fifty, whatever is asked for.
const NEWEST: &str = "https://jobicy.com/api/v2/remote-jobs?count=50";

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 19] = [
    "id",
    "url",
    "jobSlug",
    "jobTitle",
    "companyName",
    "companyLogo",
    "jobIndustry",
    "jobType",
    "jobGeo",
    "jobLevel",
    "jobExcerpt",
    "jobDescription",
    "pubDate",
    "salaryMin",
    "salaryMax",
    "salaryCurrency",
    "salaryPeriod",
    "annualSalaryMin",
    "annualSalaryMax",
];

#[derive(Deserialize)]
struct Newest {
    jobs: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: u64,
    job_title: String,
    url: Option<String>,
    company_name: Option<String>,
    job_geo: Option<String>,
    job_description: Option<String>,
    pub_date: Option<String>,
    #[serde(flatten)]
    salary: Salary,
}

/// What is paid; older answers have only yearly amounts, under names of their own.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Salary {
    salary_min: Value,
    salary_max: Value,
    salary_currency: Value,
    salary_period: Value,
    annual_salary_min: Value,
    annual_salary_max: Value,
}

impl Source for Jobicy {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        Ok(vec![Request::json(NEWEST)])
    }

    fn parse(&self, _: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let newest: Newest = serde_json::from_slice(body)?;
        let mut answer = Answer::default();
        for job in &newest.jobs {
            answer.take(job, &FIELDS, |job| Ok(posting(job)));
        }
        Ok(answer)
    }
}

fn posting(job: Job) -> RawPosting {
    RawPosting {
        source: CARD.slug.into(),
        external_id: job.id.to_string(),
        title: Some(job.job_title),
        company: job.company_name,
        locations: job.job_geo.into_iter().collect(),
        country: None,
        remote: Some("remote".into()),
        posted: job.pub_date,
        observed: None,
        closes: None,
        url: job.url,
        // The excerpt glues its lines together, so it is no stand-in for a description.
        body: job.job_description.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: job.salary.read(),
    }
}

impl Salary {
    fn read(self) -> Option<RawPay> {
        let yearly = json!({
            "min": self.annual_salary_min,
            "max": self.annual_salary_max,
            "currency": self.salary_currency,
            "period": "yearly",
        });
        let stated = json!({
            "min": self.salary_min,
            "max": self.salary_max,
            "currency": self.salary_currency,
            "period": self.salary_period,
        });
        pay::from_json(&stated).or_else(|| pay::from_json(&yearly))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{parse, postings, recorded, target};
    use crate::source::{Drift, Listing};

    const NEWEST: &[u8] = include_bytes!("fixtures/jobicy/newest.json");

    #[test]
    fn the_newest_jobs_are_read() {
        let answer = parse(&Jobicy, "", NEWEST);
        assert_eq!(answer.drift, Drift::default());
        assert!(answer.next.is_empty());
        let postings = postings(answer);
        let first = &postings[0];
        assert_eq!(first.external_id, "150001");
        assert_eq!(first.title.as_deref(), Some("VP, Wool & Yarn Platforms"));
        assert_eq!(first.company.as_deref(), Some("Merino Mills"));
        assert_eq!(first.locations, ["Canada,  USA"]);
        assert_eq!(first.remote.as_deref(), Some("remote"));
        assert_eq!(first.posted.as_deref(), Some("2026-11-20T18:45:05+00:00"));
        assert_eq!(
            first.url.as_deref(),
            Some("https://jobicy.com/jobs/150001-vp-wool-yarn-platforms")
        );
        let pay = first.pay.as_ref().unwrap();
        assert_eq!(pay.to_text(), "122600–204400.5 USD yearly");
        let text = crate::read::to_text(&first.body, first.format).text;
        assert_eq!(text, "Company\n\nMerino Mills\n\nKubernetes and Go");
    }

    #[test]
    fn pay_is_read_under_its_older_names_and_may_be_missing() {
        let postings = postings(parse(&Jobicy, "", NEWEST));
        let pay = postings[1].pay.as_ref().unwrap();
        assert_eq!(pay.to_text(), "50000–60000 EUR yearly");
        assert_eq!(postings[2].pay, None);
        assert_eq!(postings[2].locations, ["Anywhere"]);
    }

    #[test]
    fn the_newest_are_never_all() {
        assert_eq!(parse(&Jobicy, "", NEWEST).listing, Listing::Partial);
        assert_eq!(
            parse(&Jobicy, "", br#"{"jobs": []}"#).listing,
            Listing::Partial
        );
    }

    #[test]
    fn what_is_no_list_is_an_error_and_a_bad_job_a_bad_record() {
        let request = Jobicy.start(&target("")).unwrap().remove(0);
        let error = Jobicy.parse(&target(""), &request, br#"{"success": false}"#);
        assert!(error.unwrap_err().to_string().contains("jobs"));
        assert!(Jobicy.start(&target("dev")).is_err());
        let body = br#"{"jobs": [{"id": 1}, {"id": 2, "jobTitle": "Cook", "jobMood": 1}, "x"]}"#;
        let answer = parse(&Jobicy, "", body);
        let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
        assert_eq!(good, [false, true, false]);
        assert!(answer.drift.missing.contains("jobTitle"));
        assert!(answer.drift.unknown.contains("jobMood"));
    }

    #[test]
    fn recorded_lists_are_read() {
        for (name, body) in recorded("wire_samples", "wire/jobicy/") {
            let answer = parse(&Jobicy, "", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            for posting in postings(answer) {
                assert!(
                    posting.pay.is_some() && !posting.locations.is_empty(),
                    "{name}"
                );
            }
        }
    }
}

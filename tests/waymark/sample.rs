//! The sample's truth is known: it measures how well postings are read, and it goes as it came.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::region::Level;
use ingest::facts::Facts;
use ingest::gazetteer::Gazetteer;
use ingest::reading::Observation;
use ingest::sample::{self, SamplePosting};

use crate::binary::waymark;
use crate::world::{World, reader};

/// Parts of a whole.
#[derive(Debug, Default)]
struct Ratio {
    good: u32,
    all: u32,
}

impl Ratio {
    fn count(&mut self, good: bool) {
        self.good += u32::from(good);
        self.all += 1;
    }

    fn at_least(&self, floor: f64, of: &str) {
        let share = f64::from(self.good) / f64::from(self.all);
        assert!(
            share >= floor,
            "{of}: {share:.3} of {}, {floor} wanted",
            self.all
        );
    }
}

#[test]
fn the_sample_is_read_as_it_was_meant() {
    let reader = reader();
    let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    let observation = Observation {
        now: today.and_hms_opt(12, 0, 0).unwrap().and_utc(),
        day: None,
        is_listing: false,
    };
    let [
        mut role,
        mut seniority,
        mut country,
        mut mode,
        mut posted,
        mut found,
        mut right,
        mut level,
        mut company,
    ] = std::array::from_fn(|_| Ratio::default());
    for SamplePosting { raw, truth } in
        sample::generate(sample::SEED, sample::COUNT, today).unwrap()
    {
        let facts = reader.read(&raw, observation).unwrap();
        role.count(facts.role == truth.role);
        seniority.count(facts.seniority == truth.seniority);
        country.count(lies_in(&facts, &truth.country));
        mode.count(facts.work_mode == truth.work_mode);
        posted.count(facts.posted_on == truth.posted_on);
        let slug = |skill: usize| reader.vocabulary.skills[skill].slug.value.as_str();
        for (wanted, requirement) in &truth.skills {
            let fact = facts.skills.iter().find(|fact| slug(fact.skill) == wanted);
            if !reader.vocabulary.skill(wanted).unwrap().is_read() {
                assert!(fact.is_none(), "{wanted} is not read from postings");
                continue;
            }
            found.count(fact.is_some());
            if let Some(fact) = fact {
                level.count(fact.requirement == *requirement);
            }
        }
        let wanted: BTreeSet<&str> = truth.skills.iter().map(|(slug, _)| slug.as_str()).collect();
        // Titles name skills as well ("Machine Learning Engineer"), which the truth leaves out.
        let below_title = facts.skills.iter().filter(|fact| {
            let title = i32::try_from(facts.title.chars().count()).unwrap();
            fact.spans.iter().all(|(start, _)| *start > title)
        });
        for fact in below_title {
            right.count(wanted.contains(slug(fact.skill)));
        }
        for boasted in &truth.company_only {
            company.count(!facts.skills.iter().any(|fact| slug(fact.skill) == boasted));
        }
    }
    role.at_least(0.97, "role");
    seniority.at_least(0.97, "seniority");
    country.at_least(0.98, "country");
    mode.at_least(0.95, "work mode");
    posted.at_least(1.0, "day of posting");
    found.at_least(0.97, "skills found");
    right.at_least(0.80, "skills that were meant");
    level.at_least(0.80, "how a skill is asked for");
    company.at_least(0.70, "what the employer boasts of does not count");
}

/// Whether a place of the posting lies in a country.
fn lies_in(facts: &Facts, country: &str) -> bool {
    let gazetteer = Gazetteer::embedded().unwrap();
    facts.places.iter().any(|code| {
        let region = gazetteer.region(code).unwrap();
        let found = gazetteer.at_level(region, Level::Country);
        found.is_some_and(|found| gazetteer.code(found) == country)
    })
}

#[tokio::test]
async fn the_sample_comes_and_goes() {
    let world = World::new().await;
    let run = |arguments: &[&str]| {
        let output = waymark(&world).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    assert_eq!(
        run(&["sample", "load"]).0.trim(),
        "2,600 sample postings added"
    );
    assert_eq!(run(&["sample", "load"]).0.trim(), "0 sample postings added");
    let countries = "select count(distinct r.code) from posting p join region r on r.id = any(p.region_ids) where r.level = 2";
    assert!(world.number(countries).await >= 25);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.jsonl");
    std::fs::write(
        &file,
        "{\"id\": 1, \"title\": \"Data Engineer\", \"company\": \"Example\"}\n",
    )
    .unwrap();
    let (_, warning) = run(&["import", file.to_str().unwrap()]);
    assert!(warning.contains("waymark sample clear"), "{warning}");
    assert_eq!(
        run(&["sample", "clear"]).0.trim(),
        "2,600 sample postings removed"
    );
    let (_, warning) = run(&["import", file.to_str().unwrap()]);
    assert!(!warning.contains("sample"), "{warning}");
    assert_eq!(world.number("select count(*) from posting").await, 1);
    assert_eq!(world.number("select count(*) from company").await, 1);
    assert_eq!(world.number("select count(*) from source").await, 1);
}

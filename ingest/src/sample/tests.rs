//! The sample keeps its promises: counts, variety, and truths that the texts bear out.

use std::collections::{BTreeMap, BTreeSet};

use super::wording::names;
use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 31).unwrap()
}

fn sample() -> Vec<SamplePosting> {
    generate(SEED, COUNT, today()).unwrap()
}

/// The body as a reader sees it: entities resolved twice, tags gone, white space evened out.
fn readable(body: &str) -> String {
    let mut text = body.to_owned();
    for _ in 0..2 {
        for (entity, sign) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#x2F;", "/"),
            ("&#x27;", "'"),
            ("&nbsp;", " "),
            ("&bull;", "•"),
            ("&amp;", "&"),
        ] {
            text = text.replace(entity, sign);
        }
    }
    let text: String = text
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, after)| after))
        .collect::<Vec<_>>()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn spellings(skill: &entity::content::sample::Skill) -> impl Iterator<Item = &String> {
    std::iter::once(&skill.name).chain(&skill.also)
}

#[test]
fn the_same_seed_gives_the_same_postings() {
    assert_eq!(generate(3, 300, today()), generate(3, 300, today()));
    assert_ne!(generate(3, 300, today()), generate(4, 300, today()));
}

#[test]
fn the_shipped_sample_never_changes_unnoticed() {
    let bodies: Vec<String> = sample()
        .into_iter()
        .map(|posting| posting.raw.body)
        .collect();
    let parts: Vec<&str> = bodies.iter().map(String::as_str).collect();
    // Change this number together with the content; any other change of it is a fault.
    assert_eq!(entity::hash::stable(&parts), 3_625_582_616_865_708_064);
}

#[test]
fn counts_are_as_promised_for_any_seed() {
    for seed in [SEED, 1, 2] {
        let postings = generate(seed, 2_400, today()).unwrap();
        assert_eq!(postings.len(), 2_400);
        let mut countries: BTreeMap<&str, usize> = BTreeMap::new();
        for posting in &postings {
            *countries.entry(&posting.truth.country).or_default() += 1;
        }
        assert!(countries.len() >= 30, "{countries:?}");
        for market in ["US", "DE", "GB", "IN", "FR", "NL", "BR", "PL", "CA", "ES"] {
            assert!(countries[market] > 60, "{market}: {countries:?}");
        }
        let engineers: Vec<_> = postings
            .iter()
            .filter(|posting| posting.truth.role.as_deref() == Some("machine-learning-engineer"))
            .collect();
        let german = engineers
            .iter()
            .filter(|posting| posting.truth.country == "DE")
            .count();
        assert!(engineers.len() >= 220, "{}", engineers.len());
        assert!(german >= 40, "{german}");
    }
}

#[test]
fn every_layout_and_language_occurs() {
    let postings = sample();
    for layout in Layout::ALL {
        assert!(
            postings
                .iter()
                .any(|posting| posting.truth.layout == layout),
            "{layout:?}"
        );
    }
    for language in [Language::En, Language::De, Language::Fr] {
        let count = postings
            .iter()
            .filter(|posting| posting.truth.language == language)
            .count();
        assert!(count >= 40, "{language:?}: {count}");
    }
}

#[test]
fn ids_are_unique_and_addresses_are_examples() {
    let postings = sample();
    let ids: BTreeSet<_> = postings
        .iter()
        .map(|posting| &posting.raw.external_id)
        .collect();
    assert_eq!(ids.len(), postings.len());
    for posting in &postings {
        let url = posting.raw.url.as_deref().unwrap();
        assert!(url.starts_with("https://example.com/"), "{url}");
        assert!([BOARD, AGGREGATOR].contains(&posting.raw.source.as_str()));
        assert!(!posting.raw.body.contains('@'), "{}", posting.raw.body);
    }
}

#[test]
fn dates_lie_in_the_window_and_never_ahead() {
    let first = today()
        .checked_sub_months(chrono::Months::new(MONTHS))
        .unwrap();
    let mut undated = 0;
    for posting in sample() {
        let observed: NaiveDate = posting.raw.observed.unwrap().parse().unwrap();
        assert!(observed <= today());
        let Some(day) = posting.truth.posted_on else {
            assert_eq!(posting.raw.posted, None);
            undated += 1;
            continue;
        };
        assert!(first <= day && day <= observed, "{day} {observed}");
        assert!(posting.raw.posted.unwrap().starts_with(&day.to_string()));
    }
    assert!((5..100).contains(&undated), "{undated}");
}

#[test]
fn texts_name_exactly_the_skills_of_their_truth() {
    let skills = entity::content::sample::load().unwrap().skills;
    for posting in sample() {
        let text = readable(&posting.raw.body);
        assert!(text.len() >= 100, "{text}");
        let asked = posting.truth.skills.iter().map(|(slug, _)| slug);
        let told: BTreeSet<&String> = asked.chain(&posting.truth.company_only).collect();
        for slug in &told {
            let found = spellings(&skills[*slug]).any(|name| names(&text, name));
            assert!(found, "{slug} is missing in {text}");
        }
        // Longer names first, so that `Spring Boot` or `Azure ML` is not read as a shorter one.
        let mut rest = text.clone();
        let mut names_of: Vec<(&String, &String)> = skills
            .iter()
            .flat_map(|(slug, skill)| spellings(skill).map(move |name| (slug, name)))
            .collect();
        names_of.sort_by_key(|(_, name)| std::cmp::Reverse(name.len()));
        for (slug, name) in names_of {
            if names(&rest, name) {
                assert!(told.contains(slug), "{slug} is not asked for in {text}");
                rest = rest.replace(name.as_str(), "·");
            }
        }
    }
}

#[test]
fn titles_name_no_skill_that_is_not_required() {
    let skills = entity::content::sample::load().unwrap().skills;
    for posting in sample() {
        let title = posting.raw.title.unwrap().to_lowercase();
        for (slug, skill) in &skills {
            if names(&title, &skill.name.to_lowercase()) && posting.truth.complete {
                let wanted = (slug.clone(), Requirement::Required);
                assert!(posting.truth.skills.contains(&wanted), "{slug} in {title}");
            }
        }
    }
}

#[test]
fn copies_repeat_an_earlier_posting() {
    let postings = sample();
    let by_id: BTreeMap<_, _> = postings
        .iter()
        .map(|posting| (&posting.raw.external_id, posting))
        .collect();
    let mut copies = 0;
    for posting in &postings {
        let Some(id) = &posting.truth.duplicate_of else {
            continue;
        };
        copies += 1;
        let original = by_id[id];
        assert_eq!(original.truth.duplicate_of, None);
        assert_eq!(
            (
                &original.raw.company,
                &original.raw.title,
                &original.raw.body
            ),
            (&posting.raw.company, &posting.raw.title, &posting.raw.body)
        );
        assert!(
            original.raw.source != posting.raw.source || original.truth.city != posting.truth.city
        );
    }
    assert!((50..120).contains(&copies), "{copies}");
}

#[test]
fn shares_are_as_designed() {
    let postings = sample();
    let share = |fits: &dyn Fn(&SamplePosting) -> bool| {
        postings.iter().filter(|posting| fits(posting)).count() * 1_000 / postings.len()
    };
    let paid = share(&|posting| posting.truth.pay.is_some());
    assert!((310..390).contains(&paid), "{paid}");
    let outside = share(&|posting| posting.truth.role.is_none());
    assert!((60..100).contains(&outside), "{outside}");
    let told = share(&|posting| !posting.truth.company_only.is_empty());
    assert!((25..80).contains(&told), "{told}");
    let cut = share(&|posting| !posting.truth.complete);
    assert!((8..40).contains(&cut), "{cut}");
}

#[test]
fn trends_show() {
    let share = |slug: &str, recent: bool| {
        let middle = today().checked_sub_months(chrono::Months::new(7)).unwrap();
        let postings: Vec<_> = sample()
            .into_iter()
            .filter(|posting| {
                posting
                    .truth
                    .posted_on
                    .is_some_and(|day| (day > middle) == recent)
            })
            .filter(|posting| posting.truth.role.is_some())
            .collect();
        let asks =
            |posting: &&SamplePosting| posting.truth.skills.iter().any(|(asked, _)| asked == slug);
        postings.iter().filter(asks).count() * 10_000 / postings.len()
    };
    assert!(share("large-language-models", true) > share("large-language-models", false) * 12 / 10);
    assert!(share("jenkins", true) < share("jenkins", false));
}

#[test]
fn locations_name_the_places_and_modes_of_their_truth() {
    let markets = entity::content::sample::load().unwrap().markets;
    let cities: BTreeMap<i64, Vec<&String>> = markets
        .iter()
        .flat_map(|market| market.cities.iter())
        .map(|city| {
            (
                city.id,
                std::iter::once(&city.name).chain(&city.local).collect(),
            )
        })
        .collect();
    for posting in sample() {
        let (raw, truth) = (posting.raw, posting.truth);
        let location = raw.locations.join(" ");
        for id in [truth.city, truth.other_city].into_iter().flatten() {
            assert!(
                cities[&id].iter().any(|name| names(&location, name)),
                "{id}: {location}"
            );
        }
        let told = format!("{location} {}", raw.remote.unwrap_or_default()).to_lowercase();
        let mode = if told.contains("remote") || told.contains("true") {
            Some(WorkMode::Remote)
        } else if told.contains("hybrid") {
            Some(WorkMode::Hybrid)
        } else if told.contains("onsite") || told.contains("on-site") {
            Some(WorkMode::Onsite)
        } else {
            None
        };
        assert_eq!(truth.work_mode, mode, "{told}");
        let market = markets
            .iter()
            .find(|market| market.code == truth.country)
            .unwrap();
        let named = [&market.code, &market.name];
        let elsewhere = market.also_called.iter().chain(&market.short);
        assert!(
            raw.country.is_some_and(|country| named.contains(&&country))
                || named
                    .into_iter()
                    .chain(elsewhere)
                    .any(|name| names(&location, name)),
            "{location}"
        );
    }
}

#[test]
fn pay_in_words_gives_the_amounts_of_its_truth() {
    let mut checked = 0;
    for posting in sample() {
        let (Some(crate::raw::RawPay::Text(text)), Some(pay)) =
            (&posting.raw.pay, &posting.truth.pay)
        else {
            assert_eq!(posting.raw.pay.is_some(), posting.truth.pay.is_some());
            continue;
        };
        let plain = text.replace([',', '.'], "");
        for amount in [pay.min, pay.max].into_iter().flatten() {
            let forms = [1, 1_000, 100_000]
                .map(|unit| (amount / Decimal::from(unit)).normalize().to_string());
            assert!(
                forms
                    .iter()
                    .any(|form| names(&plain.replace('k', " "), form)),
                "{amount} in {text}"
            );
        }
        assert!(
            pay.min
                .is_none_or(|min| pay.max.is_none_or(|max| min <= max))
        );
        checked += 1;
    }
    assert!(checked > 200, "{checked}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]

    #[test]
    fn any_seed_count_and_day_will_do(seed: u64, count in 0_usize..60, day in -200_000_i32..1_000_000) {
        let today = NaiveDate::from_num_days_from_ce_opt(day).unwrap();
        let postings = generate(seed, count, today).unwrap();
        proptest::prop_assert_eq!(postings.len(), count);
        for posting in postings {
            proptest::prop_assert!(posting.truth.posted_on.is_none_or(|day| day <= today));
        }
    }
}

//! Facts hold what they promise, whatever was read.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::READER;
use super::markup::{PAGES, page};
use crate::explain::{Detail, Question};
use crate::facts::Facts;
use crate::normalise::personal::has_email;
use crate::raw::{BodyFormat, RawPay, RawPosting};
use crate::reading::Observation;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn explain(question: &Value) -> Value {
    let question: Question = serde_json::from_value(question.clone()).unwrap();
    serde_json::to_value(READER.explain(&question, &Detail::default())).unwrap()
}

fn read(raw: &RawPosting) -> Result<Facts, String> {
    let observation = Observation {
        now: now(),
        day: None,
        is_listing: false,
    };
    READER.read(raw, observation)
}

/// A posting that has the same text in every field.
fn everywhere(text: &str, format: BodyFormat) -> RawPosting {
    let some = || Some(text.to_owned());
    RawPosting {
        source: "test".into(),
        external_id: text.into(),
        title: some(),
        company: some(),
        locations: vec![text.into()],
        country: some(),
        remote: some(),
        posted: None,
        observed: None,
        closes: None,
        url: some(),
        body: text.into(),
        format,
        pay: Some(RawPay::Text(text.into())),
    }
}

/// Letters, digits and the signs of names, in lower case.
fn folded(text: &str) -> String {
    let signs = |c: &char| c.is_alphanumeric() || "+#&".contains(*c);
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(signs)
        .collect()
}

/// Every span of an answer lies in the text, between others, on a spelling of its skill.
fn check_spans(answer: &Value, text: &str) -> Result<(), TestCaseError> {
    let characters: Vec<char> = text.chars().collect();
    let mut spans = Vec::new();
    for skill in answer["skills"].as_array().unwrap() {
        let entry = READER
            .vocabulary
            .skills
            .iter()
            .find(|entry| entry.slug.value == skill["slug"]);
        let spellings: Vec<_> = entry
            .unwrap()
            .spellings()
            .map(|(_, rules)| folded(&rules.text))
            .collect();
        let mut last = 0;
        for span in skill["spans"].as_array().unwrap() {
            let at = |index: usize| usize::try_from(span[index].as_i64().unwrap()).unwrap();
            let (start, end) = (at(0), at(1));
            prop_assert!(
                start < end && end <= characters.len() && last <= start,
                "{span}"
            );
            last = end;
            let found = folded(&crate::read::meant(
                &characters[start..end].iter().collect::<String>(),
            ));
            let is_spelling = spellings
                .iter()
                .any(|spelling| found.starts_with(spelling.as_str()));
            prop_assert!(is_spelling, "`{found}` is none of {spellings:?}");
            spans.push((start, end));
        }
    }
    spans.sort_unstable();
    prop_assert!(
        spans.windows(2).all(|pair| pair[0].1 <= pair[1].0),
        "{spans:?}"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::cases(48), ..ProptestConfig::default() })]

    #[test]
    fn spans_stand_on_spellings(page in page()) {
        let from_html = explain(&json!({"title": page, "html": page}));
        check_spans(&from_html, from_html["read_text"].as_str().unwrap())?;
        check_spans(&explain(&json!({"title": "x", "text": page})), &page)?;
    }

    #[test]
    fn reading_again_reads_the_same(page in page()) {
        let question = json!({"title": page, "location": page, "salary": page, "country": page, "html": page});
        prop_assert_eq!(explain(&question), explain(&question));
    }

    #[test]
    fn no_address_and_no_hidden_sign_is_stored(page in page(), format in 0..3) {
        let format = [BodyFormat::Html, BodyFormat::Text, BodyFormat::Markdown][usize::try_from(format).unwrap()];
        if let Ok(facts) = read(&everywhere(&page, format)) {
            let shown = [Some(&facts.title), Some(&facts.text), facts.company.as_ref().map(|c| &c.name), facts.location.as_ref(), facts.pay_text.as_ref()];
            for text in shown.into_iter().flatten() {
                prop_assert!(!has_email(text), "{text}");
                prop_assert!(text.chars().all(|c| c.is_whitespace() || !c.is_control() && c != '\u{200b}' && c != '\u{ad}'), "{text:?}");
            }
            for text in [facts.url.as_ref(), Some(&facts.external_id)].into_iter().flatten() {
                prop_assert!(!has_email(text), "{text}");
            }
        }
    }

    #[test]
    fn times_and_places_and_pay_stand_anything(text in "\\PC{0,60}|[0-9TZ:.,+ -]{0,40}|([$€£¥]|[0-9]{1,30}|[.,' /-]|k|m|lpa|per|year|to|up to){0,24}") {
        let mut raw = everywhere(&text, BodyFormat::Text);
        raw.posted = Some(text.clone());
        raw.observed = Some(text.clone());
        if let Ok(facts) = read(&raw) {
            prop_assert!(facts.first_seen <= facts.last_seen);
        }
        raw.posted = None;
        raw.observed = None;
        let salary: Value = serde_json::from_str(&text).unwrap_or_else(|_| json!([text]));
        explain(&json!({"location": [text], "country": text, "remote": text, "salary": {"value": salary, "min": text, "currency": text}}));
        let _ = read(&raw);
    }
}

/// A way to write a text, with its name.
type Disguise = (&'static str, fn(&str) -> String);

/// What a careful person reads through.
fn disguises() -> Vec<Disguise> {
    vec![
        ("zero-width spaces", |text| {
            joined(text, |c| format!("{c}\u{200b}"))
        }),
        ("soft hyphens", |text| {
            joined(text, |c| format!("{c}\u{ad}"))
        }),
        ("joiners and marks", |text| {
            joined(text, |c| format!("\u{2060}{c}\u{feff}\u{200e}"))
        }),
        ("numbers", |text| {
            joined(text, |c| format!("&#{};", u32::from(c)))
        }),
        ("hexadecimal numbers", |text| {
            joined(text, |c| format!("&#X{:x};", u32::from(c)))
        }),
        ("spans", |text| {
            joined(text, |c| {
                if c.is_alphanumeric() {
                    format!("<span a>{c}</SPAN>")
                } else {
                    c.into()
                }
            })
        }),
        ("comments", |text| {
            joined(text, |c| format!("{c}<!-- {c}> -- -->"))
        }),
        ("hard spaces", |text| text.replace(' ', "\u{a0}")),
        ("many spaces", |text| {
            text.replace(' ', "\u{2009}&nbsp; \r\n\t")
        }),
        ("accents apart", |text| text.nfd().collect()),
        ("full width", |text| {
            joined(text, |c| {
                if c.is_ascii_graphic() {
                    char::from_u32(u32::from(c) + 0xfee0).unwrap().into()
                } else {
                    c.into()
                }
            })
        }),
        ("bold letters", |text| {
            joined(text, |c| match c {
                'A'..='Z' => char::from_u32(u32::from(c) - 0x41 + 0x1d5d4)
                    .unwrap()
                    .into(),
                'a'..='z' => char::from_u32(u32::from(c) - 0x61 + 0x1d5ee)
                    .unwrap()
                    .into(),
                _ => c.into(),
            })
        }),
    ]
}

fn joined(text: &str, piece: impl Fn(char) -> String) -> String {
    text.chars().map(piece).collect::<Vec<_>>().concat()
}

/// Slugs with requirement, from a page of an opening, a heading and items.
fn slugs(disguise: impl Fn(&str) -> String) -> Vec<String> {
    let item = |text: &str| format!("<li>{}</li>", disguise(text));
    let items = [
        "PostgreSQL und größere Erfahrung",
        "React Native",
        "Kubernetes, C++ & Python",
    ];
    let html = format!(
        "<p>{}</p><h3>{}</h3><ul>{}</ul>",
        disguise("Wir suchen – für München – Leute, die Docker mögen."),
        disguise("Requirements"),
        items.map(item).concat()
    );
    listed(&explain(&json!({ "html": html })))
}

fn listed(answer: &Value) -> Vec<String> {
    let skills = answer["skills"].as_array().unwrap();
    skills
        .iter()
        .map(|skill| format!("{} {}", skill["slug"], skill["requirement"]))
        .collect()
}

#[test]
fn skills_are_read_through_every_disguise() {
    let plain = slugs(str::to_owned);
    assert!(plain.len() >= 6, "{plain:?}");
    for (name, disguise) in disguises() {
        assert_eq!(slugs(disguise), plain, "{name}");
    }
    let misread = |text: &str| text.bytes().map(char::from).collect::<String>();
    assert_eq!(slugs(misread), plain, "mojibake");
    assert_eq!(
        slugs(|text| misread(&misread(text))),
        plain,
        "mojibake of mojibake"
    );
}

#[test]
fn texts_are_read_through_what_can_stand_in_them() {
    let text = "Requirements\n• Kubernetes, React Native, Python\n• größere Erfahrung mit SQL";
    let plain = explain(&json!({ "text": text }));
    for (name, disguise) in disguises() {
        let disguised = disguise(text);
        // Markup is markup in HTML only.
        if disguised.contains(['<', '\t']) || disguised.contains("&#") {
            continue;
        }
        let found = explain(&json!({ "text": disguised }));
        assert_eq!(listed(&found), listed(&plain), "{name}");
        check_spans(&found, &disguised).unwrap();
    }
    let found = explain(&json!({"text": "\u{feff}Ku\u{200b}ber\u{ad}netes is good"}));
    assert_eq!(
        found["skills"][0]["spans"],
        json!([[1, 13]]),
        "counted in the text that was given"
    );
}

#[test]
fn fields_are_read_through_disguises_that_need_no_markup() {
    let question = |disguise: &dyn Fn(&str) -> String| {
        json!({"title": disguise("Senior Data Engineer"), "location": disguise("München, Germany"), "country": disguise("Germany"),
            "salary": disguise("€70.000 - €90.000 per year")})
    };
    let told =
        |answer: &Value| ["role", "seniority", "places", "pay"].map(|field| answer[field].clone());
    let plain = told(&explain(&question(&str::to_owned)));
    assert!(plain.iter().all(|field| !field.is_null()), "{plain:?}");
    for name in [
        "zero-width spaces",
        "soft hyphens",
        "joiners and marks",
        "hard spaces",
        "accents apart",
        "full width",
        "bold letters",
    ] {
        let (_, disguise) = disguises()
            .into_iter()
            .find(|(known, _)| *known == name)
            .unwrap();
        assert_eq!(told(&explain(&question(&disguise))), plain, "{name}");
    }
    let misread = |text: &str| text.bytes().map(char::from).collect::<String>();
    assert_eq!(told(&explain(&question(&misread))), plain, "mojibake");
}

#[test]
fn an_address_that_is_an_id_is_kept_as_a_hash() {
    let mut raw = everywhere(PAGES[0], BodyFormat::Html);
    raw.external_id = "mailto:jobs@nordlicht.example".into();
    let facts = read(&raw).unwrap();
    assert_eq!(facts.external_id.len(), 16);
    assert_eq!(facts.external_id, read(&raw).unwrap().external_id);
    assert_eq!(facts.id, entity::hash::posting_id("test", &raw.external_id));
}

//! Measures the reader on labelled locations where they lie beside the workspace.

use std::io::Write;
use std::path::Path;

use entity::posting::WorkMode;
use serde_json::Value;

use super::*;

#[derive(Default)]
struct Score {
    all: usize,
    country: usize,
    remote: usize,
    scope: usize,
    count: usize,
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut texts: Vec<_> = list
        .iter()
        .filter_map(|one| one.as_str().map(String::from))
        .collect();
    texts.sort();
    texts
}

/// Whether each wanted place is there and no other: a field the case leaves out is not judged.
fn places_agree(wanted: &[Value], found: &[Place]) -> bool {
    let mut left: Vec<&Place> = found.iter().collect();
    wanted.len() == found.len()
        && wanted.iter().all(|place| {
            let agrees = |found: &&Place| {
                let subdivision = place["subdivision"].as_str();
                let city = place["geonameid"].as_u64();
                place["country"] == found.country.as_str()
                    && subdivision.is_none_or(|code| found.subdivision.as_deref() == Some(code))
                    && city.is_none_or(|id| found.city.map(u64::from) == Some(id))
            };
            left.iter()
                .position(agrees)
                .map(|at| left.remove(at))
                .is_some()
        })
}

fn judge(score: &mut Score, case: &Value, reading: &PlaceReading) {
    let expect = &case["expect"];
    let wanted = expect["places"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let countries = |codes: Vec<&str>| {
        codes
            .into_iter()
            .map(String::from)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let country = countries(
        wanted
            .iter()
            .filter_map(|place| place["country"].as_str())
            .collect(),
    ) == countries(
        reading
            .places
            .iter()
            .map(|place| place.country.as_str())
            .collect(),
    );
    let mode = reading.work_mode.map(|mode| match mode {
        WorkMode::Remote => "remote",
        WorkMode::Hybrid => "hybrid",
        WorkMode::Onsite => "onsite",
    });
    let remote = expect["remote"].as_str() == mode;
    let mut codes = reading.remote_scope.clone();
    codes.extend(reading.time_zones.map(|zones| zones.to_string()));
    codes.sort();
    let wide = texts(&expect["scope"]) == codes;
    let all = places_agree(wanted, &reading.places) && remote && wide;
    score.count += 1;
    score.country += usize::from(country);
    score.remote += usize::from(remote);
    score.scope += usize::from(wide);
    score.all += usize::from(all);
    if !all {
        let _ = writeln!(
            std::io::stdout(),
            "{}: {}\n  wanted {expect}\n  found {reading:?}",
            case["id"],
            case["raw"]
        );
    }
}

#[test]
fn labelled_locations_are_read_as_their_labels_say() {
    let mut out = std::io::stdout();
    // Beside the repository, or beside the folder that holds its worktrees.
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files =
        ["../..", "../../.."].map(|up| member.join(up).join("shared/data/cases/locations.jsonl"));
    let Some(text) = files
        .iter()
        .find_map(|file| std::fs::read_to_string(file).ok())
    else {
        let _ = writeln!(out, "skipped: there is no {}", files[0].display());
        return;
    };
    let gazetteer = Gazetteer::embedded().expect("the shipped files are well made");
    let mut score = Score::default();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let locations = [case["raw"].as_str().unwrap_or_default().to_owned()];
        let input = PlaceInput {
            locations: &locations,
            ..PlaceInput::default()
        };
        judge(&mut score, &case, &read(gazetteer, &input));
    }
    let _ = writeln!(
        out,
        "of {}: all {} country {} remote {} scope {}",
        score.count, score.all, score.country, score.remote, score.scope
    );
    let share = |right: usize| right * 100 / score.count;
    assert!(
        share(score.all) >= 99,
        "all fields: {} of {}",
        score.all,
        score.count
    );
    assert!(
        share(score.country) >= 99,
        "country: {} of {}",
        score.country,
        score.count
    );
    assert!(
        share(score.remote) >= 99,
        "remote: {} of {}",
        score.remote,
        score.count
    );
}

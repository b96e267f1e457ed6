//! Tests of the shipped gazetteer as a whole.

use rustc_hash::FxHashSet;

use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::embedded().expect("the shipped files are well made")
}

fn codes(name: &str) -> Vec<String> {
    let mut found = Vec::new();
    gazetteer().find(&fold(name), &mut found);
    found
        .into_iter()
        .map(|one| gazetteer().code(one.region))
        .collect()
}

#[test]
fn every_city_is_found_by_its_name() {
    let gazetteer = gazetteer();
    let mut found = Vec::new();
    let mut lost = Vec::new();
    for row in 0..gazetteer.cities.count() {
        let name = gazetteer.cities.name(row);
        found.clear();
        gazetteer.find(&fold(name), &mut found);
        let region = RegionIndex(gazetteer.city_base() + row);
        if !found.iter().any(|one| one.region == region) {
            lost.push(name);
        }
    }
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
}

#[test]
fn names_in_other_languages_and_codes_are_found() {
    for (name, code) in [
        ("Deutschland", "DE"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("Österreich", "AT"),
        ("UAE", "AE"),
        ("Scotland", "GB-SCT"),
        ("Bayern", "DE-BY"),
        ("Karnataka", "IN-KA"),
        ("Québec", "CA-QC"),
        ("Vaud", "CH-VD"),
        ("EMEA", "EMEA"),
        ("Latin America", "LATAM"),
        ("München", "geonames:2867714"),
        ("Москва", "geonames:524901"),
        ("東京", "geonames:1850147"),
        ("SF", "geonames:5391959"),
    ] {
        assert!(
            codes(name).iter().any(|found| found == code),
            "{name}: {:?}",
            codes(name)
        );
    }
    assert!(codes("no such place").is_empty());
}

#[test]
fn the_table_is_a_tree_with_every_code_once() {
    let mut seen = FxHashSet::default();
    let mut count = 0;
    for entry in gazetteer().regions() {
        count += 1;
        match &entry.parent_code {
            None => assert_eq!(entry.code, "WORLD"),
            Some(parent) => {
                assert!(
                    seen.contains(parent),
                    "{} stands before {parent}",
                    entry.code
                );
                assert!(entry.ancestor_codes.contains(parent), "{entry:?}");
            }
        }
        assert_eq!(entry.ancestor_codes[0], entry.code);
        assert_eq!(
            entry.ancestor_codes.last().map(String::as_str),
            Some("WORLD")
        );
        assert!(!entry.name.is_empty());
        assert!(seen.insert(entry.code));
    }
    assert!(count > 37_000, "{count}");
}

#[test]
fn a_city_lies_in_all_regions_around_it() {
    let berlin = gazetteer().region("geonames:2950159").expect("Berlin");
    let entry = gazetteer().entry(berlin);
    for code in ["DE-BE", "DE", "EUROPE", "EU", "EMEA", "DACH", "WORLD"] {
        assert!(
            entry.ancestor_codes.iter().any(|other| other == code),
            "{code}"
        );
        let region = gazetteer().region(code).expect(code);
        assert!(gazetteer().lies_in(berlin, region), "{code}");
    }
    let asia = gazetteer().region("ASIA").expect("Asia");
    assert!(!gazetteer().lies_in(berlin, asia));
    assert_eq!(entry.name, "Berlin");
    assert_eq!(entry.parent_code.as_deref(), Some("DE-BE"));
}

#[test]
fn macro_regions_hold_one_another() {
    let region = |code| gazetteer().region(code).expect("a macro region");
    assert!(gazetteer().lies_in(region("DACH"), region("EUROPE")));
    assert!(gazetteer().lies_in(region("EUROPE"), region("EMEA")));
    assert!(!gazetteer().lies_in(region("EMEA"), region("EUROPE")));
    let entry = gazetteer().entry(region("DACH"));
    assert!(entry.ancestor_codes.contains(&"EMEA".to_owned()));
    assert_eq!(entry.parent_code.as_deref(), Some("WORLD"));
}

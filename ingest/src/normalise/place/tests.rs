//! What the reader makes of whole inputs.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::embedded().expect("the shipped files are well made")
}

fn reading(location: &str) -> PlaceReading {
    let locations = [location.to_owned()];
    let input = PlaceInput {
        locations: &locations,
        ..PlaceInput::default()
    };
    read(gazetteer(), &input)
}

/// The places by the English names of their regions, as `Paris < US-TX`.
fn places(reading: &PlaceReading) -> Vec<String> {
    let name = |place: &Place| {
        let region = gazetteer().region(&place.code()).expect("a region");
        let around = place
            .subdivision
            .clone()
            .unwrap_or_else(|| place.country.clone());
        match place.city {
            Some(_) => format!("{} < {around}", gazetteer().name(region)),
            None => place.code(),
        }
    };
    reading.places.iter().map(name).collect()
}

fn assert_places(location: &str, expected: &[&str]) {
    let reading = reading(location);
    assert_eq!(places(&reading), expected, "{location}");
    assert_eq!(reading.resolved, !expected.is_empty(), "{location}");
}

#[test]
fn a_name_is_settled_by_what_stands_around_it() {
    assert_places("Athens, Greece", &["Athens < GR-I"]);
    assert_places("Athens, GA", &["Athens < US-GA"]);
    assert_places("Tbilisi, Georgia", &["Tbilisi < GE-TB"]);
    assert_places("Savannah, Georgia", &["Savannah < US-GA"]);
    assert_places("Georgia", &["GE"]);
    assert_places("Spain, Valencia", &["Valencia < ES-VC"]);
    assert_places("Victoria BC", &["Victoria < CA-BC"]);
    assert_places("DE-Leipzig", &["Leipzig < DE-SN"]);
    assert_places("New York, NY (HQ)", &["New York City < US-NY"]);
    assert_places("CA", &["US-CA"]);
    assert_places("SG", &["SG"]);
    assert_places("Greater Toronto Area", &["Toronto < CA-ON"]);
    assert_places("Halifax, CA", &["Halifax < CA-NS"]);
}

#[test]
fn a_list_names_each_of_its_places_once() {
    assert_places(
        "Oslo / Bergen and Trondheim",
        &["Oslo < NO-03", "Bergen < NO-46", "Trondheim < NO-50"],
    );
    assert_places("Germany; Leipzig", &["Leipzig < DE-SN"]);
    assert_places("Wien | Vienna, Austria", &["Vienna < AT-9"]);
    assert_places(
        "Lisbon, Madrid, Rome",
        &["Lisbon < PT-11", "Madrid < ES-MD", "Rome < IT-62"],
    );
}

#[test]
fn an_address_is_one_place() {
    assert_places("1 Paris Street, Dallas, TX 75201, USA", &["Dallas < US-TX"]);
    assert_places("Hauptstraße 5, 04109 Leipzig", &["Leipzig < DE-SN"]);
    assert_places("Hollywood, Los Angeles, CA, USA", &["Los Angeles < US-CA"]);
    assert_places(
        "Rue de Rome 3, 13001 Marseille, France",
        &["Marseille < FR-PAC"],
    );
}

#[test]
fn a_quarter_beside_its_city_is_the_city() {
    assert_places("Soho, London, UK", &["London < GB-ENG"]);
    assert_places("London - Canary Wharf", &["London < GB-ENG"]);
    assert_places("Berlin, Kreuzberg", &["Berlin < DE-BE"]);
    assert_places("Vauxhall, London", &["London < GB-ENG"]);
    assert_places("Victoria, London, UK", &["London < GB-ENG"]);
    assert_places("Hamburg, Berlin", &["Hamburg < DE-HH", "Berlin < DE-BE"]);
    assert_places("Kreuzberg", &["Kreuzberg < DE-BE"]);
}

#[test]
fn counties_postcodes_and_brackets_belong_to_their_names() {
    assert_places("Long Island, New York", &["US-NY"]);
    assert_places("Suffolk County, Massachusetts", &["US-MA"]);
    assert_places("Nevada County, CA", &["US-CA"]);
    assert_places("Keizersgracht 1, 1015 AB Amsterdam", &["Amsterdam < NL-NH"]);
    assert_places("Frankfurt (Oder)", &["Frankfurt (Oder) < DE-BB"]);
    assert_places("Halle (Saale), Germany", &["Halle (Saale) < DE-ST"]);
    assert_places("Frankfurt (Main)", &["Frankfurt am Main < DE-HE"]);
}

#[test]
fn codes_in_a_list_of_countries_are_countries() {
    assert_places("US / CA", &["US", "CA"]);
    assert_places("US, CA, UK", &["US", "CA", "GB"]);
    assert_places("US, CA", &["US-CA"]);
    assert_places("CA / NY", &["US-CA", "US-NY"]);
    assert_places("GB, DE, IN", &["GB", "DE", "IN"]);
}

#[test]
fn scripts_without_spaces_are_cut_where_names_end() {
    assert_places("東京都港区", &["Tokyo < JP-13"]);
    assert_places("神奈川県横浜市西区", &["Yokohama < JP-14"]);
    assert_places("浙江省杭州市", &["Hangzhou < CN-ZJ"]);
    assert_places("京都", &["Kyoto < JP-26"]);
    assert_eq!(
        reading("フルリモート（大阪府）").work_mode,
        Some(WorkMode::Remote)
    );
}

#[test]
fn a_town_too_small_to_be_known_leaves_its_state() {
    assert_places("Portland, Tennessee", &["US-TN"]);
    assert_places("Vail, CO", &["US-CO"]);
    assert_places("Bedford, MA", &["US-MA"]);
    assert_places("Alden, New York", &["US-NY"]);
    assert_places("Torino (TO)", &["Turin < IT-21"]);
}

#[test]
fn words_that_are_no_places_are_no_places() {
    for location in [
        "",
        " ; / ",
        "N/A",
        "TBD",
        "Various locations",
        "Headquarters",
        "Best team ever",
        "in or de la",
    ] {
        let reading = reading(location);
        assert!(
            reading.places.is_empty() && reading.remote_scope.is_empty(),
            "{location}: {reading:?}"
        );
    }
    assert!(!reading("Headquarters").resolved);
    assert!(reading("").resolved);
}

#[test]
fn the_way_of_working_is_read_in_several_languages() {
    for (location, mode) in [
        ("Lyon (hybride)", Some(WorkMode::Hybrid)),
        ("Wien oder Homeoffice", Some(WorkMode::Remote)),
        ("Remote not possible, Ghent", Some(WorkMode::Onsite)),
        ("Remote: no", Some(WorkMode::Onsite)),
        ("Kein Homeoffice - Graz", Some(WorkMode::Onsite)),
        ("Dublin, 3 days per week in office", Some(WorkMode::Hybrid)),
        ("Graz (2 Tage Homeoffice)", Some(WorkMode::Hybrid)),
        ("Nantes, télétravail partiel", Some(WorkMode::Hybrid)),
        ("Hybrid remote in Cork", Some(WorkMode::Hybrid)),
        ("Cork (hybrid) or remote", Some(WorkMode::Remote)),
        ("Cork", None),
    ] {
        assert_eq!(reading(location).work_mode, mode, "{location}");
    }
}

#[test]
fn a_scope_needs_a_country_or_more() {
    for (location, scope) in [
        ("Remote (Austria, Hungary)", vec!["AT", "HU"]),
        ("Remote - EU timezones", vec!["EU"]),
        ("Remote, Oregon", vec!["US-OR"]),
        ("Graz, Austria, Remote", vec![]),
        ("Graz or Remote (DACH)", vec!["DACH"]),
        ("Graz / Remote Austria", vec!["AT"]),
        ("Anywhere in Poland", vec!["PL"]),
        ("Work from anywhere in the world", vec!["WORLD"]),
        ("Remote - Singapore", vec!["SG"]),
        ("Remote (non-US)", vec![]),
        ("Remote OK", vec![]),
        ("Remote (US/CA)", vec!["US", "CA"]),
        ("Graz or Remote in Austria or Hungary", vec!["AT", "HU"]),
        ("Norway", vec![]),
        ("Norway, Sweden", vec!["NO", "SE"]),
        ("UK & Ireland", vec!["UKI"]),
    ] {
        assert_eq!(reading(location).remote_scope, scope, "{location}");
    }
    let zones = reading("Remote (GMT-3 to GMT+1)")
        .time_zones
        .map(|zones| zones.to_string());
    assert_eq!(zones.as_deref(), Some("tz:UTC-3..UTC+1"));
}

#[test]
fn the_fields_of_the_source_complete_the_text() {
    let read_with = |location: &str, country, remote, title| {
        let locations = [location.to_owned()];
        let input = PlaceInput {
            locations: &locations,
            country,
            remote,
            title,
        };
        read(gazetteer(), &input)
    };
    let found = read_with("Cambridge", Some("USA"), None, None);
    assert_eq!(places(&found), ["Cambridge < US-MA"]);
    let found = read_with("Remote", Some("CA"), None, None);
    assert_eq!(
        (places(&found), found.remote_scope),
        (vec!["CA".to_owned()], vec!["CA".to_owned()])
    );
    let found = read_with("", Some("European Union"), Some("true"), None);
    assert_eq!(found.remote_scope, ["EU"]);
    assert_eq!(found.work_mode, Some(WorkMode::Remote));
    let found = read_with(
        "Graz",
        Some("None"),
        Some("false"),
        Some("Engineer (Remote, Austria)"),
    );
    assert_eq!(found.work_mode, Some(WorkMode::Remote));
    assert_eq!(found.remote_scope, ["AT"]);
    let found = read_with("Graz", None, None, Some("Remote Sensing Engineer"));
    assert_eq!(found.work_mode, None);
    let found = read_with("['Graz', 'Linz, Austria']", None, Some("Hybrid"), None);
    assert_eq!(places(&found), ["Graz < AT-6", "Linz < AT-4"]);
}

#[test]
fn hostile_lengths_take_linear_time() {
    for unit in [
        "Paris, ",
        "a-",
        "(((",
        "San Jose ",
        "; or ",
        "+/- 3 ",
        "{'city': 'Paris'}, ",
        "Remote, CA, ",
        "Frankfurt (",
        "東京都",
        "朝阳",
    ] {
        let locations = vec![unit.repeat(100_000); 3];
        let input = PlaceInput {
            locations: &locations,
            ..PlaceInput::default()
        };
        let start = Instant::now();
        let _ = read(gazetteer(), &input);
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{unit}: {:?}",
            start.elapsed()
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fail(
        location in "\\PC{0,120}",
        country in proptest::option::of("\\PC{0,20}"),
        title in proptest::option::of("\\PC{0,40}"),
    ) {
        let locations = [location];
        let found = read(gazetteer(), &PlaceInput {
            locations: &locations,
            country: country.as_deref(),
            remote: None,
            title: title.as_deref(),
        });
        for place in &found.places {
            prop_assert!(gazetteer().region(&place.code()).is_some());
        }
        for code in &found.remote_scope {
            prop_assert!(gazetteer().region(code).is_some());
        }
    }

    #[test]
    fn pieces_of_real_locations_make_no_nonsense(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("Berlin"), Just("US"), Just("CA"), Just("Remote"), Just(","), Just(";"), Just("or"), Just("("),
                Just(")"), Just("-"), Just("not"), Just("EMEA"), Just("New York"), Just("county"), Just("St"),
                Just("12"), Just("UTC+2"), Just("Springfield"), Just("/"), Just("TO")
            ],
            0..12,
        ),
    ) {
        let found = reading(&pieces.join(" "));
        let mut codes: Vec<_> = found.places.iter().map(Place::code).collect();
        let count = codes.len();
        codes.sort();
        codes.dedup();
        prop_assert_eq!(codes.len(), count);
        let remote = pieces.contains(&"Remote");
        prop_assert!(remote || found.work_mode.is_none());
    }
}

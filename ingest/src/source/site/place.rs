//! Where a job is, as schema.org says it: places with addresses, or texts.

use serde_json::Value;

use super::posting::{Job, text};
use crate::source::place::{line, shared};

/// More places say no more.
const MOST: usize = 50;

/// The places of a job, in a line each, and the country that they all lie in.
pub(super) fn places(job: &Job<'_>) -> (Vec<String>, Option<String>) {
    let places = job.all("jobLocation");
    let mut read: Vec<_> = places.take(MOST).filter_map(place).collect();
    if read.is_empty() {
        // Where somebody must live who may work from anywhere there.
        let areas = job.all("applicantLocationRequirements");
        read = areas.take(MOST).filter_map(area).collect();
    }
    let country = shared(read.iter().map(|place| place.country.as_deref()));
    (read.into_iter().map(|place| place.line).collect(), country)
}

struct Place {
    line: String,
    country: Option<String>,
}

fn place(place: &Value) -> Option<Place> {
    let address = match place.get("address") {
        Some(Value::Array(addresses)) => addresses.first(),
        address => address,
    };
    let parts = address.and_then(|address| parts(address).or_else(|| named(address)));
    // Without an address, what stands there may be the address itself.
    parts
        .or_else(|| parts_of_place(place))
        .or_else(|| named(place))
}

fn parts_of_place(place: &Value) -> Option<Place> {
    place.get("address").is_none().then(|| parts(place))?
}

/// An address by its parts; street and post code say no more than the town does.
fn parts(address: &Value) -> Option<Place> {
    let part = |name| address.get(name).and_then(text);
    let country = part("addressCountry");
    let line = line([
        part("addressLocality").as_deref(),
        part("addressRegion").as_deref(),
        country.as_deref(),
    ])?;
    Some(Place { line, country })
}

/// A place that is a text, or has nothing but a name.
fn named(place: &Value) -> Option<Place> {
    let line = text(place)?;
    Some(Place {
        line,
        country: None,
    })
}

/// A country, or a part of one, by its name.
fn area(area: &Value) -> Option<Place> {
    let kind = area.get("@type").and_then(Value::as_str);
    let line = text(area)?;
    let is_country = kind.is_some_and(|kind| kind.ends_with("Country"));
    Some(Place {
        country: is_country.then(|| line.clone()),
        line,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(job: &Value) -> (Vec<String>, Option<String>) {
        places(&Job::alone(job.as_object().unwrap()))
    }

    #[test]
    fn places_are_read_in_every_shape() {
        let one = |place: Value| read(&json!({"jobLocation": place}));
        let country = Some("NO".to_owned());
        for place in [
            json!({"@type": "Place", "address": {"addressLocality": "Oslo", "addressRegion": "", "addressCountry": "NO", "streetAddress": "Road 1"}}),
            json!([{"address": {"addressLocality": "Oslo", "addressCountry": {"@type": "Country", "name": "NO"}}}]),
            json!({"address": [{"addressLocality": ["Oslo"], "addressCountry": "NO"}]}),
            json!({"addressLocality": "Oslo", "addressCountry": "NO"}),
        ] {
            assert_eq!(
                one(place.clone()),
                (vec!["Oslo, NO".into()], country.clone()),
                "{place}"
            );
        }
        for place in [
            json!("Oslo"),
            json!({"address": "Oslo"}),
            json!({"name": "Oslo"}),
            json!({"address": {"name": "Oslo"}}),
            json!({"address": {"@type": "PostalAddress"}, "name": "Oslo"}),
        ] {
            assert_eq!(one(place.clone()), (vec!["Oslo".into()], None), "{place}");
        }
        assert_eq!(one(json!({"geo": {"latitude": 1}})), (Vec::new(), None));
    }

    #[test]
    fn several_places_share_a_country_or_none() {
        let place = |town, country| json!({"address": {"addressLocality": town, "addressCountry": country}});
        let (lines, country) =
            read(&json!({"jobLocation": [place("Oslo", "NO"), place("Bergen", "NO")]}));
        assert_eq!((lines.len(), country.as_deref()), (2, Some("NO")));
        let (_, country) =
            read(&json!({"jobLocation": [place("Oslo", "NO"), place("Malmö", "SE")]}));
        assert_eq!(country, None);
        let many = vec![place("Oslo", "NO"); 1_000];
        assert_eq!(read(&json!({"jobLocation": many})).0.len(), 50);
    }

    #[test]
    fn where_applicants_must_live_counts_if_nothing_else_is_said() {
        let areas =
            json!([{"@type": "Country", "name": "Norway"}, {"@type": "State", "name": "Ontario"}]);
        let remote =
            json!({"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": areas});
        assert_eq!(
            read(&remote),
            (vec!["Norway".into(), "Ontario".into()], None)
        );
        let anywhere =
            json!({"applicantLocationRequirements": {"@type": "Country", "name": "Norway"}});
        assert_eq!(
            read(&anywhere),
            (vec!["Norway".into()], Some("Norway".into()))
        );
        let both = json!({"jobLocation": "Oslo", "applicantLocationRequirements": "Norway"});
        assert_eq!(read(&both).0, ["Oslo"]);
    }
}

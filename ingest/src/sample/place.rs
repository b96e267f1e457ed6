//! Where a made-up job is done, and the many ways of writing that down.

use entity::content::sample::{City, Forms, Market, NonEmpty};
use entity::posting::WorkMode;

use super::random::Random;
use super::wording::{fill, fits, phrase};

/// A place as posted, with what it means.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) locations: Vec<String>,
    /// The board's own field for the country.
    pub(super) country: Option<String>,
    /// The board's own field for the way of working.
    pub(super) remote: Option<String>,
    pub(super) city: Option<i64>,
    pub(super) other_city: Option<i64>,
    pub(super) work_mode: Option<WorkMode>,
}

/// A place in a market.
pub(super) fn choose(random: &mut Random, forms: &Forms, market: &Market) -> Place {
    let mode = random.choose(
        (None, 34),
        &[
            (Some(WorkMode::Hybrid), 26),
            (Some(WorkMode::Remote), 28),
            (Some(WorkMode::Onsite), 12),
        ],
    );
    match mode {
        Some(WorkMode::Remote) if random.percent(55) => anywhere(random, forms, market),
        Some(mode) => said(random, forms, market, mode),
        None if random.percent(16) => two_cities(random, forms, market),
        None => {
            let city = city(random, market);
            plain(random, forms, market, city)
        }
    }
}

/// Another city of the same market, with nothing said about the way of working.
pub(super) fn elsewhere(random: &mut Random, forms: &Forms, market: &Market, not: i64) -> Place {
    let first = random.index(market.cities.len());
    let chosen = (first..first + market.cities.len())
        .map(|index| market.cities.at(index % market.cities.len()))
        .find(|city| city.id != not)
        .unwrap_or(market.cities.at(0));
    plain(random, forms, market, chosen)
}

/// A city, the first ones of the market likelier.
fn city<'a>(random: &mut Random, market: &'a Market) -> &'a City {
    let length = market.cities.len();
    let least = random.index(length).min(random.index(length));
    market.cities.at(least)
}

fn plain(random: &mut Random, forms: &Forms, market: &Market, city: &City) -> Place {
    let (text, form) = written(random, &forms.places, market, city);
    Place {
        locations: vec![text],
        country: field(random, market, form.contains("{country}")),
        remote: None,
        city: Some(city.id),
        other_city: None,
        work_mode: None,
    }
}

fn said(random: &mut Random, forms: &Forms, market: &Market, mode: WorkMode) -> Place {
    let city = city(random, market);
    let mut place = plain(random, forms, market, city);
    place.work_mode = Some(mode);
    let (wordings, fields) = match mode {
        WorkMode::Onsite => (&forms.onsite, &forms.fields.onsite),
        WorkMode::Hybrid => (&forms.hybrid, &forms.fields.hybrid),
        WorkMode::Remote => (&forms.remote_city, &forms.fields.remote),
    };
    if random.percent(50) {
        place.remote = Some(random.pick(fields).clone());
    } else {
        let wording = random.pick(wordings);
        for location in &mut place.locations {
            *location = fill(wording, &[("place", location)]);
        }
    }
    place
}

fn anywhere(random: &mut Random, forms: &Forms, market: &Market) -> Place {
    let union = market.eu && random.percent(30);
    let text = if union {
        random.pick(&forms.remote_union).clone()
    } else {
        let country = country_name(random, market);
        phrase(random, &forms.remote_country, &[("country", &country)])
    };
    let field_too = random.percent(40);
    Place {
        locations: vec![text],
        country: field(random, market, !union),
        remote: field_too.then(|| random.pick(&forms.fields.remote).clone()),
        city: None,
        other_city: None,
        work_mode: Some(WorkMode::Remote),
    }
}

fn two_cities(random: &mut Random, forms: &Forms, market: &Market) -> Place {
    let city = city(random, market);
    let mut place = plain(random, forms, market, city);
    let other = elsewhere(random, forms, market, place.city.unwrap_or_default());
    place.country = place.country.or(other.country);
    place.other_city = other.city;
    if random.percent(50) {
        place.locations.extend(other.locations);
    } else {
        let wording = random.pick(&forms.two_places);
        let first = place.locations.concat();
        let values = [("place", &*first), ("other", &*other.locations.concat())];
        place.locations = vec![fill(wording, &values)];
    }
    place
}

/// A city in one of the forms that fit it, with that form.
fn written<'a>(
    random: &mut Random,
    forms: &'a NonEmpty<String>,
    market: &Market,
    city: &City,
) -> (String, &'a str) {
    let country = country_name(random, market);
    let short = market.short.get(random.index(market.short.len()));
    let values: Vec<(&str, &str)> = [
        ("city", Some(city.name.as_str())),
        ("local", city.local.as_deref()),
        ("region", city.region.as_deref()),
        ("country", Some(country.as_str())),
        ("short", short.map(String::as_str)),
        ("code", Some(market.code.as_str())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let fitting: Vec<&String> = forms.iter().filter(|form| fits(form, &names)).collect();
    let index = random.index(fitting.len());
    let form = fitting.get(index).copied().unwrap_or(forms.at(0));
    (fill(form, &values), form)
}

fn country_name(random: &mut Random, market: &Market) -> String {
    if !market.also_called.is_empty() && random.percent(30) {
        let index = random.index(market.also_called.len());
        if let Some(name) = market.also_called.get(index) {
            return name.clone();
        }
    }
    market.name.clone()
}

/// The board's field for the country: always where the location leaves it open.
fn field(random: &mut Random, market: &Market, named: bool) -> Option<String> {
    let value = if random.percent(50) {
        &market.code
    } else {
        &market.name
    };
    (!named || random.percent(40)).then(|| value.clone())
}

//! Where a made-up job is done.

use entity::content::sample::{Market, NonEmpty};
use entity::posting::WorkMode;

use super::random::Wheel;
use crate::sample::random::Random;
use crate::store::Keys;

/// Percent of the sample's weight that countries have here; 100 where absent. The sample leans to Europe.
const WEIGHTS: [(&str, u64); 3] = [("US", 300), ("IN", 200), ("GB", 150)];
/// Of a hundred places, how many name a country and no city, and how many are not understood.
const COUNTRY_ONLY: u64 = 10;
const UNRESOLVED: u64 = 5;
/// Of a thousand places with a city, how many name a second one, and of a hundred of these how many a third.
const SEVERAL: u64 = 85;
const THIRD: u64 = 25;

/// A place with everything around it.
#[derive(Clone, Debug)]
struct Spot {
    region_ids: Vec<i32>,
    name: String,
}

/// A country's places.
struct Country {
    id: Vec<i32>,
    whole: Spot,
    cities: Vec<Spot>,
    eu: bool,
}

/// Where jobs can be.
pub(super) struct Places {
    countries: Vec<Country>,
    wheel: Wheel,
    world: Vec<i32>,
    union: Vec<i32>,
}

/// Where a posting says that it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) region_ids: Vec<i32>,
    pub(super) resolved: bool,
    pub(super) location: Option<String>,
    pub(super) work_mode: Option<WorkMode>,
    pub(super) remote_scope: Vec<i32>,
}

impl Places {
    pub(super) fn new(markets: &NonEmpty<Market>, keys: &Keys) -> Self {
        let weight = |market: &Market| {
            let own = WEIGHTS.iter().find(|(code, _)| *code == market.code);
            market.weight * own.map_or(100, |(_, percent)| *percent)
        };
        let ids = |code: &str| keys.region_ids(&[code.to_owned()]);
        Self {
            countries: markets.iter().map(|market| country(market, keys)).collect(),
            wheel: Wheel::new(markets.iter().map(weight)),
            world: ids("WORLD"),
            union: ids("EU"),
        }
    }

    /// A country, by its number among the markets.
    pub(super) fn country(&self, random: &mut Random) -> usize {
        self.wheel.pick(random)
    }

    /// A place in a country.
    pub(super) fn choose(&self, random: &mut Random, country: usize) -> Place {
        let Some(home) = self.countries.get(country) else {
            return Place::default();
        };
        let work_mode = random.choose(
            (None, 34),
            &[
                (Some(WorkMode::Hybrid), 26),
                (Some(WorkMode::Remote), 28),
                (Some(WorkMode::Onsite), 12),
            ],
        );
        let place = match work_mode {
            Some(WorkMode::Remote) if random.percent(55) => self.anywhere(random, home),
            _ if random.percent(UNRESOLVED) => Place {
                location: Some("Several sites".to_owned()),
                ..Place::default()
            },
            _ if random.percent(COUNTRY_ONLY) => at(&[&home.whole]),
            _ => self.cities(random, home),
        };
        Place { work_mode, ..place }
    }

    fn anywhere(&self, random: &mut Random, home: &Country) -> Place {
        let (scope, place, name) = if random.percent(12) {
            (&self.world, Vec::new(), "anywhere")
        } else if home.eu && random.percent(30) {
            (&self.union, Vec::new(), "EU")
        } else {
            let whole = &home.whole;
            (&home.id, whole.region_ids.clone(), whole.name.as_str())
        };
        Place {
            region_ids: place,
            resolved: true,
            location: Some(format!("Remote ({name})")),
            work_mode: None,
            remote_scope: scope.clone(),
        }
    }

    fn cities(&self, random: &mut Random, home: &Country) -> Place {
        let mut spots = vec![city(random, home)];
        let mut chance = SEVERAL;
        while random.below(1_000) < chance && spots.len() < 3 {
            let abroad = self.countries.get(self.country(random));
            let country = abroad.filter(|_| random.percent(25)).unwrap_or(home);
            spots.push(city(random, country));
            chance = THIRD * 10;
        }
        at(&spots)
    }
}

fn country(market: &Market, keys: &Keys) -> Country {
    let spot = |code: String, name: String| Spot {
        region_ids: keys.regions_around(&[code]),
        name,
    };
    let cities = market.cities.iter().map(|city| {
        let name = format!("{}, {}", city.name, market.name);
        spot(format!("geonames:{}", city.id), name)
    });
    Country {
        id: keys.region_ids(std::slice::from_ref(&market.code)),
        whole: spot(market.code.clone(), market.name.clone()),
        // What the gazetteer does not know is no place.
        cities: cities.filter(|city| !city.region_ids.is_empty()).collect(),
        eu: market.eu,
    }
}

/// A city, the first ones of the country likelier; the country where it has none.
fn city<'a>(random: &mut Random, country: &'a Country) -> &'a Spot {
    let count = country.cities.len();
    let least = random.index(count).min(random.index(count));
    country.cities.get(least).unwrap_or(&country.whole)
}

/// Several places as one posting names them.
fn at(spots: &[&Spot]) -> Place {
    let mut region_ids: Vec<i32> = Vec::new();
    for spot in spots {
        region_ids.extend(&spot.region_ids);
    }
    region_ids.sort_unstable();
    region_ids.dedup();
    let names: Vec<&str> = spots.iter().map(|spot| spot.name.as_str()).collect();
    Place {
        region_ids,
        resolved: true,
        location: Some(names.join("; ")),
        ..Place::default()
    }
}

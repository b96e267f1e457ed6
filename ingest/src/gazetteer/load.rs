//! Unpacks and checks the files of `content/places/` and `content/regions.yaml`.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use entity::content::region::MacroRegion;
use entity::content::{self, ContentError};
use entity::region::Level;
use ruzstd::decoding::StreamingDecoder;

use super::area::{Area, Areas};
use super::city::{Cities, City};
use super::name::{Candidate, CityNames, NameKind, Names};
use super::sense::{Sense, Senses};
use super::{Gazetteer, RegionIndex, fold};

/// One table: tab-separated columns without a heading.
struct Table {
    file: &'static str,
    text: String,
}

/// One line of a table.
struct Line<'t> {
    file: &'static str,
    number: u64,
    text: &'t str,
}

impl Table {
    fn read(file: &'static str) -> Result<Self, ContentError> {
        let bytes = content::bytes(file)?;
        let mut text = String::new();
        let packed = Path::new(file)
            .extension()
            .is_some_and(|kind| kind == "zst");
        let done = if packed {
            StreamingDecoder::new(&*bytes)
                .map_err(std::io::Error::other)
                .and_then(|mut decoder| decoder.read_to_string(&mut text))
        } else {
            (&*bytes).read_to_string(&mut text)
        };
        match done {
            Ok(_) => Ok(Self { file, text }),
            Err(error) => Err(ContentError {
                file: file.into(),
                line: 0,
                column: 0,
                message: error.to_string(),
            }),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        (1..).zip(self.text.lines()).map(|(number, text)| Line {
            file: self.file,
            number,
            text,
        })
    }
}

impl<'t> Line<'t> {
    fn columns<const N: usize>(&self) -> Result<[&'t str; N], ContentError> {
        let columns: Vec<_> = self.text.split('\t').collect();
        columns
            .try_into()
            .map_err(|_| self.error(format!("{N} columns are wanted")))
    }

    fn number<T: std::str::FromStr>(&self, column: &str) -> Result<T, ContentError> {
        column
            .parse()
            .map_err(|_| self.error(format!("{column} is not a number that fits")))
    }

    fn error(&self, message: String) -> ContentError {
        ContentError {
            file: self.file.into(),
            line: self.number,
            column: 0,
            message,
        }
    }
}

/// Loads the embedded files.
pub(super) fn load() -> Result<Gazetteer, ContentError> {
    let countries = Table::read("places/countries.tsv")?;
    let known: BTreeSet<_> = countries
        .lines()
        .filter_map(|line| Some(line.text.split_once('\t')?.0.to_owned()))
        .collect();
    let regions = content::region::load(&known)?;
    let text = Table::read("places/names.tsv.zst")?.text;
    let city_names = CityNames::new(text).map_err(|line| ContentError {
        file: "places/names.tsv.zst".into(),
        line,
        column: 0,
        message: "names must be sorted and stand there once".into(),
    })?;
    let mut gazetteer = Gazetteer {
        areas: Areas::default(),
        cities: Cities::default(),
        names: Names::new(city_names),
        senses: senses()?,
    };
    add_macros(&mut gazetteer, &regions);
    add_countries(&mut gazetteer, &countries, &regions)?;
    add_subdivisions(&mut gazetteer)?;
    add_cities(&mut gazetteer)?;
    add_aliases(&mut gazetteer)?;
    Ok(gazetteer)
}

fn senses() -> Result<Senses, ContentError> {
    let mut senses = Senses::default();
    for line in Table::read("places/words.tsv")?.lines() {
        let [sense, words] = line.columns()?;
        let known = Sense::of(sense).ok_or_else(|| line.error(format!("{sense} is no sense")))?;
        for word in words.split('|') {
            senses.add(fold(word), known);
        }
    }
    Ok(senses)
}

fn add_macros(gazetteer: &mut Gazetteer, regions: &[MacroRegion]) {
    let area = |code: &str, name: &str, level, parent, macros| Area {
        code: code.into(),
        name: name.into(),
        level,
        parent,
        population: 0,
        weight: 0,
        market: 1.0,
        macros,
    };
    gazetteer
        .areas
        .push(area("WORLD", "World", Level::World, None, Vec::new()));
    for region in regions {
        let around = (1..).zip(regions).filter(|(_, other)| {
            other.countries.len() > region.countries.len()
                && other.countries.is_superset(&region.countries)
        });
        let macros = around.map(|(index, _)| index).collect();
        let area = area(&region.code, &region.name, Level::Macro, Some(0), macros);
        // The reader of the file refuses codes that are taken.
        if let Some(index) = gazetteer.areas.push(area) {
            gazetteer.add_name(&region.code, index, NameKind::Name, true);
            gazetteer.add_name(&region.name, index, NameKind::Name, true);
            for alias in &region.aliases {
                gazetteer.add_name(alias, index, NameKind::Name, true);
            }
        }
    }
}

fn add_countries(
    gazetteer: &mut Gazetteer,
    table: &Table,
    regions: &[MacroRegion],
) -> Result<(), ContentError> {
    for line in table.lines() {
        let [code, iso3, name, people, others] = line.columns()?;
        let population = line.number(people)?;
        let around = || {
            (1..)
                .zip(regions)
                .filter(|(_, region)| region.countries.contains(code))
        };
        let index = gazetteer
            .areas
            .push(Area {
                code: code.into(),
                name: name.into(),
                level: Level::Country,
                parent: around()
                    .find(|(_, region)| region.primary)
                    .map(|(index, _)| index),
                population,
                weight: population,
                market: 1.0,
                macros: around().map(|(index, _)| index).collect(),
            })
            .ok_or_else(|| line.error(format!("{code} stands there twice")))?;
        for (around, _) in around() {
            gazetteer.areas.get_mut(around).population += population;
        }
        gazetteer.areas.get_mut(0).population += population;
        gazetteer.add_name(name, index, NameKind::Name, false);
        for other in others.split('|') {
            gazetteer.add_name(other, index, NameKind::Alias, false);
        }
        gazetteer.add_name(code, index, NameKind::Code, false);
        gazetteer.add_name(iso3, index, NameKind::Code, false);
    }
    for line in Table::read("places/markets.tsv")?.lines() {
        let [code, market] = line.columns()?;
        let index = gazetteer.known(&line, code)?;
        gazetteer.areas.get_mut(index.0).market = line.number(market)?;
    }
    Ok(())
}

fn add_subdivisions(gazetteer: &mut Gazetteer) -> Result<(), ContentError> {
    for line in Table::read("places/subdivisions.tsv")?.lines() {
        let [code, name, _, others] = line.columns()?;
        let (country, short) = code
            .split_once('-')
            .ok_or_else(|| line.error(format!("{code} is not an ISO 3166-2 code")))?;
        let parent = gazetteer.known(&line, country)?.0;
        let index = gazetteer
            .areas
            .push(Area {
                code: code.into(),
                name: name.into(),
                level: Level::Subdivision,
                parent: Some(parent),
                population: 0,
                weight: 0,
                market: 1.0,
                macros: Vec::new(),
            })
            .ok_or_else(|| line.error(format!("{code} stands there twice")))?;
        for name in [name, bare(name)] {
            if !is_direction(name) {
                gazetteer.add_name(name, index, NameKind::Name, false);
            }
        }
        for other in others.split('|') {
            gazetteer.add_name(other, index, NameKind::Name, false);
        }
        if short.len() > 1 && short.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            gazetteer.add_name(short, index, NameKind::Code, false);
        }
    }
    Ok(())
}

/// The name without the word for what it is.
fn bare(name: &str) -> &str {
    const KINDS: [&str; 12] = [
        " Province",
        " Region",
        " Oblast",
        " District",
        " County",
        " Governorate",
        " Department",
        " Municipality",
        " Prefecture",
        " Voivodeship",
        " State",
        " Oblisi",
    ];
    let bare = KINDS.iter().find_map(|kind| name.strip_suffix(kind));
    bare.unwrap_or(name)
}

/// Whether a name is too loose to be looked up: `South-East` is a district of Botswana.
fn is_direction(name: &str) -> bool {
    const LOOSE: [&str; 12] = [
        "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central",
        "capital", "upper", "lower",
    ];
    fold(name).split(' ').all(|word| {
        LOOSE.contains(&word)
            || LOOSE.iter().any(|loose| {
                word.strip_prefix(loose)
                    .is_some_and(|rest| LOOSE.contains(&rest))
            })
    })
}

fn add_cities(gazetteer: &mut Gazetteer) -> Result<(), ContentError> {
    for line in Table::read("places/cities.tsv.zst")?.lines() {
        let [id, name, area, people, around] = line.columns()?;
        let area = gazetteer.known(&line, area)?;
        let population = line.number(people)?;
        let around = match around {
            "" => None,
            id => Some(line.number(id)?),
        };
        let city = City::new(line.number(id)?, area.0, population, around);
        gazetteer.cities.push(name, city);
        if gazetteer.level(area) == Level::Subdivision {
            gazetteer.areas.get_mut(area.0).weight += u64::from(population);
        }
    }
    gazetteer.cities.index();
    Ok(())
}

fn add_aliases(gazetteer: &mut Gazetteer) -> Result<(), ContentError> {
    for line in Table::read("places/aliases.tsv")?.lines() {
        let [code, names] = line.columns()?;
        let region = gazetteer.known(&line, code)?;
        for name in names.split('|') {
            gazetteer.add_name(name, region.0, NameKind::Name, true);
        }
    }
    Ok(())
}

impl Gazetteer {
    fn add_name(&mut self, name: &str, index: u32, kind: NameKind, curated: bool) {
        let candidate = Candidate {
            region: RegionIndex(index),
            kind,
            curated,
        };
        self.names.add(fold(name), candidate);
    }

    fn known(&self, line: &Line<'_>, code: &str) -> Result<RegionIndex, ContentError> {
        self.region(code)
            .ok_or_else(|| line.error(format!("{code} is no region")))
    }
}

/// Every file that the gazetteer is made of.
const FILES: [&str; 8] = [
    "places/aliases.tsv",
    "places/cities.tsv.zst",
    "places/countries.tsv",
    "places/markets.tsv",
    "places/names.tsv.zst",
    "places/subdivisions.tsv",
    "places/words.tsv",
    "regions.yaml",
];

/// Hash of all of them.
pub(super) fn version() -> Result<String, ContentError> {
    let mut versions = String::new();
    for file in FILES {
        versions.push_str(&entity::hash::version(&content::bytes(file)?));
    }
    Ok(entity::hash::version(versions.as_bytes()))
}

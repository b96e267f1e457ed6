//! The macro regions of `regions.yaml`: which countries `EMEA`, `DACH` or `EUROPE` mean.
//!
//! ```yaml
//! - code: BENELUX                  # readable key, kept for ever; never the code of a country
//!   name: Benelux
//!   primary: true                  # the parent of its countries: exactly one primary region holds each country
//!   aliases: [Benelux countries]
//!   members: [BE, LU, NL]          # countries, or regions that stand above this one in the file
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned, files};

/// One entry of the file, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    name: String,
    #[serde(default)]
    primary: bool,
    #[serde(default)]
    aliases: Vec<String>,
    members: Vec<Spanned<String>>,
}

/// A region of several countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroRegion {
    /// Readable key, such as `EMEA`.
    pub code: String,
    /// English name.
    pub name: String,
    /// Whether it is the parent of its countries.
    pub primary: bool,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// ISO 3166-1 codes of its countries.
    pub countries: BTreeSet<String>,
}

/// The macro regions that the product ships, in the order of the file.
///
/// # Errors
/// With file and line when the file is not well made or names a country that is not among `countries`.
pub fn load(countries: &BTreeSet<String>) -> Result<Vec<MacroRegion>, ContentError> {
    let mut regions = Vec::new();
    for file in files("regions.yaml")? {
        regions.extend(read(&file, countries)?);
    }
    Ok(regions)
}

/// Reads one file of macro regions.
///
/// # Errors
/// With file and line when it is not well made or names a country that is not among `countries`.
pub fn read(
    file: &ContentFile,
    countries: &BTreeSet<String>,
) -> Result<Vec<MacroRegion>, ContentError> {
    let mut regions: Vec<MacroRegion> = Vec::new();
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    for entry in file.parse::<Vec<Entry>>()? {
        let code = &entry.code.value;
        if countries.contains(code) || regions.iter().any(|region| region.code == *code) {
            return Err(file.error(&entry.code, format!("{code} is taken: choose another code")));
        }
        let members = members(file, &entry, &regions, countries)?;
        if entry.primary {
            for country in &members {
                if let Some(other) = parents.insert(country.clone(), code.clone()) {
                    let message = format!("{country} has two primary regions, {other} and {code}");
                    return Err(file.error(&entry.code, message));
                }
            }
        }
        regions.push(MacroRegion {
            code: entry.code.value,
            name: entry.name,
            primary: entry.primary,
            aliases: entry.aliases,
            countries: members,
        });
    }
    match countries
        .iter()
        .find(|country| !parents.contains_key(*country))
    {
        None => Ok(regions),
        Some(country) => Err(ContentError {
            file: file.name.clone(),
            line: 0,
            column: 0,
            message: format!("{country} is in no primary region"),
        }),
    }
}

/// The countries of one entry, with those of the regions it names.
fn members(
    file: &ContentFile,
    entry: &Entry,
    regions: &[MacroRegion],
    countries: &BTreeSet<String>,
) -> Result<BTreeSet<String>, ContentError> {
    let mut found = BTreeSet::new();
    for member in &entry.members {
        if countries.contains(&member.value) {
            found.insert(member.value.clone());
        } else if let Some(region) = regions.iter().find(|region| region.code == member.value) {
            found.extend(region.countries.iter().cloned());
        } else {
            let message = format!(
                "{} is neither a country nor a region above this one",
                member.value
            );
            return Err(file.error(member, message));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries() -> BTreeSet<String> {
        ["AT", "DE", "NA"].map(String::from).into()
    }

    fn reading(text: &str) -> Result<Vec<MacroRegion>, ContentError> {
        let file = ContentFile {
            name: "regions.yaml".into(),
            text: text.into(),
        };
        read(&file, &countries())
    }

    #[test]
    fn a_region_holds_the_countries_of_the_regions_it_names() {
        let text = "- {code: ALL, name: All, primary: true, members: [AT, DE, NA]}\n\
                    - {code: MORE, name: More, aliases: [Most], members: [ALL]}\n";
        let regions = reading(text).unwrap();
        assert_eq!(regions[1].countries, countries());
        assert_eq!(regions[1].aliases, ["Most"]);
        assert!(!regions[1].primary);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let one = "- {code: ALL, name: All, primary: true, members: [AT, DE, NA]}\n";
        for (more, line, said) in [
            ("- {code: X, name: X, members: [XX]}\n", 2, "XX is neither"),
            ("- {code: NA, name: X, members: []}\n", 2, "NA is taken"),
            ("- {code: ALL, name: X, members: []}\n", 2, "ALL is taken"),
            (
                "- {code: X, name: X, primary: true, members: [DE]}\n",
                2,
                "DE has two",
            ),
            ("- {code: X, name: X, member: [DE]}\n", 2, "member"),
        ] {
            let error = reading(&format!("{one}{more}")).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(said), "{error}");
        }
        let error = reading("- {code: X, name: X, primary: true, members: [DE]}\n").unwrap_err();
        assert!(error.message.contains("AT is in no primary region"));
    }
}

//! What the agency says of an offer, under the names of both generations: those of its search since 2026 come first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::raw::{BodyFormat, RawPay, RawPosting};
use crate::source::{pay, place, query, sections};

/// The fields of an offer that we know, read or left, in lists and details.
const FIELDS: &str = "
    aenderungsdatum aktuelleVeroeffentlichungsdatum alleBerufe allianzpartner allianzpartnerName allianzpartnerUrl alternativBerufe
    angebotsart anzahlOffeneStellen anzeigeAnonym arbeitgeber arbeitgeberAdresse arbeitgeberHashId arbeitgeberKundennummerHash
    arbeitgeberLogoHashId arbeitgeberdarstellung arbeitgeberdarstellungUrl arbeitsort arbeitsorte arbeitszeitHeimarbeitTelearbeit
    arbeitszeitSchichtNachtWochenende arbeitszeitTeilzeitAbend arbeitszeitTeilzeitFlexibel arbeitszeitTeilzeitNachmittag
    arbeitszeitTeilzeitVormittag arbeitszeitVollzeit arbeitszeitmodelle ausbildungsart befristung beruf betriebsgroesse branche
    branchengruppe chiffrenummer datumErsteVeroeffentlichung eintrittsdatum eintrittszeitraum entfernung
    ersteVeroeffentlichungsdatum externeURL externeUrl fertigkeiten firma fuehrungskompetenzen fuerFluechtlingeGeeignet
    geforderterBildungsabschluss gehaltsspanneBis gehaltsspanneVon hashId hauptDkz hauptberuf homeofficemoeglich
    istArbeitnehmerUeberlassung istBehinderungGefordert istBetreut istGeringfuegigeBeschaeftigung istGoogleJobsRelevant
    istPrivateArbeitsvermittlung kundennummerHash laufzeitBis logoHashId mobilitaet modifikationsTimestamp nurFuerSchwerbehinderte
    quereinstiegGeeignet referenznummer refnr stellenangebotsBeschreibung stellenangebotsTitel stellenangebotsart stellenbeschreibung
    stellenlokationen studienform studiengang titel uebernahme verguetung verguetungsangabe veroeffentlichungszeitraum vertragsdauer";

/// What of a list is kept until the details are there; an offer is asked for again once any of it differs.
const OUTLINE: [&str; 22] = [
    "aenderungsdatum",
    "aktuelleVeroeffentlichungsdatum",
    "arbeitgeber",
    "arbeitsort",
    "arbeitszeitHeimarbeitTelearbeit",
    "beruf",
    "datumErsteVeroeffentlichung",
    "externeURL",
    "externeUrl",
    "firma",
    "gehaltsspanneBis",
    "gehaltsspanneVon",
    "hauptberuf",
    "homeofficemoeglich",
    "modifikationsTimestamp",
    "referenznummer",
    "refnr",
    "stellenangebotsTitel",
    "stellenlokationen",
    "titel",
    "verguetungsangabe",
    "veroeffentlichungszeitraum",
];

/// The names of the fields that we know.
pub(super) fn known() -> Vec<&'static str> {
    FIELDS.split_whitespace().collect()
}

/// An offer's fields.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Offer(BTreeMap<String, Value>);

impl Offer {
    /// Its number, by which it is asked for.
    pub(super) fn number(&self) -> Result<&str, String> {
        let number = self.text(&["referenznummer", "refnr"]);
        number.ok_or_else(|| "missing field `referenznummer`".into())
    }

    /// What is kept of it until its details are there.
    pub(super) fn outline(mut self) -> Self {
        self.0.retain(|name, _| OUTLINE.contains(&name.as_str()));
        self
    }

    /// What the list said of it, and what the details say instead or besides.
    pub(super) fn with(mut self, details: Self) -> Self {
        let said = details.0.into_iter().filter(|(_, value)| !value.is_null());
        self.0.extend(said);
        self
    }

    /// The posting, once the details are there.
    pub(super) fn posting(&self, source: &str) -> Result<RawPosting, String> {
        let number = self.number()?;
        let owned = |names: &[&str]| self.text(names).map(str::to_owned);
        let (locations, country) = self.places();
        let body = owned(&["stellenangebotsBeschreibung", "stellenbeschreibung"]);
        let body = body.unwrap_or_default();
        let title = owned(&["stellenangebotsTitel", "titel", "hauptberuf", "beruf"]);
        let page = format!(
            "https://www.arbeitsagentur.de/jobsuche/jobdetail/{}",
            query::escaped(number)
        );
        Ok(RawPosting {
            source: source.into(),
            external_id: number.to_owned(),
            title: Some(title.ok_or("missing field `stellenangebotsTitel`")?),
            company: owned(&["firma", "arbeitgeber"]),
            locations,
            country,
            remote: self.mode(),
            posted: owned(&[
                "datumErsteVeroeffentlichung",
                "ersteVeroeffentlichungsdatum",
            ])
            .or_else(|| self.published("von"))
            .or_else(|| owned(&["aktuelleVeroeffentlichungsdatum"])),
            observed: None,
            closes: self.published("bis").or_else(|| owned(&["laufzeitBis"])),
            // Offers of other sites stand there whole, and here often without their text.
            url: owned(&["externeURL", "externeUrl"]).or(Some(page)),
            format: if sections::has_markup(&body) {
                BodyFormat::Html
            } else {
                BodyFormat::Text
            },
            body,
            pay: self.pay(),
        })
    }

    /// The first of these fields that says something.
    fn text(&self, names: &[&str]) -> Option<&str> {
        let texts = names.iter().filter_map(|name| self.0.get(*name)?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty())
    }

    /// An end of the time in which it is shown.
    fn published(&self, end: &str) -> Option<String> {
        let day = self.0.get("veroeffentlichungszeitraum")?[end].as_str()?;
        Some(day.to_owned())
    }

    /// The places, and the country that they share.
    fn places(&self) -> (Vec<String>, Option<String>) {
        let lists = ["stellenlokationen", "arbeitsorte", "arbeitsort"];
        let mut lists = lists.iter().filter_map(|name| match self.0.get(*name)? {
            Value::Array(places) if !places.is_empty() => Some(places.as_slice()),
            one @ Value::Object(_) => Some(std::slice::from_ref(one)),
            _ => None,
        });
        let places = lists.next().unwrap_or_default();
        let addresses = places
            .iter()
            .map(|place| place.get("adresse").unwrap_or(place));
        let addresses: Vec<_> = addresses.map(Address::of).collect();
        let lines = addresses.iter().filter_map(Address::line).collect();
        let countries = addresses.iter().map(|address| address.country.as_deref());
        (lines, place::shared(countries))
    }

    /// Working at home is possible, not the rule.
    fn mode(&self) -> Option<String> {
        let names = ["homeofficemoeglich", "arbeitszeitHeimarbeitTelearbeit"];
        let said = names.iter().filter_map(|name| self.0.get(*name)?.as_bool());
        let is_possible = said.reduce(|one, other| one || other)?;
        Some(if is_possible { "hybrid" } else { "false" }.to_owned())
    }

    /// A span with the kind of pay beside it, or words such as the grade of a collective agreement.
    fn pay(&self) -> Option<RawPay> {
        let amount = |name: &str| self.0.get(name).cloned().unwrap_or_default();
        let kind = self.text(&["verguetungsangabe"]);
        let span = pay::from_json(&json!({
            "min": amount("gehaltsspanneVon"), "max": amount("gehaltsspanneBis"), "currency": "EUR", "period": kind,
        }));
        // In capitals it is a kind of pay, or that nothing is said: `KEINE_ANGABEN`.
        let is_kind = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        let words = [self.text(&["verguetung"]), kind].into_iter().flatten();
        let words = words.filter(|text| !is_kind(text)).map(str::to_owned);
        span.or_else(|| words.map(RawPay::Text).next())
    }
}

/// An address, in capitals and with `_` for `-` where a list of names was meant.
struct Address {
    town: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

impl Address {
    fn of(json: &Value) -> Self {
        let part = |name: &str| Some(json[name].as_str()?.replace('_', "-"));
        Self {
            town: part("ort"),
            state: part("region"),
            country: part("land"),
        }
    }

    fn line(&self) -> Option<String> {
        let parts = [&self.town, &self.state, &self.country];
        place::line(parts.map(Option::as_deref))
    }
}

//! Why a place was read as it was: recomputed for whoever asks.

use entity::posting::WorkMode;
use entity::region::Level;

use super::chain::Chain;
use super::scan::{Group, Named};
use super::text::Text;
use super::{
    LONGEST, MOST, PlaceInput, bracket, chain, country, country_regions, ideograph, read, scan,
    text, unwrap, zone,
};
use crate::gazetteer::{Gazetteer, RegionIndex, Sense};
use crate::why::Reason;

/// Words that a phrase such as `work from home` may have.
const LONGEST_PHRASE: usize = 6;

/// The texts of a posting as they are read, with their words at hand.
#[derive(Default)]
struct Evidence {
    groups: Vec<Group>,
    /// Each name with its alternative and its words.
    names: Vec<(usize, Named, String)>,
    /// Each word or phrase that is no place, with what it says.
    senses: Vec<(Sense, String)>,
    /// Texts that name time zones.
    zones: Vec<String>,
}

/// The rules that decided about places, way of working and remote scope.
#[must_use]
pub fn reasons(gazetteer: &Gazetteer, input: &PlaceInput<'_>) -> Vec<Reason> {
    let reading = read(gazetteer, input);
    let evidence = Evidence::of(gazetteer, input);
    let home = country_regions(gazetteer, input.country.map(str::trim));
    let chains = chain::resolve(gazetteer, &evidence.groups, &home);
    let mut reasons: Vec<_> = chains
        .iter()
        .filter(|chain| gazetteer.level(chain.region) > Level::Macro)
        .map(|chain| evidence.place(gazetteer, chain, &home))
        .collect();
    let told = input.country.unwrap_or_default();
    if reasons.is_empty() && !reading.places.is_empty() {
        reasons.push(reason("places", "the source's own country".into(), told));
    }
    if !reading.resolved {
        let said = input.locations.join("; ");
        reasons.push(reason(
            "places",
            "no name that content/places knows, or none that is certain here".into(),
            &said,
        ));
    }
    reasons.extend(
        reading
            .work_mode
            .map(|mode| evidence.work_mode(mode, input)),
    );
    reasons.extend(
        reading
            .remote_scope
            .iter()
            .map(|code| evidence.scope(gazetteer, code, &chains, told)),
    );
    let zones = evidence
        .zones
        .iter()
        .filter(|_| reading.time_zones.is_some());
    reasons.extend(zones.map(|text| reason("remote_scope", "time zones".into(), text)));
    reasons
}

impl Evidence {
    fn of(gazetteer: &Gazetteer, input: &PlaceInput<'_>) -> Self {
        let mut evidence = Self::default();
        for location in input.locations.iter().take(MOST) {
            for text in unwrap::texts(text::cap(location, LONGEST)) {
                evidence.add(gazetteer, &text);
            }
        }
        evidence
    }

    fn add(&mut self, gazetteer: &Gazetteer, text: &str) {
        let text = text.replace("&amp;", "&");
        let (rest, zones) = zone::take(&text);
        self.zones.extend(zones.map(|_| text.clone()));
        let rest = bracket::open(gazetteer, &rest);
        let rest = ideograph::part(gazetteer, &rest);
        let text = Text::new(&rest);
        let mut found = Vec::new();
        scan::scan(gazetteer, &text, &mut found);
        country::settle(gazetteer, &mut found);
        for (number, group) in (self.groups.len()..).zip(&found) {
            for name in group.parts.iter().flat_map(|part| &part.names) {
                let said = words(&text, name.words.clone());
                self.names.push((number, name.clone(), said));
            }
        }
        self.groups.append(&mut found);
        self.add_senses(gazetteer, &text);
    }

    fn add_senses(&mut self, gazetteer: &Gazetteer, text: &Text<'_>) {
        for part in &text.parts {
            let mut at = part.words.start;
            while at < part.words.end {
                let most = LONGEST_PHRASE.min(part.words.end - at);
                let found = (1..=most).rev().find_map(|length| {
                    let sense = gazetteer.sense(text.phrase(at..at + length))?;
                    Some((sense, length))
                });
                if let Some((sense, length)) = found {
                    self.senses.push((sense, words(text, at..at + length)));
                }
                at += found.map_or(1, |(_, length)| length);
            }
        }
    }

    /// The names that a chain was made of, in order.
    fn named(&self, gazetteer: &Gazetteer, chain: &Chain) -> Vec<&(usize, Named, String)> {
        let belongs = |(group, named, _): &&(usize, Named, String)| {
            let mut candidates = named.candidates.iter();
            *group == chain.group
                && candidates.any(|one| {
                    gazetteer.lies_in(chain.region, one.region)
                        || gazetteer.quarter_of(one.region) == Some(chain.region)
                })
        };
        self.names.iter().filter(belongs).collect()
    }

    fn place(&self, gazetteer: &Gazetteer, chain: &Chain, home: &[RegionIndex]) -> Reason {
        let names = self.named(gazetteer, chain);
        let words: Vec<_> = names.iter().map(|(_, _, words)| words.as_str()).collect();
        let code = gazetteer.code(chain.region);
        let rule = match names.as_slice() {
            [(_, only, _)] => self.only(gazetteer, only, chain.region, home),
            [] => "the city that bears the name of its region".to_owned(),
            _ => "the names lie in one another".to_owned(),
        };
        let rest = if chain.beyond {
            "; a town before it is not known"
        } else {
            ""
        };
        reason("places", format!("{code}: {rule}{rest}"), &words.join(", "))
    }

    /// Why a single name means this region and none of the others that bear it.
    fn only(
        &self,
        gazetteer: &Gazetteer,
        named: &Named,
        region: RegionIndex,
        home: &[RegionIndex],
    ) -> String {
        let others = named.candidates.iter().filter(|one| one.region != region);
        let near = |one: RegionIndex| home.iter().any(|home| gazetteer.lies_in(one, *home));
        let country = gazetteer.at_level(region, Level::Country);
        let beside = self.names.iter().any(|(_, other, _)| {
            let mut candidates = other.candidates.iter();
            other.words != named.words
                && candidates.all(|one| gazetteer.at_level(one.region, Level::Country) == country)
        });
        let by_hand = named
            .candidates
            .iter()
            .any(|one| one.curated && one.region == region);
        match others.clone().count() {
            0 => "the only region of this name".to_owned(),
            _ if near(region) && others.clone().any(|one| !near(one.region)) => {
                "of those that bear the name the one in the source's country".to_owned()
            }
            _ if by_hand => "content/places/aliases.tsv prefers it".to_owned(),
            count if beside => format!(
                "of {} that bear the name one in the country of another place",
                count + 1
            ),
            count => format!(
                "of {} that bear the name the likeliest by its people",
                count + 1
            ),
        }
    }

    fn work_mode(&self, mode: WorkMode, input: &PlaceInput<'_>) -> Reason {
        let says = |sense: Sense| match mode {
            WorkMode::Remote => matches!(sense, Sense::Remote | Sense::World),
            WorkMode::Hybrid => sense == Sense::Hybrid,
            WorkMode::Onsite => matches!(sense, Sense::Onsite | Sense::Not),
        };
        let said = self.senses.iter().filter(|(sense, _)| says(*sense));
        let words: Vec<_> = said.map(|(_, words)| words.as_str()).collect();
        if words.is_empty() {
            return match input.remote {
                Some(field) => reason("work_mode", "the source's own field".into(), field),
                None => reason(
                    "work_mode",
                    "a piece of the title".into(),
                    input.title.unwrap_or_default(),
                ),
            };
        }
        reason(
            "work_mode",
            "content/places/words.tsv".into(),
            &words.join(", "),
        )
    }

    fn scope(&self, gazetteer: &Gazetteer, code: &str, chains: &[Chain], told: &str) -> Reason {
        let region = gazetteer.region(code);
        let chain = chains
            .iter()
            .find(|chain| region.is_some_and(|region| gazetteer.lies_in(chain.region, region)));
        let words: Vec<_> = chain.map_or_else(Vec::new, |chain| self.named(gazetteer, chain));
        let words: Vec<_> = words.iter().map(|(_, _, words)| words.as_str()).collect();
        let world = self.senses.iter().find(|(sense, _)| *sense == Sense::World);
        match (words.as_slice(), world) {
            ([], Some((_, words))) => reason("remote_scope", format!("{code}: anywhere"), words),
            ([], None) => reason(
                "remote_scope",
                format!("{code}: the source's own country"),
                told,
            ),
            _ => reason(
                "remote_scope",
                format!("{code}: named with remote work, or as one of several"),
                &words.join(", "),
            ),
        }
    }
}

fn words(text: &Text<'_>, range: std::ops::Range<usize>) -> String {
    let words: Vec<_> = text.words[range].iter().map(|word| word.raw).collect();
    words.join(" ")
}

fn reason(field: &str, rule: String, evidence: &str) -> Reason {
    Reason {
        field: field.into(),
        rule,
        evidence: evidence.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        location: &str,
        country: Option<&str>,
        remote: Option<&str>,
    ) -> Vec<(String, String, String)> {
        let locations = [location.to_owned()];
        let input = PlaceInput {
            locations: &locations,
            country,
            remote,
            title: None,
        };
        let gazetteer = Gazetteer::embedded().unwrap();
        let reasons = reasons(gazetteer, &input).into_iter();
        reasons
            .map(|reason| (reason.field, reason.rule, reason.evidence))
            .collect()
    }

    fn holds(found: &[(String, String, String)], field: &str, rule: &str, evidence: &str) {
        let fits =
            |(f, r, e): &&(String, String, String)| f == field && r.contains(rule) && e == evidence;
        assert!(
            found.iter().any(|one| fits(&one)),
            "{field}, {rule}, {evidence}: {found:?}"
        );
    }

    #[test]
    fn a_reason_names_words_and_rule() {
        let found = said("Portland, Oregon or Remote (EMEA)", None, None);
        holds(
            &found,
            "places",
            "the names lie in one another",
            "Portland, Oregon",
        );
        holds(&found, "work_mode", "words.tsv", "Remote");
        holds(&found, "remote_scope", "EMEA", "EMEA");
        let found = said("Cambridge", Some("US"), Some("hybrid"));
        holds(&found, "places", "in the source's country", "Cambridge");
        holds(&found, "work_mode", "own field", "hybrid");
        let found = said("Richmond", None, None);
        holds(&found, "places", "by its people", "Richmond");
        let found = said("Remote (UTC-1 to UTC+3)", None, None);
        holds(
            &found,
            "remote_scope",
            "time zones",
            "Remote (UTC-1 to UTC+3)",
        );
        let found = said("Zzyzxville", None, None);
        holds(&found, "places", "no name", "Zzyzxville");
    }
}

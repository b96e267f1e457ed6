//! The level that a title's words name.

use entity::posting::Seniority::{
    self, CLevel, Director, Intern, Junior, Lead, Manager, Mid, Principal, Senior, Staff, Vp,
};
use rustc_hash::FxHashMap;

use super::token::{Token, words};

/// Words for each level, in many languages.
const WORDS: &[(Seniority, &str)] = &[
    (
        Intern,
        "intern,internship,interns,praktikant,praktikantin,praktikum,pflichtpraktikum,werkstudent,werkstudentin,werkstudententätigkeit,working student,student assistant,studentische hilfskraft,duales studium,dualer student,masterarbeit,bachelorarbeit,abschlussarbeit,thesis,\
         stagiaire,becario,becaria,prácticas,practicante,pasante,pasantía,estágio,estagiário,estagiária,tirocinio,tirocinante,stagista,praktik,praktikplats,stagiair,meewerkstage,afstudeerstage,harjoittelija,staż,stażysta,stażystka,stáž,co op,coop,summer student,стажер,стажировка,стажёр,インターン,实习,實習,인턴",
    ),
    (
        Junior,
        "junior,jr,jnr,fresher,juniorní,trainee,traineeship,apprentice,apprenticeship,graduate,graduates,grad,new grad,entry level,entrylevel,early career,early in career,early talent,campus,berufseinsteiger,berufseinsteigerin,absolvent,absolventin,auszubildende,auszubildender,ausbildung,azubi,\
         débutant,apprenti,apprentie,alternance,alternant,alternante,apprentissage,recién titulado,aprendiz,młodszy,младший,ジュニア,新卒,初级,校招,주니어,신입,l1,tier 1,level 1,lvl 1",
    ),
    (
        Mid,
        "mid level,midlevel,mid weight,midweight,mid career,mid,medior,intermediate,confirmé,confirmée,pleno,semi senior,semisenior,ssr,regular,middle,中级,l2,tier 2,level 2,lvl 2",
    ),
    (
        Senior,
        "senior,sr,snr,sénior,seniorní,expérimenté,expérimentée,starszy,старший,シニア,高级,高級,资深,시니어,tier 3,l3",
    ),
    (Staff, "staff"),
    (Principal, "principal,distinguished"),
    (
        Lead,
        "lead,teamlead,team lead,teamleiter,teamleiterin,teamleitung,team leader,teamleider,techlead,líder,líder técnico,chef d équipe,group product manager,gruppenleiter,gruppenleiterin,lead dev,リード,тимлид,ведущий,リーダー",
    ),
    (
        Director,
        "director,directeur,directrice,direktor,direktorin,diretor,diretora,direttore,head of,leiter,leiterin,leitung,abteilungsleiter,abteilungsleiterin,bereichsleiter,bereichsleiterin,总监,директор",
    ),
    (
        Vp,
        "vp,svp,evp,avp,rvp,vice president,vicepresident,vice président,vicepresidente",
    ),
    (
        CLevel,
        "cto,ceo,cfo,coo,cio,ciso,cpo,cmo,cro,cdo,chief technology officer",
    ),
];

/// Pairs that look like a level and are none: the word and the one after it.
const OTHERWISE: [(&str, &str); 25] = [
    ("lead", "generation"),
    ("lead", "gen"),
    ("lead", "nurturing"),
    ("lead", "qualification"),
    ("lead", "management"),
    ("lead", "conversion"),
    ("senior", "living"),
    ("senior", "care"),
    ("senior", "center"),
    ("senior", "citizen"),
    ("senior", "home"),
    ("senior", "housing"),
    ("senior", "service"),
    ("junior", "high"),
    ("junior", "college"),
    ("mid", "market"),
    ("mid", "size"),
    ("mid", "sized"),
    ("mid", "atlantic"),
    ("mid", "west"),
    ("mid", "funnel"),
    ("graduate", "school"),
    ("graduate", "admission"),
    ("campus", "recruiter"),
    ("regular", "full"),
];

/// The order in which levels win where a title names several.
const PRECEDENCE: [Seniority; 11] = [
    Intern, CLevel, Vp, Director, Manager, Principal, Staff, Lead, Senior, Mid, Junior,
];

/// Reads levels.
#[derive(Clone, Debug)]
pub(super) struct SeniorityReader {
    phrases: FxHashMap<String, Seniority>,
}

impl SeniorityReader {
    pub(super) fn new() -> Self {
        let mut phrases = FxHashMap::default();
        for (level, list) in WORDS {
            for text in list.split(',') {
                phrases.insert(words(text, &[]).join(" "), *level);
            }
        }
        Self { phrases }
    }

    /// How many words from `at` on name a level, and which.
    pub(super) fn phrase(&self, segment: &[Token], at: usize) -> Option<(usize, Seniority)> {
        (1..=4usize.min(segment.len() - at)).rev().find_map(|n| {
            let words: Vec<_> = segment[at..at + n].iter().map(|t| &*t.word).collect();
            Some((n, *self.phrases.get(&words.join(" "))?))
        })
    }

    /// The level; `tech` says whether the title names a role, `leads` whether that role leads people.
    pub(super) fn read(
        &self,
        segments: &[Vec<Token>],
        tech: bool,
        leads: bool,
    ) -> Option<Seniority> {
        let mut found = Vec::new();
        let assistant = segments.iter().flatten().any(|t| t.word == "assistant");
        for segment in segments {
            let mut at = 0;
            while at < segment.len() {
                let (n, level) = self.phrase(segment, at).unwrap_or((1, Lead));
                let named = self.phrase(segment, at).is_some();
                if named && counts(segment, at, n, level, tech) {
                    found.push(level);
                }
                at += n;
            }
            if tech && leads_people(segment) {
                found.push(Manager);
            }
            if leads && segment.iter().any(|t| MANAGERS.contains(&t.word.as_str())) {
                found.push(Manager);
            }
        }
        if segments.first().is_some_and(|segment| manages(segment)) {
            found.push(Manager);
        }
        if segments.iter().any(|segment| is_chief(segment)) {
            found.push(CLevel);
        }
        if assistant && !tech {
            found.retain(|level| !matches!(level, CLevel | Vp | Director));
        }
        PRECEDENCE
            .into_iter()
            .find(|level| found.contains(level))
            .or_else(|| segments.iter().find_map(|segment| grade(segment, tech)))
            .or_else(|| {
                segments
                    .iter()
                    .skip(1)
                    .filter(|_| tech)
                    .find_map(|s| bare_grade(s))
            })
    }
}

impl SeniorityReader {
    /// The first words that are listed under a level.
    pub(super) fn said(&self, segments: &[Vec<Token>], level: Seniority) -> Option<Vec<String>> {
        segments.iter().find_map(|segment| {
            let mut starts = 0..segment.len();
            starts.find_map(|at| {
                let (n, named) = self.phrase(segment, at)?;
                let words = segment[at..at + n].iter().map(|token| token.word.clone());
                (named == level).then(|| words.collect())
            })
        })
    }
}

/// Pairs of words that look like a level and are none.
pub(super) fn otherwise(segments: &[Vec<Token>]) -> Vec<Vec<String>> {
    let pairs = segments.iter().flat_map(|segment| segment.windows(2));
    let words = pairs.map(|pair| [pair[0].word.as_str(), pair[1].word.as_str()]);
    let listed = words.filter(|[one, other]| OTHERWISE.contains(&(*one, *other)));
    listed
        .map(|pair| pair.map(str::to_owned).to_vec())
        .collect()
}

const MANAGERS: [&str; 7] = [
    "manager",
    "gerente",
    "responsable",
    "jefe",
    "coordenador",
    "マネージャー",
    "chef",
];

/// Whether a segment names a manager of people whose role is not that of managers: `QA Manager`.
fn leads_people(segment: &[Token]) -> bool {
    const LED: [&str; 8] = [
        "qa",
        "test",
        "testing",
        "assurance",
        "security",
        "design",
        "ux",
        "support",
    ];
    segment
        .windows(2)
        .any(|pair| LED.contains(&pair[0].word.as_str()) && pair[1].word == "manager")
}

/// Whether a segment is a bare manager, as in `Manager, Data`.
fn manages(segment: &[Token]) -> bool {
    let words: Vec<_> = segment.iter().map(|t| t.word.as_str()).collect();
    matches!(
        words.as_slice(),
        ["manager"] | ["senior" | "sr", "manager"] | ["manager", "of" | "ii" | "iii", ..]
    )
}

/// Whether the segment names a chief officer.
fn is_chief(segment: &[Token]) -> bool {
    let mut words = segment.iter().map(|t| t.word.as_str());
    words.any(|word| word == "chief") && words.take(4).any(|word| word == "officer")
}

/// Whether words that name a level do so here.
fn counts(segment: &[Token], at: usize, n: usize, level: Seniority, tech: bool) -> bool {
    let word = segment[at].word.as_str();
    let before = at.checked_sub(1).map_or("", |i| segment[i].word.as_str());
    let after = segment.get(at + n).map_or("", |t| t.word.as_str());
    if OTHERWISE.contains(&(word, after)) || OTHERWISE.contains(&(before, word)) {
        return false;
    }
    match level {
        Staff => {
            (tech || before == "senior")
                && !matches!(before, "of" | "technical")
                && after != "member"
        }
        Principal => tech || !after.is_empty(),
        CLevel => !matches!(before, "to" | "of" | "the"),
        Mid if word == "mid" || word == "regular" || word == "middle" => tech || n > 1,
        Junior if word == "campus" => tech,
        _ => true,
    }
}

/// The level that a number or letter after the name stands for, and `Associate` before it.
fn grade(segment: &[Token], tech: bool) -> Option<Seniority> {
    for (i, token) in segment.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", |i| segment[i].word.as_str());
        let last = segment.get(i + 1).is_none_or(|next| next.alternative);
        let named = before.chars().count() > 1 && before.chars().all(char::is_alphabetic);
        let counted = matches!(
            before,
            "phase" | "type" | "class" | "title" | "part" | "war"
        );
        let ladder = matches!(before, "sde" | "sdet");
        #[expect(clippy::match_same_arms, reason = "a ladder is read rung by rung")]
        let level = match token.word.as_str() {
            "associate" if i + 1 < segment.len() && !token.alternative => return Some(Junior),
            "stage" if i == 0 && starts_internship(segment) => return Some(Intern),
            _ if !named || counted => continue,
            "i" if last => Junior,
            "1" if last && tech => Junior,
            "ii" => Mid,
            "2" if last && tech => Mid,
            "iii" if ladder => Senior,
            "3" if last && ladder => Senior,
            "iii" => Mid,
            "3" if last && tech => Mid,
            "iv" => Senior,
            "4" if last && tech => Senior,
            "v" if last && tech => Staff,
            "5" if last && tech => Staff,
            _ => continue,
        };
        return Some(level);
    }
    None
}

/// The level that a numeral alone in its segment stands for: `Engineer (SRE) II`.
fn bare_grade(segment: &[Token]) -> Option<Seniority> {
    let [numeral] = segment else { return None };
    match numeral.word.as_str() {
        "ii" | "iii" => Some(Mid),
        "iv" => Some(Senior),
        _ => None,
    }
}

/// Whether a segment that begins with `stage` is French for an internship.
fn starts_internship(segment: &[Token]) -> bool {
    let next = segment.get(1).map(|t| t.word.as_str());
    next.is_none_or(|next| {
        [
            "ingenieur",
            "developp",
            "data",
            "en",
            "de",
            "d",
            "dev",
            "assistant",
            "pfe",
        ]
        .iter()
        .any(|start| next.starts_with(start))
    })
}

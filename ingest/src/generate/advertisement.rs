//! One made-up job as it is advertised: at one source, or at several.

use chrono::Duration;
use entity::posting::{Model, Seniority};

use super::cluster;
use super::demand::{self, Asked};
use super::life;
use super::market::Market;
use super::pay::{self, Pay};
use super::place::Place;
use super::random::{unit, whole};
use super::source::{self, Source};
use crate::sample::random::Random;

/// Of a thousand advertisements, how many have one, two and three copies: about one posting in ten is a copy.
const COPIES: [(usize, u64); 3] = [(1, 80), (2, 12), (3, 3)];
/// Of a hundred copies, how many name another place of the same country.
const ELSEWHERE: u64 = 35;
/// Days after which a copy appears, at most.
const LATER: u64 = 14;
/// Of a thousand postings, how many do not say when they were posted, and of how many only the beginning was there.
const UNDATED: u64 = 20;
const SHORTENED: u64 = 30;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Bits of the print in which a copy may differ from the first: any two stay alike.
const BITS: u64 = 20;

/// What all copies of an advertisement say.
struct Advertisement<'a> {
    title: &'a str,
    level: Option<Seniority>,
    role: usize,
    country: usize,
    employer: Option<i64>,
    asked: Asked,
    pay: Option<Pay>,
    /// Key and print, if it has copies.
    signature: Option<(i64, [u8; 32])>,
}

/// The postings of an advertisement, numbered from `number` on, of which at most `room` are wanted; and the rank of its employer.
pub(super) fn advertise(
    random: &mut Random,
    market: &Market,
    number: u32,
    room: usize,
) -> (Vec<Model>, Option<u32>) {
    let share = f64::from(number) / f64::from(market.size.max(1));
    let day = market.calendar.day(share);
    let employer = market.employers.choose(random);
    let copies = copies(random).min(room.saturating_sub(1));
    let mut advertisement = draw(random, market, day);
    advertisement.employer = employer.and_then(|rank| market.employers.id(rank));
    if copies > 0 {
        let key = ["generated", &market.seed.to_string(), &number.to_string()];
        let print = std::array::from_fn(|_| random.next().to_le_bytes()[0]);
        advertisement.signature = Some((entity::hash::stable(&key), print));
    }
    let place = market.places.choose(random, advertisement.country);
    let first = market.calendar.source(random, day);
    let mut sources = vec![first];
    let mut postings = vec![advertisement.posting(random, market, number, (first, day), &place)];
    for copy in (number..).skip(1).take(copies) {
        let later = usize::try_from(random.below(LATER + 1)).unwrap_or(0);
        let day = (day + later).min(market.calendar.last());
        let source = other(market.calendar.source(random, day), &sources);
        let elsewhere = random
            .percent(ELSEWHERE)
            .then(|| market.places.choose(random, advertisement.country));
        let place = elsewhere.as_ref().unwrap_or(&place);
        postings.push(advertisement.posting(random, market, copy, (source, day), place));
        sources.push(source);
    }
    if copies > 0 {
        cluster::unite(&mut postings, &sources);
    }
    (postings, employer)
}

fn copies(random: &mut Random) -> usize {
    let mut left = random.below(1_000);
    for (copies, chance) in COPIES {
        match left.checked_sub(chance) {
            Some(rest) => left = rest,
            None => return copies,
        }
    }
    0
}

/// The source, or, where it has the advertisement already, one of those that are always there and have not.
fn other(source: usize, taken: &[usize]) -> usize {
    let free = |at: &usize| !taken.contains(at);
    let always = (0..source::COUNT).filter(|at| source::ALL[*at].starts == 0);
    let mut choices = std::iter::once(source).chain(always);
    choices.find(free).unwrap_or(source)
}

fn draw<'a>(random: &mut Random, market: &'a Market, day: usize) -> Advertisement<'a> {
    let country = market.places.country(random);
    let role = market
        .hiring
        .get(country)
        .map_or(0, |roles| roles.pick(random));
    let job = market.jobs.get(role);
    let (title, level) = job.map_or(("", None), |job| job.titles.choose(random));
    let demand = market
        .demands
        .get(country)
        .and_then(|roles| roles.get(role));
    let asked = match (demand, job) {
        (Some(demand), Some(job)) => {
            demand::ask(random, demand, &job.tail, market.calendar.age(day))
        }
        _ => Asked::default(),
    };
    let paying = &market.countries.at(country).pay;
    let pay = pay::choose(random, paying, market.roles.at(role), level, asked.premium);
    Advertisement {
        title,
        level,
        role,
        country,
        employer: None,
        asked,
        pay,
        signature: None,
    }
}

impl Advertisement<'_> {
    /// How it stands at one source, first seen there on or soon after a day.
    fn posting(
        &self,
        random: &mut Random,
        market: &Market,
        number: u32,
        (source, day): (usize, usize),
        place: &Place,
    ) -> Model {
        let day = day.max(market.calendar.start(source));
        let bare = bare(random, market, number, source, day);
        let complete = random.below(1_000) >= SHORTENED;
        let dated = random.below(1_000) >= UNDATED;
        let read = if complete { usize::MAX } else { 2 };
        let pay = self.pay.as_ref();
        Model {
            title: self.title.to_owned(),
            company_id: self.employer,
            role_id: market.jobs.get(self.role).and_then(|job| job.id),
            seniority: self.level,
            location: place.location.clone(),
            region_ids: place.region_ids.clone(),
            place_resolved: place.resolved,
            work_mode: place.work_mode,
            remote_scope: place.remote_scope.clone(),
            pay_text: pay.map(Pay::text),
            pay_min: pay.and_then(|pay| pay.min),
            pay_max: pay.and_then(|pay| pay.max),
            pay_currency: pay.map(|pay| pay.currency.clone()),
            pay_period: pay.map(|pay| pay.period),
            posted_on: dated.then(|| market.calendar.date(day)),
            complete,
            skill_ids: self.asked.skills.iter().take(read).copied().collect(),
            requirement_levels: self.asked.levels.iter().take(read).copied().collect(),
            duplicate_key: self.signature.map(|(key, _)| key),
            print: self.signature.map(|(_, print)| altered(random, print)),
            ..bare
        }
    }
}

/// A posting that is known by its source and its life there, and says nothing yet.
fn bare(random: &mut Random, market: &Market, number: u32, source: usize, day: usize) -> Model {
    let late = random.choose((0, 70), &[(1, 20), (2, 10)]);
    let noticed = Duration::days(late) + Duration::seconds(i64::from(whole(unit(random) * DAY)));
    let appears = market.calendar.moment(day) + noticed;
    let Source { slug, kind, .. } = source::ALL[source];
    let life = life::live(random, kind, appears, market.calendar.end());
    let external_id = format!("{}-{number}", market.seed);
    let id = entity::hash::posting_id(slug, &external_id);
    Model {
        id,
        source_id: market.source_ids[source],
        url: Some(format!("https://example.com/{slug}/{external_id}")),
        external_id,
        title: String::new(),
        company_id: None,
        role_id: None,
        seniority: None,
        location: None,
        region_ids: Vec::new(),
        place_resolved: false,
        work_mode: None,
        remote_scope: Vec::new(),
        pay_text: None,
        pay_min: None,
        pay_max: None,
        pay_currency: None,
        pay_period: None,
        posted_on: None,
        first_seen: life.first_seen,
        last_seen: life.last_seen,
        closed_at: life.closed.map(|(at, _)| at),
        closed_because: life.closed.map(|(_, because)| because.as_str().to_owned()),
        text_hash: hash(random),
        content_hash: hash(random),
        canonical_id: id,
        complete: false,
        vocabulary_id: market.vocabulary_id,
        skill_ids: Vec::new(),
        requirement_levels: Vec::new(),
        duplicate_key: None,
        print: None,
        cluster_region_ids: None,
        cluster_first_seen: None,
        cluster_last_open: None,
        cluster_posted_on: None,
        target_id: None,
        expires_at: life.expires_at,
        reopened_at: None,
    }
}

/// A hash of a text that there is not.
fn hash(random: &mut Random) -> i64 {
    i64::from_ne_bytes(random.next().to_ne_bytes())
}

/// A print that differs in a few bits.
fn altered(random: &mut Random, mut print: [u8; 32]) -> Vec<u8> {
    for _ in 0..random.below(BITS + 1) {
        let bit = random.next().to_le_bytes()[0];
        print[usize::from(bit / 8)] ^= 1 << (bit % 8);
    }
    print.to_vec()
}

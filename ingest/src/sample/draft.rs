//! One made-up posting: every choice about it, in order.

use chrono::{Days, Months, NaiveDate};
use entity::content::sample::{Language, Market, Prose, Role, Sample};
use entity::posting::Seniority;

use super::compose::{self, Job};
use super::demand::{self, Asked, Setting};
use super::layout::{self, Header, Layout};
use super::pay::{self, Pay};
use super::place::{self, Place};
use super::random::Random;
use super::wording::{names, phrase};
use super::{AGGREGATOR, BOARD, MONTHS, SamplePosting, Truth};
use crate::raw::RawPosting;

/// The market of each posting, shares kept exactly and each market at least once where there is room, in any order.
pub(super) fn markets<'a>(
    random: &mut Random,
    sample: &'a Sample,
    count: usize,
) -> Vec<&'a Market> {
    let total: u64 = sample.markets.iter().map(|market| market.weight).sum();
    let mut list: Vec<&Market> = Vec::with_capacity(count);
    let mut reached = 0;
    for market in sample.markets.iter() {
        reached += market.weight;
        let share = reached * count as u64 / total.max(1);
        while (list.len() as u64) < share {
            list.push(market);
        }
    }
    random.shuffle(&mut list);
    list
}

/// One posting of a market.
pub(super) fn make(
    random: &mut Random,
    sample: &Sample,
    market: &Market,
    number: usize,
    today: NaiveDate,
) -> SamplePosting {
    let role = random.weighted(&sample.roles, |role| {
        let favour = role
            .slug
            .as_ref()
            .and_then(|slug| market.roles_favoured.get(slug));
        role.weight * favour.map_or(100, |favour| favour.value)
    });
    let languages = market.languages.as_ref();
    let language = languages.map_or(Language::En, |languages| {
        random.weighted(&languages.0, |(_, weight)| *weight).0
    });
    let prose = sample.prose.of(language);
    let company = Company::choose(random, sample, market, language);
    let window = window(today);
    let days_ago = random.below(window + 1);
    let setting = Setting {
        sample,
        market,
        startup: company.startup,
        language,
        days_ago,
        window,
    };
    let asked = demand::ask(random, &setting, role);
    let (title, level) = title(random, prose, role, language);
    let place = place::choose(random, &sample.forms, market);
    let pay = random
        .percent(35)
        .then(|| pay::choose(random, &sample.forms, market, role, level, &asked, language));
    let draft = Draft {
        role,
        language,
        company,
        asked,
        title,
        level,
        place,
        pay,
        day: today.checked_sub_days(Days::new(days_ago)).unwrap_or(today),
    };
    draft.finish(random, prose, market, number, today)
}

/// How many days the sample reaches back.
fn window(today: NaiveDate) -> u64 {
    let first = today.checked_sub_months(Months::new(MONTHS));
    let days = first.map_or(0, |first| (today - first).num_days());
    u64::try_from(days).unwrap_or(0)
}

struct Draft<'a> {
    role: &'a Role,
    language: Language,
    company: Company,
    asked: Vec<Asked<'a>>,
    title: String,
    level: Option<Seniority>,
    place: Place,
    pay: Option<Pay>,
    day: NaiveDate,
}

impl Draft<'_> {
    fn finish(
        self,
        random: &mut Random,
        prose: &Prose,
        market: &Market,
        number: usize,
        today: NaiveDate,
    ) -> SamplePosting {
        let layout = Layout::choose(random, self.language);
        let pay_text = self.pay.as_ref().map(|pay| pay.raw.to_text().into_owned());
        let job = Job {
            company: &self.company.brand,
            does: &self.company.does,
            family: self.role.family,
            level: self.level,
            asked: &self.asked,
            pay: pay_text.as_deref(),
        };
        let text = compose::compose(random, prose, &job, layout == Layout::OneLiner);
        let header = Header {
            company: &self.company.name,
            title: &self.title,
            place: &self.place.locations.join(" / "),
            remote: self.place.remote.as_deref(),
        };
        let (body, format) = layout::render(layout, &header, &text.sections);
        let source = if random.percent(65) {
            BOARD
        } else {
            AGGREGATOR
        };
        let id = external_id(number);
        let posting = SamplePosting {
            truth: self.truth(market, layout, text.company_only),
            raw: RawPosting {
                source: source.to_owned(),
                url: Some(address(source, &id)),
                external_id: id,
                title: Some(self.title),
                company: Some(self.company.name),
                locations: self.place.locations,
                country: self.place.country,
                remote: self.place.remote,
                posted: Some(posted_text(random, self.day)),
                observed: Some(last_open(random, self.day, today).to_string()),
                closes: None,
                body,
                format,
                pay: self.pay.map(|pay| pay.raw),
            },
        };
        flawed(random, posting, &self.asked)
    }

    fn truth(&self, market: &Market, layout: Layout, company_only: Vec<String>) -> Truth {
        Truth {
            role: self.role.slug.clone(),
            seniority: self.level,
            country: market.code.clone(),
            city: self.place.city,
            other_city: self.place.other_city,
            work_mode: self.place.work_mode,
            skills: self
                .asked
                .iter()
                .map(|one| (one.slug.to_owned(), one.requirement))
                .collect(),
            company_only,
            pay: self.pay.as_ref().map(|pay| pay.stated.clone()),
            posted_on: Some(self.day),
            duplicate_of: None,
            complete: true,
            language: self.language,
            layout,
        }
    }
}

/// A few postings lack their date, a few show only the beginning of their text.
fn flawed(random: &mut Random, mut posting: SamplePosting, asked: &[Asked<'_>]) -> SamplePosting {
    if random.below(1_000) < 15 {
        posting.raw.posted = None;
        posting.truth.posted_on = None;
    }
    if posting.truth.layout == Layout::Text && random.percent(16) {
        let length = random.between(140, 230);
        let length = usize::try_from(length).unwrap_or(0);
        let start: String = posting.raw.body.chars().take(length).collect();
        let whole = start.rsplit_once(' ').map_or(&*start, |(whole, _)| whole);
        let snippet = format!("{whole} …");
        posting.truth.skills = asked
            .iter()
            .filter(|one| names(&snippet, one.name))
            .map(|one| (one.slug.to_owned(), one.requirement))
            .collect();
        posting.truth.company_only.clear();
        posting.truth.complete = false;
        AGGREGATOR.clone_into(&mut posting.raw.source);
        posting.raw.url = Some(address(AGGREGATOR, &posting.raw.external_id));
        posting.raw.body = snippet;
    }
    posting
}

struct Company {
    /// With its legal form where the posting gives one.
    name: String,
    brand: String,
    does: String,
    startup: bool,
}

impl Company {
    /// Each stem is at home in three neighbouring fields; every third company is young.
    fn choose(random: &mut Random, sample: &Sample, market: &Market, language: Language) -> Self {
        let companies = &sample.companies;
        let stem = random.index(companies.stems.len());
        let field = (stem + random.index(3)) % companies.fields.len();
        let startup = (stem + field).is_multiple_of(3);
        let does = companies.fields.at(field).does.of(language).clone();
        let brand = format!(
            "{} {}",
            companies.stems.at(stem),
            companies.fields.at(field).name
        );
        let form = market
            .legal_forms
            .get(random.index(market.legal_forms.len()));
        let name = match form.filter(|_| random.percent(30)) {
            Some(form) => format!("{brand} {form}"),
            None => brand.clone(),
        };
        Self {
            name,
            brand,
            does,
            startup,
        }
    }
}

/// A title with the level it names.
fn title(
    random: &mut Random,
    prose: &Prose,
    role: &Role,
    language: Language,
) -> (String, Option<Seniority>) {
    let bare = random.pick(role.titles.of(language));
    let suffix = random.pick(&prose.title_suffixes);
    let level = match role.seniority {
        None if role.slug.is_some() => level(random),
        _ => None,
    };
    let wordings = level.and_then(|level| Some((level, prose.seniority.get(&level)?)));
    match wordings {
        Some((level, wordings)) => {
            let titled = phrase(random, wordings, &[("title", bare)]);
            (format!("{titled}{suffix}"), Some(level))
        }
        None => (format!("{bare}{suffix}"), role.seniority),
    }
}

/// The level that a title names, as often as titles do.
pub(crate) fn level(random: &mut Random) -> Option<Seniority> {
    random.choose(
        (None, 42),
        &[
            (Some(Seniority::Intern), 4),
            (Some(Seniority::Junior), 9),
            (Some(Seniority::Mid), 4),
            (Some(Seniority::Senior), 29),
            (Some(Seniority::Staff), 4),
            (Some(Seniority::Principal), 2),
            (Some(Seniority::Lead), 6),
        ],
    )
}

/// The last day on which the posting was seen open: one to nine weeks later, never after today.
fn last_open(random: &mut Random, day: NaiveDate, today: NaiveDate) -> NaiveDate {
    let later = day.checked_add_days(Days::new(random.between(7, 63)));
    later.map_or(day, |later| later.min(today))
}

/// A day in one of the forms that sources use.
pub(super) fn posted_text(random: &mut Random, day: NaiveDate) -> String {
    match random.below(4) {
        0 => format!("{day}T09:30:00.000+00:00"),
        1 => format!("{day}T12:15:00Z"),
        _ => day.to_string(),
    }
}

pub(super) fn external_id(number: usize) -> String {
    format!("sample-{number:05}")
}

pub(super) fn address(source: &str, id: &str) -> String {
    format!("https://example.com/{source}/{id}")
}

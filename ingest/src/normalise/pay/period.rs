//! Periods: what an amount of pay is for.

use entity::posting::PayPeriod::{self, Day, Hour, Month, Week, Year};
use rust_decimal::Decimal;

/// Words for each period, lower case.
const WORDS: [(PayPeriod, &str); 5] = [
    (
        Hour,
        "hour hourly hours hr hrs h hur ph stunde stündlich stundenlohn std heure horaire hora horas uur godz godzina godzinę timme timlön ora hodina hodinu час часа 時 时",
    ),
    (
        Day,
        "day daily days d pd diem tag tagessatz täglich jour journalier tjm día dia diaria dag dagtarief dzień dziennie den день 日 天",
    ),
    (
        Week,
        "week weekly weeks wk wee pw woche wöchentlich semaine hebdomadaire semana semanal tydzień tygodniowo vecka týden неделя 週 周",
    ),
    (
        Month,
        "month monthly months mo mon mth pm monat monatlich monatsgehalt mois mensuel mensuels mensuelle mensal mensais mes mensual mensuales mensile mese maand måned månad månadslön mån miesiąc miesięcznie mies měsíc měsíčně kuukausi месяц мес місяць 月",
    ),
    (
        Year,
        "year yearly years annual annually annum yr ann pa y yearlysalary jahr jährlich jahresgehalt brutto/jahr année annuel annuels annuelle annuellement año anual anuales ano anuais anno annuo annui jaar år årslön årlig rok rocznie ročně vuosi год рік 年",
    ),
];

/// Words that are too short to mean a period by themselves: they need a slash or "per" before them.
const SHORT: [&str; 11] = [
    "h", "d", "y", "mo", "mon", "pm", "pd", "pw", "ph", "den", "an",
];

/// The period a word means; `per` says that a slash or "per" stands before it.
pub(super) fn word(word: &str, per: bool) -> Option<PayPeriod> {
    if word == "an" && per {
        return Some(Year);
    }
    if SHORT.contains(&word) && !per {
        return None;
    }
    let has = |(_, words): &&(PayPeriod, &str)| words.split(' ').any(|one| one == word);
    WORDS.iter().find(has).map(|(period, _)| *period)
}

/// The period of a field such as `1 YEAR`, `hourly` or `per-year-salary`: `Some(None)` where it says that there is none.
#[expect(
    clippy::option_option,
    reason = "a field may be unreadable, or readable and say that there is no period"
)]
pub(super) fn read(field: &str) -> Option<Option<PayPeriod>> {
    let lower = field.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    if matches!(lower.as_str(), "none" | "unknown" | "other" | "unspecified") {
        return Some(None);
    }
    words.find_map(|one| word(one, true)).map(Some)
}

/// The period an amount is most likely for where none is said; the amount is in the scale of dollars.
pub(super) fn likely(amount: Decimal) -> Option<PayPeriod> {
    let at_least = |bound: u32| amount >= Decimal::from(bound);
    if at_least(10_000) {
        Some(Year)
    } else if at_least(600) {
        Some(Month)
    } else if at_least(8) && !at_least(200) {
        Some(Hour)
    } else {
        None
    }
}

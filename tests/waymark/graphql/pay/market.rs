//! Postings that say what they pay.

use entity::posting::{Model, PayPeriod};
use sea_orm::prelude::Decimal;

use super::super::{
    fixture::{self, Dice},
    server::Server,
};
use crate::world::World;

/// What they pay in; the last has no rates.
pub(crate) const CURRENCIES: [&str; 4] = ["EUR", "GBP", "USD", "KZT"];

/// Gives a posting a year's pay.
pub(crate) fn pays(posting: &mut Model, amount: i64, currency: &str) {
    posting.pay_min = Some(amount.into());
    posting.pay_currency = Some(currency.into());
    posting.pay_period = Some(PayPeriod::Year);
}

/// A random market of so many postings, most of which say what they pay, in all manner of ways.
pub(crate) fn paid(size: i64) -> Vec<Model> {
    let mut dice = Dice::new(11);
    let mut postings = fixture::market(size);
    for posting in &mut postings {
        if dice.below(100) < 70 {
            state(posting, &mut dice);
        }
    }
    postings
}

fn state(posting: &mut Model, dice: &mut Dice) {
    let pick = |dice: &mut Dice, of: u64| usize::try_from(dice.below(of)).expect("a small number");
    let (period, year) = [
        (PayPeriod::Hour, 2_080),
        (PayPeriod::Day, 260),
        (PayPeriod::Week, 52),
        (PayPeriod::Month, 12),
        (PayPeriod::Year, 1),
    ][pick(dice, 5)];
    let mut amount = || {
        let yearly = i64::try_from(dice.below(80_000)).expect("a small number") + 30_000;
        Decimal::new(yearly * 1_000 / year, 3)
    };
    let (min, max) = (amount(), amount());
    posting.pay_period = Some(period);
    match pick(dice, 5) {
        0 => posting.pay_min = Some(min),
        1 => posting.pay_max = Some(max),
        // A mistake of a source that is stored all the same.
        2 if min < max => (posting.pay_min, posting.pay_max) = (Some(max), Some(min)),
        _ => (posting.pay_min, posting.pay_max) = (Some(min), Some(max)),
    }
    let currency = CURRENCIES[pick(dice, 3) + pick(dice, 2)];
    posting.pay_currency = (dice.below(100) < 95).then(|| currency.to_owned());
    // Skill 1 pays more, so that there is something to find.
    if posting.skill_ids.contains(&1) {
        let more = |end: Option<Decimal>| end.map(|amount| amount * Decimal::new(12, 1));
        (posting.pay_min, posting.pay_max) = (more(posting.pay_min), more(posting.pay_max));
    }
}

/// A server that knows some postings.
pub(crate) async fn served(postings: Vec<Model>) -> (Server, Vec<Model>) {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &postings).await;
    (Server::start(database).await, postings)
}

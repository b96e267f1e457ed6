//! What a year's pay is, in the database and beside it.

use entity::pay::annual;
use entity::posting::PayPeriod;
use sea_orm::prelude::Decimal;
use sea_orm::sqlx;

use crate::graphql::fixture::Dice;
use crate::world::World;

const PERIODS: [PayPeriod; 5] = [
    PayPeriod::Hour,
    PayPeriod::Day,
    PayPeriod::Week,
    PayPeriod::Month,
    PayPeriod::Year,
];

fn amount(dice: &mut Dice) -> Option<Decimal> {
    let digits = u32::try_from(dice.below(29)).expect("few digits");
    let mut number: i128 = 0;
    for _ in 0..=dice.below(28) {
        // Many nines and fives, on which rounding depends.
        let digit = [9, 9, 5, 4, 0, i128::from(dice.below(10))]
            [usize::try_from(dice.below(6)).expect("small")];
        number = number * 10 + digit;
    }
    let sign = if dice.below(10) == 0 { -1 } else { 1 };
    let found = Decimal::try_from_i128_with_scale(sign * number, digits).ok();
    found.filter(|_| dice.below(10) > 0)
}

#[tokio::test]
async fn the_database_and_the_code_agree_on_every_year() {
    let world = World::migrated().await;
    let mut dice = Dice::new(5);
    let mut rows: Vec<(Option<Decimal>, Option<Decimal>, usize)> = (0..20_000)
        .map(|at| (amount(&mut dice), amount(&mut dice), at % 5))
        .collect();
    for half in [
        "0.5",
        "0.49999999999999999999999999",
        "999999999999999.5",
        "999999999999999.4999",
    ] {
        let half = half.parse().ok();
        rows.extend([(half, half, 4), (half, None, 4), (None, half, 0)]);
    }
    let text = |amount: Option<Decimal>| amount.map(|amount| amount.to_string());
    let low: Vec<_> = rows.iter().map(|row| text(row.0)).collect();
    let high: Vec<_> = rows.iter().map(|row| text(row.1)).collect();
    let period: Vec<_> = rows
        .iter()
        .map(|row| i16::try_from(row.2).expect("small"))
        .collect();
    let found: Vec<Option<i64>> = sqlx::query_scalar(
        "select annual_pay(low::numeric, high::numeric, period) \
         from unnest($1::text[], $2::text[], $3::smallint[]) with ordinality r (low, high, period, at) order by at",
    )
    .bind(low)
    .bind(high)
    .bind(period)
    .fetch_all(world.pool())
    .await
    .expect("every amount has an answer");
    assert_eq!(found.len(), rows.len());
    assert!(found.iter().flatten().count() > 2_000);
    for ((low, high, period), found) in rows.into_iter().zip(found) {
        assert_eq!(
            annual(low, high, PERIODS[period]),
            found,
            "{low:?} {high:?} {period}"
        );
    }
}

#[tokio::test]
async fn what_is_no_amount_in_the_database_is_no_pay() {
    let world = World::migrated().await;
    let strange = "select count(*) from unnest(array['NaN', 'Infinity', '-Infinity', '1e100', '0', '-1', null]::numeric[]) amount,
        unnest(array[0, 4, 5, -1, null]::smallint[]) period where annual_pay(amount, amount, period) is not null";
    assert_eq!(world.number(strange).await, 0);
    let unknown = "select count(*) from unnest(array[5, -1, 32766, null]::smallint[]) period where annual_pay(1, 1, period) is not null";
    assert_eq!(world.number(unknown).await, 0);
}

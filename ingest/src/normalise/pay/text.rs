//! Pay as words: the first statement of an amount that is no bonus, no funding and no share.

use rust_decimal::Decimal;

use super::currency::{self, Sign};
use super::token::{Token, tokens};
use super::{Pay, Stated};

/// More of a text than this is not read.
pub(super) const LONGEST: usize = 2000;

/// Without currency, unit, period or a word about pay, smaller numbers are something else.
const BARE: u32 = 10_000;

pub(super) fn read(text: &str, country: Option<&str>) -> Option<Pay> {
    let end = text.char_indices().nth(LONGEST);
    let tokens = tokens(&text[..end.map_or(text.len(), |(at, _)| at)], country);
    let clauses = tokens.split(|token| *token == Token::Break);
    clauses
        .filter(|clause| {
            !clause
                .iter()
                .any(|t| matches!(t, Token::Aside | Token::Estimate))
        })
        .find_map(|clause| statement(clause, &tokens, country.or(spoken_in(text))))
}

/// The country whose own words for pay a text uses, where nothing else tells the currency.
fn spoken_in(text: &str) -> Option<&'static str> {
    const WORDS: [(&str, [&str; 4]); 3] = [
        ("JP", ["年収", "年俸", "月給", "時給"]),
        ("KR", ["연봉", "월급", "시급", "급여"]),
        ("CN", ["年薪", "月薪", "时薪", "薪"]),
    ];
    let said = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let found = WORDS.iter().find(|(_, words)| said(words));
    found.map(|(country, _)| *country)
}

/// The first amount of a clause, with the second one where it is a range.
fn statement(clause: &[Token], all: &[Token], country: Option<&str>) -> Option<Pay> {
    let number = |token: &Token| matches!(token, Token::Number { .. });
    let at = clause.iter().position(number)?;
    let second = clause[at + 1..].iter().position(number).map(|i| at + 1 + i);
    let pair = second.filter(|end| joined(&clause[at..=*end]));
    let (low, unit) = scaled(clause[at], pair.map(|i| clause[i]))?;
    let high = pair.and_then(|i| scaled(clause[i], None));
    let stated = match high {
        Some((high, _)) => Stated {
            min: Some(low),
            max: Some(high),
        },
        None if bounds(clause, at, Token::UpTo) => Stated {
            min: None,
            max: Some(low),
        },
        None if bounds(clause, at, Token::From) => Stated {
            min: Some(low),
            max: None,
        },
        None => Stated {
            min: Some(low),
            max: Some(low),
        },
    };
    let after = clause[pair.unwrap_or(at) + 1..]
        .iter()
        .chain(&clause[at..pair.unwrap_or(at)]);
    let period = |token: &Token| match token {
        Token::Period(period) => Some(*period),
        _ => None,
    };
    let period = after
        .copied()
        .find_map(|t| period(&t))
        .or_else(|| clause.iter().find_map(period));
    if period.is_none() && clause.contains(&Token::OtherPeriod) {
        return None;
    }
    let sign = money(clause, at, pair.unwrap_or(at));
    let pay = all.contains(&Token::Word { pay: true });
    if sign.is_none() && unit.is_none() && period.is_none() && !pay && low < Decimal::from(BARE) {
        return None;
    }
    let told = || country.and_then(currency::of_country);
    let currency = match sign {
        Some(Sign::Exact(code)) => Some(code),
        Some(Sign::Shared(code)) => code.or_else(told),
        None => told(),
    };
    let large = unit.is_some_and(|unit| unit >= 1_000_000);
    if large && currency.is_none_or(|code| currency::scale(code) < 20) {
        return None;
    }
    stated.settle(currency, period)
}

/// Whether what stands between two amounts makes them a range; a slash does if they rise: `$120/150k`.
fn joined(clause: &[Token]) -> bool {
    let [first, between @ .., last] = clause else {
        return false;
    };
    if matches!(between, [Token::Per] | [Token::Per, Token::Currency(_)]) {
        let rises = |low: Option<(Decimal, _)>, high: Option<(Decimal, _)>| Some(low?.0 < high?.0);
        return rises(scaled(*first, Some(*last)), scaled(*last, None)).unwrap_or(false);
    }
    let joint = |t: &Token| matches!(t, Token::Range | Token::UpTo);
    let idle = |t: &Token| matches!(t, Token::Currency(_) | Token::Period(_) | Token::Per);
    between.iter().any(joint) && between.iter().all(|t| joint(t) || idle(t))
}

/// An amount times its unit, or times that of the other end: `65 - 80 k`.
fn scaled(token: Token, other: Option<Token>) -> Option<(Decimal, Option<u32>)> {
    let Token::Number { value, unit } = token else {
        return None;
    };
    let lent = match other {
        Some(Token::Number { value: end, unit }) if value <= end => unit,
        _ => None,
    };
    let unit = unit.or(lent);
    let value = value.checked_mul(Decimal::from(unit.unwrap_or(1)))?;
    Some((value, unit))
}

/// Whether a bound is said before the amount, or right behind it as in Japanese.
fn bounds(clause: &[Token], at: usize, bound: Token) -> bool {
    let behind = clause.iter().skip(at + 1).take(3).any(|t| *t == bound);
    clause[..at].contains(&bound) || behind
}

/// The currency of the amounts: an unmistakable sign counts more than one that several share.
fn money(clause: &[Token], first: usize, last: usize) -> Option<Sign> {
    let end = clause.len().min(last + 3);
    let near = &clause[first.saturating_sub(2)..end];
    let signs = |tokens: &[Token]| -> Vec<Sign> {
        let sign = |token: &Token| match token {
            Token::Currency(sign) => Some(*sign),
            _ => None,
        };
        tokens.iter().filter_map(sign).collect()
    };
    let exact = |signs: &[Sign]| signs.iter().copied().find(|s| matches!(s, Sign::Exact(_)));
    let (near, far) = (signs(near), signs(clause));
    exact(&near)
        .or_else(|| exact(&far))
        .or(near.first().copied())
        .or(far.first().copied())
}

//! Why pay was read as it was, or not at all: recomputed for whoever asks.

use super::token::{Token, tokens};
use super::{LEAST, MOST, Pay, read};
use crate::raw::RawPay;
use crate::why::Reason;

/// Characters of evidence.
const LONGEST: usize = 200;

/// The rules that decided about pay.
#[must_use]
pub fn reasons(raw: &RawPay, country: Option<&str>) -> Vec<Reason> {
    let said = raw.to_text();
    let evidence: String = said.chars().take(LONGEST).collect();
    let reason = |rule: String| Reason {
        field: "pay".into(),
        rule,
        evidence: evidence.clone(),
    };
    let Some(pay) = read(raw, country) else {
        return vec![reason(refusal(raw, country))];
    };
    let mut rules = vec![period(raw, &pay, country), currency(raw, &pay, country)];
    rules.extend(bounds(&pay));
    rules.extend(passed_over(raw, country));
    rules.into_iter().map(reason).collect()
}

fn words(raw: &RawPay, country: Option<&str>) -> Vec<Token> {
    match raw {
        RawPay::Text(text) => {
            let end = text.char_indices().nth(super::text::LONGEST);
            tokens(&text[..end.map_or(text.len(), |(at, _)| at)], country)
        }
        RawPay::Amounts { .. } => Vec::new(),
    }
}

fn period(raw: &RawPay, pay: &Pay, country: Option<&str>) -> String {
    let said = match raw {
        RawPay::Text(_) => {
            let words = words(raw, country);
            words.contains(&Token::Period(pay.period))
        }
        RawPay::Amounts { period, .. } => {
            period.as_deref().and_then(super::period::read).flatten() == Some(pay.period)
        }
    };
    if said {
        format!("a {:?} is said", pay.period).to_lowercase()
    } else {
        format!(
            "no period is said: amounts of this size are mostly for a {:?}",
            pay.period
        )
        .to_lowercase()
    }
}

fn currency(raw: &RawPay, pay: &Pay, country: Option<&str>) -> String {
    let said = match raw {
        RawPay::Text(_) => {
            let words = words(raw, country);
            words
                .iter()
                .any(|token| matches!(token, Token::Currency(_)))
        }
        RawPay::Amounts { currency, .. } => currency.is_some(),
    };
    match (pay.currency, country) {
        (None, _) => "no currency is said and no country tells it".into(),
        (Some(code), _) if said => format!("{code}: a sign, a unit or a code says it"),
        (Some(code), Some(country)) => format!("{code}: the currency of {country}"),
        (Some(code), None) => format!("{code}: the words are of its country"),
    }
}

fn bounds(pay: &Pay) -> Option<String> {
    match (pay.min, pay.max) {
        (None, Some(_)) => Some("an upper bound: \"up to\"".into()),
        (Some(_), None) => Some("a lower bound: \"from\"".into()),
        _ => None,
    }
}

/// What else the text says of money that is no pay.
fn passed_over(raw: &RawPay, country: Option<&str>) -> Option<String> {
    let words = words(raw, country);
    let aside = words.contains(&Token::Aside);
    aside.then(|| "a clause on bonus, equity, funding or the like is passed over".into())
}

/// Why nothing was taken.
fn refusal(raw: &RawPay, country: Option<&str>) -> String {
    let words = words(raw, country);
    let has = |test: fn(&Token) -> bool| words.iter().any(test);
    let text = matches!(raw, RawPay::Text(_));
    let rule = if has(|t| matches!(t, Token::Estimate)) {
        "an estimate is not the employer's word"
    } else if text && !has(|t| matches!(t, Token::Number { .. })) {
        "no amount is named"
    } else if has(|t| matches!(t, Token::Aside)) {
        "the amount is that of a bonus, equity, funding or the like"
    } else if has(|t| matches!(t, Token::OtherPeriod)) {
        "the period is none that is known"
    } else if text
        && !has(|t| {
            matches!(
                t,
                Token::Currency(_) | Token::Period(_) | Token::Word { pay: true }
            )
        })
    {
        "no currency, period or word about pay stands by the number"
    } else {
        return format!(
            "the amount would be no pay: a full-time year must lie between {LEAST} and {MOST} in the scale of dollars, with a known period and currency"
        );
    };
    rule.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_was_told_and_what_was_guessed() {
        for (text, country, rule) in [
            ("£410 per day", None, "a day is said"),
            ("48.000 €", None, "mostly for a year"),
            ("52,000 - 58,000", Some("NZ"), "NZD: the currency of NZ"),
            ("up to $95k", None, "an upper bound"),
            ("$95k, sign-on bonus $5k", None, "is passed over"),
            ("competitive", None, "no amount is named"),
            ("$61K-$92K (Glassdoor est.)", None, "an estimate"),
            ("$30M raised", None, "funding"),
            ("$2,000 biweekly", None, "the period is none"),
            ("team of 40", None, "stands by the number"),
            ("$1", None, "would be no pay"),
        ] {
            let found = reasons(&RawPay::Text(text.into()), country);
            assert!(
                found.iter().any(|one| one.rule.contains(rule)),
                "{text}: {found:?}"
            );
            assert!(
                found
                    .iter()
                    .all(|one| one.field == "pay" && one.evidence == text)
            );
        }
    }
}

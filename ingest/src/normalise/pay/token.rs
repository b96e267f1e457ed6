//! Words about pay as tokens.

use entity::posting::PayPeriod;
use rust_decimal::Decimal;

use super::currency::{self, Sign};
use super::number::{amount, digits};
use super::period;

/// One piece of a text about pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    /// An amount, with what a unit such as `k` multiplies it by.
    Number {
        value: Decimal,
        unit: Option<u32>,
    },
    /// A share, a duration, a grade: a number that is no amount.
    Unrelated,
    Currency(Sign),
    Period(PayPeriod),
    /// A period that we have none for, such as a fortnight.
    OtherPeriod,
    /// A dash or "to" between two ends.
    Range,
    UpTo,
    From,
    /// A word that a figure of other money stands by: equity, bonus, funding.
    Aside,
    /// Somebody's guess, not the employer's word.
    Estimate,
    /// The end of a statement.
    Break,
    /// A word of no meaning to us; whether it is about pay.
    Word {
        pay: bool,
    },
    /// A slash or "per".
    Per,
}

const UNITS: &[(&str, u32)] = &[
    ("k", 1_000),
    ("tsd", 1_000),
    ("tys", 1_000),
    ("mil", 1_000),
    ("tis", 1_000),
    ("тыс", 1_000),
    ("тис", 1_000),
    ("千", 1_000),
    ("천", 1_000),
    ("万", 10_000),
    ("萬", 10_000),
    ("만", 10_000),
    ("l", 100_000),
    ("lakh", 100_000),
    ("lakhs", 100_000),
    ("lac", 100_000),
    ("lacs", 100_000),
    ("lpa", 100_000),
    ("cr", 10_000_000),
    ("crore", 10_000_000),
    ("crores", 10_000_000),
    ("triệu", 1_000_000),
    ("jt", 1_000_000),
    ("juta", 1_000_000),
    ("m", 1_000_000),
    ("mm", 1_000_000),
    ("mn", 1_000_000),
    ("mln", 1_000_000),
    ("mio", 1_000_000),
    ("million", 1_000_000),
    ("millions", 1_000_000),
    ("b", 1_000_000_000),
    ("bn", 1_000_000_000),
    ("billion", 1_000_000_000),
];
const DURATIONS: &str = " years year yrs yr months month mois monate meses hours hrs days weeks jahre jahren stunden wochen tage people employees engineers developers times x 薪 ans años anos maanden hodin ";
const OTHER_PERIODS: &str = " biweekly fortnight fortnightly semimonthly bimonthly quarter quarterly quincenal quinzenal trimestral ";
const RANGES: &str = " - – — ~ 〜 ～ to bis à a al до tot til till och do ";
const UPTOS: &str = " up upto bis max maximum jusqu hasta até до tot under 下 maximaal ";
const FROMS: &str = " from ab min minimum mindestens partir desde od vanaf от від 上 fra från starting least mind minst mindst minimaal ";
const ASIDES: &str = " equity bonus bonuses commission commissions sign-on signing stock options option rsu rsus raised funding funded revenue revenues series valuation arr mrr gmv budget relocation stipend allowance 401 match investment investors backed sales turnover prämie bono prime ";
const ESTIMATES: &str = " est estimate estimated glassdoor predicted geschätzt estimé ";
const PAY: &str = " salary salaries base pay paid compensation comp rate wage gehalt lohn salaire rémunération salario sueldo salário lön løn ctc ote brutto gross bruto 薪 給 ";
const BREAKS: &str = " plus and with including und et y e + & ";

fn listed(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// The tokens of a text.
pub(super) fn tokens(text: &str, country: Option<&str>) -> Vec<Token> {
    let lower = text
        .to_lowercase()
        .replace("p.a", "per year")
        .replace("p/a", "per year")
        .replace("s/.", "s/")
        .replace("t€", "k €")
        .replace("teur", "k eur")
        .replace("bi-weekly", "biweekly")
        .replace("semi-monthly", "semimonthly");
    let lower = lower
        .replace("p.m.", "per month")
        .replace("p/m", "per month")
        .replace("p/h", "per hour");
    let mut reader = Reader {
        rest: &lower,
        before: ' ',
        country,
        tokens: Vec::new(),
    };
    while reader.step() {}
    reader.tokens
}

struct Reader<'a> {
    rest: &'a str,
    before: char,
    country: Option<&'a str>,
    tokens: Vec<Token>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) -> bool {
        let Some(c) = self.rest.chars().next() else {
            return false;
        };
        if c.is_ascii_digit() {
            self.number();
        } else if let Some((length, sign)) = self.sign() {
            self.take(length);
            self.tokens.push(Token::Currency(sign));
        } else if c.is_alphabetic() {
            self.word();
        } else {
            self.mark(c);
        }
        true
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.before = taken.chars().next_back().unwrap_or(self.before);
        self.rest = rest;
        taken
    }

    /// A currency sign of letters and signs, such as `nt$`, `€` or `s/`, the longest first.
    fn sign(&self) -> Option<(usize, Sign)> {
        let starts: Vec<_> = self
            .rest
            .char_indices()
            .skip(1)
            .map(|(i, _)| i)
            .take(8)
            .collect();
        let ends = starts
            .iter()
            .copied()
            .chain((self.rest.len() <= 12).then_some(self.rest.len()));
        let ends: Vec<_> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            let text = &self.rest[..end];
            let last = text.chars().next_back()?;
            let next = self.rest[end..].chars().next().unwrap_or(' ');
            let closed = !last.is_alphabetic() || !next.is_alphabetic() || is_ideograph(last);
            let open = !text.starts_with(char::is_alphabetic)
                || is_ideograph(last)
                || !self.before.is_alphabetic();
            let ends_word = last != '/' || next == ' ' || next.is_ascii_digit();
            let rand =
                text == "r" && (next == ' ' || next.is_ascii_digit()) && self.amount_follows(end);
            let sign = if rand {
                Some(Sign::Exact("ZAR"))
            } else {
                currency::sign(text, self.country)
            };
            sign.filter(|_| closed && open && ends_word)
                .map(|sign| (end, sign))
        })
    }

    fn amount_follows(&self, end: usize) -> bool {
        self.rest[end..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    }

    fn number(&mut self) {
        let length = digits(self.rest);
        // In `R45,000` and `EUR50k` the letters are the currency.
        let glued = self.before.is_alphabetic() && !is_ideograph(self.before) && !self.money();
        let grade = self.before == '-' && self.tokens.iter().rev().nth(1).is_some_and(is_bare);
        let text: String = self
            .take(length)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("'");
        let value = amount(&text);
        let tight = Self::unit_or_word(self.rest);
        let spaced = Self::unit_or_word(self.rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']));
        let (word, gap) = if tight.is_empty() {
            (spaced, self.gap())
        } else {
            (tight, 0)
        };
        let unit = UNITS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, unit)| *unit);
        let percent = self.rest.trim_start().starts_with('%');
        let plan = self.rest.starts_with("(k)")
            || self.rest.starts_with("(b)")
            || (text == "401" && word == "k" && !self.money());
        // `$100+ billion` is nobody's pay.
        let beyond = self
            .rest
            .strip_prefix('+')
            .map_or("", |rest| Self::unit_or_word(rest.trim_start()));
        let huge = UNITS
            .iter()
            .any(|(name, unit)| *name == beyond && *unit >= 1_000_000);
        let lasts =
            huge || listed(DURATIONS, word) || (self.rest.starts_with('+') && !self.money());
        let token = match value {
            Some(value) if !glued && !grade && !percent && !plan && !lasts => {
                Token::Number { value, unit }
            }
            _ => Token::Unrelated,
        };
        self.tokens.push(token);
        if percent
            && let [.., Token::Number { .. }, Token::Range, Token::Unrelated] = self.tokens[..]
        {
            let at = self.tokens.len() - 3;
            self.tokens[at] = Token::Unrelated;
        }
        if unit.is_some() || lasts {
            self.take(gap + word.len());
            if let Some(code) = currency::of_unit(word, self.country) {
                self.tokens.push(Token::Currency(Sign::Shared(Some(code))));
            }
            if word == "lpa" {
                self.tokens.push(Token::Period(PayPeriod::Year));
            }
        }
    }

    /// Whether an amount is the last thing read.
    fn counted(&self) -> bool {
        let last = self.tokens.last();
        matches!(last, Some(Token::Number { .. } | Token::Currency(_)))
    }

    /// Whether a currency stands right before the number just read.
    fn money(&self) -> bool {
        matches!(self.tokens.last(), Some(Token::Currency(_)))
    }

    fn gap(&self) -> usize {
        self.rest.len()
            - self
                .rest
                .trim_start_matches([' ', '\u{a0}', '\u{202f}'])
                .len()
    }

    fn unit_or_word(text: &'a str) -> &'a str {
        let first = text.chars().next().filter(|c| c.is_alphabetic());
        match first {
            Some(c) if is_ideograph(c) => &text[..c.len_utf8()],
            Some(_) => {
                &text[..text
                    .find(|c: char| !c.is_alphabetic() || is_ideograph(c))
                    .unwrap_or(text.len())]
            }
            None => "",
        }
    }

    fn word(&mut self) {
        let word = Self::unit_or_word(self.rest);
        let word = self.take(word.len());
        // `£450 pd`, but never `5 pm`.
        let large = matches!(self.tokens.last(), Some(Token::Number { value, .. }) if *value >= Decimal::ONE_HUNDRED);
        let glued =
            matches!(word, "pd" | "pw" | "pm" | "ph") && (large || self.counted() && word == "ph");
        let per = glued || matches!(self.tokens.last(), Some(Token::Per));
        let between = matches!(
            self.tokens.last(),
            Some(Token::Number { .. } | Token::Currency(_) | Token::Period(_))
        );
        let follows = between && self.amount_soon();
        let token = if listed(OTHER_PERIODS, word) {
            Token::OtherPeriod
        } else if listed(ESTIMATES, word) {
            Token::Estimate
        } else if listed(ASIDES, word) {
            Token::Aside
        } else if matches!(
            word,
            "per" | "pro" | "par" | "por" | "pr" | "je" | "im" | "za" | "an"
        ) && !per
        {
            Token::Per
        } else if let Some(period) = period::word(word, per) {
            Token::Period(period)
        } else if follows
            && (listed(RANGES, word) || matches!(word, "and" | "und" | "et" | "y" | "e"))
        {
            Token::Range
        } else if listed(UPTOS, word) {
            Token::UpTo
        } else if listed(FROMS, word) {
            Token::From
        } else if listed(BREAKS, word) {
            Token::Break
        } else {
            Token::Word {
                pay: listed(PAY, word),
            }
        };
        self.tokens.push(token);
    }

    /// Whether the next thing is an amount, perhaps with a currency sign before it.
    fn amount_soon(&self) -> bool {
        let mut words = self.rest.split_whitespace();
        words
            .next()
            .is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()))
            || words
                .next()
                .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn mark(&mut self, c: char) {
        let after = self.rest[c.len_utf8()..].chars().next().unwrap_or(' ');
        let comma = c == ',' && after.is_whitespace();
        let tail = listed(RANGES, c.encode_utf8(&mut [0; 4]));
        let tight = !self.before.is_whitespace();
        self.take(c.len_utf8());
        if c == '/' {
            self.tokens.push(Token::Per);
        } else if tail {
            self.tokens.push(Token::Range);
        } else if c == '>' || (c == '+' && tight && self.counted()) {
            self.tokens.push(Token::From);
        } else if c == '<' {
            self.tokens.push(Token::UpTo);
        } else if comma
            || (c == '.' && matches!(self.tokens.last(), Some(Token::Aside)))
            || matches!(c, ';' | '|' | '•' | '\n' | '+' | '&' | '·')
        {
            self.tokens.push(Token::Break);
        }
    }
}

fn is_bare(token: &Token) -> bool {
    matches!(token, Token::Word { .. })
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

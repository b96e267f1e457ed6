//! Currencies: how they are written, where they are used, and how large their numbers are.

/// A currency: its code, how large its amounts of pay are beside those in dollars, its countries and its own signs.
type Row = (&'static str, u32, &'static str, &'static str);

/// The scale is that of pay, not of exchange: it only tells months from years.
const CURRENCIES: &[Row] = &[
    ("USD", 1, "US EC SV PA PR", "us$ usd dollars dollar"),
    (
        "EUR",
        1,
        "DE FR ES IT NL BE AT IE PT FI GR LU SK SI EE LV LT MT CY HR",
        "€ eur euros euro",
    ),
    ("GBP", 1, "GB UK", "£ gbp pounds"),
    ("CHF", 1, "CH LI", "chf sfr fr"),
    ("CAD", 1, "CA", "c$ ca$ cad cdn cdn$"),
    ("AUD", 1, "AU", "a$ au$ aud"),
    ("NZD", 1, "NZ", "nz$ nzd"),
    ("SGD", 1, "SG", "s$ sg$ sgd"),
    ("HKD", 8, "HK", "hk$ hkd"),
    ("TWD", 25, "TW", "nt$ twd ntd"),
    ("MXN", 10, "MX", "mx$ mxn"),
    ("BRL", 3, "BR", "r$ brl reais"),
    ("ARS", 300, "AR", "ar$ ars"),
    ("CLP", 500, "CL", "clp"),
    ("COP", 2000, "CO", "cop"),
    ("PEN", 3, "PE", "s/ pen soles"),
    ("UYU", 25, "UY", "uyu"),
    ("JPY", 130, "JP", "円 jpy yen jp¥"),
    ("CNY", 7, "CN", "元 cny rmb cn¥"),
    ("KRW", 1200, "KR", "₩ krw 원"),
    ("INR", 25, "IN", "₹ inr"),
    ("PKR", 60, "PK", "pkr"),
    ("BDT", 40, "BD", "৳ bdt"),
    ("LKR", 100, "LK", "lkr"),
    ("PHP", 15, "PH", "₱ php"),
    ("IDR", 5000, "ID", "rp idr"),
    ("MYR", 3, "MY", "rm myr"),
    ("THB", 20, "TH", "฿ thb baht"),
    ("VND", 10000, "VN", "₫ vnd"),
    ("SEK", 10, "SE", "sek"),
    ("NOK", 10, "NO", "nok"),
    ("DKK", 7, "DK", "dkk"),
    ("ISK", 100, "IS", "isk"),
    ("PLN", 4, "PL", "zł zl pln złotych"),
    ("CZK", 20, "CZ", "kč czk"),
    ("HUF", 250, "HU", "huf ft"),
    ("RON", 4, "RO", "ron lei"),
    ("BGN", 2, "BG", "bgn лв"),
    ("RSD", 80, "RS", "rsd"),
    ("UAH", 20, "UA", "₴ uah грн"),
    ("RUB", 50, "RU", "₽ rub руб"),
    ("TRY", 15, "TR", "₺ try tl"),
    ("ILS", 4, "IL", "₪ ils nis"),
    ("AED", 4, "AE", "aed dhs"),
    ("SAR", 4, "SA", "sar"),
    ("QAR", 4, "QA", "qar"),
    ("EGP", 15, "EG", "egp"),
    ("ZAR", 10, "ZA", "zar"),
    ("NGN", 300, "NG", "₦ ngn"),
    ("KES", 60, "KE", "kes ksh"),
    ("GHS", 6, "GH", "ghs gh₵"),
    ("MAD", 6, "MA", "mad dh"),
    ("GEL", 2, "GE", "₾ gel"),
    ("KZT", 200, "KZ", "₸ kzt"),
    ("AMD", 250, "AM", "֏ amd"),
    ("AZN", 1, "AZ", "₼ azn manat"),
    ("UZS", 5000, "UZ", "uzs"),
    ("BYN", 2, "BY", "byn"),
    ("MDL", 10, "MD", "mdl"),
    ("ALL", 60, "AL", "lekë"),
    ("BAM", 1, "BA", "bam"),
    ("MKD", 30, "MK", "mkd"),
    ("KWD", 1, "KW", "kwd"),
    ("BHD", 1, "BH", "bhd"),
    ("OMR", 1, "OM", "omr"),
    ("JOD", 1, "JO", "jod"),
    ("TND", 2, "TN", "tnd"),
    ("DZD", 60, "DZ", "dzd"),
    ("TZS", 1200, "TZ", "tzs tsh"),
    ("UGX", 2000, "UG", "ugx"),
    ("RWF", 700, "RW", "rwf"),
    ("ETB", 30, "ET", "etb birr"),
    ("XOF", 300, "SN CI BJ TG ML BF NE", "xof fcfa"),
    ("XAF", 300, "CM GA CG TD", "xaf"),
    ("NPR", 70, "NP", "npr"),
    ("MOP", 8, "MO", "mop mop$"),
    ("CRC", 300, "CR", "₡ crc"),
    ("DOP", 30, "DO", "rd$ dop"),
    ("GTQ", 5, "GT", "gtq"),
    ("BOB", 5, "BO", "bob"),
    ("PYG", 4000, "PY", "₲ pyg"),
];

/// Signs that several countries share, and the currency they mean elsewhere.
const SHARED: &[(&str, &str, Option<&str>)] = &[
    ("$", "US CA AU NZ SG HK TW MX AR CL CO UY", Some("USD")),
    ("¥", "JP CN", Some("JPY")),
    ("￥", "JP CN", Some("CNY")),
    ("kr", "SE NO DK IS", None),
    ("kronor", "SE", Some("SEK")),
    ("kroner", "NO DK", None),
    ("₨", "IN PK LK NP", Some("INR")),
    ("rs", "IN PK LK NP", Some("INR")),
    ("rupees", "IN PK LK NP", Some("INR")),
    ("pesos", "MX AR CL CO PH UY", None),
];

/// What a sign or word says about the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// This currency.
    Exact(&'static str),
    /// One of several: the first guess in this country, if any.
    Shared(Option<&'static str>),
}

/// What a sign means; words are lower case.
pub(super) fn sign(word: &str, country: Option<&str>) -> Option<Sign> {
    let exact = |row: &&Row| row.3.split(' ').any(|sign| sign == word);
    if let Some(row) = CURRENCIES.iter().find(exact) {
        return Some(Sign::Exact(row.0));
    }
    let (_, countries, elsewhere) = SHARED.iter().find(|(sign, ..)| *sign == word)?;
    let here = country.filter(|country| {
        let mut all = countries.split(' ');
        all.any(|one| one.eq_ignore_ascii_case(country))
    });
    let guess = here.and_then(of_country);
    let elsewhere = elsewhere.and_then(code);
    Some(Sign::Shared(guess.or(elsewhere)))
}

/// The currency of a field that holds a code or a sign.
pub(super) fn named(text: &str, country: Option<&str>) -> Option<&'static str> {
    match sign(text.trim().to_lowercase().as_str(), country)? {
        Sign::Exact(code) => Some(code),
        Sign::Shared(code) => code,
    }
}

/// The currency paid in a country (ISO 3166 alpha-2).
#[must_use]
pub fn of_country(country: &str) -> Option<&'static str> {
    let here = |row: &&Row| {
        row.2
            .split(' ')
            .any(|one| one.eq_ignore_ascii_case(country))
    };
    CURRENCIES.iter().find(here).map(|row| row.0)
}

/// The currency that a unit or a word about pay speaks of where no sign is written: lakhs are rupees, a 年収 is in yen.
pub(super) fn of_unit(word: &str, country: Option<&str>) -> Option<&'static str> {
    match word {
        "l" | "lakh" | "lakhs" | "lac" | "lacs" | "lpa" | "cr" | "crore" | "crores" => {
            let other = country.filter(|country| {
                matches!(
                    country.to_ascii_uppercase().as_str(),
                    "PK" | "BD" | "LK" | "NP"
                )
            });
            other.map_or(Some("INR"), of_country)
        }
        "triệu" => Some("VND"),
        "jt" | "juta" => Some("IDR"),
        _ => None,
    }
}

/// How large amounts of pay in the currency are beside those in dollars.
pub(super) fn scale(code: &str) -> u32 {
    let row = CURRENCIES.iter().find(|row| row.0 == code);
    row.map_or(1, |row| row.1)
}

fn code(text: &str) -> Option<&'static str> {
    CURRENCIES
        .iter()
        .map(|row| row.0)
        .find(|code| *code == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_one_that_can_be_asked_for() {
        for (code, ..) in CURRENCIES {
            assert_eq!(entity::currency::code(code), Some(*code));
        }
    }
}

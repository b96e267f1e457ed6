//! Takes the location out of lists and records that were written down as they stood in some program.

use std::borrow::Cow;

/// Keys whose values name a place, folded to lower case without marks.
const KEYS: [&str; 20] = [
    "name",
    "city",
    "town",
    "locality",
    "addresslocality",
    "region",
    "state",
    "stateprovince",
    "province",
    "addressregion",
    "country",
    "countryname",
    "addresscountry",
    "countrycode",
    "location",
    "address",
    "label",
    "fulllocation",
    "displayname",
    "en",
];

/// The locations in a text: itself, or the strings of a list, or the telling values of a record.
pub(super) fn texts(text: &str) -> Vec<Cow<'_, str>> {
    let trimmed = text.trim();
    match trimmed.chars().next() {
        Some('[') if trimmed.contains(['\'', '"']) && !trimmed.contains('{') => quoted(trimmed)
            .into_iter()
            .map(|(value, _)| Cow::Borrowed(value))
            .collect(),
        Some('{' | '[') if trimmed.contains('{') && trimmed.contains(':') => trimmed
            .split('{')
            .filter_map(record)
            .map(Cow::Owned)
            .collect(),
        _ => vec![Cow::Borrowed(text)],
    }
}

/// The telling values of one record, joined as an address.
fn record(text: &str) -> Option<String> {
    let mut values: Vec<&str> = Vec::new();
    let mut key: Option<&str> = None;
    for (value, is_key) in quoted(text) {
        if is_key {
            key = Some(value);
        } else if let Some(key) = key.take()
            && tells(key)
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    (!values.is_empty()).then(|| values.join(", "))
}

fn tells(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    KEYS.contains(&plain.as_str()) || (plain.len() == 4 && plain.starts_with("en"))
}

/// The quoted strings of a text, each with whether a colon follows it.
fn quoted(text: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['\'', '"']) {
        let quote = if rest[start..].starts_with('"') {
            '"'
        } else {
            '\''
        };
        let inside = &rest[start + 1..];
        let Some(end) = inside.find(quote) else {
            break;
        };
        rest = &inside[end + 1..];
        found.push((&inside[..end], rest.trim_start().starts_with(':')));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_records_give_their_places() {
        assert_eq!(texts("Berlin"), ["Berlin"]);
        assert_eq!(
            texts("['Lund, Sweden', \"Xi'an\"]"),
            ["Lund, Sweden", "Xi'an"]
        );
        let map = "{'maps': {'id': 'Ab12', 'type': 'locality'}, 'names': {'en-US': 'Turku', 'fi-FI': 'Turku'}}";
        assert_eq!(texts(map), ["Turku"]);
        let address = r#"{"@type":"PostalAddress","addressLocality":"Lyon","addressCountry":"FR"}"#;
        assert_eq!(texts(address), ["Lyon, FR"]);
        assert_eq!(texts("[Remote] Berlin"), ["[Remote] Berlin"]);
        assert!(texts("{'a': 'b'}").is_empty());
    }
}

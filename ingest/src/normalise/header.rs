//! Header lines as forum posts write them: `Acme | Senior Backend Engineer | Berlin | REMOTE | Full-time`.

use super::title::TitleReader;

/// What a header line says; what is not certain is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderReading {
    /// The employer.
    pub company: Option<String>,
    /// The job.
    pub title: Option<String>,
    /// The place.
    pub location: Option<String>,
    /// Whether remote work is offered.
    pub remote: bool,
}

/// Longer lines are no headers, longer segments are sentences.
const LONGEST_LINE: usize = 400;
const LONGEST_SEGMENT: usize = 80;

/// Words of segments that say how one works.
const TERMS: [&str; 28] = [
    "full-time",
    "full time",
    "fulltime",
    "part-time",
    "part time",
    "contract",
    "contractor",
    "permanent",
    "freelance",
    "intern",
    "interns",
    "internship",
    "visa",
    "visa sponsorship",
    "h1b",
    "salary",
    "equity",
    "ft",
    "pt",
    "relocation",
    "flexible",
    "multiple positions",
    "multiple roles",
    "various",
    "hiring",
    "urgent",
    "perm",
    "no remote",
];

/// Words of segments that say where one works without naming a place.
const MODES: [&str; 9] = [
    "remote",
    "onsite",
    "on-site",
    "on site",
    "in-office",
    "hybrid",
    "wfh",
    "in person",
    "telecommute",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Title,
    /// Work mode, employment, pay, a link: nothing that names.
    Term,
    /// A place perhaps, or a company.
    Name,
    /// Prose or too long.
    Other,
}

/// Reads the first line of a post. Without bars it says nothing but whether remote work is offered.
#[must_use]
pub fn read(first_line: &str, titles: &TitleReader) -> HeaderReading {
    let end = first_line.char_indices().nth(LONGEST_LINE);
    let line = &first_line[..end.map_or(first_line.len(), |(at, _)| at)];
    let segments: Vec<_> = line
        .split('|')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect();
    let remote = segments.iter().any(|segment| says_remote(segment));
    if segments.len() < 3 {
        return HeaderReading {
            remote,
            ..HeaderReading::default()
        };
    }
    let kinds: Vec<_> = segments.iter().map(|s| kind(s, titles)).collect();
    let company = (kinds[0] == Kind::Name)
        .then(|| employer(segments[0]))
        .flatten();
    let at = kinds.iter().position(|kind| *kind == Kind::Title);
    let names = || (1..segments.len()).filter(|i| kinds[*i] == Kind::Name);
    let comma = names().find(|i| segments[*i].contains(','));
    let only = || (names().count() == 1).then(|| names().next()).flatten();
    let place = comma.or_else(only).filter(|_| at.is_some());
    HeaderReading {
        company: company.map(ToOwned::to_owned),
        title: at.map(|i| segments[i].to_owned()),
        location: place.map(|i| segments[i].to_owned()),
        remote,
    }
}

fn kind(segment: &str, titles: &TitleReader) -> Kind {
    let lower = segment.to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| starts_with_word(&lower, word));
    let linked = lower.contains("http") || lower.contains("www.");
    let bare = before_brackets(segment).is_empty();
    if segment.chars().count() > LONGEST_SEGMENT {
        Kind::Other
    } else if starts(&TERMS) || starts(&MODES) || segment.contains(['$', '€', '£', '%']) || bare
    {
        Kind::Term
    } else if titles.read(segment).role.is_some() && !linked {
        Kind::Title
    } else if linked && !segment.contains(['(', ' ']) {
        Kind::Term
    } else if segment.chars().next().is_some_and(char::is_uppercase) {
        Kind::Name
    } else {
        Kind::Other
    }
}

/// A company's name without link and remark, if what is left can be one.
fn employer(segment: &str) -> Option<&str> {
    let name = before_brackets(segment);
    let name = name
        .split(" http")
        .next()
        .unwrap_or(name)
        .trim_end_matches([' ', '-', '–', ',', ':']);
    let words = name.split_whitespace().count();
    (!name.is_empty() && words <= 6 && !name.contains("://")).then_some(name)
}

fn before_brackets(segment: &str) -> &str {
    segment.split(['(', '[']).next().unwrap_or(segment).trim()
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn says_remote(segment: &str) -> bool {
    let lower = segment.to_lowercase();
    let refused = [
        "no remote",
        "not remote",
        "non-remote",
        "remote: no",
        "no remotes",
    ];
    lower.contains("remote") && !refused.iter().any(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reader() -> TitleReader {
        TitleReader::new(&entity::content::role::load().unwrap()).unwrap()
    }

    fn check(line: &str, company: &str, title: &str, location: &str, remote: bool) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let expected = HeaderReading {
            company: some(company),
            title: some(title),
            location: some(location),
            remote,
        };
        assert_eq!(read(line, &reader()), expected, "{line}");
    }

    #[test]
    fn headers_in_any_order() {
        check(
            "Acme | Senior Backend Engineer | Berlin | REMOTE | Full-time",
            "Acme",
            "Senior Backend Engineer",
            "Berlin",
            true,
        );
        check(
            "Foo Labs (https://foo.example) | Oslo, Norway | Data Scientist | ONSITE",
            "Foo Labs",
            "Data Scientist",
            "Oslo, Norway",
            false,
        );
        check(
            "Acme | Remote (US only) | $150k | DevOps Engineer",
            "Acme",
            "DevOps Engineer",
            "",
            true,
        );
        check(
            "Frontend Developer | Acme | Rome, Italy | no remote",
            "",
            "Frontend Developer",
            "Rome, Italy",
            false,
        );
    }

    #[test]
    fn what_is_not_certain_is_left_out() {
        check("We are hiring engineers in Berlin", "", "", "", false);
        check("Acme | Berlin", "", "", "", false);
        check("Acme | Berlin | Hamburg | Full-time", "Acme", "", "", false);
        check(
            "Acme | Go Engineer | Berlin | Series B",
            "Acme",
            "Go Engineer",
            "",
            false,
        );
        check("", "", "", "", false);
    }

    proptest! {
        #[test]
        fn no_line_breaks_the_reader(line in "[|a-zA-Zäß ()/,:-]{0,200}|\\PC{0,60}") {
            let _ = read(&line, &reader());
        }
    }
}

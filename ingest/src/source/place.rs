//! Where a job is, as feeds that keep the parts of an address and the ways of working in fields of their own say it.

/// The parts of an address in one line; parts that say nothing, or what the part before said, are left out.
pub(super) fn line<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> Option<String> {
    let mut line = String::new();
    let mut before = "";
    for part in parts.into_iter().flatten().map(str::trim) {
        if part.is_empty() || part == before {
            continue;
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(part);
        before = part;
    }
    (!line.is_empty()).then_some(line)
}

/// The country that all places of a posting lie in.
pub(super) fn shared<'a>(countries: impl IntoIterator<Item = Option<&'a str>>) -> Option<String> {
    let mut countries = countries.into_iter();
    let first = countries.next()??.trim();
    let is_first = |country: Option<&str>| country.is_some_and(|country| country.trim() == first);
    (!first.is_empty() && countries.all(is_first)).then(|| first.to_owned())
}

/// Ways of working that a feed says yes or no to one by one.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) remote: Option<bool>,
    pub(super) hybrid: Option<bool>,
    pub(super) on_site: Option<bool>,
}

impl Flags {
    /// The way of working; one that is called both remote and hybrid is hybrid.
    pub(super) fn mode(self) -> Option<String> {
        let mode = match (self.remote, self.hybrid, self.on_site) {
            (_, Some(true), _) => "hybrid",
            (Some(true), ..) => "remote",
            (_, _, Some(true)) => "onsite",
            (Some(false), ..) => "false",
            _ => return None,
        };
        Some(mode.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line() {
        let parts = ["Berlin", " Berlin ", "", "Germany"].map(Some);
        assert_eq!(
            line(parts.into_iter().chain([None])).as_deref(),
            Some("Berlin, Germany")
        );
        assert_eq!(line([None, Some(" ")]), None);
    }

    #[test]
    fn only_a_country_of_all_places_is_the_country() {
        assert_eq!(shared([Some("ES"), Some("ES ")]).as_deref(), Some("ES"));
        assert_eq!(shared([Some("ES"), Some("PT")]), None);
        assert_eq!(shared([Some("ES"), None]), None);
        assert_eq!(shared([Some(" ")]), None);
        assert_eq!(shared([]), None);
    }

    #[test]
    fn flags_come_to_one_way_of_working() {
        let mode = |remote, hybrid, on_site| {
            let flags = Flags {
                remote,
                hybrid,
                on_site,
            };
            flags.mode()
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(mode(yes, yes, no).as_deref(), Some("hybrid"));
        assert_eq!(mode(yes, no, yes).as_deref(), Some("remote"));
        assert_eq!(mode(no, no, yes).as_deref(), Some("onsite"));
        assert_eq!(mode(no, None, None).as_deref(), Some("false"));
        assert_eq!(mode(None, no, None), None);
    }
}

//! Sites that are not collected, whatever a configuration says.

const SITES: [(&str, &str); 4] = [
    ("glassdoor", "Glassdoor"),
    ("indeed", "Indeed"),
    ("linkedin", "LinkedIn"),
    ("stepstone", "StepStone"),
];

/// Why a source or a site is not collected, if it is one whose terms forbid that.
#[must_use]
pub fn why(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_lowercase();
    let host = name
        .split("://")
        .last()
        .and_then(|rest| rest.split(['/', ':', '?', '#']).next())?;
    let mut labels = host.rsplit('.').filter(|label| !label.is_empty());
    let last = labels.next()?;
    // A name alone, or what stands before `.com` or `.co.uk`.
    let owner = match (labels.next(), labels.next()) {
        (None, _) => last,
        (Some(short), Some(owner)) if short.len() <= 3 => owner,
        (Some(owner), _) => owner,
    };
    let (_, name) = SITES.iter().find(|(site, _)| *site == owner)?;
    Some(format!(
        "{name} is not collected: its terms forbid reading it by machine. Employers who advertise there mostly publish the same jobs on a board of their own, such as Greenhouse or Lever; follow that instead"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_whose_terms_forbid_it_are_known_by_any_of_their_addresses() {
        for name in [
            "linkedin",
            "LinkedIn",
            "www.linkedin.com",
            "https://de.indeed.com/jobs?q=rust",
            "glassdoor.co.uk",
            "www.stepstone.de:443",
        ] {
            assert!(why(name).is_some(), "{name}");
        }
        for name in [
            "greenhouse",
            "",
            "indeedy.com",
            "example.com/linkedin",
            "jobs.example.co.uk",
        ] {
            assert_eq!(why(name), None, "{name}");
        }
    }
}

//! Decides how the work is done from what the texts and the source's own field say.

use entity::posting::WorkMode;

use super::scan::Group;

/// What texts say about the way of working.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Modes {
    remote: bool,
    hybrid: bool,
    onsite: bool,
}

impl Modes {
    /// What the parts say; one that says both remote and hybrid means hybrid.
    pub(super) fn of(groups: &[Group]) -> Self {
        let mut modes = Self::default();
        for part in groups.iter().flat_map(|group| &group.parts) {
            let says = |mode| part.modes.contains(&(mode, false));
            let hybrid = says(WorkMode::Hybrid);
            modes.hybrid |= hybrid;
            modes.remote |= (says(WorkMode::Remote) && !hybrid) || part.world;
            modes.onsite |=
                says(WorkMode::Onsite) || part.modes.contains(&(WorkMode::Remote, true));
        }
        modes
    }

    pub(super) fn add(&mut self, other: Self) {
        self.remote |= other.remote;
        self.hybrid |= other.hybrid;
        self.onsite |= other.onsite;
    }

    pub(super) fn any(self) -> bool {
        self.remote || self.hybrid || self.onsite
    }

    pub(super) fn remote(self) -> bool {
        self.remote
    }

    /// The freest way that is offered.
    fn freest(self) -> Option<WorkMode> {
        match (self.remote, self.hybrid, self.onsite) {
            (true, _, _) => Some(WorkMode::Remote),
            (_, true, _) => Some(WorkMode::Hybrid),
            (_, _, true) => Some(WorkMode::Onsite),
            _ => None,
        }
    }
}

/// A word in the source's own field wins, then the texts, then a bare `true`; a bare `false` says only that it is not remote.
pub(super) fn decide(texts: Modes, field: Option<&str>) -> Option<WorkMode> {
    let plain: String = field
        .unwrap_or_default()
        .chars()
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(200)
        .collect();
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if says(&["hybrid", "remotelocal", "partial", "partly"]) {
        Some(WorkMode::Hybrid)
    } else if says(&[
        "onsite",
        "inoffice",
        "notremote",
        "noremote",
        "nonremote",
        "inperson",
    ]) {
        Some(WorkMode::Onsite)
    } else if says(&[
        "remot",
        "telecommut",
        "homeoffice",
        "workfromhome",
        "anywhere",
    ]) && !says(&["false"])
    {
        Some(WorkMode::Remote)
    } else if let Some(mode) = texts.freest() {
        Some(mode)
    } else if says(&["true"]) || matches!(plain.as_str(), "yes" | "y" | "1") {
        Some(WorkMode::Remote)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_wins_over_the_text_and_the_text_over_a_bare_flag() {
        let hybrid = Modes {
            hybrid: true,
            ..Modes::default()
        };
        let none = Modes::default();
        for (texts, field, expected) in [
            (none, Some("Hybrid"), Some(WorkMode::Hybrid)),
            (none, Some("OnSite"), Some(WorkMode::Onsite)),
            (none, Some("fully_remote"), Some(WorkMode::Remote)),
            (none, Some("TELECOMMUTE"), Some(WorkMode::Remote)),
            (none, Some("true"), Some(WorkMode::Remote)),
            (none, Some("false"), None),
            (none, Some("None"), None),
            (none, None, None),
            (hybrid, Some("true"), Some(WorkMode::Hybrid)),
            (hybrid, Some("Remote"), Some(WorkMode::Remote)),
        ] {
            assert_eq!(decide(texts, field), expected, "{field:?}");
        }
    }
}

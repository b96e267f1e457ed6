//! Titles of made-up postings.

use std::collections::BTreeMap;

use entity::content::sample::{Role, Sample};
use entity::posting::Seniority;

use crate::sample::draft;
use crate::sample::random::Random;
use crate::sample::wording::fill;

/// A role's titles by the level that they name.
pub(super) struct Titles {
    by_level: BTreeMap<Option<Seniority>, Vec<String>>,
    /// The level that the bare title names already.
    named: Option<Seniority>,
    /// Whether another level may be put before it.
    open: bool,
}

impl Titles {
    pub(super) fn new(sample: &Sample, role: &Role) -> Self {
        let bare: Vec<String> = role.titles.en.iter().cloned().collect();
        let mut by_level = BTreeMap::new();
        for (level, wordings) in &sample.prose.en.seniority {
            let filled = wordings
                .iter()
                .flat_map(|wording| bare.iter().map(|title| fill(wording, &[("title", title)])));
            by_level.insert(Some(*level), filled.collect());
        }
        by_level.insert(role.seniority, bare);
        Self {
            by_level,
            named: role.seniority,
            open: role.seniority.is_none() && role.slug.is_some(),
        }
    }

    /// A title and the level that it names.
    pub(super) fn choose(&self, random: &mut Random) -> (&str, Option<Seniority>) {
        let level = if self.open {
            draft::level(random)
        } else {
            self.named
        };
        let titles = self.by_level.get(&level).map_or(&[][..], Vec::as_slice);
        let title = titles.get(random.index(titles.len()));
        (title.map_or("", String::as_str), level)
    }
}

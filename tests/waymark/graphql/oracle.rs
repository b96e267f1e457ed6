//! The same questions answered the slow way: one posting after the other, in a dozen lines that are easy to believe.

use chrono::{NaiveDate, NaiveTime};
use entity::posting::{Model, Seniority, WorkMode};

use super::fixture::{REGIONS, VOCABULARY};

/// A filter and its meaning.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// As GraphQL.
    pub(crate) filter: &'static str,
    /// As a condition.
    pub(crate) holds: fn(&Model) -> bool,
}

/// Filters, each alone and several together.
pub(crate) const CASES: &[Case] = &[
    Case {
        filter: "{}",
        holds: |_| true,
    },
    Case {
        filter: r#"{regions: ["WORLD"]}"#,
        holds: |_| true,
    },
    Case {
        filter: r#"{regions: ["DE"]}"#,
        holds: |p| lies_in(p, "DE"),
    },
    Case {
        filter: r#"{regions: ["FR", "US"]}"#,
        holds: |p| lies_in(p, "FR") || lies_in(p, "US"),
    },
    Case {
        filter: r#"{roles: ["machine-learning-engineer"]}"#,
        holds: |p| matches!(p.role_id, Some(1 | 2)),
    },
    Case {
        filter: r#"{roles: ["computer-vision-engineer"]}"#,
        holds: |p| p.role_id == Some(2),
    },
    Case {
        filter: r#"{skillsAll: ["python", "sql"]}"#,
        holds: |p| names(p, 1) && names(p, 4),
    },
    Case {
        filter: r#"{skillsAny: ["rust", "docker"]}"#,
        holds: |p| names(p, 6) || names(p, 5),
    },
    Case {
        filter: r#"{skillsNone: ["python", "sql"]}"#,
        holds: |p| !names(p, 1) && !names(p, 4),
    },
    Case {
        filter: "{seniorities: [SENIOR]}",
        holds: |p| p.seniority == Some(Seniority::Senior),
    },
    Case {
        filter: "{workModes: [REMOTE, ONSITE]}",
        holds: |p| matches!(p.work_mode, Some(WorkMode::Remote | WorkMode::Onsite)),
    },
    Case {
        filter: r#"{remoteScope: ["DE"]}"#,
        holds: |p| p.remote_scope == [2],
    },
    Case {
        filter: r#"{sources: ["board-b"]}"#,
        holds: |p| p.source_id == 2,
    },
    Case {
        filter: r#"{companies: ["gLoBeX", "nobody"]}"#,
        holds: |p| p.company_id == Some(2),
    },
    Case {
        filter: r#"{companies: ["nobody"]}"#,
        holds: |_| false,
    },
    Case {
        filter: r#"{search: "100% e"}"#,
        holds: |p| p.title.contains("100% E"),
    },
    Case {
        filter: r#"{search: "_"}"#,
        holds: |_| false,
    },
    Case {
        filter: r#"{regions: ["EU"], roles: ["backend-engineer"], skillsNone: ["rust"], seniorities: [JUNIOR, SENIOR]}"#,
        holds: |p| {
            lies_in(p, "EU") && p.role_id == Some(3) && !names(p, 6) && p.seniority.is_some()
        },
    },
];

/// Whether a posting names a skill.
pub(crate) fn names(posting: &Model, skill: i32) -> bool {
    posting.skill_ids.contains(&skill)
}

/// Whether a posting lies in a region.
pub(crate) fn lies_in(posting: &Model, code: &str) -> bool {
    (0..)
        .zip(REGIONS)
        .any(|(id, region)| region.0 == code && posting.region_ids.contains(&id))
}

/// Whether statistics count a posting, its duplicates apart.
pub(crate) fn readable(posting: &Model) -> bool {
    posting.complete && posting.vocabulary_id == VOCABULARY
}

/// Whether a posting was open on some day of a period.
pub(crate) fn active(posting: &Model, from: NaiveDate, to: NaiveDate) -> bool {
    let end = posting.closed_at.unwrap_or(posting.last_seen);
    let first_moment = from.and_time(NaiveTime::MIN).and_utc();
    let next_day = to
        .succ_opt()
        .expect("a day follows")
        .and_time(NaiveTime::MIN)
        .and_utc();
    posting.first_seen < next_day && end >= first_moment
}

/// Whether a posting was posted in a period.
pub(crate) fn newly_posted(posting: &Model, from: NaiveDate, to: NaiveDate) -> bool {
    posting
        .posted_on
        .is_some_and(|day| from <= day && day <= to)
}

/// How many postings meet a condition.
pub(crate) fn count(postings: &[Model], holds: impl Fn(&Model) -> bool) -> i64 {
    let found = postings.iter().filter(|posting| holds(posting)).count();
    i64::try_from(found).expect("few postings")
}

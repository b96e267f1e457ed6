//! What fields cost beside 1 for themselves, and how often what is asked within them is answered.

/// What a statistic costs: it reads many postings.
const STATISTIC: usize = 250;

/// What a skill's growth costs: two more statistics, which a whole list shares.
const GROWTH: usize = 25;

/// What the whole schema costs, which is a large answer.
const SCHEMA: usize = 5_000;

/// How many items a page holds when nobody says.
pub(crate) const PAGE: usize = 20;

/// How often what is asked within a field is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// About so often, whatever is asked.
    Fixed(usize),
    /// As often as `first` or else `last` say, or else so often.
    Page(usize),
    /// As often as an argument says, which is a number or a list, or else so often.
    Argument(&'static str, usize),
}

/// What a field costs: 1, something beside it, and as often as it says what is asked within it and a share of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tariff {
    pub(super) own: usize,
    pub(super) each: usize,
    pub(super) times: Times,
}

/// A field of which nothing is said below.
pub(super) const USUAL: Tariff = extra(0);

const fn extra(own: usize) -> Tariff {
    Tariff {
        own,
        each: 0,
        times: Times::Fixed(1),
    }
}

const fn counted(own: usize, times: Times) -> Tariff {
    Tariff {
        own,
        each: 0,
        times,
    }
}

/// About so many items.
const fn about(items: usize) -> Tariff {
    counted(0, Times::Fixed(items))
}

/// A page of the usual size, beside something.
const fn page(own: usize) -> Tariff {
    counted(own, Times::Page(PAGE))
}

/// The first so many.
const fn first(usual: usize) -> Tariff {
    counted(0, Times::Page(usual))
}

/// By type, its fields that cost more than 1 or answer more than once. Lists whose items cost nothing to speak of are not here.
pub(super) const TABLE: &[(&str, &[(&str, Tariff)])] = &[
    (
        "ChecklistItem",
        &[("skills", about(3)), ("anyOf", about(3))],
    ),
    (
        "ComparedRole",
        &[("growth", extra(STATISTIC)), ("distinguishing", first(10))],
    ),
    (
        "Demand",
        &[
            ("skills", page(0)),
            ("byRegion", page(STATISTIC)),
            ("trend", counted(STATISTIC, Times::Fixed(12))),
            ("duration", extra(STATISTIC)),
            ("pay", extra(STATISTIC)),
        ],
    ),
    ("DemandScope", &[("sources", about(10))]),
    (
        "Duration",
        &[("curve", counted(0, Times::Argument("days", 180)))],
    ),
    ("Growth", &[("panel", about(10))]),
    (
        "ImportProgressPayload",
        &[
            ("changed", about(30)),
            ("skills", about(30)),
            ("refused", about(30)),
        ],
    ),
    ("NodeSkill", &[("demand", extra(5))]),
    (
        "Posting",
        &[
            ("spells", about(2)),
            ("regions", about(3)),
            ("countedIn", about(3)),
            ("duplicates", about(10)),
            ("remoteScope", about(3)),
            ("skills", about(10)),
        ],
    ),
    ("ProgressChange", &[("nodes", about(10))]),
    (
        "ProgressPayload",
        &[("changed", about(30)), ("left", about(30))],
    ),
    (
        "Query",
        &[
            ("__schema", extra(SCHEMA)),
            ("__type", extra(50)),
            ("compareRoles", compared()),
            ("demand", extra(STATISTIC)),
            ("nodes", counted(0, Times::Argument("ids", PAGE))),
            ("postingChanges", page(STATISTIC)),
            ("postings", page(STATISTIC)),
            ("readiness", extra(2 * STATISTIC)),
            ("regions", page(0)),
            ("roadmaps", page(0)),
            ("roles", page(0)),
            ("skills", page(0)),
            ("sources", page(0)),
        ],
    ),
    (
        "Readiness",
        &[
            ("marketReach", extra(STATISTIC)),
            ("recognised", about(20)),
            ("declined", about(3)),
            ("gaps", first(10)),
            ("strengths", first(10)),
            ("monthsToTarget", extra(10)),
            ("requirements", about(30)),
            ("roadmaps", about(2)),
        ],
    ),
    ("Region", &[("demand", extra(STATISTIC))]),
    (
        "Roadmap",
        &[
            ("editions", first(10)),
            ("nodes", about(30)),
            ("demand", extra(STATISTIC)),
            ("orderedByDemand", counted(STATISTIC, Times::Fixed(30))),
            ("progress", extra(10)),
        ],
    ),
    (
        "RoadmapArticle",
        &[
            ("salaries", about(3)),
            ("skillGroups", about(6)),
            ("toolbox", about(7)),
            ("checklist", about(8)),
            ("resources", about(10)),
        ],
    ),
    ("RoadmapEdition", &[("whatChanged", extra(20))]),
    (
        "RoadmapNode",
        &[
            ("children", about(5)),
            ("requires", about(3)),
            ("skills", about(5)),
            ("demand", extra(5)),
        ],
    ),
    (
        "RoadmapProgress",
        &[("next", first(3)), ("states", about(30))],
    ),
    (
        "Role",
        &[("demand", extra(STATISTIC)), ("roadmaps", about(5))],
    ),
    (
        "RoleComparison",
        &[("roles", about(2)), ("shared", first(10))],
    ),
    ("SharedSkill", &[("demands", about(2))]),
    (
        "Skill",
        &[
            ("broader", about(3)),
            ("substitutes", about(3)),
            ("demand", extra(STATISTIC)),
            ("roadmapNodes", page(0)),
        ],
    ),
    (
        "SkillDemand",
        &[
            ("significance", extra(5)),
            ("trend", about(12)),
            ("sample", first(3)),
            ("growth", extra(GROWTH)),
            ("rankChange", extra(GROWTH)),
            ("together", first(20)),
            ("pay", extra(10)),
            ("premium", extra(20)),
        ],
    ),
    ("SkillGap", &[("closesWith", about(3))]),
    ("SkillGroup", &[("items", about(4))]),
    ("SkillGroupItem", &[("skills", about(3))]),
    ("SkillMention", &[("evidence", about(2))]),
    ("Source", &[("targets", page(0)), ("runs", page(10))]),
    (
        "Subscription",
        &[
            ("ingestRunChanged", extra(10)),
            ("postingsChanged", extra(STATISTIC)),
            ("progressChanged", extra(10)),
        ],
    ),
    ("ToolCategory", &[("tools", about(4))]),
    (
        "Viewer",
        &[
            ("sessions", about(20)),
            ("skills", about(20)),
            ("progress", about(10)),
            ("history", page(0)),
            ("export", extra(STATISTIC)),
        ],
    ),
];

/// Some roles side by side: three statistics for each.
const fn compared() -> Tariff {
    Tariff {
        own: 0,
        each: 3 * STATISTIC,
        times: Times::Argument("roles", 2),
    }
}

//! Which fields last: what they answer is settled by the version of the market in memory, the day and the request, so that an answer
//! made of such fields alone may be given again.
//!
//! async-graphql has hints for this beside each field, but a field without one counts as lasting as its neighbours, so one that is
//! forgotten would be kept. Here it is the other way round: what is not in this table does not last.

use std::collections::HashMap;

use async_graphql::{
    OutputType, Positioned,
    parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet},
    registry::{MetaTypeName, Registry},
};

use super::Query;

/// How long others may keep an answer without asking whether it is still the same; what it says may then be so much older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Life {
    /// As figures do, which follow every change of a posting.
    Minute,
    /// As the catalogue does.
    Minutes,
}

impl Life {
    /// In seconds.
    pub(crate) fn seconds(self) -> u32 {
        match self {
            Self::Minute => 60,
            Self::Minutes => 600,
        }
    }
}

/// By type, the fields whose answers are settled by postings as the log tells of them, by sources as they describe themselves, and by how
/// this server was started.
const LASTING: &[(&str, &str)] = &[
    ("Attribution", "licence name text url"),
    (
        "CoOccurrence",
        "both conditional lift liftHigh liftLow npmi skill",
    ),
    ("ComparedRole", "demand distinguishing growth role share"),
    (
        "Demand",
        "byRegion duration intensity pay postings rawPostings scope skill skills suppressed trend",
    ),
    (
        "DemandScope",
        "answeredBy asOf basis from method sampleData sources to unresolvedPlaces vocabularyVersion",
    ),
    ("DistinguishingSkill", "demand elsewhere score"),
    (
        "Duration",
        "censored closedOnlyMedianDays curve medianDays medianHigh medianLow n",
    ),
    (
        "Growth",
        "earlierFrom earlierTo from high laterFrom laterTo low panel points sources to z",
    ),
    ("NodeDemand", "demand node sharePerMonth"),
    ("NodeSkill", "demand"),
    ("OidcConfig", "audience clientId issuer"),
    (
        "Pay",
        "converted currency disclosed median medianHigh medianLow n p25 p75 period ratesOf",
    ),
    ("Premium", "high low n ratio strata"),
    (
        "Query",
        "attributions compareRoles demand serviceConfig sources",
    ),
    ("Region", "demand"),
    (
        "RegionDemand",
        "locationQuotient locationQuotientHigh locationQuotientLow region share",
    ),
    (
        "RegionDemandConnection",
        "edges nodes pageInfo suppressed totalCount",
    ),
    ("RegionDemandEdge", "cursor node"),
    ("Roadmap", "demand orderedByDemand"),
    ("RoadmapNode", "demand"),
    ("Role", "demand"),
    ("RoleComparison", "roles shared"),
    (
        "ServiceConfig",
        "auth costPerMinute maxAliases maxBodyBytes maxComplexity maxDepth maxDirectives maxPageSize maxSubscriptions maxTextBytes \
         maxTokens minimumPostings oidc requestSeconds",
    ),
    ("Share", "denominator high low numerator value"),
    ("SharedSkill", "demands least skill"),
    ("Skill", "demand"),
    (
        "SkillDemand",
        "growth nice pay premium rank rankChange required share significance skill together trend unspecified",
    ),
    ("SkillDemandConnection", "edges nodes pageInfo totalCount"),
    ("SkillDemandEdge", "cursor node"),
    (
        "Source",
        "attribution firstParty id name sample slug terms url",
    ),
    ("SourceConnection", "edges nodes pageInfo totalCount"),
    ("SourceEdge", "cursor node"),
    ("SourceTerms", "readOn redistribution summary url"),
    ("Suppressed", "minimum n reason"),
    ("SurvivalPoint", "day high low share"),
    ("TrendPoint", "month partial share"),
];

/// The same for fields that are settled by the catalogue alone, as it is shipped or loaded: it changes when somebody changes it, and who
/// sees that some minutes later misses nothing.
const CATALOGUE: &[(&str, &str)] = &[
    ("Assessment", "cost input results time"),
    ("Career", "summary title"),
    ("Challenge", "answer challenge"),
    ("ChangedNode", "aspects key"),
    ("ChecklistItem", "anyOf notes skills title"),
    ("Figure", "source unit value year"),
    ("Industry", "examples name"),
    ("LearningTime", "monthsFrom monthsTo printed"),
    ("NodeSkill", "choice importance pick skill"),
    (
        "PageInfo",
        "endCursor hasNextPage hasPreviousPage startCursor",
    ),
    ("Pathway", "options recommended summary title"),
    ("PathwayOption", "examples importance name note"),
    (
        "Query",
        "region regions roadmap roadmaps role roles skill skills",
    ),
    ("Question", "answer asOf attribution question"),
    ("Reason", "figure text title"),
    ("Region", "code id level name parent"),
    ("RegionConnection", "edges nodes pageInfo totalCount"),
    ("RegionEdge", "cursor node"),
    ("RemovedNode", "key reason"),
    ("RenamedNode", "from to"),
    ("Resource", "name node purpose"),
    (
        "Roadmap",
        "article attribution edition editions id nodes role slug summary title",
    ),
    (
        "RoadmapArticle",
        "assessment audience careers challenges checklist definition duration inShort industries pathwayAdvice \
         pathways questions reasons resources responsibilities salaries skillGroups summaryPoints tips toolbox",
    ),
    ("RoadmapChanges", "added changed removed renamed"),
    ("RoadmapConnection", "edges nodes pageInfo totalCount"),
    ("RoadmapEdge", "cursor node"),
    ("RoadmapEdition", "contentHash loadedAt number whatChanged"),
    (
        "RoadmapNode",
        "children id importance key kind monthFrom monthTo parent printedLength requires roadmap skills summary title",
    ),
    ("RoadmapNodeConnection", "edges nodes pageInfo totalCount"),
    ("RoadmapNodeEdge", "cursor node"),
    (
        "Role",
        "family id isco08 onetSoc parent roadmaps slug title",
    ),
    ("RoleConnection", "edges nodes pageInfo totalCount"),
    ("RoleEdge", "cursor node"),
    (
        "SalaryFact",
        "asOf currency high low openEnded period printed region source",
    ),
    (
        "Skill",
        "aliases broader id identifiers kind name retired roadmapNodes slug substitutes",
    ),
    ("SkillConnection", "edges nodes pageInfo totalCount"),
    ("SkillEdge", "cursor node"),
    ("SkillGroup", "items title"),
    ("SkillGroupItem", "importance notes skills title"),
    ("SkillIdentifier", "hot id scheme url"),
    ("Tip", "text title"),
    ("Tool", "note skill"),
    ("ToolCategory", "title tools"),
];

/// Which fields last, how long, and the types of what they answer.
#[derive(Debug)]
pub(crate) struct Lasting {
    types: HashMap<String, HashMap<String, (String, Life)>>,
}

impl Lasting {
    /// Those of the schema.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        let mut types: HashMap<String, HashMap<_, _>> = HashMap::new();
        for (table, life) in [(LASTING, Life::Minute), (CATALOGUE, Life::Minutes)] {
            for (name, fields) in table {
                let declared = registry.types.get(*name);
                let declared = fields
                    .split_whitespace()
                    .filter_map(|field| declared?.field_by_name(field));
                let answers = declared.map(|field| {
                    let of = MetaTypeName::concrete_typename(&field.ty).to_owned();
                    (field.name.clone(), (of, life))
                });
                types.entry((*name).to_owned()).or_default().extend(answers);
            }
        }
        Self { types }
    }

    /// How long an answer to a document lasts, whichever of its operations is meant: as long as the shortest of all its fields; not at all
    /// unless every operation is a query that asks for nothing but lasting fields. Its fragments must be known to end.
    pub(crate) fn hold(&self, document: &ExecutableDocument) -> Option<Life> {
        let lasts = |set: &Positioned<SelectionSet>| self.holds(document, "Query", &set.node);
        let operations = document.operations.iter().map(|(_, operation)| {
            let is_query = operation.node.ty == OperationType::Query;
            is_query.then(|| lasts(&operation.node.selection_set))?
        });
        shortest(operations)
    }

    fn holds(&self, document: &ExecutableDocument, of: &str, set: &SelectionSet) -> Option<Life> {
        shortest(set.items.iter().map(|item| match &item.node {
            Selection::Field(field) => {
                let (name, set) = (
                    field.node.name.node.as_str(),
                    &field.node.selection_set.node,
                );
                if name == "__typename" {
                    return Some(Life::Minutes);
                }
                let (of, life) = self.types.get(of)?.get(name)?;
                Some(self.holds(document, of, set)?.min(*life))
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let of = condition.map_or(of, |condition| condition.node.on.node.as_str());
                self.holds(document, of, &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
                let of = fragment.node.type_condition.node.on.node.as_str();
                self.holds(document, of, &fragment.node.selection_set.node)
            }
        }))
    }
}

/// The shortest life of several, if all last.
fn shortest(mut lives: impl Iterator<Item = Option<Life>>) -> Option<Life> {
    lives.try_fold(Life::Minutes, |shortest, life| Some(shortest.min(life?)))
}

#[cfg(test)]
mod tests;

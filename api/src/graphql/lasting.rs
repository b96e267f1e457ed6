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

/// By type, the fields whose answers are settled by postings as the log tells of them, by the catalogue (skills, regions, roles,
/// sources as they describe themselves, roadmaps), and by this program.
const LASTING: &[(&str, &str)] = &[
    ("Assessment", "cost input results time"),
    ("Attribution", "licence name text url"),
    ("Career", "summary title"),
    ("Challenge", "answer challenge"),
    ("ChangedNode", "aspects key"),
    ("ChecklistItem", "anyOf notes skills title"),
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
    ("Figure", "source unit value year"),
    (
        "Growth",
        "earlierFrom earlierTo from high laterFrom laterTo low panel points sources to z",
    ),
    ("Industry", "examples name"),
    ("LearningTime", "monthsFrom monthsTo printed"),
    ("NodeDemand", "demand node sharePerMonth"),
    ("NodeSkill", "choice demand importance pick skill"),
    ("OidcConfig", "audience clientId issuer"),
    (
        "PageInfo",
        "endCursor hasNextPage hasPreviousPage startCursor",
    ),
    ("Pathway", "options recommended summary title"),
    ("PathwayOption", "examples importance name note"),
    (
        "Pay",
        "converted currency disclosed median medianHigh medianLow n p25 p75 period ratesOf",
    ),
    ("Premium", "high low n ratio strata"),
    (
        "Query",
        "attributions compareRoles demand region regions roadmap roadmaps role roles serviceConfig skill skills sources",
    ),
    ("Question", "answer asOf attribution question"),
    ("Reason", "figure text title"),
    ("Region", "code demand id level name parent"),
    ("RegionConnection", "edges nodes pageInfo totalCount"),
    (
        "RegionDemand",
        "locationQuotient locationQuotientHigh locationQuotientLow region share",
    ),
    (
        "RegionDemandConnection",
        "edges nodes pageInfo suppressed totalCount",
    ),
    ("RegionDemandEdge", "cursor node"),
    ("RegionEdge", "cursor node"),
    ("RemovedNode", "key reason"),
    ("RenamedNode", "from to"),
    ("Resource", "name node purpose"),
    (
        "Roadmap",
        "article attribution demand edition editions id nodes orderedByDemand role slug summary title",
    ),
    (
        "RoadmapArticle",
        "assessment audience careers challenges checklist definition duration inShort industries \
         pathwayAdvice pathways questions reasons resources responsibilities salaries skillGroups \
         summaryPoints tips toolbox",
    ),
    ("RoadmapChanges", "added changed removed renamed"),
    ("RoadmapConnection", "edges nodes pageInfo totalCount"),
    ("RoadmapEdge", "cursor node"),
    ("RoadmapEdition", "contentHash loadedAt number whatChanged"),
    (
        "RoadmapNode",
        "children demand id importance key kind monthFrom monthTo parent printedLength requires roadmap \
         skills summary title",
    ),
    ("RoadmapNodeConnection", "edges nodes pageInfo totalCount"),
    ("RoadmapNodeEdge", "cursor node"),
    (
        "Role",
        "demand family id isco08 onetSoc parent roadmaps slug title",
    ),
    ("RoleComparison", "roles shared"),
    ("RoleConnection", "edges nodes pageInfo totalCount"),
    ("RoleEdge", "cursor node"),
    (
        "SalaryFact",
        "asOf currency high low openEnded period printed region source",
    ),
    (
        "ServiceConfig",
        "auth costPerMinute maxAliases maxBodyBytes maxComplexity maxDepth maxDirectives maxPageSize maxSubscriptions maxTextBytes \
         maxTokens minimumPostings oidc requestSeconds",
    ),
    ("Share", "denominator high low numerator value"),
    ("SharedSkill", "demands least skill"),
    (
        "Skill",
        "aliases broader demand id identifiers kind name retired roadmapNodes slug substitutes",
    ),
    ("SkillConnection", "edges nodes pageInfo totalCount"),
    (
        "SkillDemand",
        "growth nice pay premium rank rankChange required share significance skill together trend \
         unspecified",
    ),
    ("SkillDemandConnection", "edges nodes pageInfo totalCount"),
    ("SkillDemandEdge", "cursor node"),
    ("SkillEdge", "cursor node"),
    ("SkillGroup", "items title"),
    ("SkillGroupItem", "importance notes skills title"),
    ("SkillIdentifier", "hot id scheme url"),
    (
        "Source",
        "attribution firstParty id name sample slug terms url",
    ),
    ("SourceConnection", "edges nodes pageInfo totalCount"),
    ("SourceEdge", "cursor node"),
    ("SourceTerms", "readOn redistribution summary url"),
    ("Suppressed", "minimum n reason"),
    ("SurvivalPoint", "day high low share"),
    ("Tip", "text title"),
    ("Tool", "note skill"),
    ("ToolCategory", "title tools"),
    ("TrendPoint", "month partial share"),
];

/// Which fields last, and the types of what they answer.
#[derive(Debug)]
pub(crate) struct Lasting {
    types: HashMap<String, HashMap<String, String>>,
}

impl Lasting {
    /// Those of the schema.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        let mut types = HashMap::new();
        for (name, fields) in LASTING {
            let declared = registry.types.get(*name);
            let declared = fields
                .split_whitespace()
                .filter_map(|field| declared?.field_by_name(field));
            let answers = declared.map(|field| {
                let of = MetaTypeName::concrete_typename(&field.ty).to_owned();
                (field.name.clone(), of)
            });
            types.insert((*name).to_owned(), answers.collect());
        }
        Self { types }
    }

    /// Whether every operation of a document is a query that asks for nothing but lasting fields. Its fragments must be known to
    /// end.
    pub(crate) fn hold(&self, document: &ExecutableDocument) -> bool {
        let lasts = |set: &Positioned<SelectionSet>| self.holds(document, "Query", &set.node);
        document.operations.iter().all(|(_, operation)| {
            operation.node.ty == OperationType::Query && lasts(&operation.node.selection_set)
        })
    }

    fn holds(&self, document: &ExecutableDocument, of: &str, set: &SelectionSet) -> bool {
        set.items.iter().all(|item| match &item.node {
            Selection::Field(field) => {
                let (name, set) = (
                    field.node.name.node.as_str(),
                    &field.node.selection_set.node,
                );
                let fields = self.types.get(of);
                name == "__typename"
                    || fields
                        .and_then(|fields| fields.get(name))
                        .is_some_and(|of| self.holds(document, of, set))
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let of = condition.map_or(of, |condition| condition.node.on.node.as_str());
                self.holds(document, of, &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                fragment.is_some_and(|fragment| {
                    let of = fragment.node.type_condition.node.on.node.as_str();
                    self.holds(document, of, &fragment.node.selection_set.node)
                })
            }
        })
    }
}

#[cfg(test)]
mod tests;

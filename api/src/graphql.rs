//! The GraphQL schema: one file per noun. A resolver reads arguments, asks `query`, `demand` or a loader, and wraps.

mod article;
mod attribution;
mod background;
mod change;
mod co_occurrence;
mod config;
mod demand;
mod demand_filter;
mod duration;
mod error;
mod growth;
mod health;
mod id;
mod lasting;
mod loader;
mod node;
mod nullable;
mod page;
mod pay;
mod posting;
mod premium;
mod private;
mod readiness;
mod recogniser;
mod region;
mod region_demand;
mod roadmap;
mod roadmap_node;
mod role;
mod run;
mod scalar;
mod scope;
mod share;
mod skill;
mod skill_demand;
mod skill_identifier;
mod skill_list;
mod skill_mention;
mod source;
mod subscription;
mod target;
mod trend;

use async_graphql::{EmptyMutation, MergedObject, SDLExportOptions, SchemaBuilder};
use chrono::{DateTime, Utc};

use crate::Settings;

pub(crate) use error::code;
pub(crate) use lasting::Lasting;
pub(crate) use loader::with_loaders;
pub(crate) use private::{Discretion, Privacy};
pub(crate) use recogniser::Given;
pub(crate) use scope::METHOD_PATH;
pub(crate) use subscription::Subscription;

/// How many directives one field may carry.
const MAX_DIRECTIVES: usize = 10;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    node::NodeQuery,
    skill::SkillQuery,
    region::RegionQuery,
    role::RoleQuery,
    demand::DemandQuery,
    posting::PostingQuery,
    change::ChangeQuery,
    roadmap::RoadmapQuery,
    source::SourceQuery,
    attribution::AttributionQuery,
    config::ConfigQuery,
    readiness::ReadinessQuery,
);

/// The schema; what it reads with comes with each request.
pub(crate) type Schema = async_graphql::Schema<Query, EmptyMutation, Subscription>;

/// The schema that answers within the limits of the settings, and reads texts by the recogniser it is given.
pub(crate) fn schema(settings: Settings, recogniser: Given) -> Schema {
    builder()
        .data(settings)
        .data(recogniser)
        .limit_depth(settings.max_depth)
        .limit_complexity(settings.max_complexity)
        .limit_directives(MAX_DIRECTIVES)
        .disable_suggestions()
        .finish()
}

/// The schema in its definition language, sorted, so that the same schema is always the same text.
#[must_use]
pub fn schema_text() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .use_space_ident()
        .prefer_single_line_descriptions();
    builder().finish().sdl_with_options(options)
}

fn builder() -> SchemaBuilder<Query, EmptyMutation, Subscription> {
    Schema::build(Query::default(), EmptyMutation, Subscription)
        .register_output_type::<node::Node>()
        .override_output_type_description::<DateTime<Utc>>(
            "A moment, as 2026-03-31T12:00:00+00:00.",
        )
}

#[cfg(test)]
mod tests;

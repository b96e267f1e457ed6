//! The GraphQL schema: one file per noun. A resolver reads arguments, asks `query`, `demand` or a loader, and wraps.

mod account;
mod article;
mod attribution;
mod background;
mod change;
mod co_occurrence;
mod config;
mod cursor;
mod demand;
mod demand_filter;
mod duration;
mod error;
mod growth;
mod health;
mod history;
mod id;
mod lasting;
mod loader;
mod node;
mod nullable;
mod page;
mod pay;
mod plain;
mod posting;
mod premium;
mod price;
mod private;
mod progress;
mod progress_changed;
mod progress_import;
mod progress_mutation;
mod readiness;
mod recogniser;
mod region;
mod region_demand;
mod roadmap;
mod roadmap_demand;
mod roadmap_edition;
mod roadmap_node;
mod role;
mod role_comparison;
mod rules;
mod run;
mod run_changed;
mod scalar;
mod scope;
mod session;
mod share;
mod skill;
mod skill_demand;
mod skill_identifier;
mod skill_list;
mod skill_mention;
mod skill_set;
mod source;
mod subscription;
mod target;
mod trend;
mod user_error;
mod viewer;

use async_graphql::{MergedObject, SDLExportOptions, SchemaBuilder, ValidationMode};
use chrono::{DateTime, Utc};

use crate::{Accounts, Settings};

pub(crate) use error::code;
pub use error::code::{ALL as ERROR_CODES, ErrorCode};
pub(crate) use lasting::{Lasting, Life};
pub(crate) use loader::with_loaders;
pub(crate) use price::{Price, Prices};
pub(crate) use private::{Discretion, Privacy, quotes};
pub(crate) use recogniser::Given;
pub(crate) use rules::Rules;
pub(crate) use scope::METHOD_PATH;
pub(crate) use subscription::Subscription;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    node::NodeQuery,
    skill::SkillQuery,
    region::RegionQuery,
    role::RoleQuery,
    role_comparison::RoleComparisonQuery,
    demand::DemandQuery,
    posting::PostingQuery,
    change::ChangeQuery,
    roadmap::RoadmapQuery,
    source::SourceQuery,
    attribution::AttributionQuery,
    config::ConfigQuery,
    readiness::ReadinessQuery,
    viewer::ViewerQuery,
);

/// Everything that can be changed.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    session::SessionMutation,
    account::AccountMutation,
    progress_mutation::ProgressMutation,
    progress_import::ImportMutation,
    skill_set::SkillMutation,
);

/// The schema; what it reads with comes with each request.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema that answers people who are known in some way, and reads texts by the recogniser it is given. How much may be asked is
/// checked before; the rules of the language are checked, or left out for requests that are known to keep them.
pub(crate) fn schema(
    settings: Settings,
    accounts: Accounts,
    recogniser: Given,
    rules: ValidationMode,
) -> Schema {
    let builder = builder()
        .data(settings)
        .data(accounts)
        .data(recogniser)
        .validation_mode(rules);
    if settings.suggestions {
        builder.finish()
    } else {
        builder.disable_suggestions().finish()
    }
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

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<node::Node>()
        .override_output_type_description::<DateTime<Utc>>(
            "A moment, as 2026-03-31T12:00:00+00:00.",
        )
}

#[cfg(test)]
mod tests;

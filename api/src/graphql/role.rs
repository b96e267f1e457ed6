//! Roles.

use std::sync::Arc;

use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, parser::types::Field};
use entity::role::Model;

use super::{
    cursor::List,
    demand::Demand,
    demand_filter::{DemandBasis, DemandFilter, PeriodInput, question},
    id,
    loader::{RoadmapsOf, RoleId, RoleSlug, load, read},
    nullable::Nullable,
    page::{Connection, PageArguments, Total, searched},
    plain::{Json, Plain},
    roadmap::Roadmap,
};
use crate::query::role;

/// The order of a list of roles.
const ORDER: &str = "roles";

/// What a posting's title says the person will be.
#[derive(Clone)]
pub(crate) struct Role(pub(crate) Arc<Model>);

impl Plain for Role {
    fn field(&self, _ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        match field.name.node.as_str() {
            "id" => json.put(id::encode("Role", &self.0.slug)),
            "slug" => json.put(&self.0.slug),
            "title" => json.put(&self.0.title),
            "family" => json.put(&self.0.family),
            "isco08" => json.put(&self.0.isco08),
            "onetSoc" => json.put(&self.0.onet_soc),
            _ => None,
        }
    }
}

/// What a posting's title says the person will be.
#[Object]
impl Role {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Role", &self.0.slug)
    }

    /// Its readable key, e.g. machine-learning-engineer.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// How people write it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The family of roles it belongs to, e.g. data.
    async fn family(&self) -> &str {
        &self.0.family
    }

    /// Its unit group in the International Standard Classification of Occupations (ISCO-08).
    async fn isco08(&self) -> Option<&str> {
        self.0.isco08.as_deref()
    }

    /// Its code in the occupational classification O*NET-SOC 2019.
    async fn onet_soc(&self) -> Option<&str> {
        self.0.onet_soc.as_deref()
    }

    /// The role that it is a special case of.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Role> {
        async {
            match self.0.parent_id {
                Some(parent) => Ok(load(ctx, RoleId(parent)).await?.map(Role)),
                None => Ok(None),
            }
        }
        .await
        .into()
    }

    /// The market for it and its special cases; a role in the filter narrows it further.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which postings.")] filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days.")] period: Option<PeriodInput>,
        #[graphql(
            desc = "When a posting belongs to the period.",
            default_with = "Some(DemandBasis::Active)"
        )]
        basis: Option<DemandBasis>,
    ) -> Nullable<Demand> {
        async {
            let mut question = question(filter, period, basis.unwrap_or_default());
            question.filter = question.filter.for_role(&self.0.slug);
            Ok(Some(Demand::of(ctx, question).await?))
        }
        .await
        .into()
    }

    /// The roadmaps that lead to it, by title.
    async fn roadmaps(&self, ctx: &Context<'_>) -> Result<Vec<Roadmap>> {
        let roadmaps = load(ctx, RoadmapsOf(self.0.id)).await?;
        Ok(roadmaps.into_iter().flatten().map(Roadmap).collect())
    }
}

/// Queries for roles.
#[derive(Default)]
pub(crate) struct RoleQuery;

#[Object]
impl RoleQuery {
    /// The role of a slug; null where there is none.
    async fn role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its readable key.")] slug: String,
    ) -> Nullable<Role> {
        find(ctx, slug).await.into()
    }

    /// The roles, by title.
    async fn roles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A part of the title or the slug, in any case.")] search: Option<String>,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<Role>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let search = searched(ctx, search)?;
        let bound = List::narrowed(ORDER, &search);
        let range = page.range(ctx, bound)?;
        let rows = |database| async move { role::all(&database, search.as_deref()).await };
        let all = read(ctx, rows).await?;
        let total = Total::Known(all.len());
        let rows = range.of(all, role::position);
        Ok(Connection::new(bound, rows, total, role::position, |row| {
            Role(Arc::new(row))
        }))
    }
}

/// The role of a slug.
pub(crate) async fn find(ctx: &Context<'_>, slug: String) -> Result<Option<Role>> {
    Ok(load(ctx, RoleSlug(slug)).await?.map(Role))
}

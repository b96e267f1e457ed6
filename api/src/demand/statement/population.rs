//! The SQL that selects a population.

use super::super::population::{Basis, Population};
use super::pay::ANNUAL;
use crate::sql::Sql;

/// Where and when a posting counts, in SQL on `posting p`.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    /// All regions it lies in.
    pub(crate) region_ids: &'static str,
    /// The first moment at which it is known to have been open.
    pub(crate) first_seen: &'static str,
    /// The last one.
    pub(crate) last_open: &'static str,
    /// The day it was posted on.
    pub(crate) posted_on: &'static str,
}

/// That a posting stands for itself, in SQL on `posting p`, as Postgres recognises it in the index `posting_listed`: how many do it
/// knows from there, and would guess wrong otherwise.
pub(crate) const CANONICAL: &str = "(p.canonical_id = p.id) is true";

/// As its whole cluster says: a canonical posting counts wherever and whenever one of its duplicates would.
pub(crate) const CLUSTER: Columns = Columns {
    region_ids: "coalesce(p.cluster_region_ids, p.region_ids)",
    first_seen: "coalesce(p.cluster_first_seen, p.first_seen)",
    last_open: "coalesce(p.cluster_last_open, p.closed_at, p.last_seen)",
    posted_on: "coalesce(p.cluster_posted_on, p.posted_on)",
};

/// As it says by itself; what it says is part of what its cluster says.
pub(crate) const OWN: Columns = Columns {
    region_ids: "p.region_ids",
    first_seen: "p.first_seen",
    last_open: "coalesce(p.closed_at, p.last_seen)",
    posted_on: "p.posted_on",
};

impl Population {
    /// The condition on `posting p` that holds for exactly the eligible postings of the population.
    pub(crate) fn eligible(&self, sql: &mut Sql) {
        self.counted(sql);
        sql.push(" and ");
        self.whenever(sql);
    }

    /// What holds, beyond [`Self::whenever`], for the eligible ones.
    pub(crate) fn counted(&self, sql: &mut Sql) {
        sql.push(CANONICAL).push(" and ");
        self.within(sql, CLUSTER);
    }

    /// What holds, beyond [`Self::whenever`], for postings that lie in its regions and days by themselves, duplicates included.
    pub(crate) fn listed(&self, sql: &mut Sql) {
        self.within(sql, OWN);
        self.somewhere(sql, OWN);
    }

    fn within(&self, sql: &mut Sql, columns: Columns) {
        match self.basis {
            Basis::Active => {
                sql.push(columns.first_seen)
                    .push(" < ")
                    .bind(self.window.end());
                sql.push(" and ")
                    .push(columns.last_open)
                    .push(" >= ")
                    .bind(self.window.start());
            }
            Basis::NewlyPosted => {
                sql.push(columns.posted_on)
                    .push(" between ")
                    .bind(self.window.from);
                sql.push(" and ").bind(self.window.to);
            }
        }
    }

    fn somewhere(&self, sql: &mut Sql, columns: Columns) {
        for group in &self.regions {
            sql.push(" and ")
                .push(columns.region_ids)
                .push(" && ")
                .bind(group.clone());
        }
    }

    /// The condition that holds for them and their duplicates, of any day.
    pub(crate) fn whenever(&self, sql: &mut Sql) {
        // Asked within the same statement: between two of them another vocabulary may come to be served.
        sql.push("serves(").bind(self.vocabulary);
        sql.push(") and p.complete and p.vocabulary_id = ")
            .bind(self.vocabulary);
        self.somewhere(sql, CLUSTER);
        self.described(sql);
    }

    /// The condition that holds for postings that the filter names by what they say themselves, counted or not, of any day.
    pub(crate) fn matching(&self, sql: &mut Sql) {
        sql.push("true");
        self.somewhere(sql, OWN);
        self.described(sql);
    }

    fn described(&self, sql: &mut Sql) {
        for group in &self.roles {
            sql.push(" and p.role_id = any(")
                .bind(group.clone())
                .push(")");
        }
        self.skill_conditions(sql);
        if !self.seniorities.is_empty() {
            sql.push(" and p.seniority = any(")
                .bind(self.seniorities.clone())
                .push(")");
        }
        if !self.work_modes.is_empty() {
            sql.push(" and p.work_mode = any(")
                .bind(self.work_modes.clone())
                .push(")");
        }
        if !self.remote_scope.is_empty() {
            sql.push(" and p.remote_scope && ")
                .bind(self.remote_scope.clone());
        }
        if !self.sources.is_empty() {
            sql.push(" and p.source_id = any(")
                .bind(self.sources.clone())
                .push(")");
        }
        if let Some(companies) = &self.companies {
            sql.push(" and p.company_id = any(")
                .bind(companies.clone())
                .push(")");
        }
        if let Some(pattern) = &self.search {
            sql.push(" and p.title ilike ").bind(pattern.clone());
        }
        if let Some((amount, currency)) = self.pay_at_least {
            sql.push(" and p.pay_currency = ").bind(currency);
            sql.push(" and ").push(ANNUAL).push(" >= ").bind(amount);
        }
    }

    fn skill_conditions(&self, sql: &mut Sql) {
        if !self.skills_all.is_empty() {
            sql.push(" and p.skill_ids @> ")
                .bind(self.skills_all.clone());
        }
        if !self.skills_any.is_empty() {
            sql.push(" and p.skill_ids && ")
                .bind(self.skills_any.clone());
        }
        if !self.skills_none.is_empty() {
            sql.push(" and not p.skill_ids && ")
                .bind(self.skills_none.clone());
        }
    }
}

//! Who stands for whom among the copies of one advertisement: what settling duplicates would find, so that it finds nothing to do.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::posting::Model;

use super::source;
use crate::duplicate::{Member, Print, clusters};

/// Enters into copies who stands for them, and into those who do what their copies say together.
pub(super) fn unite(copies: &mut [Model], sources: &[usize]) {
    let members = copies.iter().zip(sources);
    let members: Vec<Member> = members.map(|(copy, at)| member(copy, *at)).collect();
    for found in clusters(&members) {
        for copy in copies.iter_mut().filter(|copy| copy.id == found.id) {
            copy.canonical_id = found.canonical_id;
        }
    }
    for at in 0..copies.len() {
        let id = copies[at].id;
        let cluster: Vec<&Model> = copies
            .iter()
            .filter(|copy| copy.canonical_id == id)
            .collect();
        if cluster.len() < 2 {
            continue;
        }
        let regions = cluster
            .iter()
            .flat_map(|copy| copy.region_ids.iter().copied());
        let regions = Vec::from_iter(regions.collect::<BTreeSet<i32>>());
        let first = cluster.iter().map(|copy| copy.first_seen).min();
        let last = cluster.iter().map(|copy| last_open(copy)).max();
        let posted = cluster.iter().filter_map(|copy| copy.posted_on).min();
        let canonical = &mut copies[at];
        canonical.cluster_region_ids = Some(regions);
        canonical.cluster_first_seen = first;
        canonical.cluster_last_open = last;
        canonical.cluster_posted_on = posted;
    }
}

fn member(copy: &Model, at: usize) -> Member {
    let print = copy
        .print
        .as_deref()
        .and_then(|print| print.try_into().ok());
    Member {
        id: copy.id,
        print: Print(print.unwrap_or_default()),
        has_company: copy.company_id.is_some(),
        complete: copy.complete,
        vocabulary: copy.vocabulary_id,
        first_party: source::ALL[at].kind == source::Kind::Board,
        first_seen: copy.first_seen,
        last_open: last_open(copy),
    }
}

fn last_open(copy: &Model) -> DateTime<Utc> {
    copy.closed_at.unwrap_or(copy.last_seen)
}

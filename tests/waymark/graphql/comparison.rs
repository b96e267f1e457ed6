//! Roles side by side, and nodes of a roadmap in the order of what the market asks for.

use std::sync::Arc;

use api::Settings;
use entity::posting::Model;
use serde_json::{Value, json};

use super::{
    fixture::{self, SKILLS, day},
    graph,
    oracle::{active, count, lies_in, names, readable},
    server::{Server, clock},
};
use crate::world::World;

const COMPARED: &str = "{compareRoles(roles: [\"machine-learning-engineer\", \"backend-engineer\"], region: \"EU\",
    period: {from: \"2026-01-01\", to: \"2026-06-30\"}) {
    roles {role {slug} demand {postings pay {__typename} skills(first: 1, orderBy: GROWTH) {totalCount}} share {numerator denominator}
        growth {__typename ... on Growth {from {numerator denominator} to {numerator denominator} points}
            ... on Suppressed {reason}}
        distinguishing(first: 100) {score elsewhere {numerator denominator} demand {skill {slug} share {numerator denominator}}}}
    shared(first: 100) {skill {slug} least {numerator denominator} demands {share {numerator denominator}}}}}";

struct Market {
    server: Server,
    postings: Vec<Model>,
}

impl Market {
    async fn new() -> Self {
        let database = World::migrated().await;
        fixture::content(&database).await;
        graph::roadmaps(&database, json!({})).await;
        let postings = fixture::market(1_500);
        fixture::store(&database, &postings).await;
        Self {
            server: Server::start(database).await,
            postings,
        }
    }

    fn counted(&self, also: impl Fn(&Model) -> bool) -> i64 {
        let (from, to) = (day(2026, 1, 1), day(2026, 6, 30));
        count(&self.postings, |p| {
            readable(p)
                && active(p, from, to)
                && p.canonical_id == p.id
                && lies_in(p, "EU")
                && also(p)
        })
    }
}

fn is_learning(p: &Model) -> bool {
    matches!(p.role_id, Some(1 | 2))
}

fn is_backend(p: &Model) -> bool {
    p.role_id == Some(3)
}

fn part(share: &Value) -> (i64, i64) {
    let number = |name: &str| share[name].as_i64().expect("a number");
    (number("numerator"), number("denominator"))
}

#[tokio::test]
async fn roles_are_compared_as_counted_one_by_one() {
    let market = Market::new().await;
    let found = market.server.data(COMPARED).await["compareRoles"].take();
    let all = market.counted(|_| true);
    let sizes = [is_learning as fn(&Model) -> bool, is_backend].map(|is| market.counted(is));
    for (at, role) in [(0, is_learning as fn(&Model) -> bool), (1, is_backend)] {
        let told = &found["roles"][at];
        assert_eq!(told["demand"]["postings"], sizes[at]);
        assert_eq!(part(&told["share"]), (sizes[at], all));
        let here = |id| (market.counted(|p| role(p) && names(p, id)), sizes[at]);
        let other: fn(&Model) -> bool = if at == 0 { is_backend } else { is_learning };
        let there = |id| (market.counted(|p| other(p) && names(p, id)), sizes[1 - at]);
        let mut last = f64::INFINITY;
        for skill in told["distinguishing"].as_array().expect("skills") {
            let slug = skill["demand"]["skill"]["slug"].as_str().expect("a slug");
            let id = SKILLS.iter().position(|known| *known == slug);
            let id = i32::try_from(id.expect("a known skill")).expect("small");
            assert_eq!(part(&skill["demand"]["share"]), here(id), "{slug}");
            assert_eq!(part(&skill["elsewhere"]), there(id), "{slug}");
            let score = skill["score"].as_f64().expect("a score");
            assert!(0.0 < score && score <= last, "{slug} {score} after {last}");
            last = score;
        }
    }
    let shared = found["shared"].as_array().expect("skills");
    let expected = (1..9).filter(|id| {
        let naming = |role: fn(&Model) -> bool| market.counted(|p| role(p) && names(p, *id));
        naming(is_learning) > 0 && naming(is_backend) > 0
    });
    assert_eq!(shared.len(), expected.count());
    for skill in shared {
        let parts = [0, 1].map(|at| part(&skill["demands"][at]["share"]));
        assert!(parts.contains(&part(&skill["least"])), "{skill}");
    }
}

#[tokio::test]
async fn columns_compare_as_statements_do() {
    let market = Market::new().await;
    let beside = market.server.beside(Settings::new(clock)).await;
    let ordered = "{roadmap(slug: \"way\") {demand(region: \"EU\") {postings}
        orderedByDemand(region: \"EU\") {node {key} demand {skill {slug} share {value} pay {__typename}} sharePerMonth}}}";
    for query in [COMPARED, ordered] {
        let told = market.server.data(query).await;
        assert_eq!(market.server.answer_at(&beside, query).await["data"], told);
    }
}

#[tokio::test]
async fn what_cannot_be_compared_is_said() {
    let market = Arc::new(Market::new().await);
    let ask = async |roles: &str| {
        market
            .server
            .error(&format!(
                "{{compareRoles(roles: {roles}) {{roles {{role {{slug}}}}}}}}"
            ))
            .await
    };
    for (roles, word) in [
        ("[\"backend-engineer\"]", "from 2 to 5"),
        ("[\"backend-engineer\", \"backend-engineer\"]", "different"),
        ("[\"backend-engineer\", \"nobody\"]", "nobody"),
    ] {
        let (code, message) = ask(roles).await;
        assert_eq!(code, "INVALID_INPUT");
        assert!(message.contains(word), "{message}");
    }
    let few = market
        .server
        .data(
            "{compareRoles(roles: [\"machine-learning-engineer\", \"backend-engineer\"], filter: {search: \"no such title\"}) {
            roles {share {value} demand {suppressed {reason}} distinguishing {score}} shared {skill {slug}}}}",
        )
        .await;
    let few = &few["compareRoles"];
    assert_eq!(few["shared"], json!([]));
    for role in few["roles"].as_array().expect("roles") {
        assert_eq!(role["distinguishing"], json!([]));
        assert_eq!(role["demand"]["suppressed"]["reason"], "TOO_FEW_POSTINGS");
        assert!(role["share"].is_null());
    }
}

#[tokio::test]
async fn leaves_come_in_the_order_of_demand() {
    let market = Market::new().await;
    let query = "{roadmap(slug: \"way\") {
        demand(region: \"DE\", role: \"backend-engineer\") {postings skill(slug: \"python\") {share {numerator}}}
        orderedByDemand(region: \"DE\", role: \"backend-engineer\") {
            node {key monthFrom monthTo skills {skill {slug} demand(region: \"DE\", role: \"backend-engineer\") {numerator}}
                demand(region: \"DE\", role: \"backend-engineer\") {numerator value}}
            demand {skill {slug} share {numerator value}} sharePerMonth}}}";
    let found = market.server.data(query).await["roadmap"].take();
    let ordered = found["orderedByDemand"].as_array().expect("nodes");
    let keys: Vec<_> = ordered.iter().map(|one| &one["node"]["key"]).collect();
    assert_eq!(keys.len(), 2, "leaves alone: {keys:?}");
    let mut last = i64::MAX;
    for one in ordered {
        let naming = one["demand"]["share"]["numerator"]
            .as_i64()
            .expect("postings");
        assert!(naming <= last, "{naming} after {last}");
        last = naming;
        assert_eq!(one["node"]["demand"]["numerator"], naming);
        let skills = one["node"]["skills"].as_array().expect("skills");
        let most = skills
            .iter()
            .map(|skill| skill["demand"]["numerator"].as_i64());
        assert_eq!(most.max().flatten(), Some(naming));
        let months = one["node"]["monthTo"]
            .as_f64()
            .zip(one["node"]["monthFrom"].as_f64());
        let per_month = months
            .map(|(to, from)| one["demand"]["share"]["value"].as_f64().unwrap() / (to - from));
        assert_eq!(one["sharePerMonth"].as_f64(), per_month);
    }
    let (statements, _) = market.server.statements(query).await;
    // Roadmap, nodes, their skills; vocabulary, role, region, totals, the skill by its slug, skills of the market; models of skills.
    assert_eq!(statements.len(), 10, "{}", statements.join("\n"));
}

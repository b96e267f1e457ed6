//! Columns against statements: the readiness of people with random skills in a market that is large enough for it.

use api::Settings;
use serde_json::json;

use super::both;
use crate::graphql::{
    fixture::{self, Dice, SKILLS},
    graph,
    server::{Server, clock},
};
use crate::world::World;

#[tokio::test]
async fn columns_and_statements_agree() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    fixture::store(&database, &fixture::market(3_000)).await;
    let server = Server::start(database).await;
    let columns = server.beside(Settings::new(clock)).await;
    let mut dice = Dice::new(11);
    let mut reached = 0;
    for _ in 0..40 {
        let role = [
            "machine-learning-engineer",
            "computer-vision-engineer",
            "backend-engineer",
        ][usize::try_from(dice.below(3)).unwrap()];
        let region = ["WORLD", "EU", "DE", "US"][usize::try_from(dice.below(4)).unwrap()];
        let skills = SKILLS.iter().skip(1).filter(|_| dice.below(2) == 0);
        let skills: Vec<String> = skills.map(|skill| format!("{skill:?}")).collect();
        let query = format!(
            "{{readiness(input: {{role: \"{role}\", region: \"{region}\", skills: [{}]}}) {{... on Readiness {{
                fit fitLow fitHigh postings basis monthsToTarget marketReach {{value low high numerator denominator}} strengths {{slug}}
                gaps(first: 100) {{skill {{slug}} fitGain months share {{numerator denominator}} substituteHeld {{slug}} closesWith {{key}}}}
                requirements {{skills {{slug}} pick importance weight score demand {{numerator denominator}}}}}}}}}}",
            skills.join(", ")
        );
        let found = both(&server, &columns, &query).await;
        assert!(found["fit"].is_f64(), "{query} {found}");
        reached += i32::from(found["marketReach"]["numerator"].as_i64() > Some(0));
    }
    assert!(reached > 10, "only {reached} reach any posting");
}

//! Generated questions, valid and damaged.

use std::collections::BTreeMap;

use super::{Asked, Victim, generator::Generator, many, mutant::mutant, seed, verdict};
use crate::graphql::fixture::Dice;

impl Victim {
    fn question(&self, root: &str, number: u64) -> Asked {
        let seed = seed().wrapping_mul(1_000_003).wrapping_add(number);
        Generator::new(&self.schema, &self.names, seed).question(root)
    }
}

/// Whether a valid question may be refused for this: it may cost too much, and nothing else.
fn is_limit(message: &str) -> bool {
    message.contains("too complex") || message.contains("too deep")
}

#[tokio::test]
async fn valid_questions_are_answered() {
    let victim = Victim::new().await;
    let (mut fine, mut codes) = (0, BTreeMap::<String, u64>::new());
    let all = many(400);
    for turn in 0..all {
        let asked = victim.question("Query", turn);
        let verdict = victim.ask(turn, &asked).await;
        for (code, message) in verdict.codes.iter().zip(&verdict.messages) {
            let is_limit = code != "INVALID_QUERY" || is_limit(message);
            assert!(is_limit, "{message}\n{}\n{}", asked.query, asked.variables);
            *codes.entry(code.clone()).or_default() += 1;
        }
        fine += u64::from(verdict.is_fine());
    }
    verdict::nothing_panicked();
    assert!(
        fine * 10 >= all * 7,
        "only {fine} of {all} were answered: {codes:?}"
    );
}

#[tokio::test]
async fn both_servers_give_the_same_verdict() {
    let victim = Victim::new().await;
    for turn in 0..many(60) {
        let asked = victim.question("Query", 1_000_000 + turn);
        let one = victim.ask(turn * 4, &asked).await;
        let other = victim.ask(turn * 4 + 1, &asked).await;
        assert_eq!(
            one.codes, other.codes,
            "{}\n{}",
            asked.query, asked.variables
        );
    }
}

#[tokio::test]
async fn damaged_questions_are_refused_and_nothing_else() {
    let victim = Victim::new().await;
    let mut dice = Dice::new(seed());
    let (mut refused, all) = (0, many(600));
    for turn in 0..all {
        let asked = mutant(&victim.question("Query", 2_000_000 + turn), &mut dice);
        let verdict = victim.ask(turn, &asked).await;
        refused += u64::from(!verdict.is_fine());
    }
    verdict::nothing_panicked();
    assert!(refused * 2 > all, "only {refused} of {all} were refused");
}

#[tokio::test]
async fn changes_are_made_or_refused() {
    let mut victim = Victim::new().await;
    let mut dice = Dice::new(seed());
    let mut fine = 0;
    for turn in 0..many(80) {
        if turn % 10 == 0 {
            victim.recover(turn).await;
        }
        let mut asked = victim.question("Mutation", turn);
        let is_whole = turn % 3 != 0;
        if !is_whole {
            asked = mutant(&asked, &mut dice);
        }
        // A person asks.
        let verdict = victim.ask(turn % 2, &asked).await;
        fine += u64::from(is_whole && verdict.is_fine());
    }
    verdict::nothing_panicked();
    assert!(fine > 0, "some changes are made");
}

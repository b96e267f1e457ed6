//! `waymark vocabulary gaps` finds what several employers name beside known skills, and nothing else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::binary::{import_from_standard_input, json, waymark};
use crate::world::World;

/// Prose that writes ordinary words small, so that the census knows them.
const PROSE: &str =
    "Much of our testing and planning is done by people who like planning and testing.";

fn posting(number: usize, company: &str, posted: &str, requirements: &str) -> String {
    let text = format!(
        "About us\n{company} is proud of its Python and Secretware.\n\nRequirements\n{requirements}\n\nWhat you will do\n{PROSE}"
    );
    json!({
        "id": number, "title": "Software Engineer", "company": company, "date": posted, "format": "text", "html_or_text": text,
    })
    .to_string()
}

fn lines() -> String {
    let companies = ["Alpha Works", "Beta Works", "Gamma Works", "Delta Works"];
    let mut lines = Vec::new();
    for (at, company) in companies.into_iter().enumerate() {
        let posted = if at == 0 { "2025-03-01" } else { "2026-03-01" };
        // One term in three spellings, one small word, an in-house tool, the employer, a city, an ordinary word.
        let zorb = ["Zorb.js", "ZorbJS", "Zorb JS", "Zorb.js"][at];
        let house = if at == 1 { "Housetool, " } else { "" };
        let requirements = format!(
            "• Python, {zorb}, {house}SQL and grobctl\n• Docker, Testing, Berlin, {company}, Kubernetes\n• English and Python"
        );
        lines.push(posting(at, company, posted, &requirements));
        // The in-house tool again, by the same employer.
        if at == 1 {
            for more in 10..14 {
                lines.push(posting(more, company, posted, "• Python, Housetool, Java"));
            }
        }
    }
    lines.join("\n")
}

async fn gaps(arguments: &[&str]) -> Value {
    let world = World::new().await;
    import_from_standard_input(&world, &lines());
    let mut command = waymark(&world);
    command
        .args(["vocabulary", "gaps", "--json"])
        .args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success());
    json(&output)
}

#[tokio::test]
async fn names_of_several_employers_are_gaps() {
    let report = gaps(&[]).await;
    let gaps = report["gaps"].as_array().unwrap();
    let terms: BTreeSet<_> = gaps
        .iter()
        .map(|gap| gap["term"].as_str().unwrap())
        .collect();
    assert_eq!(terms, BTreeSet::from(["Zorb.js", "grobctl"]), "{report:#}");
    let zorb = gaps.iter().find(|gap| gap["term"] == "Zorb.js").unwrap();
    assert_eq!(zorb["employers"], 4);
    assert_eq!(zorb["postings"], 4);
    assert_eq!(
        (&zorb["rise"]["latest"], &zorb["rise"]["before"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(zorb["kind"], "language");
    assert_eq!(
        zorb["spellings"][0],
        json!({ "text": "Zorb.js", "postings": 2 })
    );
    let beside: BTreeSet<_> = zorb["neighbours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["slug"].as_str().unwrap())
        .collect();
    assert!(
        beside.contains("python") && beside.contains("sql"),
        "{beside:?}"
    );
    let evidence = zorb["evidence"].as_array().unwrap();
    let postings: BTreeSet<_> = evidence
        .iter()
        .map(|line| line["posting"].as_i64())
        .collect();
    assert_eq!(postings.len(), 3, "each of another employer");
    assert!(
        evidence
            .iter()
            .all(|line| line["text"].as_str().unwrap().contains("Zorb"))
    );
}

#[tokio::test]
async fn the_list_can_be_narrowed() {
    assert_eq!(gaps(&["--min-employers", "5"]).await["gaps"], json!([]));
    assert_eq!(
        gaps(&["--top", "1"]).await["gaps"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let recent = gaps(&["--since", "2026-01-01"]).await;
    assert_eq!(recent["gaps"][0]["employers"], 3);
}

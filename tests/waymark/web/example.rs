//! The typed front end of `examples/web-ts`: its types come from the contract, it compiles, and its own modules ask a real server.

use serde_json::Value;

use super::{node::Project, sample::Sample};

#[tokio::test]
async fn the_front_end_compiles_and_tells_the_truth() {
    let Some(project) = Project::copied("examples/web-ts", &["schema.graphql"]).await else {
        return;
    };
    let sample = Sample::served().await;
    project
        .run(&["npm", "run", "--silent", "codegen"], &[])
        .await;
    project.run(&["npm", "run", "--silent", "build"], &[]).await;
    let facts = ["npm", "run", "--silent", "facts", &sample.url()];
    let said = project.run(&facts, &[]).await;
    let facts: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    let demand = &facts["demand"];
    assert_eq!(demand["first"], "python", "{facts:#}");
    assert_eq!(demand["sampleData"], true);
    assert_eq!(demand["code"], "INVALID_INPUT");
    assert!(demand["pages"].as_u64().unwrap() > 1, "{facts:#}");
    assert_eq!(facts["progress"]["denied"], "UNAUTHENTICATED");
    assert_eq!(facts["progress"]["ticked"], 1);
    let told: Vec<f64> = serde_json::from_value(facts["progress"]["told"].clone()).unwrap();
    assert!(
        told[0] == 0.0 && told[1] > 0.0 && told[2] == 0.0,
        "{told:?}"
    );
    // What it did is what is stored: a tick and its undoing, by one account.
    let accounts = sample.number("select count(*) from account").await;
    let events = sample.number("select count(*) from progress_event").await;
    assert_eq!((accounts, events), (1, 2));
}

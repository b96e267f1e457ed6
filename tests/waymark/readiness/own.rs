//! Readiness by one's own progress: what somebody says they have, and what the nodes teach that they finished.

use serde_json::{Value, json};

use super::served;
use crate::{graphql::server::Server, people::person::Person};

const SET: &str =
    "mutation Set($input: SetProgressInput!) {setProgress(input: $input) {errors {message}}}";

async fn asked(person: &Person, server: &Server, input: &str) -> Value {
    let query = format!(
        "{{readiness(input: {{role: \"machine-learning-engineer\", region: \"DE\", {input}}}) {{__typename
            ... on Readiness {{fit strengths {{slug}} recognised {{skill {{slug}}}}}} ... on InputRejected {{message}}}}}}"
    );
    person.data(server, &query, json!({})).await["readiness"].take()
}

#[tokio::test]
async fn what_somebody_finished_counts_like_skills_that_they_list() {
    let (server, _) = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let set = |node: &str, state: &str| json!({"input": {"roadmap": "way", "nodes": [node], "state": state}});
    let by_progress = "useProgress: true";
    assert_eq!(asked(&ada, &server, by_progress).await["fit"], 0.0);
    // What is only begun is not held yet.
    ada.data(&server, SET, set("python", "LEARNING")).await;
    assert_eq!(asked(&ada, &server, by_progress).await["fit"], 0.0);
    ada.data(&server, SET, set("python", "DONE")).await;
    let listed = asked(&ada, &server, "skills: [\"python\", \"sql\"]").await;
    assert_eq!(asked(&ada, &server, by_progress).await, listed);
    // Of a choice the first option, unless they say which one it was.
    ada.data(&server, SET, set("models", "KNOWN")).await;
    let first = asked(&ada, &server, "skills: [\"python\", \"sql\", \"pytorch\"]").await;
    assert_eq!(asked(&ada, &server, by_progress).await, first);
    let say = "mutation {setSkills(input: {skills: [\"tensorflow\"]}) {errors {message}}}";
    ada.data(&server, say, json!({})).await;
    let other = asked(
        &ada,
        &server,
        "skills: [\"python\", \"sql\", \"tensorflow\"]",
    )
    .await;
    assert_eq!(asked(&ada, &server, by_progress).await, other);
    assert_eq!(other["fit"], 100.0);
}

#[tokio::test]
async fn nobody_in_particular_has_no_progress() {
    let (server, _) = served().await;
    let nobody = Person {
        token: "forged".to_owned(),
    };
    let told = asked(&nobody, &server, "useProgress: true").await;
    assert_eq!(told["__typename"], "InputRejected");
    assert!(
        told["message"].as_str().unwrap().contains("token"),
        "{told}"
    );
}

//! What may be said about oneself, and what is made of it.

use serde_json::{Value, json};

use super::{both, served};

#[tokio::test]
async fn a_text_is_read_as_postings_are() {
    let (server, columns) = served().await;
    let query = "{readiness(input: {role: \"machine-learning-engineer\", skills: [\"docker\"], text: \"Größe: five years of Python. \
        No experience with PyTorch.\\nSQL, Zorblax and Java; communication skills. Python again.\"}) {... on Readiness {
            recognised {skill {slug} requirement evidence {start end text}} declined {skill {slug} evidence {text}} unrecognised
            strengths {slug} fit}}}";
    let found = both(&server, &columns, query).await;
    let slugs: Vec<&str> = found["recognised"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["skill"]["slug"].as_str().unwrap())
        .collect();
    // Java is a skill that this database does not know.
    assert_eq!(slugs, ["python", "sql", "communication"]);
    assert_eq!(
        found["recognised"][0],
        json!({"skill": {"slug": "python"}, "requirement": "UNSPECIFIED", "evidence": [
            {"start": 21, "end": 27, "text": "Python"}, {"start": 102, "end": 108, "text": "Python"}]})
    );
    assert_eq!(
        found["declined"],
        json!([{"skill": {"slug": "pytorch"}, "evidence": [{"text": "PyTorch"}]}])
    );
    assert_eq!(found["unrecognised"], json!(["Zorblax"]));
    assert_eq!(
        found["strengths"],
        json!([{"slug": "python"}, {"slug": "sql"}])
    );
    // SQL half stands in for the frameworks.
    assert!(
        (found["fit"].as_f64().unwrap() - 87.299_47).abs() < 1e-4,
        "{found:#}"
    );
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let (server, columns) = served().await;
    let long = "x".repeat(65_537);
    let few = "a-b-c, ".repeat(8);
    for (input, expected) in [
        ("role: \"nobody\", skills: []".to_owned(), "there is no role \"nobody\""),
        ("role: \"backend-engineer\", region: \"XX\", skills: []".to_owned(), "there is no region \"XX\""),
        ("role: \"backend-engineer\"".to_owned(), "nothing is said"),
        ("role: \"backend-engineer\", text: \" \\n \"".to_owned(), "nothing is said"),
        (format!("role: \"backend-engineer\", text: \"{long}\""), "the text has 65537 bytes, 65536 at most"),
        (format!("role: \"backend-engineer\", skills: [{}]", "\"python\", ".repeat(1_001)), "1001 skills are listed, 1000"),
        (
            "role: \"backend-engineer\", skills: [\"pyhton\", \"python\", \"qqqqqqq\", \"a\\u0000b\"]".to_owned(),
            "\"pyhton\" (did you mean \"python\"?), \"qqqqqqq\"; skills",
        ),
        (format!("role: \"backend-engineer\", skills: [\"{few}{few}\"]"), "a-b-c, a-b-…\""),
    ] {
        let query = format!("{{readiness(input: {{{input}}}) {{... on InputRejected {{message}}}}}}");
        let found = both(&server, &columns, &query).await;
        let message = found["message"].as_str().unwrap();
        assert!(message.contains(expected), "{message} lacks {expected}");
        assert!(message.len() < 400, "{message}");
    }
}

#[tokio::test]
async fn arguments_beyond_the_limits_are_refused() {
    let (server, columns) = served().await;
    let input = "input: {role: \"machine-learning-engineer\", skills: []}";
    for (field, expected) in [
        ("gaps(first: 101) {months}", "first must be from 0 to 100"),
        ("strengths(first: -1) {slug}", "first must be from 0 to 100"),
        ("monthsToTarget(fit: 101)", "fit must be from 0 to 100"),
        ("monthsToTarget(fit: -0.5)", "fit must be from 0 to 100"),
    ] {
        let query = format!("{{readiness({input}) {{... on Readiness {{{field}}}}}}}");
        for url in [&server.url, &columns] {
            let answer = server.answer_at(url, &query).await;
            let message = answer["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(expected), "{message}");
            assert_eq!(answer["data"], json!({"readiness": Value::Null}));
        }
    }
}

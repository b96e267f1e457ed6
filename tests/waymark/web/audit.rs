//! The public audit of GraphQL over HTTP, by the package `graphql-http`.

use serde_json::Value;

use super::node::Project;
use crate::{graphql::server::Server, world::World};

/// How many audits its version has that our lock file names; an empty suite would pass as well.
const AUDITS: usize = 61;

#[tokio::test]
async fn every_audit_passes() {
    let Some(project) = Project::copied("tests/web/audit", &[]).await else {
        return;
    };
    let server = Server::start(World::migrated().await).await;
    let url = format!("{}/graphql", server.url);
    let said = project.run(&["node", "audit.mjs", &url], &[]).await;
    let results: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(results.len(), AUDITS);
    let failed: Vec<&Value> = results
        .iter()
        .filter(|result| result["status"] != "ok")
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

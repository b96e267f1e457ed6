//! A server as users start it, for as long as a benchmark needs it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::waymark;

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server that is stopped when it is dropped.
pub(crate) struct Served {
    child: Child,
    /// Where it is asked.
    pub(crate) url: String,
}

impl Served {
    /// Starts Waymark on a data folder, and waits until it is ready.
    pub(crate) async fn waymark(folder: &Path) -> anyhow::Result<Self> {
        let address = free()?;
        let mut command = waymark(folder);
        command.args(["up", "--no-collect", "--listen", &address]);
        let server = Self::start(&mut command, format!("http://{address}"))?;
        let ready = format!("{}/readyz", server.url);
        let ready = async || {
            let response = reqwest::get(&ready).await;
            response.is_ok_and(|response| response.status().is_success())
        };
        patiently(ready).await?;
        Ok(server)
    }

    /// Starts a program that answers GraphQL at an address, and waits until it does.
    pub(crate) async fn other(command: &mut Command, url: String) -> anyhow::Result<Self> {
        let server = Self::start(command, url)?;
        let question = serde_json::json!({"query": "{__typename}"});
        patiently(async || server.ask(&question).await.is_ok()).await?;
        Ok(server)
    }

    fn start(command: &mut Command, url: String) -> anyhow::Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be run", command.get_program().display()))?;
        Ok(Self { child, url })
    }

    /// The data of its answer to a request, which must be without errors.
    pub(crate) async fn ask(&self, body: &Value) -> anyhow::Result<Value> {
        let url = format!("{}/graphql", self.url);
        let request = reqwest::Client::new().post(url).json(body);
        let mut answer: Value = request.send().await?.json().await?;
        ensure!(answer.get("errors").is_none(), "{answer}");
        Ok(answer["data"].take())
    }
}

impl Drop for Served {
    // As Ctrl-C does, so that what it started stops too.
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-INT", &id]).status();
        if told.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }
}

/// An address on which nobody listens.
pub(crate) fn free() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

async fn patiently(ready: impl AsyncFn() -> bool) -> anyhow::Result<()> {
    let wait = async {
        while !ready().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.context("a server is not ready in time")
}

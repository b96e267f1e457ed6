//! Requests that wrk sends, and what it says of the answers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, ensure};
use serde_json::Value;

/// How many connections ask at a time.
const CONNECTIONS: &str = "-c16";

/// One request, sent again and again.
pub(crate) struct Load {
    script: PathBuf,
    url: String,
    seconds: String,
}

/// How fast a server was.
#[derive(Clone, Debug)]
pub(crate) struct Speed {
    /// Requests answered a second.
    pub(crate) requests: f64,
    /// The time that half of the answers took at most, as wrk writes it.
    pub(crate) half: String,
    /// The time that 99 of a hundred took at most.
    pub(crate) most: String,
}

impl Load {
    /// A GraphQL request with a `Cache-Control` of its own; its script is kept in a folder, under a name.
    pub(crate) fn new(
        folder: &Path,
        name: &str,
        url: String,
        body: &Value,
        cache: &str,
    ) -> anyhow::Result<Self> {
        let script = folder.join(format!("{name}.lua"));
        let text = format!(
            "wrk.method = \"POST\"\nwrk.body = [==[{body}]==]\nwrk.headers[\"Content-Type\"] = \"application/json\"\n\
             wrk.headers[\"Cache-Control\"] = \"{cache}\"\n"
        );
        fs::write(&script, text)?;
        Ok(Self {
            script,
            url,
            seconds: env::var("SECONDS").unwrap_or_else(|_| "3".to_owned()),
        })
    }

    /// Asks for as long as `SECONDS` says, or else 3.
    pub(crate) fn speed(&self) -> anyhow::Result<Speed> {
        let output = Command::new("wrk")
            .args(["-t1", CONNECTIONS, "--latency", "-d", &self.seconds, "-s"])
            .arg(&self.script)
            .arg(&self.url)
            .output()
            .context("wrk is not there; Debian has it as wrk")?;
        let text = String::from_utf8(output.stdout)?;
        ensure!(
            !text.contains("Non-2xx") && !text.contains("Socket errors"),
            "{text}"
        );
        let after = |word: &str| {
            let mut lines = text.lines().map(str::trim);
            let rest = lines.find_map(|line| line.strip_prefix(word));
            rest.map(str::trim)
                .with_context(|| format!("wrk says {text}"))
        };
        Ok(Speed {
            requests: after("Requests/sec:")?.parse()?,
            half: after("50%")?.to_owned(),
            most: after("99%")?.to_owned(),
        })
    }
}

/// The measurement in the middle.
pub(crate) fn median(mut speeds: Vec<Speed>) -> anyhow::Result<Speed> {
    speeds.sort_by(|one, other| one.requests.total_cmp(&other.requests));
    let middle = speeds.len() / 2;
    speeds
        .into_iter()
        .nth(middle)
        .context("nothing was measured")
}

//! How many times as many requests a second Waymark answers as PostGraphile does, on the same database in the same run: a single thing with a
//! nested list, a page of 50 rows, and a statistic. Both are started as users start them in production, have the same cores and as many
//! connections to Postgres, and are asked by `wrk` in turn, after their answers were found to tell the same facts. The ratios rest on answers
//! that Waymark makes anew; what it gives again from memory stands beside them.
//!
//! `cargo bench --bench postgraphile`, with wrk, node and npm in the path. `POSTINGS=50000` sets how large the made-up market is, `ROUNDS=5` how
//! often each is measured, `SECONDS=3` for how long, `WORKERS=2` how many processes PostGraphile has.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, ensure};
use measure::load::{Load, Speed, median};
use measure::question::{Question, questions};
use measure::served::{Served, free};
use measure::{number, waymark};
use sea_orm::sqlx::{self, Connection, PgConnection};
use serde_json::json;
use waymark::clock;
use waymark::postgres::{DATABASE, Instance, Options};

mod measure;

/// Connections to Postgres, as many as Waymark holds for its answers.
const CONNECTIONS: usize = 16;

const VIEWS: &str = include_str!("postgraphile/views.sql");

/// What PostGraphile is made of.
const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("postgraphile/package.json")),
    (
        "package-lock.json",
        include_str!("postgraphile/package-lock.json"),
    ),
    ("server.js", include_str!("postgraphile/server.js")),
];

fn main() -> anyhow::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let program = installed()?;
    let folder = tempfile::tempdir()?;
    // Held here too, so that another program can be told where it is.
    let instance = Instance::start(&Options::new(folder.path().to_owned()))?;
    let postings = env::var("POSTINGS").unwrap_or_else(|_| "50000".to_owned());
    let generated = waymark(folder.path())
        .args(["generate", "--seed", "1", "--postings", &postings])
        .stdout(Stdio::null())
        .status()?;
    ensure!(generated.success(), "the market was not made");
    let runtime = tokio::runtime::Runtime::new()?;
    let fast = runtime.block_on(measured(folder.path(), &instance, &program))?;
    ensure!(fast, "answers fall short of their bars");
    Ok(())
}

/// The folder in which PostGraphile is installed, exactly as its lock file says.
fn installed() -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgraphile");
    fs::create_dir_all(&folder)?;
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    let installed = Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()
        .context("npm is not there; it comes with Node")?;
    ensure!(installed.success(), "PostGraphile cannot be installed");
    Ok(folder)
}

/// Starts PostGraphile on the database that Waymark serves.
async fn opponent(program: &Path, instance: &Instance) -> anyhow::Result<Served> {
    let address = free()?;
    let (_, port) = address
        .rsplit_once(':')
        .context("an address without a port")?;
    let mut command = Command::new("node");
    command
        .arg(program.join("server.js"))
        .env("NODE_ENV", "production")
        .env("GRAPHILE_ENV", "production")
        .env("DATABASE_URL", instance.url(DATABASE))
        .env("SOCKET", instance.socket_folder())
        .env("PORT", port)
        .env(
            "WORKERS",
            env::var("WORKERS").unwrap_or_else(|_| "2".to_owned()),
        )
        .env("CONNECTIONS", CONNECTIONS.to_string());
    Served::other(&mut command, format!("http://{address}")).await
}

async fn measured(folder: &Path, instance: &Instance, program: &Path) -> anyhow::Result<bool> {
    let server = Served::waymark(folder).await?;
    let mut connection = PgConnection::connect(&instance.url(DATABASE)).await?;
    sqlx::raw_sql(VIEWS).execute(&mut connection).await?;
    sqlx::raw_sql("vacuum analyze")
        .execute(&mut connection)
        .await?;
    let opponent = opponent(program, instance).await?;
    held(&server).await?;
    let mut out = std::io::stdout().lock();
    let mut fast = true;
    for (ordinal, question) in questions(clock::now().date_naive())?.iter().enumerate() {
        let bodies = question.bodies();
        let answers = [
            server.ask(&bodies[0]).await?,
            opponent.ask(&bodies[1]).await?,
        ];
        let facts = question.compare([&answers[0], &answers[1]])?;
        writeln!(out, "{}: {facts} facts, the same from both", question.name)?;
        let load = |name: &str, server: &Served, body, cache| {
            let name = format!("{name}.{ordinal}");
            Load::new(
                folder,
                &name,
                format!("{}/graphql", server.url),
                body,
                cache,
            )
        };
        let loads = [
            load("anew", &server, &bodies[0], "no-cache")?,
            load("theirs", &opponent, &bodies[1], "no-cache")?,
            load("again", &server, &bodies[0], "max-age=60")?,
        ];
        fast &= compared(&mut out, question, &loads)?;
    }
    Ok(fast)
}

/// Waits until questions are answered from memory, as they are at all times but the first seconds.
async fn held(server: &Served) -> anyhow::Result<()> {
    let body = json!({"query": "{demand {scope {answeredBy}}}"});
    let data = server.ask(&body).await?;
    let by = data["demand"]["scope"]["answeredBy"].as_str();
    ensure!(by == Some("MEMORY"), "answered by {by:?}");
    Ok(())
}

/// Measures all in turn, and whether Waymark is as many times as fast as it must be.
fn compared(out: &mut impl Write, question: &Question, loads: &[Load; 3]) -> anyhow::Result<bool> {
    let rounds = number("ROUNDS", 5)?;
    let mut speeds = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (load, speeds) in loads.iter().zip(&mut speeds) {
            speeds.push(load.speed()?);
        }
    }
    let theirs = speeds[1].clone();
    for (name, speeds) in ["Waymark, made anew", "PostGraphile", "Waymark, given again"]
        .iter()
        .zip(&speeds)
    {
        let Speed {
            requests,
            half,
            most,
        } = median(speeds.clone())?;
        let (lowest, highest) = spread(speeds, &theirs);
        writeln!(
            out,
            "  {name:<20} {requests:>8.0}/s  p50 {half:>8}  p99 {most:>8}  {:>6.2} times PostGraphile ({lowest:.2} to {highest:.2})",
            requests / median(theirs.clone())?.requests,
        )?;
    }
    let [anew, _, _] = speeds;
    let ratio = median(anew)?.requests / median(theirs)?.requests;
    let met = ratio >= question.bar;
    let verdict = if met { "met" } else { "MISSED" };
    writeln!(
        out,
        "  at least {:.0} times: {verdict} with {ratio:.2}",
        question.bar
    )?;
    Ok(met)
}

/// The smallest and the largest ratio of a round.
fn spread(speeds: &[Speed], theirs: &[Speed]) -> (f64, f64) {
    let ratios = speeds
        .iter()
        .zip(theirs)
        .map(|(one, other)| one.requests / other.requests);
    ratios.fold((f64::INFINITY, 0.0), |(lowest, highest), ratio| {
        (ratio.min(lowest), ratio.max(highest))
    })
}

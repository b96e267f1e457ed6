//! What the guards before each request cost beside the rest of it: the same requests as in the benchmark against PostGraphile pass the guards, and pass
//! them and are answered, in one process and without HTTP. Counted is CPU of the one thread that works; the database's is left out, and
//! so is what HTTP takes, which makes the guards look dearer than they are.
//!
//! A document that is known was looked at before, so its guards are its price with these variables, the account and the turn. A new one is scanned,
//! expanded and priced; parsing it is not counted as a guard, since no server can do without.
//!
//! `cargo bench --bench guards`; `ROUNDS=5` sets how often each is measured, `TIMES=300` how many requests that takes.

use std::io::Write;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use api::measure::{Guarded, parses};
use api::{Service, Settings};
use measure::question::{Question, questions};
use measure::{number, thread_cpu, waymark};
use waymark::postgres::{DATABASE, Instance, Options};
use waymark::{clock, database};

mod measure;

/// The most that guards may cost of what the rest does.
const BAR: f64 = 0.1;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let instance = Instance::start(&Options::new(folder.path().to_owned()))?;
    let generated = waymark(folder.path())
        .args(["generate", "--seed", "1", "--postings", "50000"])
        .stdout(Stdio::null())
        .status()?;
    ensure!(generated.success(), "the market was not made");
    // One thread, so that what it costs is what the request costs.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let cheap = runtime.block_on(measured(&instance))?;
    ensure!(cheap, "the guards cost too much");
    Ok(())
}

async fn measured(instance: &Instance) -> anyhow::Result<bool> {
    let connection = database::connect(instance.url(DATABASE).parse()?).await?;
    let settings = Settings {
        cost_per_minute: u32::MAX,
        ..Settings::new(clock::now)
    };
    let guarded = Guarded::new(Service::new(connection.clone(), settings));
    while !guarded.is_ready() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut out = std::io::stdout().lock();
    let mut cheap = true;
    for question in &questions(clock::now().date_naive())? {
        for new in [false, true] {
            let (guards, rest) = costs(&guarded, question, new).await?;
            let share = guards / rest;
            let document = if new { "new" } else { "known" };
            writeln!(
                out,
                "{}, {document} document: guards {:.1} µs, the rest {:.0} µs CPU: {:.1} %",
                question.name,
                guards * 1e3,
                rest * 1e3,
                share * 1e2
            )?;
            cheap &= share <= BAR;
        }
    }
    drop(guarded);
    connection.close().await?;
    Ok(cheap)
}

/// Milliseconds of the guards and of the rest, each the median of some rounds.
async fn costs(guarded: &Guarded, question: &Question, new: bool) -> anyhow::Result<(f64, f64)> {
    let (rounds, times) = (number("ROUNDS", 5)?, number("TIMES", 300)?);
    let [body, _] = question.bodies();
    let (text, variables) = (
        body["query"].as_str().unwrap_or_default(),
        &body["variables"],
    );
    let (mut guards, mut rest) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let through = cost(times, async || {
            guarded
                .pass(&document(text, new), variables)
                .await
                .map(drop)
        });
        let through = through.await?;
        let parsing = if new {
            cost(times, async || parses(&document(text, new)).then_some(())).await?
        } else {
            0.0
        };
        let whole = cost(times, async || {
            guarded
                .answer(&document(text, new), variables)
                .await
                .map(drop)
        });
        let guard = (through - parsing).max(0.0);
        guards.push(guard);
        rest.push(whole.await? - guard);
    }
    Ok((median(guards), median(rest)))
}

/// Milliseconds of CPU that one of many takes.
async fn cost(times: u32, one: impl AsyncFn() -> Option<()>) -> anyhow::Result<f64> {
    one().await.context("a request is refused, or fails")?;
    let begin = thread_cpu()?;
    for _ in 0..times {
        one().await.context("a request is refused, or fails")?;
    }
    Ok((thread_cpu()? - begin) / f64::from(times))
}

/// A document, or one that means the same and was never seen.
fn document(text: &str, new: bool) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if new {
        format!("{text}\n# {}", NUMBER.fetch_add(1, Ordering::Relaxed))
    } else {
        text.to_owned()
    }
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or(0.0)
}

//! `waymark collect`: what the configuration lists is asked, by its schedules or at once.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use ingest::collect::{Collector, Outcome, Report};
use ingest::schedule::{self, Plan, Settings};
use ingest::store::{Target, targets};
use sea_orm::sqlx::PgPool;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::cli::{self, Place};
use crate::client::client;
use crate::command::sample;
use crate::command::up::stop_channel;
use crate::configuration::{CONTACT, Configuration, no_source};
use crate::database::Database;
use crate::{clock, console, vocabulary};

mod display;

/// What to collect, and when.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Collect everything once, now, and end
    #[arg(long)]
    once: bool,
    /// With --once: only this source
    #[arg(long, value_name = "SOURCE", requires = "once")]
    source: Option<String>,
    /// With --once and --source: only this board
    #[arg(long, value_name = "BOARD", requires = "source")]
    board: Option<String>,
    /// Show the jobs that wait, run, or are not tried any more
    #[arg(long, conflicts_with = "once")]
    jobs: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Without --once it stays and works off what waymark.toml lists, each source by its schedule. Any number of
such workers may run on one database; they share the work. What was missed is caught up with. Ctrl-C or
SIGTERM stops within 10 seconds; the next collection goes on where this one stopped.

Examples:
  waymark sources add greenhouse NAME     follow a board
  waymark collect --once                  for cron, systemd timers and Kubernetes CronJobs
  waymark collect --once --source jobtech
  waymark collect                         a worker that stays
  waymark collect --jobs                  what waits, runs or has been given up

Exit code 1: with --once, a source could not be read; the others were.";

/// Collects.
///
/// # Errors
/// When nothing may be collected, there is no such source, or there is no database to be had.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let configuration = Configuration::load(place)?;
        let stop = stop_channel("stopping: what has been answered is stored")?;
        let reader = Arc::new(vocabulary::reader(place)?);
        let database = Database::open(place, &reader).await?;
        if arguments.jobs {
            let jobs = schedule::jobs(database.pool()).await?;
            console::print(&display::jobs(&jobs, arguments.json)?)?;
            database.close().await?;
            return Ok(ExitCode::SUCCESS);
        }
        sample::warn_if_loaded(&database).await?;
        let workers = usize::from(configuration.collect.workers.value);
        let pool = database.for_collection(workers).await?;
        let collector = collector(&pool, &configuration, reader)?;
        follow(&pool, &configuration).await?;
        let code = if arguments.once {
            let targets = wanted(&pool, arguments).await?;
            let reports = once(collector, targets, workers, &stop).await?;
            console::print(&display::reports(&reports, arguments.json)?)?;
            let failed = |report: &Report| matches!(report.outcome, Outcome::Failed { .. });
            ExitCode::from(u8::from(reports.iter().any(failed)))
        } else {
            let plans = plans(&configuration);
            console::note(&display::plans(&plans));
            schedule::work(collector, &plans, Settings::new(workers), stop).await?;
            ExitCode::SUCCESS
        };
        pool.close().await;
        database.close().await?;
        Ok(code)
    })
}

/// What collects for this configuration.
///
/// # Errors
/// When nobody is named who answers for it.
pub fn collector(
    pool: &PgPool,
    configuration: &Configuration,
    reader: Arc<ingest::reading::Reader>,
) -> anyhow::Result<Arc<Collector>> {
    let client = client(pool.clone(), configuration)?;
    let days = configuration.collect.text_days.value;
    let collector = Collector::new(pool.clone(), reader, client, clock::now, days);
    Ok(Arc::new(collector))
}

/// Follows what the configuration lists, and nothing else.
///
/// # Errors
/// When Postgres refuses.
pub async fn follow(pool: &PgPool, configuration: &Configuration) -> anyhow::Result<()> {
    let mut followed = Vec::new();
    for plan in &configuration.sources {
        let boards = plan.targets();
        if !boards.is_empty() {
            targets::follow(pool, plan.card(), &boards).await?;
            followed.push(plan.card().slug);
        }
    }
    targets::disable_others(pool, &followed).await?;
    Ok(())
}

/// When each source that is followed is collected.
#[must_use]
pub fn plans(configuration: &Configuration) -> Vec<Plan> {
    let sources = configuration.sources.iter();
    let followed = sources.filter(|plan| !plan.targets().is_empty());
    let plan = followed.map(|plan| Plan {
        source: plan.card().slug.to_owned(),
        cadence: plan.schedule.value.clone(),
    });
    plan.collect()
}

async fn wanted(pool: &PgPool, arguments: &Arguments) -> anyhow::Result<Vec<Target>> {
    let source = arguments.source.as_deref();
    if let Some(slug) = source
        && ingest::source::find(slug).is_none()
    {
        bail!(no_source(slug));
    }
    let mut targets = targets::enabled(pool, source).await?;
    if let Some(board) = &arguments.board {
        targets.retain(|target| target.board == *board);
    }
    if targets.is_empty() {
        let what = source.unwrap_or("nothing");
        bail!(
            "{what} is not followed: add a board with `waymark sources add SOURCE BOARD`, or enable the source in waymark.toml"
        );
    }
    Ok(targets)
}

/// Collects these targets, some at a time.
async fn once(
    collector: Arc<Collector>,
    targets: Vec<Target>,
    workers: usize,
    stop: &watch::Receiver<bool>,
) -> anyhow::Result<Vec<Report>> {
    let bar = console::Bar::new("collected");
    let total = targets.len() as u64;
    bar.show(0, total);
    let turns = Arc::new(Semaphore::new(workers));
    let mut running = JoinSet::new();
    for (at, target) in targets.into_iter().enumerate() {
        let (collector, turns, stop) = (Arc::clone(&collector), Arc::clone(&turns), stop.clone());
        running.spawn(async move {
            let _turn = turns.acquire().await;
            (at, collector.collect(&target, None, stop).await)
        });
    }
    let mut reports = Vec::new();
    while let Some(ended) = running.join_next().await {
        let (at, report) = ended.context("a collection broke off, which is a bug in Waymark")?;
        reports.push((at, report?));
        bar.show(reports.len() as u64, total);
    }
    bar.clear();
    let swept = schedule::sweep(collector.pool(), collector.now()).await?;
    if swept.expired > 0 {
        console::note(&format!(
            "{} postings closed because their last day has passed",
            console::count(swept.expired)
        ));
    }
    reports.sort_by_key(|(at, _)| *at);
    Ok(reports.into_iter().map(|(_, report)| report).collect())
}

/// Collects beside the server, if somebody answers for it; says why not otherwise.
///
/// # Errors
/// When the configuration is wrong or Postgres refuses.
pub async fn beside(
    place: &Place,
    database: &Database,
    reader: Arc<ingest::reading::Reader>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<Option<tokio::task::JoinHandle<()>>> {
    let configuration = Configuration::load(place)?;
    if configuration.contact.is_none() {
        console::note(&format!(
            "nothing is collected: say who answers for it, with `contact` in waymark.toml or {CONTACT} in the environment"
        ));
        return Ok(None);
    }
    sample::warn_if_loaded(database).await?;
    let workers = usize::from(configuration.collect.workers.value);
    let pool = database.for_collection(workers).await?;
    let collector = collector(&pool, &configuration, reader)?;
    follow(&pool, &configuration).await?;
    let plans = plans(&configuration);
    console::note(&display::plans(&plans));
    Ok(Some(tokio::spawn(async move {
        let settings = Settings::new(workers);
        while let Err(error) =
            schedule::work(Arc::clone(&collector), &plans, settings, stop.clone()).await
        {
            let pause = AGAIN_AFTER.as_secs();
            console::note(&format!(
                "collecting has stopped: {error}; it begins again in {pause} s"
            ));
            if tokio::time::timeout(AGAIN_AFTER, stop.wait_for(|stop| *stop))
                .await
                .is_ok()
            {
                break;
            }
        }
        // It keeps connections for the next collection, which the pool would wait for.
        drop(collector);
        pool.close().await;
    })))
}

/// A Postgres that went away has come back by then, or will have the next time.
const AGAIN_AFTER: Duration = Duration::from_secs(20);

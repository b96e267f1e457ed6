//! Workers that share schedules, fail, die and stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ingest::schedule::{self, JobState, Plan, Settings};
use sea_orm::sqlx;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Setup;
use super::town::job;
use crate::wild::Reply;

/// A worker in this process.
struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), schedule::Error>>,
}

impl Worker {
    async fn start(setup: &Setup, cadence: &str) -> Self {
        let plans = vec![Plan {
            source: "greenhouse".to_owned(),
            cadence: cadence.parse().unwrap(),
        }];
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(12)
            .connect(&setup.world.url)
            .await
            .unwrap();
        let collector = Arc::new(setup.collector_on(&pool).await);
        let (stop, stopped) = watch::channel(false);
        let settings = Settings {
            concurrency: 3,
            dead_after: Duration::from_millis(1_500),
        };
        let task =
            tokio::spawn(async move { schedule::work(collector, &plans, settings, stopped).await });
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// Never in the lifetime of a test.
const NEVER: &str = "0 0 29 2 *";

async fn eventually(setup: &Setup, what: &str, statement: &'static str, wanted: i64) {
    let started = Instant::now();
    while setup.world.number(statement).await != wanted {
        assert!(started.elapsed() < Duration::from_secs(40), "never: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn fill(setup: &Setup) {
    for (at, board) in setup.boards.iter().enumerate() {
        let first = at as u64 * 100;
        let jobs = (first..first + 5).map(|id| job(id + 1, "Data Engineer", "You know SQL."));
        setup.town.show(board, jobs.collect());
    }
}

/// An answer that takes its time.
fn slow() -> Reply {
    Reply::json(vec![b' '; 1_000]).drip(Duration::from_millis(200))
}

const SUCCEEDED: &str = "select count(*) from target where succeeded_at is not null";

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_what_is_new() {
    let boards: Vec<_> = (0..8).map(|number| format!("board{number}")).collect();
    let boards: Vec<&str> = boards.iter().map(String::as_str).collect();
    let setup = Setup::new(&boards).await;
    fill(&setup);
    let workers = [
        Worker::start(&setup, NEVER).await,
        Worker::start(&setup, NEVER).await,
    ];
    eventually(&setup, "every board", SUCCEEDED, 8).await;
    for worker in workers {
        worker.stop().await;
    }
    let once = "select count(*) from posting_change, unnest(added)";
    assert_eq!(setup.world.number(once).await, 40);
    let together =
        "select count(*) from run a join run b on a.target_id = b.target_id and a.id < b.id
        and b.started_at < a.finished_at";
    assert_eq!(
        setup.world.number(together).await,
        0,
        "one board by two at once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_caught_up_with_once() {
    let setup = Setup::new(&["acme"]).await;
    fill(&setup);
    let hourly = "7 * * * *";
    let worker = Worker::start(&setup, hourly).await;
    eventually(&setup, "the first time", SUCCEEDED, 1).await;
    worker.stop().await;
    setup.town.asked();
    // Nobody worked for five hours.
    let statement = "update graphile_worker._private_known_crontabs set known_since = now() - interval '9 hours',
        last_execution = now() - interval '5 hours'";
    sqlx::query(statement)
        .execute(setup.world.pool())
        .await
        .unwrap();
    let statement = "update target set attempted_at = now() - interval '9 hours'";
    sqlx::query(statement)
        .execute(setup.world.pool())
        .await
        .unwrap();
    let worker = Worker::start(&setup, hourly).await;
    let runs = "select count(*) from run where status = 1";
    eventually(&setup, "the hours that were missed", runs, 2).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    worker.stop().await;
    assert_eq!(setup.town.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_too_often_is_seen_and_left() {
    let setup = Setup::new(&["acme", "other"]).await;
    fill(&setup);
    setup.town.trouble("acme", vec![Some(Reply::status(500))]);
    let worker = Worker::start(&setup, NEVER).await;
    eventually(
        &setup,
        "a failure",
        "select failures::bigint from target where board = 'acme'",
        1,
    )
    .await;
    eventually(&setup, "the other board", SUCCEEDED, 1).await;
    let hurry = "update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now() where attempts > 0
        and locked_at is null";
    let started = Instant::now();
    while sqlx::query(hurry)
        .execute(setup.world.pool())
        .await
        .unwrap()
        .rows_affected()
        == 0
    {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    eventually(
        &setup,
        "the last attempt",
        "select failures::bigint from target where board = 'acme'",
        2,
    )
    .await;
    let started = Instant::now();
    let dead = loop {
        let jobs = schedule::jobs(setup.world.pool()).await.unwrap();
        if let Some(dead) = jobs.into_iter().find(|job| job.state == JobState::Dead) {
            break dead;
        }
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(dead.name, "collect greenhouse acme");
    assert!(dead.error.is_some_and(|error| error.contains("500")));
    worker.stop().await;
    let shown = setup.collect().arg("--jobs").output().unwrap();
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        shown.contains("collect greenhouse acme: given up after"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_stops_and_another_goes_on() {
    let setup = Setup::new(&["acme"]).await;
    fill(&setup);
    setup.town.trouble("acme", vec![Some(slow()), None]);
    let worker = Worker::start(&setup, NEVER).await;
    let under_way = "select count(*) from collection_request";
    eventually(&setup, "a request", under_way, 1).await;
    let started = Instant::now();
    worker.stop().await;
    assert!(started.elapsed() < Duration::from_secs(10));
    let waiting = "select count(*) from run where status = 3 and note like 'stopped%'";
    assert_eq!(setup.world.number(waiting).await, 1);
    let worker = Worker::start(&setup, NEVER).await;
    eventually(&setup, "the end", SUCCEEDED, 1).await;
    worker.stop().await;
    assert_eq!(
        setup.world.number("select count(*) from run").await,
        1,
        "the same run went on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_is_taken_over_from() {
    let setup = Setup::new(&["acme"]).await;
    fill(&setup);
    setup.town.trouble("acme", vec![Some(slow()), None]);
    let worker = Worker::start(&setup, NEVER).await;
    eventually(
        &setup,
        "a request",
        "select count(*) from collection_request",
        1,
    )
    .await;
    // As if the process had been killed: nothing is given back, its connections end.
    worker.task.abort();
    drop(worker.stop);
    let statement =
        "select count(*) from pg_stat_activity a cross join lateral pg_terminate_backend(a.pid)
        where a.datname = current_database() and a.pid <> pg_backend_pid()";
    assert!(setup.world.number(statement).await > 0);
    let worker = Worker::start(&setup, NEVER).await;
    eventually(&setup, "the end", SUCCEEDED, 1).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_collects_stops_when_it_is_told_to() {
    let setup = Setup::new(&["acme"]).await;
    fill(&setup);
    let mut server = setup.command("serve");
    server.args(["--collect", "--listen", "127.0.0.1:0"]);
    let mut server = server.stderr(std::process::Stdio::null()).spawn().unwrap();
    eventually(&setup, "a collection", SUCCEEDED, 1).await;
    let id = server.id().to_string();
    let told = std::process::Command::new("kill").arg(id).status();
    assert!(told.unwrap().success());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = server.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > Duration::from_secs(30) {
            server.kill().unwrap();
            panic!("it goes on");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(status.success());
}

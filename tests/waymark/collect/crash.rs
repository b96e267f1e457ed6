//! A collection that is killed, again and again, ends with the same rows as one that nobody disturbs. `KILLS` and `POSTINGS` say
//! how much of it: a slice by default, `KILLS=100 POSTINGS=5000` for the whole.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ingest::sample;
use sea_orm::sqlx::{self, Connection, PgConnection};
use serde_json::Value;

use super::Setup;
use super::town::{Town, job, posting};
use crate::binary;

/// What a collection must leave behind, however it came about; moments differ from run to run.
const ROWS: &str = "select format('%s %s', s.slug, to_jsonb(p) - '{first_seen,last_seen,cluster_first_seen,cluster_last_open,id,
        canonical_id,source_id,target_id,company_id}'::text[]) || ' ' || c.name || ' ' || k.external_id || ' ' || md5(t.text)
        || ' ' || t.span_skills::text || coalesce(' ' || d.outline_hash, '')
    from posting p join source s on s.id = p.source_id join company c on c.id = p.company_id join posting k on k.id = p.canonical_id
    join posting_text t on t.posting_id = p.id left join posting_detail d on d.posting_id = p.id
    union all select format('%s added %s, changed %s, rejected %s, closed %s, reopened %s, taken in twice %s', s.slug, sum(added),
        sum(changed), sum(rejected), sum(closed), sum(reopened), count(*) filter (where added > 0 and unchanged > 0))
        from run_source join source s on s.id = source_id group by s.slug
    union all select format('log: %s added, %s different', count(*), count(distinct new)) from posting_change, unnest(added) new
    union all select format('log: %s others', coalesce(sum(cardinality(changed || closed || reopened)), 0)) from posting_change
    union all select format('left: %s', count(*)) from collection_request
    order by 1";

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// Fills a town: four of five postings on boards that are read at once, the others one by one.
fn fill(town: &Town) -> String {
    let count = setting("POSTINGS", 300);
    let today = waymark::clock::now().date_naive();
    let postings = sample::generate(sample::SEED, usize::try_from(count).unwrap(), today).unwrap();
    let (boards, outlines) = postings.split_at(postings.len() / 5 * 4);
    let numbered = |(at, posting): (usize, &sample::SamplePosting)| {
        let raw = &posting.raw;
        let text = raw.body.replace('&', "&amp;").replace('<', "&lt;");
        (at as u64 + 1, raw.title.clone().unwrap_or_default(), text)
    };
    let size = boards.len().div_ceil(20).max(1);
    let mut names = Vec::new();
    for (board, jobs) in boards.chunks(size).enumerate() {
        let jobs = jobs.iter().enumerate().map(numbered);
        let jobs: Vec<Value> = jobs
            .map(|(id, title, text)| job(board as u64 * 10_000 + id, &title, &text))
            .collect();
        names.push(format!("board{board}"));
        town.show(&format!("board{board}"), jobs);
    }
    let outlines = outlines.iter().enumerate().map(numbered);
    town.outline(
        "northwind",
        outlines
            .map(|(id, title, text)| posting(id, &title, &text))
            .collect(),
    );
    format!(
        "[sources.greenhouse]\nboards = {names:?}\n[sources.smartrecruiters]\nboards = [\"northwind\"]\n"
    )
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

async fn rows(url: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(ROWS)
        .fetch_all(&mut connection)
        .await
        .unwrap()
}

/// Runs a collection and disturbs it after some requests; answers whether it came to its end.
fn disturbed(
    town: &Town,
    mut command: Command,
    after: u64,
    wait: Duration,
    disturb: impl FnOnce(&mut Child),
) -> bool {
    let goal = town.served() + after;
    let mut child = command
        .args(["--once", "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if town.served() >= goal {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(wait);
    disturb(&mut child);
    child.wait().unwrap().success()
}

async fn undisturbed() -> Vec<String> {
    let setup = Setup::new(&[]).await;
    setup.follow(&fill(&setup.town));
    let output = setup.collect().args(["--once", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", binary::said(&output));
    rows(&setup.world.url).await
}

#[tokio::test(flavor = "multi_thread")]
#[expect(
    clippy::print_stderr,
    reason = "how hard it was tried belongs to the proof"
)]
async fn killed_collections_leave_the_same_rows() {
    let setup = Setup::new(&[]).await;
    setup.follow(&fill(&setup.town));
    let mut dice = Dice(setting("SEED", 20_261_122));
    let kills = setting("KILLS", 4);
    let each = setting("POSTINGS", 300) / 5 / kills;
    let mut ended = false;
    let mut killed = 0;
    for _ in 0..kills {
        let (after, wait) = (
            dice.below(each.max(2) * 2),
            Duration::from_micros(dice.below(20_000)),
        );
        ended = disturbed(&setup.town, setup.collect(), after, wait, |child| {
            child.kill().unwrap();
        });
        if ended {
            break;
        }
        killed += 1;
    }
    eprintln!("killed {killed} times");
    assert!(killed > 0);
    if !ended {
        let output = setup.collect().args(["--once", "--json"]).output().unwrap();
        assert!(output.status.success(), "{}", binary::said(&output));
    }
    assert_eq!(rows(&setup.world.url).await, undisturbed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_dies_leaves_the_same_rows() {
    let setup = Setup::new(&[]).await;
    setup.follow(&fill(&setup.town));
    let data = setup.folder.path().join("data");
    let options = waymark::postgres::Options::new(&data);
    let instance = waymark::postgres::Instance::start(&options).unwrap();
    let collect = || {
        let mut command = setup.collect();
        command
            .env_remove("DATABASE_URL")
            .env("WAYMARK_DATA_DIR", &data);
        command
    };
    let each = setting("POSTINGS", 300) / 12;
    let ended = disturbed(
        &setup.town,
        collect(),
        each,
        Duration::from_millis(5),
        |_| kill_postgres(&data),
    );
    assert!(!ended, "it was not disturbed");
    let again = collect().args(["--once", "--json"]).output().unwrap();
    assert!(again.status.success(), "{}", binary::said(&again));
    assert_eq!(rows(&instance.url("waymark")).await, undisturbed().await);
}

/// Kills the server of a data folder at once.
fn kill_postgres(data: &Path) {
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.ends_with("postmaster.pid") {
                let text = std::fs::read_to_string(&path).unwrap();
                let pid = text.lines().next().unwrap();
                assert!(
                    Command::new("kill")
                        .args(["-9", pid])
                        .status()
                        .unwrap()
                        .success()
                );
                return;
            }
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            }
        }
    }
    panic!("no server in {}", data.display());
}

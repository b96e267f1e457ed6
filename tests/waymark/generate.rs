//! Generated markets: the same for the same seed, stored as a collection would have stored them, marked as made up, and gone when
//! they are to go.

use std::process::{Output, Stdio};
use std::time::Duration;

use ingest::store::duplicates;
use sea_orm::sqlx::{self, AssertSqlSafe};
use serde_json::{Value, json};

use crate::binary::{json as parsed, said, waymark};
use crate::graphql::server::Server;
use crate::world::World;

/// Every row of a seed, with all that stands in it.
const ROWS: &str = "select md5(string_agg(p::text, chr(10) order by id)) from posting p where external_id like $1 || '-%'";

fn generate(world: &World, arguments: &[&str]) -> Output {
    let mut command = waymark(world);
    command.arg("generate").args(arguments);
    command.output().unwrap()
}

/// What was made up until 2026-11-01.
fn generated(world: &World, arguments: &[&str]) -> Value {
    let until = ["--json", "--until", "2026-11-01"];
    let output = generate(world, &[&until, arguments].concat());
    assert!(output.status.success(), "{}", said(&output));
    parsed(&output)
}

/// Why nothing was made up.
fn refused(world: &World, arguments: &[&str]) -> String {
    let output = generate(world, arguments);
    assert!(!output.status.success(), "{output:?}");
    said(&output)
}

async fn rows(world: &World, seed: &str) -> Option<String> {
    let rows = sqlx::query_scalar(ROWS).bind(seed);
    rows.fetch_one(world.pool()).await.unwrap()
}

/// Indexes and constraints of the tables of postings.
async fn indexes(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select indexdef from pg_indexes where tablename = 'posting' union all
         select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
         where conrelid in ('posting'::regclass, 'posting_text'::regclass) order by 1",
    )
    .fetch_all(world.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn equal_seeds_give_equal_postings_whatever_is_there() {
    let (alone, beside) = (World::new().await, World::new().await);
    let count = ["--postings", "12000"];
    assert_eq!(generated(&alone, &count)["added"], 12_000);
    generated(&beside, &["--postings", "300", "--seed", "5"]);
    generated(&beside, &count);
    let first = rows(&alone, "1").await;
    assert!(first.is_some());
    assert_eq!(rows(&beside, "1").await, first);
    assert_eq!(beside.number("select count(*) from posting").await, 12_300);
    let again = refused(&beside, &["--postings", "10"]);
    assert!(again.contains("seed 1 are already there"), "{again}");
    assert!(again.contains("another --seed"), "{again}");
    assert_eq!(beside.number("select count(*) from posting").await, 12_300);
    assert_eq!(indexes(&alone).await, indexes(&beside).await);
    assert_eq!(indexes(&alone).await, indexes(&World::new().await).await);
}

/// What holds for every stored posting; each is broken by the rows that it selects.
const BROKEN: [(&str, &str); 14] = [
    ("skills ascend", "p.skill_ids <> array(select distinct s from unnest(p.skill_ids) s order by s)"),
    ("skills have levels", "cardinality(p.skill_ids) <> cardinality(p.requirement_levels) or not p.requirement_levels <@ '{0,1,2}'"),
    ("skills are known", "exists (select from unnest(p.skill_ids) s where not exists (select from skill where id = s and not retired))"),
    ("roles are known", "p.role_id is not null and not exists (select from role where id = p.role_id)"),
    ("employers are known", "p.company_id is not null and not exists (select from company where id = p.company_id)"),
    ("employers are made up", "exists (select from company c where c.id = p.company_id and c.name not like '%(made up)')"),
    ("sources are marked", "not exists (select from source s where s.id = p.source_id and s.sample and s.slug like 'generated-%')"),
    ("places have all around them", "exists (select from region r where r.id = any(p.region_ids) and not r.ancestor_ids <@ p.region_ids)"),
    ("places ascend", "p.region_ids <> array(select distinct r from unnest(p.region_ids) r order by r)"),
    ("unresolved is nowhere", "not p.place_resolved and (p.region_ids <> '{}' or p.remote_scope <> '{}')"),
    ("canonical ones exist", "not exists (select from posting c where c.id = p.canonical_id and c.canonical_id = c.id)"),
    ("moments follow each other", "p.last_seen < p.first_seen or p.closed_at < p.last_seen or (p.posted_on > p.first_seen::date)
        or coalesce(p.closed_at, p.last_seen) >= '2026-11-01' or p.posted_on < '2023-11-01'"),
    ("closings have a reason", "(p.closed_at is null) <> (p.closed_because is null)
        or (p.closed_because is not null and p.closed_because not in ('delisted', 'withdrawn', 'expired'))
        or (p.closed_because = 'expired') is distinct from (p.expires_at is not null) and p.closed_at is not null"),
    ("pay is whole", "(p.pay_currency is null) <> (p.pay_min is null and p.pay_max is null) or p.pay_min > p.pay_max or p.pay_min <= 0
        or (p.pay_period is null) <> (p.pay_currency is null)"),
];

#[tokio::test]
async fn rows_are_as_a_collection_would_have_written_them() {
    let world = World::new().await;
    generated(&world, &["--postings", "15000"]);
    for (rule, broken) in BROKEN {
        let statement = format!("select count(*) from posting p where {broken}");
        let found: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_one(world.pool())
            .await
            .unwrap();
        assert_eq!(found, 0, "{rule}");
    }
    // What settling makes of the copies from nothing is what was written.
    let written = rows(&world, "1").await;
    let mut transaction = world.pool().begin().await.unwrap();
    let parted = sqlx::query(
        "update posting set canonical_id = id, cluster_region_ids = null, cluster_first_seen = null, cluster_last_open = null,
         cluster_posted_on = null where duplicate_key is not null",
    );
    assert!(
        parted
            .execute(&mut *transaction)
            .await
            .unwrap()
            .rows_affected()
            > 2_000
    );
    let keys: Vec<i64> = sqlx::query_scalar(
        "select distinct duplicate_key from posting where duplicate_key is not null",
    )
    .fetch_all(&mut *transaction)
    .await
    .unwrap();
    duplicates::lock(&mut transaction).await.unwrap();
    duplicates::settle(&mut transaction, &keys).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(rows(&world, "1").await, written);
    let log = "select count(distinct a.id) from posting_change cross join unnest(added) a (id)";
    assert_eq!(world.number(log).await, 15_000);
    assert_eq!(world.number("select count(*) from posting_change").await, 2);
    let run = "select sum(added)::bigint from run_source join run on run.id = run_id where kind = 4 and status = 1 and read = 15000";
    assert_eq!(world.number(run).await, 15_000);
}

/// Shares of the postings, in a thousand, and between what they lie.
const SHARES: [(&str, &str, std::ops::Range<i64>); 13] = [
    ("copies", "canonical_id <> id", 80..120),
    ("several places", "location like '%;%'", 40..80),
    ("unresolved", "not place_resolved", 30..55),
    ("remote", "work_mode = 2", 250..310),
    ("with pay", "pay_currency is not null", 270..330),
    ("undated", "posted_on is null", 12..28),
    ("incomplete", "not complete", 22..38),
    (
        "open at the end",
        "closed_at is null and last_seen > '2026-10-30'",
        30..90,
    ),
    (
        "in the USA",
        "region_ids @> array(select id from region where code = 'US')",
        200..320,
    ),
    ("with a role", "role_id is not null", 900..970),
    (
        "Python",
        "skill_ids @> array(select id from skill where slug = 'python')",
        350..550,
    ),
    (
        "from sources that begin late",
        "source_id in (select id from source where slug in ('generated-10', 'generated-11', 'generated-12'))",
        30..80,
    ),
    (
        "of the largest employer",
        "company_id = (select company_id from posting where company_id is not null group by 1 order by count(*) desc limit 1)",
        1..60,
    ),
];

#[tokio::test]
async fn the_market_is_like_a_real_one() {
    let world = World::new().await;
    generated(&world, &["--postings", "20000"]);
    for (name, condition, wanted) in SHARES {
        let statement =
            format!("select count(*) filter (where {condition}) * 1000 / count(*) from posting");
        let share: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_one(world.pool())
            .await
            .unwrap();
        assert!(wanted.contains(&share), "{name}: {share}");
    }
    let tenths = "select (avg(cardinality(skill_ids)) * 10)::bigint from posting where complete and role_id is not null";
    let skills = world.number(tenths).await;
    assert!((70..100).contains(&skills), "{skills}");
    let late = "select count(*) from posting join source s on s.id = source_id where s.slug = 'generated-10' and first_seen < '2025-11-01'";
    assert_eq!(world.number(late).await, 0);
    let growth = "select count(*) filter (where posted_on >= '2026-05-01') * 100 / count(*) filter (where posted_on < '2024-05-01') from posting";
    let growth = world.number(growth).await;
    assert!((150..260).contains(&growth), "{growth}");
    let together = "select count(*) from posting where skill_ids @> array(select id from skill where slug in ('java', 'spring-boot'))";
    let chance = "select count(*) filter (where skill_ids @> array(select id from skill where slug = 'java'))
        * count(*) filter (where skill_ids @> array(select id from skill where slug = 'spring-boot')) / count(*) from posting";
    assert!(world.number(together).await > 2 * world.number(chance).await);
}

#[tokio::test]
async fn a_server_answers_from_it_and_says_so() {
    let world = World::new().await;
    generated(&world, &["--postings", "6000"]);
    let server = Server::start(world).await;
    let found = server
        .data(
            "{demand(filter: {roles: [\"backend-engineer\"]}) {
                postings scope {sampleData sources {slug sample}} skills(first: 3) {nodes {skill {slug} share {value}}}
                byRegion(first: 3) {nodes {region {code}}}}
              postings(first: 1) {nodes {title}}}",
        )
        .await;
    let demand = &found["demand"];
    assert!(demand["postings"].as_i64().unwrap() > 20, "{found}");
    assert_eq!(demand["scope"]["sampleData"], true);
    assert_eq!(demand["skills"]["nodes"].as_array().unwrap().len(), 3);
    let sources = demand["scope"]["sources"].as_array().unwrap();
    assert!(
        sources.iter().all(|source| source["sample"] == true),
        "{sources:?}"
    );
}

#[tokio::test]
async fn generated_postings_stand_beside_others_only_on_request_and_go_alone() {
    let world = World::new().await;
    let run = |arguments: &[&str]| {
        let output = waymark(&world).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        output
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.jsonl");
    std::fs::write(
        &file,
        "{\"id\": 1, \"title\": \"Data Engineer\", \"company\": \"Example\"}\n",
    )
    .unwrap();
    let import = ["import", file.to_str().unwrap()];
    run(&["sample", "load"]);
    // The sample is made up as well.
    generated(&world, &["--postings", "200", "--seed", "3"]);
    run(&["sample", "clear"]);
    assert_eq!(world.number("select count(*) from posting").await, 200);
    let warning = said(&run(&import));
    assert!(warning.contains("waymark generate --clear"), "{warning}");
    assert!(!warning.contains("sample clear"), "{warning}");
    let refusal = refused(&world, &["--postings", "100"]);
    assert!(refusal.contains("--beside-real-postings"), "{refusal}");
    assert_eq!(world.number("select count(*) from posting").await, 201);
    generated(&world, &["--postings", "100", "--beside-real-postings"]);
    assert_eq!(world.number("select count(*) from posting").await, 301);
    let cleared = parsed(&run(&["generate", "--clear", "--json"]));
    assert_eq!(cleared, json!({"removed": 300}));
    for table in ["posting", "company", "source", "run"] {
        let statement = format!("select count(*) from {table}");
        let left: i64 = sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_one(world.pool())
            .await
            .unwrap();
        assert_eq!(left, 1, "{table}");
    }
    assert_eq!(
        parsed(&run(&["generate", "--clear", "--json"])),
        json!({"removed": 0})
    );
}

#[tokio::test]
async fn what_cannot_be_made_up_is_said() {
    let world = World::new().await;
    for (arguments, reason) in [
        (&[][..], "--postings"),
        (&["--postings", "0"], "0 is not in 1.."),
        (
            &["--postings", "5", "--until", "9999-01-01"],
            "has not come yet",
        ),
        (
            &[
                "--postings",
                "5",
                "--months",
                "600",
                "--until",
                "1999-01-01",
            ],
            "before 1970",
        ),
        (&["--postings", "5", "--clear"], "cannot be used with"),
    ] {
        let said = refused(&world, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    assert_eq!(
        generated(&world, &["--postings", "1", "--months", "1"])["added"],
        1
    );
}

#[tokio::test]
async fn one_that_is_killed_leaves_a_database_that_works() {
    let world = World::new().await;
    let before = indexes(&world).await;
    let mut child = waymark(&world)
        .args(["generate", "--postings", "1000000"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let copying = "select count(*) from pg_stat_activity where datname = current_database() and query like 'copy posting%'";
    let mut came = false;
    for _ in 0..1_200 {
        came = world.number(copying).await > 0;
        if came {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(came, "it never came to copying");
    child.kill().unwrap();
    child.wait().unwrap();
    // Waits until Postgres has noticed: the table is closed until then.
    assert_eq!(world.number("select count(*) from posting").await, 0);
    assert_eq!(indexes(&world).await, before);
    let left = "select (select count(*) from run) + (select count(*) from source) + (select count(*) from posting_change)";
    assert_eq!(world.number(left).await, 0);
    generated(&world, &["--postings", "500"]);
    assert_eq!(world.number("select count(*) from posting").await, 500);
}

//! Spreading tables over machines. There is no Citus where these tests run: the rules it is known to have are held against the real
//! catalogue, and the conversation with it is held with stand-ins of its functions. That tests our side only.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use sea_orm::ConnectionTrait;
use sea_orm::sqlx::{self, AssertSqlSafe};
use waymark::database::placement::{Placement, TABLES};

use crate::binary::{self, said, waymark};
use crate::world::World;

fn placement(table: &str) -> Placement {
    let found = TABLES.iter().find(|(name, _)| *name == table);
    found
        .unwrap_or_else(|| panic!("{table} has no placement"))
        .1
}

fn place_in_order(table: &str) -> usize {
    TABLES.iter().position(|(name, _)| *name == table).unwrap()
}

#[tokio::test]
async fn every_table_has_one_placement() {
    let world = World::migrated().await;
    let tables = "select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace";
    let tables: BTreeSet<String> = sqlx::query_scalar(tables)
        .fetch_all(world.pool())
        .await
        .unwrap()
        .into_iter()
        .collect();
    let placed: BTreeSet<String> = TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(placed.len(), TABLES.len(), "one is placed twice");
    assert_eq!(tables, placed);
}

#[tokio::test]
async fn unique_indexes_hold_the_column_by_which_rows_are_spread() {
    let world = World::migrated().await;
    let indexes: Vec<(String, String, Vec<Option<String>>)> = sqlx::query_as(
        "select t.relname::text, i.indexrelid::regclass::text, array(select a.attname::text
            from unnest(i.indkey::int[]) k left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k and k > 0)
         from pg_index i join pg_class t on t.oid = i.indrelid
         where t.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)",
    )
    .fetch_all(world.pool())
    .await
    .unwrap();
    let mut spread = 0;
    for (table, index, columns) in indexes {
        if let Placement::ByPosting(column) = placement(&table) {
            assert!(
                columns.iter().flatten().any(|name| name == column),
                "{index} is without {column}"
            );
            spread += 1;
        }
    }
    let expected = TABLES
        .iter()
        .filter(|(_, placement)| matches!(placement, Placement::ByPosting(_)));
    assert!(spread >= expected.count(), "each has a key");
}

/// A foreign key: from and to which table, its columns there, and what happens when what it refers to is deleted or updated.
type Key = (String, String, Vec<String>, Vec<String>, String, String);

async fn foreign_keys(world: &World) -> Vec<Key> {
    let columns = |table: &str, numbers: &str| {
        format!(
            "array(select a.attname::text from unnest(c.{numbers}) with ordinality k (number, place)
             join pg_attribute a on a.attrelid = c.{table} and a.attnum = k.number order by k.place)"
        )
    };
    let statement = format!(
        "select c.conrelid::regclass::text, c.confrelid::regclass::text, {}, {}, c.confdeltype::text, c.confupdtype::text
         from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace",
        columns("conrelid", "conkey"),
        columns("confrelid", "confkey")
    );
    let keys = sqlx::query_as(AssertSqlSafe(statement));
    keys.fetch_all(world.pool()).await.unwrap()
}

#[tokio::test]
async fn foreign_keys_lead_where_a_machine_can_follow() {
    let world = World::migrated().await;
    let keys = foreign_keys(&world).await;
    assert!(keys.len() > 15, "{keys:?}");
    for key in keys {
        let (from, to, own, others, deleted, updated) = &key;
        match (placement(from), placement(to)) {
            (Placement::ByPosting(own_by), Placement::ByPosting(other_by)) => {
                let own = own.iter().position(|column| column == own_by);
                assert!(
                    own.is_some() && own == others.iter().position(|column| column == other_by),
                    "{key:?}"
                );
                assert!(
                    "acr".contains(deleted.as_str()) && "ar".contains(updated.as_str()),
                    "{key:?}"
                );
            }
            (_, Placement::Everywhere) => {
                assert!(
                    from == to || place_in_order(to) < place_in_order(from),
                    "{key:?}"
                );
            }
            (Placement::Coordinator, Placement::Coordinator) => {}
            _ => panic!("no machine could check {key:?}"),
        }
    }
}

/// When a table is made whole everywhere, Citus takes the coordinator's tables that hang together with it by foreign keys into its books, and
/// lets none of those with numbers that count up by themselves out again to be spread.
#[tokio::test]
async fn no_table_that_counts_is_drawn_in_before_its_turn() {
    let world = World::migrated().await;
    let counting = "select distinct attrelid::regclass::text from pg_attribute where attidentity <> ''
        and attrelid in (select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)";
    let counting: BTreeSet<String> = sqlx::query_scalar(counting)
        .fetch_all(world.pool())
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert!(counting.contains("source"));
    let mut beside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to, ..) in foreign_keys(&world).await {
        beside.entry(from.clone()).or_default().insert(to.clone());
        beside.entry(to).or_default().insert(from);
    }
    let mut drawn_in = BTreeSet::new();
    for (table, _) in TABLES
        .iter()
        .filter(|(_, placement)| *placement != Placement::Coordinator)
    {
        assert!(
            !(drawn_in.contains(*table) && counting.contains(*table)),
            "{table}"
        );
        let mut waiting = vec![(*table).to_owned()];
        while let Some(next) = waiting.pop() {
            if drawn_in.insert(next.clone()) {
                waiting.extend(beside.get(&next).into_iter().flatten().cloned());
            }
        }
    }
}

/// Stand-ins of what we ask of Citus: they note the calls, and enter tables as Citus does.
const STAND_INS: &str = "
    create table pg_dist_node (groupid int, isactive boolean, noderole text, shouldhaveshards boolean);
    create table pg_dist_partition (logicalrelid regclass primary key, partmethod \"char\", repmodel \"char\");
    create table asked (id int generated always as identity, call text);
    create function citus_version() returns text language sql as $$ select 'Citus 12.1.6 on a stand-in' $$;
    create function create_reference_table(table_name regclass) returns void language sql as $$
        insert into pg_dist_partition values (table_name, 'n', 't');
        insert into asked (call) values (format('%s everywhere', table_name)) $$;
    create function create_distributed_table(table_name regclass, distribution_column text, distribution_type text default 'hash',
        colocate_with text default 'default', shard_count int default null) returns void language sql as $$
        insert into pg_dist_partition values (table_name, 'h', 's');
        insert into asked (call) values (format('%s by %s with %s in %s', table_name, distribution_column, colocate_with, shard_count)) $$;
    create function create_distributed_function(function_name regprocedure) returns void language sql as $$
        insert into asked (call) values (format('%s', function_name)) $$;";

async fn asked(world: &World) -> Vec<String> {
    let asked = sqlx::query_scalar("select call from asked order by id");
    asked.fetch_all(world.pool()).await.unwrap()
}

fn doctor(world: &World, arguments: &[&str]) -> Output {
    let mut command = waymark(world);
    command
        .current_dir(std::env::temp_dir())
        .arg("doctor")
        .args(arguments);
    command.output().unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn a_coordinator_is_recognised_and_its_tables_are_spread_in_order() {
    let world = World::migrated().await;
    world.execute_unprepared(STAND_INS).await.unwrap();
    let refused = |why: &str| {
        let output = doctor(&world, &["--distribute", "--yes"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(why), "{}", said(&output));
    };
    refused("does not know itself");
    world
        .execute_unprepared("insert into pg_dist_node values (0, true, 'primary', false)")
        .await
        .unwrap();
    refused("no machine to put rows on");
    world.execute_unprepared("insert into pg_dist_node values (1, true, 'primary', true), (2, true, 'primary', true)").await.unwrap();
    let report = shown(&doctor(&world, &[]));
    assert!(
        report.contains("12.1.6, 2 machines for rows, 0 of 11 tables spread"),
        "{report}"
    );
    assert!(
        report.contains("next: this is a Citus coordinator"),
        "{report}"
    );

    // Nobody agrees where nobody can be asked.
    let output = doctor(&world, &["--distribute"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("posting: in 32 shards by id")
            && said(&output).contains("add --yes"),
        "{}",
        said(&output)
    );
    assert_eq!(asked(&world).await, [""; 0]);

    // What an earlier try has done is not done again.
    world
        .execute_unprepared("select create_reference_table('vocabulary'); truncate asked")
        .await
        .unwrap();
    let output = doctor(&world, &["--distribute", "--shards", "64", "--yes"]);
    assert!(output.status.success(), "{}", said(&output));
    let expected = [
        "served_vocabulary everywhere",
        "skill everywhere",
        "region everywhere",
        "source everywhere",
        "company everywhere",
        "serves(integer)",
        "posting by id with none in 64",
        "posting_text by posting_id with posting in ",
        "posting_spell by posting_id with posting in ",
        "posting_detail by posting_id with posting in ",
        "posting_reading by posting_id with posting in ",
    ];
    assert_eq!(asked(&world).await, expected);
    let output = doctor(&world, &["--distribute", "--yes"]);
    assert!(output.status.success() && shown(&output).contains("nothing to do"));
    assert!(shown(&doctor(&world, &[])).contains("11 of 11 tables spread"));
}

#[tokio::test]
async fn tables_are_not_spread_where_that_would_go_wrong() {
    let refused = async |world: &World, why: &str| {
        let output = doctor(world, &["--distribute", "--yes"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(why), "{}", said(&output));
    };
    let world = World::migrated().await;
    refused(&world, "no Citus coordinator").await;
    world.execute_unprepared(STAND_INS).await.unwrap();
    let nodes = "insert into pg_dist_node values (0, true, 'primary', true)";
    world.execute_unprepared(nodes).await.unwrap();

    // Somebody holds the lock of those who write postings, and has a run under way.
    let mut writer = world.pool().acquire().await.unwrap();
    ingest::store::duplicates::try_lock_out(&mut writer)
        .await
        .unwrap();
    refused(&world, "somebody is writing postings").await;
    sqlx::query("insert into run (kind, input, started_at, status) values (0, 'file', now(), $1)")
        .bind(entity::run::Status::Running as i16)
        .execute(&mut *writer)
        .await
        .unwrap();
    refused(&world, "run 1 is under way").await;
    sqlx::raw_sql("delete from run; select pg_advisory_unlock_all()")
        .execute(&mut *writer)
        .await
        .unwrap();

    let old = "create or replace function citus_version() returns text language sql as $$ select 'Citus 11.3.0' $$";
    world.execute_unprepared(old).await.unwrap();
    refused(&world, "12 or newer").await;
    assert_eq!(asked(&world).await, [""; 0]);

    let empty = World::empty().await;
    empty
        .execute_unprepared(&STAND_INS.replace("11.3.0", "12.1.6"))
        .await
        .unwrap();
    empty.execute_unprepared(nodes).await.unwrap();
    refused(&empty, "the schema is not that of this Waymark").await;
}

/// The same jobs told of by two sources, so that half of the postings repeat the other half.
fn repeated() -> String {
    let line = |(source, number): (&str, u32)| {
        format!(
            r#"{{"source":"{source}","id":"{number}","title":"Data Engineer {number}","company":"Company {number}","date":"2026-10-01","format":"text","html_or_text":"What you need for job {number}: Python and SQL in production, Docker every day, and the patience to read what others wrote before you change it."}}"#
        ) + "\n"
    };
    ["one", "other"]
        .iter()
        .flat_map(|source| (0..30).map(|number| line((*source, number))))
        .collect()
}

#[tokio::test]
async fn copies_are_found_alike_on_one_machine_and_on_many() {
    let clusters = async |spread: bool| -> Vec<(i64, i64, bool)> {
        let world = World::new().await;
        if spread {
            // What the writer tells a coordinator by.
            world.execute_unprepared(STAND_INS).await.unwrap();
        }
        binary::import_from_standard_input(&world, &repeated());
        let clusters =
            "select id, canonical_id, cluster_first_seen is not null from posting order by id";
        sqlx::query_as(clusters)
            .fetch_all(world.pool())
            .await
            .unwrap()
    };
    let (one, many) = (clusters(false).await, clusters(true).await);
    assert_eq!(one.len(), 60);
    assert_eq!(
        one.iter()
            .filter(|(id, canonical, _)| id != canonical)
            .count(),
        30
    );
    assert_eq!(one, many);
}

//! Every step of the schema goes up, down and up again.

use ::migration::{Migrator, MigratorTrait};

use crate::world::World;

const TABLES: &str = "select count(*) from information_schema.tables
    where table_schema = 'public' and table_name <> 'seaql_migrations'";

#[tokio::test]
async fn steps_go_up_and_down() {
    let world = World::empty().await;
    Migrator::up(&world.connection, None).await.unwrap();
    let tables = world.number(TABLES).await;
    assert!(tables >= 15, "{tables} tables");
    for left in (0..Migrator::migrations().len()).rev() {
        Migrator::down(&world.connection, Some(1)).await.unwrap();
        let applied = Migrator::get_applied_migrations(&world.connection)
            .await
            .unwrap();
        assert_eq!(applied.len(), left);
    }
    assert_eq!(world.number(TABLES).await, 0);
    Migrator::up(&world.connection, None).await.unwrap();
    assert_eq!(world.number(TABLES).await, tables);
}

#[tokio::test]
async fn the_wide_table_can_be_sharded() {
    let world = World::new().await;
    let foreign = world
        .number("select count(*) from pg_constraint where conrelid = 'posting'::regclass and contype = 'f'")
        .await;
    assert_eq!(
        foreign, 0,
        "a sharded Postgres refuses foreign keys from posting"
    );
    let unique = world
        .number(
            "select count(*) from pg_index where indrelid = 'posting'::regclass and indisunique",
        )
        .await;
    assert_eq!(
        unique, 1,
        "only the key that the table is distributed by may be unique"
    );
}

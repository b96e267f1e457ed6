//! Waymark's schema history: one SQL file up and one down per step.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Applies and reverts the schema's steps in order.
pub struct Migrator;

/// A step that is two SQL scripts; its name is what the history table remembers.
struct SqlStep {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

/// Every step ever released, oldest first; a released step is never edited.
const STEPS: [SqlStep; 15] = [
    SqlStep {
        name: "0001_market",
        up: include_str!("sql/0001_market.up.sql"),
        down: include_str!("sql/0001_market.down.sql"),
    },
    SqlStep {
        name: "0002_roadmap",
        up: include_str!("sql/0002_roadmap.up.sql"),
        down: include_str!("sql/0002_roadmap.down.sql"),
    },
    SqlStep {
        name: "0003_duplicate",
        up: include_str!("sql/0003_duplicate.up.sql"),
        down: include_str!("sql/0003_duplicate.down.sql"),
    },
    SqlStep {
        name: "0004_reread",
        up: include_str!("sql/0004_reread.up.sql"),
        down: include_str!("sql/0004_reread.down.sql"),
    },
    SqlStep {
        name: "0005_skill_identifier",
        up: include_str!("sql/0005_skill_identifier.up.sql"),
        down: include_str!("sql/0005_skill_identifier.down.sql"),
    },
    SqlStep {
        name: "0006_collection",
        up: include_str!("sql/0006_collection.up.sql"),
        down: include_str!("sql/0006_collection.down.sql"),
    },
    SqlStep {
        name: "0007_fetch",
        up: include_str!("sql/0007_fetch.up.sql"),
        down: include_str!("sql/0007_fetch.down.sql"),
    },
    SqlStep {
        name: "0008_forgotten",
        up: include_str!("sql/0008_forgotten.up.sql"),
        down: include_str!("sql/0008_forgotten.down.sql"),
    },
    SqlStep {
        name: "0009_listing",
        up: include_str!("sql/0009_listing.up.sql"),
        down: include_str!("sql/0009_listing.down.sql"),
    },
    SqlStep {
        name: "0010_touched",
        up: include_str!("sql/0010_touched.up.sql"),
        down: include_str!("sql/0010_touched.down.sql"),
    },
    SqlStep {
        name: "0011_pay",
        up: include_str!("sql/0011_pay.up.sql"),
        down: include_str!("sql/0011_pay.down.sql"),
    },
    SqlStep {
        name: "0012_account",
        up: include_str!("sql/0012_account.up.sql"),
        down: include_str!("sql/0012_account.down.sql"),
    },
    SqlStep {
        name: "0013_edition",
        up: include_str!("sql/0013_edition.up.sql"),
        down: include_str!("sql/0013_edition.down.sql"),
    },
    SqlStep {
        name: "0014_progress",
        up: include_str!("sql/0014_progress.up.sql"),
        down: include_str!("sql/0014_progress.down.sql"),
    },
    SqlStep {
        name: "0015_page",
        up: include_str!("sql/0015_page.up.sql"),
        down: include_str!("sql/0015_page.down.sql"),
    },
];

impl MigrationName for SqlStep {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlStep {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(self.down)
            .await?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS
            .into_iter()
            .map(|step| Box::new(step) as Box<dyn MigrationTrait>)
            .collect()
    }
}

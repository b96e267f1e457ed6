//! The indexes of `posting`, away while an empty table is filled. All of it happens in one transaction, so nobody ever finds the table
//! without them.

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};

use crate::store::Error;

/// Every index but those that constraints need, with the statement that makes it. Asked of Postgres, so that no migration is missed.
const INDEXES: &str =
    "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    where i.indrelid = 'posting'::regclass
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    order by i.indexrelid";

/// Makes room for sorting millions of keys at once.
const MEMORY: &str = "set local maintenance_work_mem = '256MB'";

/// Takes them away from the table, which must be empty, and gives the statements that make them again.
pub(super) async fn take_away(connection: &mut PgConnection) -> Result<Vec<String>, Error> {
    // A table that was emptied in the same transaction is written without a log, and without what deleted rows left behind.
    sqlx::query("truncate posting, posting_text")
        .execute(&mut *connection)
        .await?;
    let indexes: Vec<(String, String)> =
        sqlx::query_as(INDEXES).fetch_all(&mut *connection).await?;
    let mut statements = Vec::with_capacity(indexes.len());
    for (name, statement) in indexes {
        sqlx::query(AssertSqlSafe(format!("drop index {name}")))
            .execute(&mut *connection)
            .await?;
        statements.push(statement);
    }
    Ok(statements)
}

/// Makes them again; `progress` hears how many are made, of how many.
pub(super) async fn restore(
    connection: &mut PgConnection,
    statements: &[String],
    mut progress: impl FnMut(usize, usize),
) -> Result<(), Error> {
    sqlx::query(MEMORY).execute(&mut *connection).await?;
    for (done, statement) in statements.iter().enumerate() {
        progress(done, statements.len());
        sqlx::query(AssertSqlSafe(statement.clone()))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

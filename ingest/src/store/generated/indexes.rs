//! The indexes and keys of `posting`, away while an empty table is filled. All of it happens in one transaction, so nobody ever finds
//! the table without them.

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};

use crate::store::Error;

/// What takes each of them away and what makes it again, in the order of taking away. Asked of Postgres, so that no migration is
/// missed: keys of other tables that point here, indexes, then the keys that constraints keep.
const PARTS: &str = "select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
        format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)), 1 as turn, c.oid
    from pg_constraint c where c.contype = 'f' and c.confrelid = 'posting'::regclass
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 2, i.indexrelid from pg_index i
    where i.indrelid = 'posting'::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    union all
    select format('alter table posting drop constraint %I', c.conname),
        format('alter table posting add constraint %I %s', c.conname, pg_get_constraintdef(c.oid)), 3, c.oid
    from pg_constraint c where c.contype in ('p', 'u') and c.conrelid = 'posting'::regclass
    order by turn, oid";

/// Makes room for sorting millions of keys at once.
const MEMORY: &str = "set local maintenance_work_mem = '256MB'";

/// Takes them away from the table, which must be empty, and gives the statements that make them again.
pub(super) async fn take_away(connection: &mut PgConnection) -> Result<Vec<String>, Error> {
    // A table that was emptied in the same transaction is written without a log, and without what deleted rows left behind.
    sqlx::query("truncate posting, posting_text")
        .execute(&mut *connection)
        .await?;
    let parts: Vec<(String, String)> = sqlx::query_as(PARTS).fetch_all(&mut *connection).await?;
    let mut statements = Vec::with_capacity(parts.len());
    for (away, back) in parts {
        sqlx::query(AssertSqlSafe(away))
            .execute(&mut *connection)
            .await?;
        statements.push(back);
    }
    statements.reverse();
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

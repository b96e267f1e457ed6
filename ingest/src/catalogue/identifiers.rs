//! The ids by which others know our skills.

use entity::content::identifier::IdentifierEntry;
use sea_orm::ActiveEnum;
use sea_orm::sqlx::{self, PgConnection};

pub(super) async fn write(
    connection: &mut PgConnection,
    entries: &[IdentifierEntry],
) -> Result<(), sqlx::Error> {
    let all = || entries.iter().flat_map(IdentifierEntry::identifiers);
    sqlx::query("delete from skill_identifier")
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert into skill_identifier (skill_id, scheme, identifier, hot)
         select s.id, i.scheme, i.identifier, i.hot
         from unnest($1::text[], $2::smallint[], $3::text[], $4::boolean[]) as i (slug, scheme, identifier, hot)
         join skill s using (slug)",
    )
    .bind(all().map(|found| found.skill).collect::<Vec<_>>())
    .bind(all().map(|found| found.scheme.to_value()).collect::<Vec<_>>())
    .bind(all().map(|found| found.identifier).collect::<Vec<_>>())
    .bind(all().map(|found| found.hot).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

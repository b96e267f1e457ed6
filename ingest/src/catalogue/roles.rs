//! Roles.

use entity::content::role::RoleEntry;
use sea_orm::sqlx::{self, PgConnection};

pub(super) async fn write(
    connection: &mut PgConnection,
    roles: &[RoleEntry],
) -> Result<(), sqlx::Error> {
    let column = |get: fn(&RoleEntry) -> String| roles.iter().map(get).collect::<Vec<_>>();
    let optional =
        |get: fn(&RoleEntry) -> Option<String>| roles.iter().map(get).collect::<Vec<_>>();
    let slugs = column(|role| role.slug.value.clone());
    sqlx::query(
        "insert into role (slug, title, family, isco08, onet_soc)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         on conflict (slug) do update set title = excluded.title, family = excluded.family, isco08 = excluded.isco08,
         onet_soc = excluded.onet_soc",
    )
    .bind(&slugs)
    .bind(column(|role| role.title.clone()))
    .bind(column(|role| role.family.clone()))
    .bind(optional(|role| role.isco08.clone()))
    .bind(optional(|role| role.onet_soc.clone()))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update role set parent_id = parent.id
         from unnest($1::text[], $2::text[]) as t (slug, parent_slug) left join role parent on parent.slug = t.parent_slug
         where role.slug = t.slug",
    )
    .bind(&slugs)
    .bind(optional(|role| role.parent.as_ref().map(|parent| parent.value.clone())))
    .execute(connection)
    .await?;
    Ok(())
}

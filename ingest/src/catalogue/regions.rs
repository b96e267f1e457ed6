//! Regions.

use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use crate::gazetteer::{Gazetteer, RegionEntry};

pub(super) async fn write(
    connection: &mut PgConnection,
    gazetteer: &Gazetteer,
) -> Result<(), sqlx::Error> {
    let regions: Vec<RegionEntry> = gazetteer.regions().collect();
    let column = |get: fn(&RegionEntry) -> String| regions.iter().map(get).collect::<Vec<_>>();
    let codes = column(|region| region.code.clone());
    let rows: Vec<(String, i32)> = sqlx::query_as(
        "insert into region (code, name, level, population, ancestor_ids)
         select code, name, level, population, '{}'
         from unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[]) as r (code, name, level, population)
         on conflict (code) do update set name = excluded.name, level = excluded.level, population = excluded.population
         returning code, id",
    )
    .bind(&codes)
    .bind(column(|region| region.name.clone()))
    .bind(regions.iter().map(|region| region.level as i16).collect::<Vec<_>>())
    .bind(regions.iter().map(|region| region.population).collect::<Vec<_>>())
    .fetch_all(&mut *connection)
    .await?;
    let ids: FxHashMap<String, i32> = rows.into_iter().collect();
    link(connection, &regions, &ids).await
}

/// Writes the tree, now that every region has its id.
async fn link(
    connection: &mut PgConnection,
    regions: &[RegionEntry],
    ids: &FxHashMap<String, i32>,
) -> Result<(), sqlx::Error> {
    let id = |code: &String| ids.get(code).copied();
    let ancestors = |region: &RegionEntry| {
        let known = region.ancestor_codes.iter().filter_map(id);
        let known: Vec<_> = known.map(|id| id.to_string()).collect();
        format!("{{{}}}", known.join(","))
    };
    sqlx::query(
        "update region set parent_id = t.parent_id, ancestor_ids = t.ancestor_ids::int[]
         from unnest($1::int[], $2::int[], $3::text[]) as t (id, parent_id, ancestor_ids) where region.id = t.id",
    )
    .bind(regions.iter().map(|region| id(&region.code)).collect::<Vec<_>>())
    .bind(regions.iter().map(|region| region.parent_code.as_ref().and_then(id)).collect::<Vec<_>>())
    .bind(regions.iter().map(ancestors).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

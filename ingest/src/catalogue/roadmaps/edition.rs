//! One edition, as rows.

use entity::content::roadmap::{FlatNode, Roadmap};
use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use crate::catalogue::Error;

/// Writes a roadmap as an edition of this number: its row, its nodes and their skills.
pub(super) async fn write(
    connection: &mut PgConnection,
    roadmap: &Roadmap,
    edition: i32,
) -> Result<(), Error> {
    let settled = roadmap.settled();
    let id: i32 = sqlx::query_scalar(
        "insert into roadmap (slug, edition, content_hash, title, summary, role_id, attribution, article, renamed, removed)
         select $1, $2, $3, $4, $5, role.id, $7, $8, $9, $10 from role where role.slug = $6 returning id",
    )
    .bind(&roadmap.slug.value)
    .bind(edition)
    .bind(&roadmap.content_hash)
    .bind(&roadmap.title)
    .bind(&roadmap.summary)
    .bind(&roadmap.role.value)
    .bind(roadmap.attribution.as_ref().map(ToString::to_string))
    .bind(serde_json::to_value(&roadmap.article)?)
    .bind(serde_json::to_value(&settled.renamed)?)
    .bind(serde_json::to_value(&settled.removed)?)
    .fetch_one(&mut *connection)
    .await?;
    let nodes = roadmap.nodes();
    let ids = write_nodes(connection, id, &nodes).await?;
    link_nodes(connection, &nodes, &ids).await?;
    write_skills(connection, &nodes, &ids).await?;
    Ok(())
}

type NodeIds = FxHashMap<String, i32>;

async fn write_nodes(
    connection: &mut PgConnection,
    roadmap_id: i32,
    nodes: &[FlatNode<'_>],
) -> Result<NodeIds, sqlx::Error> {
    let rows: Vec<(String, i32)> = sqlx::query_as(
        "insert into roadmap_node (roadmap_id, ordinal, key, kind, title, summary, importance, month_from, month_to, printed_length)
         select $1, * from unnest($2::int[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::smallint[],
            $8::double precision[], $9::double precision[], $10::text[])
         returning key, id",
    )
    .bind(roadmap_id)
    .bind(nodes.iter().map(|node| node.ordinal).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.key).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.kind as i16).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.title).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.summary).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.importance as i16).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.month_from).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.month_to).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.printed_length).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}

async fn link_nodes(
    connection: &mut PgConnection,
    nodes: &[FlatNode<'_>],
    ids: &NodeIds,
) -> Result<(), sqlx::Error> {
    let id = |key: &str| ids.get(key).copied();
    let requires = |node: &FlatNode<'_>| {
        let known = node.requires.iter().filter_map(|key| id(key));
        let known: Vec<_> = known.map(|id| id.to_string()).collect();
        format!("{{{}}}", known.join(","))
    };
    sqlx::query(
        "update roadmap_node set parent_id = t.parent_id, requires_ids = t.requires_ids::int[]
         from unnest($1::int[], $2::int[], $3::text[]) as t (id, parent_id, requires_ids) where roadmap_node.id = t.id",
    )
    .bind(nodes.iter().map(|node| id(node.key)).collect::<Vec<_>>())
    .bind(nodes.iter().map(|node| node.parent.and_then(id)).collect::<Vec<_>>())
    .bind(nodes.iter().map(requires).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_skills(
    connection: &mut PgConnection,
    nodes: &[FlatNode<'_>],
    ids: &NodeIds,
) -> Result<(), sqlx::Error> {
    let skills: Vec<_> = nodes
        .iter()
        .flat_map(|node| node.skills.iter().map(|skill| (ids.get(node.key), skill)))
        .collect();
    sqlx::query(
        "insert into roadmap_node_skill (node_id, skill_id, ordinal, importance, choice, pick)
         select t.node_id, s.id, t.ordinal, t.importance, t.choice, t.pick
         from unnest($1::int[], $2::text[], $3::int[], $4::smallint[], $5::text[], $6::smallint[])
            as t (node_id, slug, ordinal, importance, choice, pick) join skill s using (slug)",
    )
    .bind(
        skills
            .iter()
            .map(|(node, _)| node.copied())
            .collect::<Vec<_>>(),
    )
    .bind(
        skills
            .iter()
            .map(|(_, skill)| skill.skill)
            .collect::<Vec<_>>(),
    )
    .bind(
        skills
            .iter()
            .map(|(_, skill)| skill.ordinal)
            .collect::<Vec<_>>(),
    )
    .bind(
        skills
            .iter()
            .map(|(_, skill)| skill.importance as i16)
            .collect::<Vec<_>>(),
    )
    .bind(
        skills
            .iter()
            .map(|(_, skill)| skill.choice)
            .collect::<Vec<_>>(),
    )
    .bind(
        skills
            .iter()
            .map(|(_, skill)| skill.pick)
            .collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

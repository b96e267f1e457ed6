//! Keys that a file drops without saying so: progress at them would be lost, so such a file is refused.

use std::collections::BTreeSet;

use entity::content::roadmap::Roadmap;
use entity::suggestion;
use sea_orm::sqlx::{self, PgConnection};

/// A key that an edition has, and a file neither has nor speaks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dropped {
    pub(super) key: String,
    /// The last edition that has it.
    edition: i32,
}

/// The keys of any stored edition that the file drops: somebody may have stopped at an edition long ago.
pub(super) async fn keys(
    connection: &mut PgConnection,
    roadmap: &Roadmap,
) -> Result<Vec<Dropped>, sqlx::Error> {
    let stored: Vec<(String, i32)> = sqlx::query_as(
        "select n.key, max(r.edition) from roadmap r join roadmap_node n on n.roadmap_id = r.id
         where r.slug = $1 group by n.key order by min(r.edition), min(n.ordinal)",
    )
    .bind(&roadmap.slug.value)
    .fetch_all(connection)
    .await?;
    let settled = roadmap.settled();
    let nodes: BTreeSet<&str> = roadmap.nodes().iter().map(|node| node.key).collect();
    let is_dropped = |key: &str| {
        let said = settled.renamed.contains_key(key) || settled.removed.contains_key(key);
        !said && !nodes.contains(key)
    };
    let dropped = stored.into_iter().filter(|(key, _)| is_dropped(key));
    Ok(dropped
        .map(|(key, edition)| Dropped { key, edition })
        .collect())
}

/// What to say to the author; nothing where no key is dropped.
pub(super) fn message(roadmap: &Roadmap, dropped: &[Dropped]) -> Option<String> {
    let (first, others) = dropped.split_first()?;
    let nodes = roadmap.nodes();
    let near = suggestion::nearest(&first.key, nodes.iter().map(|node| node.key));
    let key = &first.key;
    let mut message = format!(
        "node `{key}` of edition {} is dropped without a word: say `{key}: {}` under `renamed` if it has another key now, or \
         `{key}: the reason` under `removed` if it is gone",
        first.edition,
        near.unwrap_or("its new key"),
    );
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(|key| format!("`{}`", key.key)).collect();
        message.push_str("; the same goes for ");
        message.push_str(&others.join(", "));
    }
    Some(message)
}

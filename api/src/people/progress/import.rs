//! Taking over what a document says.
//!
//! Of a node the later word counts, the document's or the present one; so the same document taken over again changes nothing, and an
//! old one takes nothing back.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::progress_change::Kind;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::{
    Change, Document, NodeKey, Refusal,
    document::NodePart,
    skills,
    stand::{Standing, renames, stand},
    word::Word,
    writer::{Sent, Writer},
};
use crate::{
    people::Viewer,
    progress::{Kept, Renames},
};

/// What a document may speak of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The keys of each roadmap's nodes.
    pub(crate) nodes: HashMap<String, HashSet<String>>,
    /// The ids of skills by their slugs.
    pub(crate) skills: HashMap<String, i32>,
    /// How many characters a note may have.
    pub(crate) max_note: usize,
}

/// What was taken over of a document, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Import {
    /// The nodes that stand otherwise for it.
    pub(crate) nodes: Vec<NodeKey>,
    /// The skills that it adds.
    pub(crate) skills: Vec<i32>,
    /// The nodes that it names and that there are none of; the node is left out where the roadmap is unknown.
    pub(crate) unknown: Vec<(String, Option<String>)>,
    /// The nodes whose notes are too long.
    pub(crate) too_long: Vec<NodeKey>,
    /// The skills that it names and that nobody knows.
    pub(crate) unknown_skills: Vec<String>,
    /// What takes it back, if it was done and anything stands otherwise.
    pub(crate) token: Option<String>,
}

/// Takes over what a document says, or tells what that would be.
pub(crate) async fn import(
    database: &DatabaseConnection,
    viewer: &Viewer,
    document: Document,
    known: &Known,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Result<Import, Refusal>, DbErr> {
    let Some(writer) = Writer::begin(database, viewer).await? else {
        return Ok(Err(Refusal::Gone));
    };
    let roadmaps = document.roadmaps();
    let renames = renames(&writer.transaction, roadmaps.clone()).await?;
    let mut import = Import::default();
    let said = import.sort(document, known, &renames, now);
    let standing = stand(&writer.transaction, viewer, Some(&roadmaps)).await?;
    let words = newer(said, &standing);
    import.nodes = words.iter().map(|word| word.of.clone()).collect();
    import.add_only(&writer.transaction, viewer).await?;
    if dry_run {
        return Ok(Ok(import));
    }
    skills::add(&writer.transaction, viewer, import.skills.clone()).await?;
    if words.is_empty() {
        writer.transaction.commit().await?;
        return Ok(Ok(import));
    }
    let sent = Sent {
        kind: Kind::Import,
        roadmap: None,
        key: None,
        request: &[],
        at: now,
        undoes: None,
    };
    let Change { token, .. } = writer.write(&sent, words).await?;
    import.token = Some(token);
    Ok(Ok(import))
}

impl Import {
    /// The words of a document that can be taken over, the latest on each node; the rest is noted down here.
    fn sort(
        &mut self,
        document: Document,
        known: &Known,
        renames: &HashMap<String, Renames>,
        now: DateTime<Utc>,
    ) -> BTreeMap<NodeKey, NodePart> {
        let mut unknown_roadmaps = HashSet::new();
        let mut said: BTreeMap<NodeKey, NodePart> = BTreeMap::new();
        for mut part in document.progress {
            let Some(nodes) = known.nodes.get(&part.roadmap) else {
                if unknown_roadmaps.insert(part.roadmap.clone()) {
                    self.unknown.push((part.roadmap, None));
                }
                continue;
            };
            let renames = renames.get(&part.roadmap);
            let node = renames.map_or(part.node.as_str(), |renames| renames.current(&part.node));
            if !nodes.contains(node) {
                self.unknown.push((part.roadmap, Some(part.node)));
                continue;
            }
            let of = NodeKey {
                node: node.to_owned(),
                roadmap: part.roadmap.clone(),
            };
            part.note = part.note.filter(|note| !note.is_empty());
            let text = part.note.as_deref().unwrap_or_default();
            if text.chars().count() > known.max_note || text.contains('\0') {
                self.too_long.push(of);
                continue;
            }
            // Nothing was said in the future, and nothing later could overtake it.
            part.at = part.at.min(now);
            let later = said.get(&of).is_none_or(|other| other.at < part.at);
            if later {
                said.insert(of, part);
            }
        }
        for slug in document.skills {
            match known.skills.get(&slug) {
                Some(id) => self.skills.push(*id),
                None => self.unknown_skills.push(slug),
            }
        }
        said
    }

    /// Leaves out the skills that the person has already.
    async fn add_only(
        &mut self,
        database: &impl ConnectionTrait,
        viewer: &Viewer,
    ) -> Result<(), DbErr> {
        let mut held: HashSet<i32> = skills::skills(database, viewer)
            .await?
            .into_iter()
            .collect();
        self.skills.retain(|skill| held.insert(*skill));
        Ok(())
    }
}

/// The words that say something else than the present ones, and later.
fn newer(said: BTreeMap<NodeKey, NodePart>, standing: &Standing) -> Vec<Word> {
    let present = |of: &NodeKey| {
        standing
            .get(&of.roadmap)
            .and_then(|kept| kept.get(&of.node))
    };
    let counts = |part: &NodePart, present: Option<&Kept>| match present {
        None => part.state.is_some() || part.note.is_some(),
        Some(present) => {
            present.at < part.at && (present.state != part.state || present.note != part.note)
        }
    };
    said.into_iter()
        .filter(|(of, part)| counts(part, present(of)))
        .map(|(of, part)| Word {
            of,
            state: part.state,
            note: part.note,
            at: part.at,
        })
        .collect()
}

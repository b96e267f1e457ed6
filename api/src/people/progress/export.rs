//! All of a person's data in one document.

use chrono::{DateTime, Utc};
use entity::{account, progress_change::Kind, session, skill};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IsolationLevel, QueryFilter, QueryOrder, TransactionTrait,
};

use super::{
    document::{AccountPart, ChangePart, Document, NodePart, SessionPart, VERSION},
    history, skills, stand,
};
use crate::{people::Viewer, range::Range};

/// All that is kept of a person at one moment; nothing where their account is gone.
pub(crate) async fn export(
    database: &DatabaseConnection,
    viewer: &Viewer,
    now: DateTime<Utc>,
) -> Result<Option<Document>, DbErr> {
    let isolation = Some(IsolationLevel::RepeatableRead);
    let transaction = database
        .begin_with_config(isolation, Some(AccessMode::ReadOnly))
        .await?;
    let account = account::Entity::find_by_id(viewer.account())
        .one(&transaction)
        .await?;
    let Some(account) = account else {
        return Ok(None);
    };
    let document = Document {
        waymark: VERSION,
        account: Some(AccountPart {
            name: account.name,
            created_at: account.created_at,
        }),
        sessions: sessions(&transaction, viewer).await?,
        skills: slugs(&transaction, skills(&transaction, viewer).await?).await?,
        progress: progress(&transaction, viewer).await?,
        history: changes(&transaction, viewer, now).await?,
    };
    transaction.commit().await?;
    Ok(Some(document))
}

async fn sessions(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<Vec<SessionPart>, DbErr> {
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(viewer.account()))
        .order_by_asc(session::Column::CreatedAt)
        .all(database)
        .await?;
    let part = |row: session::Model| SessionPart {
        label: row.label,
        created_at: row.created_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(part).collect())
}

async fn slugs(database: &impl ConnectionTrait, ids: Vec<i32>) -> Result<Vec<String>, DbErr> {
    let rows = skill::Entity::find()
        .filter(skill::Column::Id.is_in(ids))
        .order_by_asc(skill::Column::Slug)
        .all(database)
        .await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

async fn progress(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<Vec<NodePart>, DbErr> {
    let standing = stand(database, viewer, None).await?;
    let mut parts = Vec::new();
    for (roadmap, kept) in standing {
        parts.extend(kept.into_iter().map(|(node, kept)| NodePart {
            roadmap: roadmap.clone(),
            node,
            state: kept.state,
            note: kept.note,
            at: kept.at,
        }));
    }
    parts.retain(|part| part.state.is_some() || part.note.is_some());
    parts.sort_by(|one, other| (&one.roadmap, &one.node).cmp(&(&other.roadmap, &other.node)));
    Ok(parts)
}

async fn changes(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    now: DateTime<Utc>,
) -> Result<Vec<ChangePart>, DbErr> {
    let all = Range {
        after: None,
        before: None,
        limit: usize::MAX,
        backward: true,
    };
    let entries = history(database, viewer, &all, now).await?;
    let change = |entry: super::Entry| ChangePart {
        kind: match entry.kind {
            Kind::Set => "SET",
            Kind::Undo => "UNDO",
            Kind::Reset => "RESET",
            Kind::Import => "IMPORT",
        },
        at: entry.at,
        nodes: entry
            .said
            .into_iter()
            .map(|said| NodePart {
                roadmap: said.roadmap,
                node: said.node,
                state: said.state,
                note: said.note,
                at: said.at,
            })
            .collect(),
    };
    let mut changes: Vec<ChangePart> = entries.items.into_iter().map(change).collect();
    changes.reverse();
    Ok(changes)
}

//! Probes: whether the process lives, and whether it can answer.

use std::time::Duration;

use axum::{
    extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sea_orm::{DbErr, EntityTrait, QuerySelect};
use tokio::time::timeout;

use super::State;
use crate::feed::Kept;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Always says yes: the process lives.
pub(super) async fn lives() -> &'static str {
    "lives\n"
}

/// Says yes if the market is in memory, and the database answers and has the tables.
pub(super) async fn ready(extract::State(state): extract::State<State>) -> Response {
    if let Kept::Loading = state.keeper.kept() {
        let read = state.keeper.read();
        let text = format!("reading the market into memory: {read} postings so far\n");
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    }
    let (status, text) = match timeout(PATIENCE, check(&state)).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(cause)) => {
            tracing::warn!(%cause, "the database is not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database is not ready\n",
            )
        }
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    };
    (status, text).into_response()
}

async fn check(state: &State) -> Result<(), DbErr> {
    let database = &state.database;
    entity::posting::Entity::find()
        .limit(1)
        .one(database)
        .await?;
    entity::skill::Entity::find().limit(1).one(database).await?;
    entity::roadmap::Entity::find()
        .limit(1)
        .one(database)
        .await?;
    Ok(())
}

//! Skills that people say they have.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, FromQueryResult};

use super::{Refusal, writer::Writer};
use crate::{people::Viewer, sql::Sql};

#[derive(FromQueryResult)]
struct Held {
    skill_id: i32,
}

/// The ids of the skills that a person says they have, by the skills' names.
pub(crate) async fn skills(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<Vec<i32>, DbErr> {
    let mut sql = Sql::new(
        "select p.skill_id from profile_skill p join skill s on s.id = p.skill_id where p.account_id = ",
    );
    sql.bind(viewer.account())
        .push(" order by lower(s.name) collate \"C\", s.id");
    let rows = sql.all::<Held>(database).await?;
    Ok(rows.into_iter().map(|row| row.skill_id).collect())
}

/// Makes these the skills that a person has, and no others.
pub(crate) async fn set_skills(
    database: &DatabaseConnection,
    viewer: &Viewer,
    skills: Vec<i32>,
) -> Result<Result<(), Refusal>, DbErr> {
    let Some(writer) = Writer::begin(database, viewer).await? else {
        return Ok(Err(Refusal::Gone));
    };
    let mut sql = Sql::new("delete from profile_skill where account_id = ");
    sql.bind(viewer.account())
        .push(" and skill_id <> all(")
        .bind(skills.clone())
        .push(") returning skill_id");
    sql.all::<Held>(&writer.transaction).await?;
    add(&writer.transaction, viewer, skills).await?;
    writer.transaction.commit().await?;
    Ok(Ok(()))
}

/// Adds skills to those that a person has.
pub(super) async fn add(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    skills: Vec<i32>,
) -> Result<(), DbErr> {
    let mut sql = Sql::new("insert into profile_skill (account_id, skill_id) select ");
    sql.bind(viewer.account())
        .push(", skill from unnest(")
        .bind(skills)
        .push(") skill on conflict do nothing returning skill_id");
    sql.all::<Held>(database).await?;
    Ok(())
}

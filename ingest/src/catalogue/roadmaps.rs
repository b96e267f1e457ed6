//! Roadmaps: a changed file becomes the next edition, older ones stay as they are.

use entity::content::roadmap::{self, Known, Roadmap};
use entity::content::{ContentError, ContentFile};
use sea_orm::sqlx::{self, PgConnection, PgPool};

use super::Error;
use crate::gazetteer::Gazetteer;
use crate::reading::Reader;

mod dropped;
mod edition;
mod preview;

pub use preview::{People, Preview, preview};

/// Reads a file and checks it against the skills, roles and regions that there are.
///
/// # Errors
/// With every mistake, in the order of their places.
pub fn read(reader: &Reader, file: &ContentFile) -> Result<Roadmap, Vec<ContentError>> {
    let gazetteer = Gazetteer::embedded().map_err(|mistake| vec![mistake.clone()])?;
    let skills = reader.vocabulary.skills.iter();
    let roles = reader.roles.iter();
    let known = Known {
        skills: skills.map(|skill| skill.slug.value.as_str()).collect(),
        roles: roles.map(|role| role.slug.value.as_str()).collect(),
        is_region: &|code| gazetteer.region(code).is_some(),
    };
    roadmap::read(file, &known)
}

/// Loads files as the shipped ones are loaded at the start, as one transaction: what a file has changed makes the next edition of its
/// roadmap. The shipped skills and roles must be there.
///
/// # Errors
/// When a file has a mistake or drops a key without saying so, or Postgres refuses; then nothing is loaded.
pub async fn load(pool: &PgPool, reader: &Reader, files: &[ContentFile]) -> Result<(), Error> {
    let mut transaction = super::begin(pool).await?;
    write(&mut transaction, reader, files).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn write(
    connection: &mut PgConnection,
    reader: &Reader,
    files: &[ContentFile],
) -> Result<(), Error> {
    for file in files {
        let roadmap = read(reader, file).map_err(Error::Roadmap)?;
        let latest: Option<(i32, String)> = sqlx::query_as(
            "select edition, content_hash from roadmap where slug = $1 order by edition desc limit 1",
        )
        .bind(&roadmap.slug.value)
        .fetch_optional(&mut *connection)
        .await?;
        let (number, hash) = latest.unwrap_or_default();
        if hash != roadmap.content_hash {
            let dropped = dropped::keys(connection, &roadmap).await?;
            if let Some(message) = dropped::message(&roadmap, &dropped) {
                return Err(file.error(&roadmap.slug, message).into());
            }
            edition::write(connection, &roadmap, number + 1).await?;
        }
    }
    Ok(())
}

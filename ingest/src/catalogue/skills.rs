//! Skills and their spellings.

use entity::content::vocabulary::{SkillEntry, Vocabulary};
use sea_orm::sqlx::{self, PgConnection};

use super::slug_array;

pub(super) async fn write(
    connection: &mut PgConnection,
    vocabulary: &Vocabulary,
) -> Result<(), sqlx::Error> {
    let skills = &vocabulary.skills;
    let column = |get: fn(&SkillEntry) -> String| skills.iter().map(get).collect::<Vec<_>>();
    let slugs = column(|skill| skill.slug.value.clone());
    sqlx::query(
        "insert into skill (slug, name, kind, broader, substitutes)
         select slug, name, kind, broader::text[], substitutes::text[]
         from unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[])
            as s (slug, name, kind, broader, substitutes)
         on conflict (slug) do update set name = excluded.name, kind = excluded.kind, broader = excluded.broader,
         substitutes = excluded.substitutes, retired = false",
    )
    .bind(&slugs)
    .bind(column(|skill| skill.name.clone()))
    .bind(skills.iter().map(|skill| skill.kind as i16).collect::<Vec<_>>())
    .bind(column(|skill| slug_array(skill.broader.iter().map(|b| b.value.as_str()))))
    .bind(column(|skill| slug_array(skill.substitutes.keys().map(String::as_str))))
    .execute(&mut *connection)
    .await?;
    sqlx::query("update skill set retired = true where slug <> all($1) and not retired")
        .bind(&slugs)
        .execute(&mut *connection)
        .await?;
    write_aliases(connection, skills).await?;
    sqlx::query("insert into vocabulary (version) values ($1) on conflict (version) do nothing")
        .bind(&vocabulary.version)
        .execute(&mut *connection)
        .await?;
    // The first one is served from the beginning; a later one once every stored text has been read by it.
    sqlx::query(
        "insert into served_vocabulary (vocabulary_id) select id from vocabulary where version = $1 on conflict do nothing",
    )
    .bind(&vocabulary.version)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_aliases(
    connection: &mut PgConnection,
    skills: &[SkillEntry],
) -> Result<(), sqlx::Error> {
    let (slugs, aliases): (Vec<_>, Vec<_>) = skills
        .iter()
        .flat_map(|skill| {
            let slug = skill.slug.value.clone();
            skill
                .spellings()
                .map(move |(_, spelling)| (slug.clone(), spelling.text))
        })
        .unzip();
    sqlx::query("delete from skill_alias")
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert into skill_alias (skill_id, alias)
         select s.id, a.alias from unnest($1::text[], $2::text[]) as a (slug, alias) join skill s using (slug)
         on conflict do nothing",
    )
    .bind(slugs)
    .bind(aliases)
    .execute(connection)
    .await?;
    Ok(())
}

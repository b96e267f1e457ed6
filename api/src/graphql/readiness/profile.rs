//! Who is measured: a set of skills, put together from what the request says.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Context, Result};
use entity::skill;

use super::{
    super::{
        loader::{SkillSlug, load_many},
        page::count,
        recogniser::recogniser,
        skill::Skill,
        skill_mention::{SkillMention, TextSpan},
    },
    InputRejected, ReadinessInput, own,
};
use crate::{
    Settings,
    failure::quoted,
    readiness::text::{Named, Reading, Recogniser},
};

/// How many skills may be listed.
const MOST_SKILLS: usize = 1_000;

/// What is said to nobody in particular who wants their progress to count.
const NOBODY: &str =
    "useProgress takes a valid token: sign in, and send it as Authorization: Bearer …";

/// How many wrong names are said back.
const MOST_NAMED: usize = 5;

/// Skills that somebody holds, with what their text said.
#[derive(Default)]
pub(super) struct Profile {
    /// The skills by id.
    pub(super) skills: BTreeMap<i32, Arc<skill::Model>>,
    /// What the text names.
    pub(super) recognised: Vec<Recognised>,
    /// What it declines.
    pub(super) declined: Vec<Recognised>,
    /// What it names that nobody knows.
    pub(super) unrecognised: Vec<String>,
}

/// A skill that the text names, with where.
pub(super) struct Recognised {
    skill: Arc<skill::Model>,
    spans: Vec<TextSpan>,
}

impl Recognised {
    /// As it is shown.
    pub(super) fn mention(&self) -> SkillMention {
        SkillMention::told(Skill(Arc::clone(&self.skill)), self.spans.clone())
    }
}

impl Profile {
    /// The ids of its skills.
    pub(super) fn ids(&self) -> HashSet<i32> {
        self.skills.keys().copied().collect()
    }

    /// Adds some skills.
    fn hold(&mut self, skills: impl IntoIterator<Item = Arc<skill::Model>>) {
        let skills = skills.into_iter();
        self.skills.extend(skills.map(|skill| (skill.id, skill)));
    }
}

/// The profile that the input describes, or what is wrong with the input. Further sources of skills are added here.
pub(super) async fn profile(
    ctx: &Context<'_>,
    input: &ReadinessInput,
) -> Result<Result<Profile, InputRejected>> {
    let text = input.text.as_deref().unwrap_or_default();
    if let Err(rejected) = check(input, text, ctx.data::<Settings>()?.max_text_bytes) {
        return Ok(Err(rejected));
    }
    let mut profile = Profile::default();
    let listed = input.skills.as_deref().unwrap_or_default();
    match known(ctx, listed).await? {
        Ok(skills) => profile.hold(skills),
        Err(rejected) => return Ok(Err(rejected)),
    }
    if input.use_progress {
        match own::skills(ctx).await? {
            Some(skills) => profile.hold(skills),
            None => return Ok(Err(InputRejected::because(NOBODY))),
        }
    }
    if !text.is_empty() {
        let reading = recogniser(ctx).await?.read(text);
        tell(ctx, &mut profile, reading).await?;
    }
    Ok(Ok(profile))
}

fn check(input: &ReadinessInput, text: &str, max_bytes: usize) -> Result<(), InputRejected> {
    let listed = input.skills.as_ref().map_or(0, Vec::len);
    let message = if text.len() > max_bytes {
        format!(
            "the text has {} bytes, {max_bytes} at most are read",
            text.len()
        )
    } else if listed > MOST_SKILLS {
        format!("{listed} skills are listed, {MOST_SKILLS} at most are read")
    } else if text.trim().is_empty() && input.skills.is_none() && !input.use_progress {
        "nothing is said about anybody: give a text, or skills, which may be none: [], or set useProgress".to_owned()
    } else {
        return Ok(());
    };
    Err(InputRejected::because(message))
}

/// The skills of some slugs, or which of these are none.
async fn known(
    ctx: &Context<'_>,
    slugs: &[String],
) -> Result<Result<Vec<Arc<skill::Model>>, InputRejected>> {
    let wanted: HashSet<&String> = slugs.iter().collect();
    let keys = wanted.iter().map(|slug| SkillSlug((*slug).clone()));
    let found = load_many(ctx, keys.collect()).await?;
    if found.len() == wanted.len() {
        return Ok(Ok(found));
    }
    let known: HashSet<&str> = found.iter().map(|skill| skill.slug.as_str()).collect();
    let mut strange: Vec<&String> = wanted.into_iter().collect();
    strange.retain(|slug| !known.contains(slug.as_str()));
    strange.sort_unstable();
    let recogniser = recogniser(ctx).await?;
    Ok(Err(InputRejected::because(complaint(
        &strange,
        &recogniser,
    ))))
}

fn complaint(strange: &[&String], recogniser: &Recogniser) -> String {
    let say = |name: &&String| {
        let meant = recogniser.suggestion(name);
        let meant = meant.map(|slug| format!(" (did you mean {}?)", quoted(slug)));
        format!("{}{}", quoted(name), meant.unwrap_or_default())
    };
    let named: Vec<String> = strange.iter().take(MOST_NAMED).map(say).collect();
    let more = strange.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "there is no skill {}{more}; skills are named by their slugs",
        named.join(", ")
    )
}

/// Adds what a text says; skills that are not stored do not count.
async fn tell(ctx: &Context<'_>, profile: &mut Profile, reading: Reading) -> Result<()> {
    let slugs = reading.held.iter().chain(&reading.declined);
    let keys = slugs.map(|named| SkillSlug(named.slug.clone())).collect();
    let skills = load_many(ctx, keys).await?;
    let skills: HashMap<&str, &Arc<skill::Model>> = skills
        .iter()
        .map(|skill| (skill.slug.as_str(), skill))
        .collect();
    let stored = |named: Vec<Named>| -> Vec<Recognised> {
        let recognised = named.into_iter().filter_map(|named| {
            Some(Recognised {
                skill: Arc::clone(skills.get(named.slug.as_str())?),
                spans: spans(named),
            })
        });
        recognised.collect()
    };
    let (recognised, declined) = (stored(reading.held), stored(reading.declined));
    profile.hold(recognised.iter().map(|one| Arc::clone(&one.skill)));
    profile.recognised = recognised;
    profile.declined = declined;
    profile.unrecognised = reading.unrecognised;
    Ok(())
}

fn spans(named: Named) -> Vec<TextSpan> {
    let span = |span: crate::readiness::text::Span| TextSpan {
        start: count(span.start),
        end: count(span.end),
        text: span.text,
    };
    named.spans.into_iter().map(span).collect()
}

//! What is collected of one source: what its card says, and what an operator says instead.

use std::ops::Range;

use entity::suggestion;
use ingest::cadence::Cadence;
use ingest::source::{self, Access, Card, Request, SOURCES, Shipped, Source, Target};
use toml::Spanned;

use super::file::{File, Mistake, SourceSection};
use super::{Environment, Origin, Setting, refused};

/// What is collected of one source.
pub struct SourcePlan {
    /// The source.
    pub source: &'static dyn Source,
    /// Whether it is collected at all.
    pub enabled: Setting<bool>,
    /// Its boards, as the source names them; none for a source that is read as a whole.
    pub boards: Setting<Vec<String>>,
    /// When.
    pub schedule: Setting<Cadence>,
}

impl SourcePlan {
    /// The source's card.
    #[must_use]
    pub fn card(&self) -> &'static Card {
        self.source.card()
    }

    /// Whether an operator has said anything about reading it.
    #[must_use]
    pub fn is_asked_for(&self) -> bool {
        [self.enabled.origin, self.boards.origin].contains(&Origin::File)
    }

    /// The boards to read while the source is enabled; one without a name where it is read as a whole.
    #[must_use]
    pub fn targets(&self) -> Vec<String> {
        if self.enabled.value && self.boards.value.is_empty() && !needs_boards(self.source) {
            vec![String::new()]
        } else if self.enabled.value {
            self.boards.value.clone()
        } else {
            Vec::new()
        }
    }

    /// The environment variables that hold the source's keys, each with whether it is set.
    #[must_use]
    pub fn keys(&self, environment: Environment<'_>) -> Vec<(&'static str, bool)> {
        let keys = match self.card().access {
            Access::Keys(keys) => keys,
            Access::Open | Access::PublicKey { .. } => &[],
        };
        let is_set = |name| environment(name).is_some_and(|value| !value.trim().is_empty());
        let keys = keys.iter().map(|key| key.variable);
        keys.map(|name| (name, is_set(name))).collect()
    }
}

/// What is collected of every source that we know; what the file says of others is a mistake.
pub(super) fn plans(file: &File, contact: &str) -> Result<Vec<SourcePlan>, Mistake> {
    for slug in file.sources.keys() {
        if source::find(slug.get_ref()).is_none() {
            return Err(Mistake::new(slug.span(), no_source(slug.get_ref())));
        }
    }
    let plans = SOURCES.iter().map(|source| {
        let section = file.sources.get(source.card().slug);
        plan(*source, section, contact)
    });
    plans.collect()
}

/// Why there is no source of this name, and which there are.
#[must_use]
pub fn no_source(name: &str) -> String {
    if let Some(why) = refused::why(name) {
        return why;
    }
    let slugs = || SOURCES.iter().map(|source| source.card().slug);
    let question = suggestion::question(name, slugs());
    let slugs: Vec<_> = slugs().collect();
    format!(
        "there is no source `{name}`: {question}there is {}",
        slugs.join(", ")
    )
}

fn plan(
    source: &'static dyn Source,
    section: Option<&Spanned<SourceSection>>,
    contact: &str,
) -> Result<SourcePlan, Mistake> {
    let card = source.card();
    let none = SourceSection::default();
    let (section, place) = match section {
        Some(section) => (section.get_ref(), section.span()),
        None => (&none, Range::default()),
    };
    let boards = match &section.boards {
        Some(boards) => Setting::file(checked_boards(source, boards)?),
        None => Setting::default(Vec::new()),
    };
    let is_listed = !boards.value.is_empty();
    let enabled = match &section.enabled {
        Some(enabled) => Setting::file(*enabled.get_ref()),
        // Who lists a board wants it read.
        None if is_listed => Setting::file(true),
        None => Setting::default(card.shipped == Shipped::On),
    };
    if enabled.value && !is_listed && needs_boards(source) {
        let at = section.enabled.as_ref().map_or(place, Spanned::span);
        let slug = card.slug;
        return Err(Mistake::new(
            at,
            format!(
                "{slug} is read board by board: list some, e.g. boards = [\"NAME\"], or add one with `waymark sources add {slug} NAME`"
            ),
        ));
    }
    let schedule = match &section.schedule {
        Some(schedule) => Setting::file(checked_schedule(card, schedule)?),
        None => Setting::default(Cadence::of(card.pace, &[card.slug, contact])),
    };
    Ok(SourcePlan {
        source,
        enabled,
        boards,
        schedule,
    })
}

fn checked_schedule(card: &Card, schedule: &Spanned<String>) -> Result<Cadence, Mistake> {
    let mistake = |message: String| Mistake::new(schedule.span(), message);
    let cadence: Cadence = schedule.get_ref().parse().map_err(mistake)?;
    let least = card.pace.between_runs;
    match cadence.shortest_gap() {
        Some(gap) if gap < least => Err(mistake(format!(
            "`{cadence}` comes every {gap} minutes at times: {} may be read every {least} minutes at most",
            card.name
        ))),
        _ => Ok(cadence),
    }
}

fn checked_boards(
    source: &dyn Source,
    boards: &Spanned<Vec<Spanned<String>>>,
) -> Result<Vec<String>, Mistake> {
    let mut names: Vec<String> = Vec::new();
    for board in boards.get_ref() {
        let mistake = |message: String| Mistake::new(board.span(), message);
        let name = board.get_ref();
        check_board(source, name).map_err(mistake)?;
        if names.contains(name) {
            return Err(mistake(format!("`{name}` is listed twice")));
        }
        names.push(name.clone());
    }
    Ok(names)
}

/// Whether a source is read board by board only.
#[must_use]
pub fn needs_boards(source: &dyn Source) -> bool {
    source.card().shipped == Shipped::Boards || start(source, "").is_err()
}

/// Whether a source could have a board of this name.
///
/// # Errors
/// With what to do instead.
pub fn check_board(source: &dyn Source, name: &str) -> Result<(), String> {
    let card = source.card();
    if name.trim() != name || name.is_empty() {
        return Err(format!(
            "`{name}` is no board: give its name without spaces around it"
        ));
    }
    if let Some(why) = refused::why(name).filter(|_| name.contains('.')) {
        return Err(why);
    }
    let requests = start(source, name)?;
    // A source that asks the same with a board as without one has none.
    if start(source, "").is_ok_and(|whole| whole == requests) {
        return Err(format!(
            "{} has no boards: it is read as a whole; turn it on with enabled = true",
            card.name
        ));
    }
    Ok(())
}

fn start(source: &dyn Source, board: &str) -> Result<Vec<Request>, String> {
    let target = Target {
        board: board.to_owned(),
        since: None,
    };
    source.start(&target)
}

//! A population in the codes of the columns.

use std::hash::Hash;

use super::{
    super::population::{Basis, Population},
    day::{self, Day},
    dictionary::{Dictionaries, Dictionary, ToValue},
    places::Places,
    segment::Standing,
};

/// For each code of a column whether it is asked for.
#[derive(Clone, Debug)]
pub(super) struct Table(Box<[bool]>);

impl Table {
    fn new(codes: usize) -> Self {
        Self(vec![false; codes].into())
    }

    /// Of so many codes those asked for.
    pub(super) fn of(codes: usize, asked: impl IntoIterator<Item = u32>) -> Self {
        let mut table = Self::new(codes);
        asked.into_iter().for_each(|code| table.insert(code));
        table
    }

    fn insert(&mut self, code: u32) {
        if let Some(asked) = self.0.get_mut(code as usize) {
            *asked = true;
        }
    }

    /// The only code that is asked for, if it is one.
    pub(super) fn only(&self) -> Option<u32> {
        let mut asked = (0..).zip(&self.0).filter(|(_, asked)| **asked);
        let only = asked.next()?.0;
        asked.next().is_none().then_some(only)
    }

    /// Whether a code is asked for.
    pub(super) fn contains(&self, code: u32) -> bool {
        self.0.get(code as usize).copied().unwrap_or(false)
    }
}

/// No row can meet what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nothing;

/// What a row must meet; a part that is absent asks nothing.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) basis: Basis,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) places: Option<Table>,
    pub(super) roles: Option<Table>,
    pub(super) sources: Option<Table>,
    pub(super) companies: Option<Table>,
    pub(super) scopes: Option<Table>,
    pub(super) standings: Option<Table>,
    pub(super) skills_all: Vec<u16>,
    pub(super) skills_any: Vec<u16>,
    pub(super) skills_none: Vec<u16>,
    /// A currency's code and the least amount.
    pub(super) pay_at_least: Option<(u8, i64)>,
}

impl Condition {
    /// The condition that holds for a population's rows, unless it asks for something that no row has.
    pub(super) fn of(population: &Population, codes: &Dictionaries) -> Result<Self, Nothing> {
        let skills = |ids: &[i32]| known(&codes.skills, ids);
        let all = skills(&population.skills_all);
        let any = skills(&population.skills_any);
        if all.len() < population.skills_all.len()
            || any.is_empty() && !population.skills_any.is_empty()
        {
            return Err(Nothing);
        }
        let companies = population.companies.as_ref();
        Ok(Self {
            basis: population.basis,
            from: day::of(population.window.from),
            to: day::of(population.window.to),
            places: places(&codes.places, &population.regions)?,
            roles: roles(&codes.roles, &population.roles)?,
            sources: one_of(&codes.sources, &population.sources)?,
            companies: match companies {
                None => None,
                Some(ids) if ids.is_empty() => return Err(Nothing),
                Some(ids) => one_of(
                    &codes.companies,
                    &ids.iter().copied().map(Some).collect::<Vec<_>>(),
                )?,
            },
            scopes: scopes(&codes.scopes, &population.remote_scope)?,
            standings: standings(&population.seniorities, &population.work_modes),
            skills_all: all,
            skills_any: any,
            skills_none: skills(&population.skills_none),
            pay_at_least: match population.pay_at_least {
                None => None,
                Some((least, currency)) => {
                    let currency = codes.currencies.known(currency).ok_or(Nothing)?;
                    Some((u8::try_from(currency).map_err(|_| Nothing)?, least))
                }
            },
        })
    }

    /// The same of other days.
    pub(super) fn within(&self, from: Day, to: Day) -> Self {
        Self {
            from,
            to,
            ..self.clone()
        }
    }
}

fn known(skills: &Dictionary<i32>, ids: &[i32]) -> Vec<u16> {
    let codes = ids.iter().filter_map(|id| skills.known(id));
    codes.filter_map(|code| u16::try_from(code).ok()).collect()
}

/// The table of the values asked for; absent where nothing is asked.
fn one_of<T>(dictionary: &Dictionary<T>, asked: &[T]) -> Result<Option<Table>, Nothing>
where
    T: Clone + Eq + Hash + ToValue<T>,
{
    if asked.is_empty() {
        return Ok(None);
    }
    let mut codes = asked
        .iter()
        .filter_map(|value| dictionary.known(value))
        .peekable();
    codes.peek().ok_or(Nothing)?;
    Ok(Some(Table::of(dictionary.values().len(), codes)))
}

fn roles(
    dictionary: &Dictionary<Option<i32>>,
    groups: &[Vec<i32>],
) -> Result<Option<Table>, Nothing> {
    let mut asked: Option<Table> = None;
    for group in groups {
        let group: Vec<_> = group.iter().copied().map(Some).collect();
        let table = one_of(dictionary, &group)?;
        asked = both(asked, table);
    }
    Ok(asked)
}

fn places(places: &Places, groups: &[Vec<i32>]) -> Result<Option<Table>, Nothing> {
    let mut asked: Option<Table> = None;
    for group in groups {
        let mut holding = group
            .iter()
            .flat_map(|region| places.holding(*region))
            .copied()
            .peekable();
        holding.peek().ok_or(Nothing)?;
        asked = both(asked, Some(Table::of(places.sets().len(), holding)));
    }
    Ok(asked)
}

fn scopes(
    scopes: &Dictionary<std::sync::Arc<[i32]>>,
    regions: &[i32],
) -> Result<Option<Table>, Nothing> {
    if regions.is_empty() {
        return Ok(None);
    }
    let holds = scopes
        .values()
        .iter()
        .map(|set| set.iter().any(|region| regions.contains(region)));
    let table: Box<[bool]> = holds.collect();
    if table.contains(&true) {
        Ok(Some(Table(table)))
    } else {
        Err(Nothing)
    }
}

fn standings(seniorities: &[i16], work_modes: &[i16]) -> Option<Table> {
    if seniorities.is_empty() && work_modes.is_empty() {
        return None;
    }
    let asks = |asked: &[i16], stored: u8| asked.is_empty() || asked.contains(&i16::from(stored));
    let meets = |standing: &Standing| {
        asks(seniorities, standing.seniority()) && asks(work_modes, standing.work_mode())
    };
    let table = (0..=u8::MAX).map(|standing| meets(&Standing(standing)));
    Some(Table(table.collect()))
}

fn both(one: Option<Table>, other: Option<Table>) -> Option<Table> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let both = one
                .0
                .iter()
                .zip(&other.0)
                .map(|(one, other)| *one && *other);
            Some(Table(both.collect()))
        }
        (one, other) => one.or(other),
    }
}

//! Loaders of statistics: what is asked of the same population, or of several at once, shares a statement.

use std::{collections::HashMap, sync::Arc};

use entity::{posting, region::Level};

use super::{Loader, Reads, grouped};
use crate::{
    demand::{
        count::{SkillTable, Totals},
        duration::Span,
        interval::Proportion,
        panel::{Observation, Observed},
        period::Period,
        place::PlaceCount,
        population::{self, Population, Question},
        statement::{listing, scope},
        together::Companion,
        trend::Series,
    },
    failure::Failure,
};

impl Loader<Question> for Reads {
    // A question with an unknown name fails alone, not with its whole batch.
    type Value = Result<Arc<Population>, Failure>;

    async fn load(&self, keys: &[Question]) -> Result<HashMap<Question, Self::Value>, Failure> {
        Ok(population::resolve(&self.engine, keys, self.today()).await?)
    }
}

/// The size of a population.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TotalsOf(pub(crate) Arc<Population>);

impl Loader<TotalsOf> for Reads {
    type Value = Totals;

    async fn load(&self, keys: &[TotalsOf]) -> Result<HashMap<TotalsOf, Totals>, Failure> {
        let populations: Vec<_> = keys.iter().map(|key| Arc::clone(&key.0)).collect();
        let found = self.engine.totals(&populations).await?;
        Ok(found
            .into_iter()
            .map(|(key, totals)| (TotalsOf(key), totals))
            .collect())
    }
}

/// The skills that a population names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SkillsIn(pub(crate) Arc<Population>);

impl Loader<SkillsIn> for Reads {
    type Value = Arc<SkillTable>;

    async fn load(&self, keys: &[SkillsIn]) -> Result<HashMap<SkillsIn, Self::Value>, Failure> {
        let populations: Vec<_> = keys.iter().map(|key| Arc::clone(&key.0)).collect();
        let found = self.engine.skills(&populations).await?;
        Ok(found
            .into_iter()
            .map(|(key, table)| (SkillsIn(key), table))
            .collect())
    }
}

/// The version of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct VocabularyId(pub(crate) i32);

impl Loader<VocabularyId> for Reads {
    type Value = Arc<str>;

    fn held(&self, key: &VocabularyId) -> Option<Arc<str>> {
        let catalogue = self.engine.market()?.catalogue();
        catalogue.vocabulary(key.0).map(Arc::clone)
    }

    async fn load(
        &self,
        keys: &[VocabularyId],
    ) -> Result<HashMap<VocabularyId, Arc<str>>, Failure> {
        let ids = keys.iter().map(|key| key.0).collect();
        let read = scope::vocabularies(&self.database, ids).await?;
        Ok(read
            .into_iter()
            .map(|(id, version)| (VocabularyId(id), version))
            .collect())
    }
}

/// The share of a population's market whose place is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UnresolvedIn(pub(crate) Arc<Population>);

impl Loader<UnresolvedIn> for Reads {
    type Value = Proportion;

    async fn load(
        &self,
        keys: &[UnresolvedIn],
    ) -> Result<HashMap<UnresolvedIn, Proportion>, Failure> {
        let mut found = HashMap::new();
        for key in keys {
            if let Some(share) = self.engine.unresolved(&key.0).await? {
                found.insert(key.clone(), share);
            }
        }
        Ok(found)
    }
}

/// The monthly series of a skill in a population, with the period as the caller named it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MonthsOf {
    pub(crate) population: Arc<Population>,
    pub(crate) period: Period,
    pub(crate) skill: i32,
}

impl Loader<MonthsOf> for Reads {
    type Value = Arc<Series>;

    async fn load(&self, keys: &[MonthsOf]) -> Result<HashMap<MonthsOf, Self::Value>, Failure> {
        let mut found = HashMap::new();
        let groups = grouped(keys, |key| (Arc::clone(&key.population), key.period));
        for ((population, period), keys) in groups {
            let months = period.months(self.today()).map_err(Failure::Invalid)?;
            let skills = keys.iter().map(|key| key.skill).collect();
            let series = self.engine.series(&population, &months, skills).await?;
            let series = Arc::new(series);
            found.extend(
                keys.into_iter()
                    .map(|key| (key.clone(), Arc::clone(&series))),
            );
        }
        Ok(found)
    }
}

/// The regions of a level that a population lies in, with how many of their postings name a skill.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PlacesIn {
    pub(crate) population: Arc<Population>,
    pub(crate) skill: Option<i32>,
    pub(crate) level: Level,
}

impl Loader<PlacesIn> for Reads {
    type Value = Arc<[PlaceCount]>;

    async fn load(&self, keys: &[PlacesIn]) -> Result<HashMap<PlacesIn, Self::Value>, Failure> {
        let mut found = HashMap::new();
        for key in keys {
            let places = self.engine.places(&key.population, key.skill, key.level);
            found.insert(key.clone(), places.await?.into());
        }
        Ok(found)
    }
}

/// The newest postings of a population that name a skill.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sample {
    pub(crate) population: Arc<Population>,
    pub(crate) limit: i64,
    pub(crate) skill: i32,
}

impl Loader<Sample> for Reads {
    type Value = Vec<Arc<posting::Model>>;

    async fn load(&self, keys: &[Sample]) -> Result<HashMap<Sample, Self::Value>, Failure> {
        let mut found = HashMap::new();
        let groups = grouped(keys, |key| (Arc::clone(&key.population), key.limit));
        for ((population, limit), keys) in groups {
            let skills = keys.iter().map(|key| key.skill).collect();
            let mut samples = listing::sample(&self.database, &population, skills, limit).await?;
            for key in keys {
                if let Some(postings) = samples.remove(&key.skill) {
                    found.insert(key.clone(), postings);
                }
            }
        }
        Ok(found)
    }
}

/// The months in which each source was observed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ObservedIn(pub(crate) Observation);

impl Loader<ObservedIn> for Reads {
    type Value = Arc<Observed>;

    async fn load(&self, keys: &[ObservedIn]) -> Result<HashMap<ObservedIn, Self::Value>, Failure> {
        let mut found = HashMap::new();
        for key in keys {
            let observed = self.engine.observed(&key.0).await?;
            found.insert(key.clone(), Arc::new(observed));
        }
        Ok(found)
    }
}

/// How long the postings of a population were watched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SpansOf(pub(crate) Arc<Population>);

impl Loader<SpansOf> for Reads {
    type Value = Arc<[Span]>;

    async fn load(&self, keys: &[SpansOf]) -> Result<HashMap<SpansOf, Self::Value>, Failure> {
        let populations: Vec<_> = keys.iter().map(|key| Arc::clone(&key.0)).collect();
        let found = self.engine.spans(&populations).await?;
        Ok(found
            .into_iter()
            .map(|(key, spans)| (SpansOf(key), spans.into()))
            .collect())
    }
}

/// The skills that at least the minimum of a population's postings name beside one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TogetherWith {
    pub(crate) population: Arc<Population>,
    pub(crate) skill: i32,
}

impl Loader<TogetherWith> for Reads {
    type Value = Arc<[Companion]>;

    async fn load(
        &self,
        keys: &[TogetherWith],
    ) -> Result<HashMap<TogetherWith, Self::Value>, Failure> {
        let minimum = self.settings.minimum_postings;
        let mut found = HashMap::new();
        for (population, keys) in grouped(keys, |key| Arc::clone(&key.population)) {
            let skills = keys.iter().map(|key| key.skill).collect();
            let mut together = self.engine.together(&population, skills, minimum).await?;
            for key in keys {
                if let Some(companions) = together.remove(&key.skill) {
                    found.insert(key.clone(), companions.into());
                }
            }
        }
        Ok(found)
    }
}

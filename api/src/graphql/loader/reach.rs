//! Loaders of what somebody's skills are worth: which others they stand in for, and how many postings they meet.

use std::{collections::HashMap, sync::Arc};

use super::{Loader, Reads};
use crate::{
    demand::{interval::Proportion, population::Population, reach::Abilities},
    failure::Failure,
    query,
};

/// The skills that one of some skills, by their slugs, partly stands in for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BackedBy(pub(crate) Vec<String>);

impl Loader<BackedBy> for Reads {
    type Value = Vec<i32>;

    fn held(&self, key: &BackedBy) -> Option<Vec<i32>> {
        Some(self.engine.market()?.catalogue().backed_by(&key.0))
    }

    async fn load(&self, keys: &[BackedBy]) -> Result<HashMap<BackedBy, Vec<i32>>, Failure> {
        let mut found = HashMap::new();
        for key in keys {
            let backed = query::skill::backed_by(&self.database, key.0.clone()).await?;
            found.insert(key.clone(), backed);
        }
        Ok(found)
    }
}

/// The share of a population's postings of which enough skills are met.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReachIn {
    pub(crate) population: Arc<Population>,
    pub(crate) abilities: Arc<Abilities>,
}

impl Loader<ReachIn> for Reads {
    type Value = Proportion;

    async fn load(&self, keys: &[ReachIn]) -> Result<HashMap<ReachIn, Proportion>, Failure> {
        let mut found = HashMap::new();
        for key in keys {
            let reach = self.engine.reach(&key.population, &key.abilities).await?;
            found.extend(reach.map(|reach| (key.clone(), reach)));
        }
        Ok(found)
    }
}

//! Loaders of what postings are paid: all skills of a list share a statement.

use std::{collections::HashMap, sync::Arc};

use super::{Loader, Reads, grouped};
use crate::{
    demand::{exchange::Exchange, pay::PayTable, population::Population, premium::Strata},
    failure::Failure,
};

/// The pay of a population, and of those of its postings that name a skill where one is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PayIn {
    pub(crate) population: Arc<Population>,
    /// The currency that all pay is converted into; none where each stays for itself.
    pub(crate) into: Option<&'static str>,
    pub(crate) skill: Option<i32>,
}

impl Loader<PayIn> for Reads {
    type Value = Arc<PayTable>;

    async fn load(&self, keys: &[PayIn]) -> Result<HashMap<PayIn, Self::Value>, Failure> {
        let mut found = HashMap::new();
        let groups = grouped(keys, |key| (Arc::clone(&key.population), key.into));
        for ((population, into), keys) in groups {
            let exchange = into.map(Exchange::into_currency).transpose()?;
            let skills = keys.iter().filter_map(|key| key.skill).collect();
            let table = self.engine.pay(&population, exchange.as_ref(), skills);
            let table = Arc::new(table.await?);
            found.extend(
                keys.into_iter()
                    .map(|key| (key.clone(), Arc::clone(&table))),
            );
        }
        Ok(found)
    }
}

/// The strata in which a population's pay with and without a skill is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StrataOf {
    pub(crate) population: Arc<Population>,
    pub(crate) skill: i32,
}

impl Loader<StrataOf> for Reads {
    type Value = Arc<Strata>;

    async fn load(&self, keys: &[StrataOf]) -> Result<HashMap<StrataOf, Self::Value>, Failure> {
        let mut found = HashMap::new();
        for (population, keys) in grouped(keys, |key| Arc::clone(&key.population)) {
            let skills = keys.iter().map(|key| key.skill).collect();
            let mut strata = self.engine.strata(&population, skills).await?;
            for key in keys {
                if let Some(strata) = strata.remove(&key.skill) {
                    found.insert(key.clone(), Arc::new(strata));
                }
            }
        }
        Ok(found)
    }
}

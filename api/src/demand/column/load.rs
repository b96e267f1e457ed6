//! Reading the whole market into columns.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use sea_orm::DatabaseConnection;

use super::{
    builder::Builder,
    catalogue::Catalogue,
    day,
    dictionary::Dictionaries,
    market::{Market, Slot},
    read::{Failed, rows, snapshot},
    segment::MAX_ROWS,
};

/// How many rows of a month wait until they are made segments: sorting more at once puts more of a region side by side, and
/// holds more memory.
const WAITING: usize = 4 * MAX_ROWS;

/// Reads the whole market as it is now; `progress` is told how many postings have been read, every so often.
pub(crate) async fn load(
    database: &DatabaseConnection,
    progress: impl Fn(usize),
) -> Result<Market, Failed> {
    let catalogue = Catalogue::load(database).await?;
    let codes = RwLock::new(Dictionaries::new(catalogue.countries()));
    let (mut transaction, state) = snapshot(database).await?;
    let mut months: FxHashMap<u16, Builder> = FxHashMap::default();
    let mut slots = Vec::new();
    let mut read = 0;
    let take = |row: super::segment::Row<'_>, codes: &Dictionaries| {
        let month = months.entry(day::month(row.first).0).or_default();
        month.push(row);
        if month.len() == WAITING {
            slots.extend(month.cells(&codes.places).into_iter().map(Slot::new));
        }
        read += 1;
        if read % MAX_ROWS == 0 {
            progress(read);
        }
    };
    rows(&mut transaction, state.vocabulary, None, &codes, take).await?;
    transaction.commit().await?;
    for (_, mut month) in months {
        let codes = codes.read().unwrap_or_else(PoisonError::into_inner);
        slots.extend(month.cells(&codes.places).into_iter().map(Slot::new));
    }
    Ok(Market {
        slots: slots.into_iter().map(Arc::new).collect(),
        dictionaries: Arc::new(codes),
        catalogue: Arc::new(catalogue),
        state,
    })
}

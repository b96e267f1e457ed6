//! The cities: 34,000 rows that share one text for their names.

/// What is kept of a city besides its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct City {
    /// `GeoNames` id.
    pub(super) id: u32,
    /// Its subdivision, or its country where the subdivision has no ISO code.
    pub(super) area: u32,
    pub(super) population: u32,
    /// Id of the far larger city that it is a quarter of.
    pub(super) around: Option<u32>,
    name_start: u32,
    name_end: u32,
}

impl City {
    pub(super) fn new(id: u32, area: u32, population: u32, around: Option<u32>) -> Self {
        Self {
            id,
            area,
            population,
            around,
            name_start: 0,
            name_end: 0,
        }
    }
}

/// All cities, the largest first.
#[derive(Debug, Default)]
pub(super) struct Cities {
    rows: Vec<City>,
    names: String,
    /// Rows by id.
    by_id: Vec<(u32, u32)>,
}

impl Cities {
    /// Adds a city; where its name stands is filled in.
    pub(super) fn push(&mut self, name: &str, city: City) {
        let name_start = position(self.names.len());
        self.names.push_str(name);
        self.rows.push(City {
            name_start,
            name_end: position(self.names.len()),
            ..city
        });
    }

    /// To be called after the last `push`.
    pub(super) fn index(&mut self) {
        let mut by_id: Vec<_> = self.rows.iter().map(|city| city.id).zip(0..).collect();
        by_id.sort_unstable();
        self.by_id = by_id;
        self.rows.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    pub(super) fn get(&self, row: u32) -> &City {
        &self.rows[row as usize]
    }

    pub(super) fn name(&self, row: u32) -> &str {
        let city = self.get(row);
        &self.names[city.name_start as usize..city.name_end as usize]
    }

    pub(super) fn row(&self, id: u32) -> Option<u32> {
        let at = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.by_id[at].1)
    }

    pub(super) fn count(&self) -> u32 {
        position(self.rows.len())
    }
}

/// Tables here stay far below 4 GB.
fn position(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

//! Demand by region: the places of a level inside a population's regions.

use std::cmp::Reverse;

use sea_orm::FromQueryResult;

/// One region's part of a population; a posting with several places counts once in each of them.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct PlaceCount {
    /// The region.
    pub(crate) id: i32,
    /// Its code.
    pub(crate) code: String,
    /// Postings there.
    pub(crate) postings: i64,
    /// Those that name the skill; 0 where none was asked about.
    pub(crate) naming: i64,
}

/// Puts them in order of share, the largest first; the share is the part of the region's postings that names the skill,
/// or the region's part of all postings where there is no skill.
pub(crate) fn by_share(places: &mut [PlaceCount], with_skill: bool) {
    places.sort_by_cached_key(|place| (Reverse(rate(place, with_skill)), place.code.clone()));
}

/// The share in units of 10⁻¹², as a number that cursors can carry.
pub(crate) fn rate(place: &PlaceCount, with_skill: bool) -> i64 {
    if !with_skill {
        return place.postings;
    }
    let scaled = i128::from(place.naming) * 1_000_000_000_000 / i128::from(place.postings.max(1));
    i64::try_from(scaled).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: i32, code: &str, postings: i64, naming: i64) -> PlaceCount {
        PlaceCount {
            id,
            code: code.into(),
            postings,
            naming,
        }
    }

    #[test]
    fn a_skill_orders_by_share_and_no_skill_by_size() {
        let mut places = [
            place(1, "AA", 100, 10),
            place(2, "BB", 50, 25),
            place(3, "CC", 200, 20),
        ];
        by_share(&mut places, true);
        assert_eq!(places.each_ref().map(|place| place.id), [2, 1, 3]);
        by_share(&mut places, false);
        assert_eq!(places.each_ref().map(|place| place.id), [3, 1, 2]);
    }
}

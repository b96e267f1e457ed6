//! How many postings somebody with some skills can answer.

/// Postings that name fewer skills say too little to be judged by them.
pub(crate) const FEWEST_SKILLS: i32 = 4;

/// Skills that somebody holds, and skills that a held one partly stands in for; no skill is in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Abilities {
    /// Held.
    pub(crate) held: Vec<i32>,
    /// Half met.
    pub(crate) adjacent: Vec<i32>,
}

/// Whether 70 % of a posting's skills are met, an adjacent one counting half.
pub(crate) fn meets(named: usize, held: usize, adjacent: usize) -> bool {
    5 * (2 * held + adjacent) >= 7 * named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_of_ten_are_enough() {
        assert!(meets(10, 7, 0) && meets(10, 6, 2) && meets(4, 3, 0) && meets(5, 3, 1));
        assert!(!meets(10, 6, 1) && !meets(4, 2, 1) && !meets(5, 3, 0) && !meets(4, 0, 4));
    }
}

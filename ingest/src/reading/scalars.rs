//! Positions in a text as clients count them.

/// Some byte positions of a text with their count of Unicode scalar values, made in one pass.
pub(super) struct Scalars {
    bytes: Vec<usize>,
    scalars: Vec<i32>,
}

impl Scalars {
    /// Counts for these positions, which lie on characters.
    pub(super) fn new(text: &str, mut bytes: Vec<usize>) -> Self {
        bytes.sort_unstable();
        let (mut at, mut total) = (0, 0_i32);
        let count = |byte: &usize| {
            let more = text.get(at..*byte).map_or(0, |part| part.chars().count());
            total = total.saturating_add(i32::try_from(more).unwrap_or(i32::MAX));
            at = *byte;
            total
        };
        let scalars = bytes.iter().map(count).collect();
        Self { bytes, scalars }
    }

    /// The count of one of the positions.
    pub(super) fn of(&self, byte: usize) -> i32 {
        let at = self.bytes.partition_point(|known| *known < byte);
        self.scalars.get(at).copied().unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_once_however_many_bytes_they_take() {
        let scalars = Scalars::new("Größe 🚀 Go", vec![13, 15, 0, 7]);
        assert_eq!([0, 7, 13, 15].map(|byte| scalars.of(byte)), [0, 5, 8, 10]);
    }
}

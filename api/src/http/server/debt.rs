//! How long a client has let us wait while it takes in what it asked for.

use tokio::time::{Duration, Instant};

/// How many bytes of taking in make up for a second of letting us wait.
const BYTES_PER_SECOND: u32 = 16_384;

/// The time a client has let us wait, less what it has made up for by taking in bytes. Merely to count since the last byte would hold a
/// client that takes one now and then for ever; a deadline for the whole answer would cut off streams that last for hours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Debt {
    owed: Duration,
    waiting: Option<Instant>,
}

impl Debt {
    /// The client takes nothing; until when that is borne with.
    pub(super) fn waits(&mut self, now: Instant, patience: Duration) -> Instant {
        let since = *self.waiting.get_or_insert(now);
        since + patience.saturating_sub(self.owed)
    }

    /// The client has taken so many bytes.
    pub(super) fn taken(&mut self, now: Instant, bytes: usize) {
        let waited = self
            .waiting
            .take()
            .map_or(Duration::ZERO, |since| now - since);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * bytes / BYTES_PER_SECOND;
        self.owed = (self.owed + waited).saturating_sub(earned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// After how many seconds a client is given up that takes so many bytes every second, and waits in between.
    fn given_up(bytes: usize) -> Option<u32> {
        let (mut debt, mut now) = (Debt::default(), Instant::now());
        (1..1_000).find(|_| {
            let end = debt.waits(now, PATIENCE);
            now += Duration::from_secs(1);
            let is_over = now >= end;
            debt.taken(now, bytes);
            is_over
        })
    }

    #[test]
    fn whoever_takes_too_little_is_given_up() {
        assert_eq!(given_up(0), Some(10));
        assert_eq!(given_up(1), Some(11));
        assert_eq!(given_up(8_192), Some(19));
        assert_eq!(given_up(16_384), None);
        assert_eq!(given_up(usize::MAX), None);
    }

    #[test]
    fn waiting_goes_on_where_it_began() {
        let (mut debt, now) = (Debt::default(), Instant::now());
        let end = debt.waits(now, PATIENCE);
        assert_eq!(debt.waits(now + PATIENCE / 2, PATIENCE), end);
    }
}

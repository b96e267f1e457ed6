//! How much is executed: at a time for all, and in a minute for each address.

use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::refusal::Refusal;
use crate::{Settings, people::network};

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// After how long somebody who had no turn may try again.
const AGAIN: Duration = Duration::from_secs(1);

/// How many addresses are remembered before those are forgotten that have asked for nothing lately.
const MANY: usize = 50_000;

/// What each address has asked for.
type Accounts = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>;

/// Lets requests in.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    turns: Arc<Semaphore>,
    patience: Duration,
    accounts: Option<Arc<Accounts>>,
}

impl Gate {
    /// One with these limits.
    pub(super) fn new(settings: &Settings) -> Self {
        let accounts = NonZeroU32::new(settings.cost_per_minute).map(|cost| {
            // Whatever a request may cost, somebody who waits for long enough may ask it.
            let most = u32::try_from(settings.max_complexity).ok();
            let most = most.and_then(NonZeroU32::new).unwrap_or(cost);
            let quota = Quota::per_minute(cost).allow_burst(cost.max(most));
            Arc::new(Accounts::hashmap(quota))
        });
        Self {
            turns: Arc::new(Semaphore::new(settings.max_requests)),
            patience: PATIENCE,
            accounts,
        }
    }

    /// Charges an address for what it asks. Programs on this machine are their operator's own, and whose address is not known is not
    /// asked to pay for others.
    pub(super) fn charge(&self, address: Option<IpAddr>, cost: usize) -> Result<(), Refusal> {
        let address = address.map(|address| address.to_canonical());
        let Some((accounts, address)) = self.accounts.as_ref().zip(address) else {
            return Ok(());
        };
        if address.is_loopback() {
            return Ok(());
        }
        let cost = u32::try_from(cost).ok().and_then(NonZeroU32::new);
        let cost = cost.unwrap_or(NonZeroU32::MIN);
        if accounts.len() > MANY {
            accounts.retain_recent();
        }
        match accounts.check_key_n(&network(address), cost) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(Refusal::rate(
                until.wait_time_from(DefaultClock::default().now()),
            )),
            // The price of a request is bounded by what the account holds.
            Err(_) => Err(Refusal::rate(AGAIN)),
        }
    }

    /// Waits for a turn, which lasts until it is dropped.
    pub(super) async fn enter(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let turns = || Arc::clone(&self.turns);
        if let Ok(turn) = turns().try_acquire_owned() {
            return Ok(turn);
        }
        match timeout(self.patience, turns().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Refusal::overloaded(AGAIN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn gate(cost_per_minute: u32) -> Gate {
        Gate::new(&Settings {
            cost_per_minute,
            max_complexity: 50,
            max_requests: 1,
            ..Settings::new(|| DateTime::UNIX_EPOCH)
        })
    }

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn each_network_has_an_account_of_its_own() {
        let gate = gate(60);
        assert_eq!(gate.charge(Some(at("192.0.2.1")), 60), Ok(()));
        let refused = gate.charge(Some(at("::ffff:192.0.2.1")), 30).unwrap_err();
        let wait = refused.retry_after.unwrap();
        assert!((25..=30).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(gate.charge(Some(at("192.0.2.2")), 60), Ok(()));
        assert_eq!(gate.charge(Some(at("2001:db8::1")), 60), Ok(()));
        assert!(gate.charge(Some(at("2001:db8::ffff")), 60).is_err());
        assert_eq!(gate.charge(Some(at("2001:db8:0:1::1")), 60), Ok(()));
    }

    #[test]
    fn the_dearest_request_can_be_paid_for() {
        assert_eq!(gate(1).charge(Some(at("192.0.2.1")), 50), Ok(()));
    }

    #[test]
    fn some_are_not_asked_to_pay() {
        for address in [
            None,
            Some(at("127.0.0.1")),
            Some(at("::1")),
            Some(at("::ffff:127.0.0.1")),
        ] {
            assert_eq!(gate(1).charge(address, 1_000), Ok(()));
        }
        assert_eq!(gate(0).charge(Some(at("192.0.2.1")), 1_000), Ok(()));
    }

    #[tokio::test]
    async fn who_waits_in_vain_is_told_when_to_come_back() {
        let patience = Duration::from_millis(10);
        let gate = Gate {
            patience,
            ..gate(0)
        };
        let turn = gate.enter().await.unwrap();
        let refused = gate.enter().await.unwrap_err();
        assert_eq!(refused.retry_after_seconds(), Some(1));
        drop(turn);
        assert!(gate.enter().await.is_ok());
    }
}

//! How many requests to one host are under way at the same time in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lets a few in at a time, for each host.
pub(super) struct Gates {
    per_host: usize,
    hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Leave to ask, held until the answer has been read.
pub(super) struct Permit {
    // Keeps the host's semaphore alive as well, so that others find the same one.
    _permit: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// Gates that let so many in at a time, at least one.
    pub(super) fn new(per_host: usize) -> Self {
        Self {
            per_host: per_host.clamp(1, Semaphore::MAX_PERMITS),
            hosts: Mutex::default(),
        }
    }

    /// Waits until a host may be asked by one more.
    pub(super) async fn enter(&self, host: &str) -> Permit {
        // It is never closed, so the wait never fails.
        let permit = self.gate(host).acquire_owned().await.ok();
        Permit { _permit: permit }
    }

    fn gate(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = hosts.get(host).and_then(Weak::upgrade) {
            return gate;
        }
        // Hosts come by the thousand in a crawl; those that nobody asks are forgotten when room would be needed.
        if hosts.len() == hosts.capacity() {
            hosts.retain(|_, gate| gate.strong_count() > 0);
        }
        let gate = Arc::new(Semaphore::new(self.per_host));
        hosts.insert(host.to_owned(), Arc::downgrade(&gate));
        gate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_so_many_are_let_in_and_idle_hosts_are_forgotten() {
        let gates = Gates::new(2);
        let first = gates.enter("a").await;
        let _second = gates.enter("a").await;
        assert_eq!(gates.gate("a").available_permits(), 0);
        drop(first);
        assert_eq!(gates.gate("a").available_permits(), 1);
        for number in 0..10_000 {
            gates.enter(&number.to_string()).await;
        }
        let known = gates.hosts.lock().unwrap().len();
        assert!(known < 100, "{known}");
        assert_eq!(gates.gate("a").available_permits(), 1);
    }
}

//! How many connections there may be, of one address and of all.

use std::{
    collections::HashMap,
    net::IpAddr,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::course::Course;
use crate::people::network;

/// The places for connections. Where all are taken, a new connection gets the place of the one that has waited longest for a request:
/// of its own address if that has too many, so that a flood from one address takes nothing from others.
#[derive(Debug)]
pub(in crate::http) struct Places {
    most: usize,
    most_of_one: usize,
    taken: Mutex<Taken>,
    emptied: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    count: usize,
    by_network: HashMap<IpAddr, Vec<Arc<Course>>>,
}

impl Places {
    /// So many, of which one address may have so many.
    pub(in crate::http) fn new(most: usize, most_of_one: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_of_one,
            taken: Mutex::default(),
            emptied: Notify::new(),
        })
    }

    /// A place for a connection from an address, if there is one or somebody can be asked to leave.
    pub(in crate::http) fn take(
        self: &Arc<Self>,
        address: IpAddr,
        course: Arc<Course>,
    ) -> Option<Place> {
        let network = network(address);
        let mut taken = self.taken();
        let own = taken.by_network.get(&network).map_or(0, Vec::len);
        let has_room = if own >= self.most_of_one {
            taken.dismiss_of(network)
        } else {
            taken.count < self.most || taken.dismiss()
        };
        if !has_room {
            return None;
        }
        taken.count += 1;
        let of_network = taken.by_network.entry(network).or_default();
        of_network.push(Arc::clone(&course));
        Some(Place {
            places: Arc::clone(self),
            network,
            course,
        })
    }

    /// How many places are taken.
    pub(in crate::http) fn count(&self) -> usize {
        self.taken().count
    }

    /// Takes the place of the connection that has waited longest for a request, if any waits.
    pub(super) fn free(&self) -> bool {
        self.taken().dismiss()
    }

    /// Completes once no place is taken.
    pub(super) async fn emptied(&self) {
        let mut emptied = pin!(self.emptied.notified());
        while self.taken().count > 0 {
            emptied.as_mut().await;
            emptied.set(self.emptied.notified());
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn dismiss(&mut self) -> bool {
        let waiting = self.by_network.iter().filter_map(|(network, courses)| {
            let since = courses.iter().filter_map(|course| course.waits_since());
            Some((since.min()?, *network))
        });
        waiting
            .min()
            .is_some_and(|(_, network)| self.dismiss_of(network))
    }

    fn dismiss_of(&mut self, network: IpAddr) -> bool {
        let courses = self.by_network.get(&network).into_iter().flatten();
        let waiting = courses.filter_map(|course| Some((course.waits_since()?, course)));
        let longest = waiting.min_by_key(|(since, _)| *since);
        let Some(course) = longest.map(|(_, course)| Arc::clone(course)) else {
            return false;
        };
        course.dismiss();
        self.remove(network, &course);
        true
    }

    fn remove(&mut self, network: IpAddr, course: &Arc<Course>) {
        let Some(courses) = self.by_network.get_mut(&network) else {
            return;
        };
        let Some(index) = courses.iter().position(|other| Arc::ptr_eq(other, course)) else {
            return;
        };
        courses.swap_remove(index);
        if courses.is_empty() {
            self.by_network.remove(&network);
        }
        self.count -= 1;
    }
}

/// The place of one connection, which is free again once this is dropped.
#[derive(Debug)]
pub(in crate::http) struct Place {
    places: Arc<Places>,
    network: IpAddr,
    course: Arc<Course>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.remove(self.network, &self.course);
        if taken.count == 0 {
            self.places.emptied.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn from(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    fn take(places: &Arc<Places>, last: u8) -> (Option<Place>, Arc<Course>) {
        let course = Arc::new(Course::fresh());
        (places.take(from(last), Arc::clone(&course)), course)
    }

    async fn is_dismissed(course: &Course) -> bool {
        let moment = std::time::Duration::from_millis(1);
        let dismissed = tokio::time::timeout(moment, course.dismissed()).await;
        dismissed.is_ok()
    }

    #[tokio::test]
    async fn an_address_with_too_many_gives_up_its_own() {
        let places = Places::new(10, 2);
        let (other, others) = take(&places, 2);
        let (first, oldest) = take(&places, 1);
        let (second, _) = take(&places, 1);
        let (third, _) = take(&places, 1);
        assert!(other.is_some() && first.is_some() && second.is_some() && third.is_some());
        assert!(is_dismissed(&oldest).await);
        assert!(!is_dismissed(&others).await);
        assert_eq!(places.taken().count, 3);
        drop(first);
        assert_eq!(places.taken().count, 3, "its place is another's already");
        drop((other, second, third));
        assert_eq!(places.taken().count, 0);
        assert!(places.taken().by_network.is_empty());
    }

    #[tokio::test]
    async fn a_full_server_gives_up_what_waits_longest_and_nothing_that_is_asked() {
        let places = Places::new(2, 2);
        let (_first, oldest) = take(&places, 1);
        let (_second, younger) = take(&places, 2);
        oldest.asked();
        let (_third, last) = take(&places, 3);
        assert!(is_dismissed(&younger).await);
        last.asked();
        assert!(take(&places, 4).0.is_none());
        assert!(!places.free());
        oldest.answered();
        assert!(places.free());
        assert!(is_dismissed(&oldest).await);
    }
}

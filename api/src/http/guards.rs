//! The guards apart from what they guard, so that benchmarks can tell what they cost.

use std::net::{IpAddr, Ipv4Addr};

use async_graphql::{Request, Variables, parser::parse_query};

use super::{Service, State, identity::Sender};
use crate::feed::Kept;

/// Whom the requests come from: an address of nobody, which is charged as a stranger's is.
const ADDRESS: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));

/// A service that is asked without HTTP.
#[derive(Clone)]
pub struct Guarded {
    state: State,
}

impl Guarded {
    /// A service with its guards.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self {
            state: service.state(),
        }
    }

    /// Whether the market is in memory, if it is to be.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !matches!(self.state.keeper.kept(), Kept::Loading)
    }

    /// Lets a request pass all guards, and tells what it is said to cost; nothing where one refuses it.
    pub async fn pass(&self, document: &str, variables: &serde_json::Value) -> Option<usize> {
        let prepared = self.state.prepare(request(document, variables)).ok()?;
        self.state.gate.charge(ADDRESS, prepared.cost).ok()?;
        let _turn = self.state.gate.enter().await.ok()?;
        Some(prepared.cost)
    }

    /// Answers a request that passes all guards, as JSON; nothing where one refuses it, or something in it fails.
    pub async fn answer(&self, document: &str, variables: &serde_json::Value) -> Option<Vec<u8>> {
        let prepared = self.state.prepare(request(document, variables)).ok()?;
        let sender = Sender {
            token: None,
            address: ADDRESS,
        };
        let engine = self.state.engine();
        let answer = self.state.execute(&engine, &sender, &prepared).await.ok()?;
        let answer = Some(answer).filter(|answer| answer.errors.is_empty())?;
        serde_json::to_vec(&answer).ok()
    }
}

/// Parses a document, as a server without guards has to, and tells whether it could.
#[must_use]
pub fn parses(document: &str) -> bool {
    parse_query(document).is_ok()
}

fn request(document: &str, variables: &serde_json::Value) -> Request {
    Request::new(document).variables(Variables::from_json(variables.clone()))
}

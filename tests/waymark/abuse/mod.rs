//! Questions by the thousand, made from the schema itself: valid ones, broken ones and hostile ones. Whatever is sent, an answer comes that
//! says what is wrong by a code, and the process lives.
//!
//! `ABUSE` says how many are made (a few hundred unless it is set), `SEED` where they begin.

mod arguments;
mod bodies;
mod bombs;
mod generated;
mod generator;
mod literal;
mod mutant;
mod names;
mod process;
mod schema;
mod subscriptions;
mod verdict;

use api::Settings;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use self::{names::Names, schema::Schema, verdict::Verdict};
use crate::{
    graphql::{
        fixture, graph,
        server::{Server, clock},
    },
    people::person::Person,
    world::World,
};

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a whole number"))
}

/// How many questions are made where so many are enough for every day.
fn many(default: u64) -> u64 {
    number("ABUSE", default)
}

/// Where chance begins.
fn seed() -> u64 {
    number("SEED", 7)
}

/// Two servers over one market, of which one counts by SQL and the other from columns, and all that can be asked of them.
struct Victim {
    server: Server,
    beside: String,
    schema: Schema,
    names: Names,
    person: Person,
}

impl Victim {
    async fn new() -> Self {
        verdict::watch_panics();
        let database = World::migrated().await;
        fill(&database).await;
        // All comes from one address, which asks for more in a minute than any client.
        let counting = Settings {
            in_memory: false,
            cost_per_minute: 0,
            ..Settings::new(clock)
        };
        let holding = Settings {
            in_memory: true,
            ..counting
        };
        let server = Server::start_with(database, counting).await;
        let beside = server.beside(holding).await;
        let person = Person::new(&server, "Ada", 3).await;
        Self {
            schema: Schema::learn(&server).await,
            names: Names::learn(&server, &person).await,
            beside,
            person,
            server,
        }
    }

    /// What comes of asking a server, the one or the other, by a person or by nobody.
    async fn ask(&self, turn: u64, asked: &Asked) -> Verdict {
        let url = if turn.is_multiple_of(2) {
            &self.server.url
        } else {
            &self.beside
        };
        let body = json!({"query": asked.query, "variables": asked.variables});
        let client = self.server.client();
        let mut request = client.post(format!("{url}/graphql")).json(&body);
        if turn % 4 < 2 {
            request = request.bearer_auth(&self.person.token);
        }
        let response = request.send().await;
        let response = response.unwrap_or_else(|error| panic!("{error}\n{asked:?}"));
        Verdict::of(response, asked).await
    }

    /// Somebody else has signed out, or whatever else they were made to do, and is themselves again.
    async fn recover(&mut self, turn: u64) {
        self.person = Person::new(&self.server, &format!("Person {turn}"), 3).await;
    }
}

/// A question with its variables.
#[derive(Clone, Debug)]
struct Asked {
    query: String,
    variables: Value,
}

impl Asked {
    /// A question without variables.
    fn plain(query: impl Into<String>) -> Self {
        Self {
            query: query.into(),
            variables: json!({}),
        }
    }
}

/// Fills a database with some of everything.
async fn fill(database: &World) {
    fixture::content(database).await;
    fixture::store(database, &fixture::market(300)).await;
    graph::roadmaps(database, json!({})).await;
    let changes =
        "insert into posting_change (changed_at, added) values ('2026-11-21 10:00Z', '{1,2,3}')";
    database
        .execute_unprepared(changes)
        .await
        .expect("the changes are stored");
}

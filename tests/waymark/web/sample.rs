//! The bundled sample, served by the real binary under the real date, as whoever tries the product has it.

use std::{
    process::Stdio,
    sync::{Arc, Weak},
    time::Duration,
};

use sea_orm::sqlx::{self, Connection, PgConnection};
use tokio::sync::Mutex;

use crate::{binary::waymark, serve::Up, world::World};

/// A running server. It ends before its database does.
pub(crate) struct Sample {
    server: Up,
    world: World,
}

impl Sample {
    /// A server that has read the market; the tests that run at the same time share it, since loading the sample takes seconds.
    pub(crate) async fn served() -> Arc<Self> {
        static SHARED: Mutex<Weak<Sample>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        if let Some(sample) = shared.upgrade() {
            return sample;
        }
        let sample = Arc::new(Self::start().await);
        *shared = Arc::downgrade(&sample);
        sample
    }

    async fn start() -> Self {
        let world = World::new().await;
        let mut command = waymark(&world);
        command.args(["--listen", "127.0.0.1:0"]);
        command.stderr(Stdio::piped());
        let server = tokio::task::spawn_blocking(move || Up::wait_for(command))
            .await
            .unwrap();
        while server.get("/readyz").await != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { server, world }
    }

    /// Where it is asked.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/graphql", self.server.address())
    }

    /// One number that a statement answers with, over a connection of its own: the world's belong to the test that made it.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        let mut connection = PgConnection::connect(&self.world.url).await.unwrap();
        sqlx::query_scalar(statement)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }
}

//! The bundled sample, served by the real binary under the real date, as whoever tries the product has it.

use std::{process::Stdio, time::Duration};

use crate::{binary::waymark, serve::Up, world::World};

/// A running server. It ends before its database does.
pub(crate) struct Sample {
    server: Up,
    /// Its database.
    pub(crate) world: World,
}

impl Sample {
    /// A server that has read the market.
    pub(crate) async fn served() -> Self {
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
}

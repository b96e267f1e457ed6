//! A system that has no more files to give.

use std::{process::Command, time::Duration};

use super::PATIENCE;
use crate::{binary, serve::Up, world::World};

#[tokio::test]
async fn a_server_out_of_files_goes_on() {
    let world = World::new().await;
    let waymark = binary::waymark(&world);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""]);
    limited.arg(waymark.get_program());
    limited.args(["serve", "--no-memory", "--listen", "127.0.0.1:0"]);
    for (name, value) in waymark.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited.stderr(std::process::Stdio::piped());
    let up = Up::wait_for(limited);
    let mut silent = Vec::new();
    for _ in 0..200 {
        let connecting = tokio::net::TcpStream::connect(up.address());
        let connected = tokio::time::timeout(PATIENCE, connecting).await;
        silent.push(
            connected
                .expect("a connection in time")
                .expect("a connection"),
        );
    }
    let asked = tokio::time::timeout(PATIENCE, up.get("/healthz")).await;
    assert_eq!(asked.expect("an answer in time"), 200);
    drop(silent);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(up.get("/readyz").await, 200);
    assert!(up.stop("-TERM").success());
}

//! A connection on which any bytes may be said.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Instant,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Duration, sleep, timeout},
};

use super::PATIENCE;
use crate::graphql::server::Server;

/// A connection on which any bytes may be said.
pub(super) struct Wire(TcpStream);

/// The head of a request for something that every server says.
pub(super) const PROBE: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

impl Wire {
    /// A connection from this machine's usual address.
    pub(super) async fn open(server: &Server) -> Self {
        Self::open_from(server, 1).await
    }

    /// A connection from another of this machine's addresses.
    pub(super) async fn open_from(server: &Server, last: u8) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let own = SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0));
        socket.bind(own).expect("an address");
        Self(socket.connect(address(server)).await.expect("a connection"))
    }

    /// A connection that takes in as little at once as the system lets it.
    pub(super) async fn narrow(server: &Server) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(1_024).expect("a small buffer");
        Self(socket.connect(address(server)).await.expect("a connection"))
    }

    /// Says something; whether the other side still took it.
    pub(super) async fn says(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Says one byte after the other with pauses, until it is cut off; after how long that was.
    pub(super) async fn drips(&mut self, bytes: &[u8], pause: Duration) -> Duration {
        let started = Instant::now();
        for byte in bytes.iter().cycle() {
            if !self.says([*byte]).await || self.is_closed_within(pause).await {
                return started.elapsed();
            }
            assert!(started.elapsed() < PATIENCE, "it was not cut off");
        }
        started.elapsed()
    }

    /// Whether it is closed before so long.
    pub(super) async fn is_closed_within(&mut self, pause: Duration) -> bool {
        let mut byte = [0];
        matches!(
            timeout(pause, self.0.read(&mut byte)).await,
            Ok(Ok(0) | Err(_))
        )
    }

    /// All that comes until the connection is closed, which it has to be.
    pub(super) async fn hears(&mut self) -> String {
        let mut heard = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut heard)).await;
        // Whether it was closed or cut, it is over.
        let _ = read.expect("the connection is closed in time");
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// What comes until so much was said.
    pub(super) async fn hears_until(&mut self, end: &str) -> String {
        let mut heard = String::new();
        let mut block = [0; 4_096];
        while !heard.contains(end) {
            let read = timeout(PATIENCE, self.0.read(&mut block)).await;
            let read = read.expect("something in time").expect("something");
            assert!(read > 0, "it was closed after {heard:?}");
            heard.push_str(&String::from_utf8_lossy(&block[..read]));
        }
        heard
    }

    /// Waits without a word until the connection is closed; after how long that was.
    pub(super) async fn waits(&mut self) -> Duration {
        let started = Instant::now();
        self.hears().await;
        started.elapsed()
    }

    /// Takes in so many bytes with a pause before each, as far as there are any.
    pub(super) async fn sips(&mut self, bytes: usize, pause: Duration) {
        for _ in 0..bytes {
            sleep(pause).await;
            if !matches!(timeout(pause, self.0.read_u8()).await, Ok(Ok(_))) {
                return;
            }
        }
    }
}

fn address(server: &Server) -> SocketAddr {
    let address = server.url.strip_prefix("http://").expect("a scheme");
    address.parse().expect("an address")
}

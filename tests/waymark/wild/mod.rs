//! A small web server that plays every site at once, well or badly, as a test says.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ingest::fetch::Settings;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

mod asked;
mod reply;

pub(crate) use asked::Asked;
use reply::Manner;
pub(crate) use reply::Reply;

type Respond = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A running server; it stops with the test.
pub(crate) struct Wild {
    /// Where it listens.
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    open: Arc<()>,
    _connections: JoinSet<()>,
}

impl Wild {
    /// Answers every request, whatever host it is meant for, as `respond` says.
    pub(crate) async fn start(respond: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        // The product installs it where it starts.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let respond: Arc<Respond> = Arc::new(respond);
        // Each connection holds a share of it.
        let open = Arc::new(());
        let shared = Arc::clone(&open);
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (respond, log) = (Arc::clone(&respond), Arc::clone(&log));
                let share = Arc::clone(&shared);
                connections.spawn(async move {
                    // A client that goes away is none of our business.
                    let _ = serve(stream, &*respond, &log).await;
                    drop(share);
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self {
            url,
            asked,
            open,
            _connections: connections,
        }
    }

    /// Everything that was asked so far, in the order in which it came.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many connections are open.
    pub(crate) fn connections(&self) -> usize {
        // One share is ours and one the listener's.
        Arc::strong_count(&self.open) - 2
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked()
            .iter()
            .filter(|asked| asked.path == path)
            .count()
    }

    /// Settings under which every request comes here, without pace and with short pauses; addresses are checked as if they were
    /// not redirected.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            rewrite: Some(self.url.parse().unwrap()),
            pace: Some(0),
            first_pause: Duration::from_millis(10),
            ..Settings::new(Some("tests@example.org".to_owned()))
        }
    }
}

async fn serve(
    stream: TcpStream,
    respond: &Respond,
    log: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(asked) = Asked::read(&mut stream).await? {
        let reply = respond(&asked);
        log.lock().unwrap().push(asked);
        if !send(stream.get_mut(), reply).await? {
            break;
        }
    }
    Ok(())
}

/// Sends an answer in its manner; says whether the connection may be used again.
async fn send(stream: &mut TcpStream, reply: Reply) -> std::io::Result<bool> {
    let head = reply.head();
    let body = &reply.body;
    match reply.manner {
        Manner::Well => {
            stream.write_all(&[head.as_slice(), body].concat()).await?;
            return Ok(true);
        }
        Manner::Endless(times) => {
            stream.write_all(&head).await?;
            for _ in 0..times {
                stream.write_all(body).await?;
            }
        }
        Manner::Cut(at) => {
            stream.write_all(&head).await?;
            stream.write_all(&body[..at]).await?;
        }
        Manner::Reset(at) => {
            stream.write_all(&head).await?;
            stream.write_all(&body[..at]).await?;
            stream.flush().await?;
            // What was sent has to arrive before the reset does.
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger()?;
        }
        Manner::Drip(pause) => {
            stream.write_all(&head).await?;
            for byte in body {
                stream.write_all(&[*byte]).await?;
                // Who hangs up is not served to the end.
                let hung_up = tokio::time::timeout(pause, stream.readable()).await;
                if hung_up.is_ok() {
                    break;
                }
            }
        }
        Manner::Silent => {
            let until = Instant::now() + Duration::from_mins(1);
            tokio::time::sleep_until(until.into()).await;
        }
    }
    Ok(false)
}

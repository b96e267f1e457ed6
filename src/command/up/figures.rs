//! Where figures about a server are served, which are not for everybody.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::configuration::Figures;
use crate::console;

/// Whether it is time to stop.
type Stop = watch::Receiver<bool>;

/// Where figures about a server are served.
pub(super) enum Place {
    /// Nowhere.
    Nowhere,
    /// Where everything else is served, which only this machine reaches.
    Beside,
    /// Where nothing else is.
    Apart(TcpListener),
}

impl Place {
    /// Serves figures where nothing else is, if that is the place, until it is time to stop.
    pub(super) fn serve(self, router: Router, stop: Stop) -> Option<JoinHandle<()>> {
        let Self::Apart(listener) = self else {
            return None;
        };
        Some(tokio::spawn(async move {
            if let Err(cause) = api::serve(listener, router, super::told(stop)).await {
                tracing::error!(%cause, "figures about this server are served no longer");
            }
        }))
    }
}

/// Settles where, and listens there: where an operator says, or else beside everything else if no other machine gets there and no proxy
/// leads there.
///
/// # Errors
/// When the address is taken.
pub(super) async fn place(
    said: Option<Figures>,
    listen: SocketAddr,
    is_behind_proxy: bool,
) -> anyhow::Result<Place> {
    match said {
        Some(Figures::None) => Ok(Place::Nowhere),
        Some(Figures::At(address)) => {
            let listener = TcpListener::bind(address).await.with_context(|| {
                format!("{address} cannot be listened on; choose another address with --metrics")
            })?;
            let address = listener.local_addr()?;
            console::note(&format!(
                "figures about this server are on http://{address}/metrics"
            ));
            Ok(Place::Apart(listener))
        }
        None if listen.ip().to_canonical().is_loopback() && !is_behind_proxy => Ok(Place::Beside),
        None => Ok(Place::Nowhere),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn settled(said: Option<&str>, listen: &str, is_behind_proxy: bool) -> &'static str {
        let said = said.map(|said| said.parse().unwrap());
        match place(said, listen.parse().unwrap(), is_behind_proxy)
            .await
            .unwrap()
        {
            Place::Nowhere => "nowhere",
            Place::Beside => "beside",
            Place::Apart(_) => "apart",
        }
    }

    #[tokio::test]
    async fn figures_are_not_for_everybody_unless_somebody_says_so() {
        assert_eq!(settled(None, "127.0.0.1:8080", false).await, "beside");
        assert_eq!(settled(None, "[::1]:8080", false).await, "beside");
        assert_eq!(settled(None, "127.0.0.1:8080", true).await, "nowhere");
        assert_eq!(settled(None, "0.0.0.0:8080", false).await, "nowhere");
        assert_eq!(
            settled(Some("none"), "127.0.0.1:8080", false).await,
            "nowhere"
        );
        assert_eq!(
            settled(Some("127.0.0.1:0"), "0.0.0.0:8080", true).await,
            "apart"
        );
    }
}

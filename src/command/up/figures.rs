//! Where figures about a server are served, which are not for everybody.

use std::net::SocketAddr;

use anyhow::Context;
use api::FiguresAt;
use tokio::net::TcpListener;

use crate::configuration::Figures;
use crate::console;

/// Settles where, and listens there: where an operator says, or else beside everything else if no other machine gets there and no proxy
/// leads there.
///
/// # Errors
/// When the address is taken.
pub(super) async fn place(
    said: Option<Figures>,
    listen: SocketAddr,
    is_behind_proxy: bool,
) -> anyhow::Result<FiguresAt> {
    match said {
        Some(Figures::At(address)) => {
            let listener = TcpListener::bind(address).await.with_context(|| {
                format!("{address} cannot be listened on; choose another address with --metrics")
            })?;
            let address = listener.local_addr()?;
            console::note(&format!(
                "figures about this server are on http://{address}/metrics"
            ));
            Ok(FiguresAt::Apart(listener))
        }
        None if listen.ip().to_canonical().is_loopback() && !is_behind_proxy => {
            Ok(FiguresAt::Beside)
        }
        Some(Figures::None) | None => Ok(FiguresAt::Nowhere),
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
            FiguresAt::Nowhere => "nowhere",
            FiguresAt::Beside => "beside",
            FiguresAt::Apart(_) => "apart",
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

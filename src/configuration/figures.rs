//! Where figures about the server are served.

use std::net::SocketAddr;
use std::str::FromStr;

/// Where figures about the server are served, as an operator says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// Nowhere.
    None,
    /// At an address of their own.
    At(SocketAddr),
}

impl FromStr for Figures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        let address = text.parse().map(Self::At);
        address.map_err(|_| {
            format!(
                "`{text}` is neither an address with a port, such as 127.0.0.1:9464, nor `none`"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_none_is_said() {
        let here = "127.0.0.1:9464";
        assert_eq!(here.parse(), Ok(Figures::At(here.parse().unwrap())));
        assert_eq!("none".parse(), Ok(Figures::None));
        for other in ["", "9464", "localhost:9464", "127.0.0.1", "None"] {
            let refused = other.parse::<Figures>().unwrap_err();
            assert!(refused.contains("127.0.0.1:9464"), "{refused}");
        }
    }
}

//! How people are known to the server, and what is too dangerous to be done.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use api::{Accounts, Oidc};
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum};

use crate::console;

/// How people are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// There are no accounts
    None,
    /// They sign up and in here, with a name and a password
    Local,
    /// They sign in with an issuer (OpenID Connect), whose tokens are sent here
    Oidc,
}

/// How people are known to the server.
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// How people are known [default: local, which only this machine or a proxy may use: see --behind-tls-proxy]
    #[arg(long, env = "WAYMARK_AUTH", value_enum, value_name = "WAY")]
    auth: Option<Way>,
    /// A proxy of yours is in front, speaks TLS with clients, and says at the end of X-Forwarded-For for whom it asks
    #[arg(
        long,
        env = "WAYMARK_BEHIND_TLS_PROXY",
        action = ArgAction::SetTrue,
        value_parser = BoolishValueParser::new()
    )]
    behind_tls_proxy: bool,
    /// For how many days a session lasts that begins by signing in
    #[arg(
        long,
        env = "WAYMARK_SESSION_DAYS",
        value_name = "DAYS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u16).range(1..=3650)
    )]
    session_days: u16,
    /// Whose tokens are believed, with --auth oidc: its address, exactly as its tokens name it
    #[arg(long, env = "WAYMARK_OIDC_ISSUER", value_name = "URL")]
    oidc_issuer: Option<String>,
    /// What its tokens for this server name as their audience, with --auth oidc
    #[arg(long, env = "WAYMARK_OIDC_AUDIENCE", value_name = "AUDIENCE")]
    oidc_audience: Option<String>,
    /// As what a front end is known to the issuer: told to whoever asks for serviceConfig
    #[arg(long, env = "WAYMARK_OIDC_CLIENT_ID", value_name = "ID")]
    oidc_client_id: Option<String>,
}

impl Arguments {
    /// How people are known to a server that listens there.
    ///
    /// # Errors
    /// When passwords or tokens would travel where anybody can read them, or something is missing.
    pub fn accounts(&self, listen: SocketAddr) -> anyhow::Result<Accounts> {
        let is_public = !listen.ip().to_canonical().is_loopback();
        let is_open = is_public && !self.behind_tls_proxy;
        let way = self.auth.unwrap_or(Way::Local);
        if way != Way::Oidc && self.oidc_issuer.is_some() {
            bail!("an issuer is named, but it is not used: add --auth oidc (or WAYMARK_AUTH=oidc)");
        }
        let accounts = match way {
            Way::None => Accounts::none(),
            Way::Local if is_open => bail!(open(listen)),
            Way::Local => Accounts::local(),
            Way::Oidc => Accounts::oidc(self.oidc()?)?,
        };
        if way == Way::Oidc && is_open {
            console::note(&format!(
                "warning: {listen} can be reached from other machines without TLS, so tokens can be read on their way; put a \
                 proxy in front that speaks TLS, and say so with --behind-tls-proxy"
            ));
        }
        let accounts = accounts.with_session_days(self.session_days);
        Ok(if self.behind_tls_proxy {
            accounts.behind_proxy()
        } else {
            accounts
        })
    }

    /// Whether others reach the server through a proxy.
    pub(super) fn is_behind_proxy(&self) -> bool {
        self.behind_tls_proxy
    }

    fn oidc(&self) -> anyhow::Result<Oidc> {
        let missing = "--auth oidc takes --oidc-issuer (WAYMARK_OIDC_ISSUER) and --oidc-audience (WAYMARK_OIDC_AUDIENCE)";
        let given = |value: &Option<String>| {
            let value = value.as_deref().map(str::trim);
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        };
        Ok(Oidc {
            issuer: given(&self.oidc_issuer).context(missing)?,
            audience: given(&self.oidc_audience).context(missing)?,
            client_id: given(&self.oidc_client_id),
        })
    }
}

/// Why a server that takes passwords does not listen there, and what to do.
fn open(listen: SocketAddr) -> String {
    format!(
        "{listen} can be reached from other machines, and passwords would travel there for anybody to read. Choose one of\n  \
         --auth none            nobody has an account; figures are for everybody\n  \
         --behind-tls-proxy     a proxy of yours is in front and speaks TLS; nobody else reaches this address\n  \
         --auth oidc            people sign in with an issuer (--oidc-issuer, --oidc-audience)\n  \
         --listen 127.0.0.1:{}   only this machine reaches it",
        listen.port()
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn accounts(line: &[&str], listen: &str) -> Result<Accounts, String> {
        // What stands in the environment of whoever tests is overridden or harmless.
        let line = [&["waymark"], line].concat();
        let line = Line::try_parse_from(line).map_err(|error| error.to_string())?;
        let accounts = line.arguments.accounts(listen.parse().unwrap());
        accounts.map_err(|error| error.to_string())
    }

    #[test]
    fn passwords_are_taken_where_nobody_can_read_them() {
        for here in [
            "127.0.0.1:1",
            "127.9.9.9:1",
            "[::1]:1",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert!(accounts(&[], here).is_ok(), "{here}");
        }
        for there in ["0.0.0.0:1", "192.0.2.1:1", "[::]:1", "[2001:db8::1]:1"] {
            for line in [&[][..], &["--auth", "local"]] {
                let refused = accounts(line, there).unwrap_err();
                for way_out in ["--auth none", "--behind-tls-proxy", "--auth oidc"] {
                    assert!(refused.contains(way_out), "{refused}");
                }
            }
            for line in [&["--behind-tls-proxy"][..], &["--auth", "none"]] {
                assert!(accounts(line, there).is_ok(), "{line:?}");
            }
        }
    }

    #[test]
    fn an_issuer_is_named_in_full() {
        let oidc = ["--auth", "oidc"];
        let issuer = ["--oidc-issuer", "https://login.example"];
        let audience = ["--oidc-audience", "waymark"];
        let refused = |line: &[&[&str]]| accounts(&line.concat(), "0.0.0.0:1").unwrap_err();
        assert!(refused(&[&oidc]).contains("--oidc-issuer"));
        assert!(refused(&[&oidc, &issuer]).contains("--oidc-audience"));
        assert!(refused(&[&issuer]).contains("--auth oidc"));
        let elsewhere = ["--oidc-issuer", "http://login.example"];
        assert!(refused(&[&oidc, &elsewhere, &audience]).contains("https://"));
    }
}

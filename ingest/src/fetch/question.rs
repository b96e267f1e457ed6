//! One question on its way: to a host, along its redirects, each hop by the same rules.

use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Method, Response, StatusCode, Url};
use tokio::time::timeout;

use super::body::{self, Body, Packing};
use super::error::FetchError;
use super::gate::Permit;
use super::key::Keys;
use super::pause::{self, RetryAfter};
use super::wire::{self, Allowance, Wire};
use super::{Client, Validator, address, media, pace, quota, robots};
use crate::source::{Accept, Card, Kind, Request};

/// What is asked, and under whose card.
pub(super) struct Question<'a> {
    pub(super) card: &'a Card,
    pub(super) url: Url,
    pub(super) accept: Accept,
    pub(super) post: Option<&'a str>,
    pub(super) validator: Option<&'a Validator>,
    pub(super) keys: Keys,
    /// Whether robots.txt has a say.
    pub(super) obeys_robots: bool,
    /// Most bytes of the answer, packed and unpacked.
    pub(super) limits: (u64, u64),
    /// How long the host may take.
    pub(super) time: Duration,
    /// Whether the body is left to be read by whoever asks.
    pub(super) stays_open: bool,
}

/// An answer whose body is still to be read.
pub(super) struct Reply {
    pub(super) body: Body,
    pub(super) headers: HeaderMap,
    /// Whether the host says that nothing has changed.
    pub(super) unchanged: bool,
    /// How many requests had failed in a row before.
    pub(super) failures: i32,
    pub(super) permit: Permit,
}

/// Why an attempt had no answer.
pub(super) enum Failure {
    /// Another attempt would end the same.
    Lasting(FetchError),
    /// Another attempt may succeed.
    Passing(FetchError),
    /// The host wants to be left alone for a while.
    Busy {
        /// Which one.
        host: String,
        /// Its status.
        status: u16,
        /// For how long, if it says so.
        wait: Option<RetryAfter>,
    },
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Temporary { .. } => Self::Passing(error),
            error => Self::Lasting(error),
        }
    }
}

impl<'a> Question<'a> {
    /// What a source wants asked.
    pub(super) fn new(
        client: &Client,
        card: &'a Card,
        request: &'a Request,
        validator: Option<&'a Validator>,
    ) -> Result<Self, FetchError> {
        let settings = &client.settings;
        let url = Url::parse(&request.url).map_err(|error| {
            FetchError::forbidden(
                card.name,
                format!("`{}` is no address ({error})", request.url),
            )
        })?;
        let (limits, time) = if request.stretches {
            let largest = settings.largest_stretches;
            ((largest, largest), settings.stretches_timeout)
        } else {
            (
                (settings.largest_packed, settings.largest_plain),
                settings.timeout,
            )
        };
        Ok(Self {
            card,
            url,
            accept: request.accept,
            post: request.post.as_deref(),
            validator,
            keys: Keys::of(card, settings.environment)?,
            // What a board publishes for programs is asked as it is meant to be; pages are read as their site wishes.
            obeys_robots: card.kind == Kind::Site,
            limits,
            time,
            stays_open: request.stretches,
        })
    }

    /// Asks once, following redirects.
    pub(super) async fn ask(&self, client: &Client) -> Result<Reply, Failure> {
        let mut url = self.url.clone();
        for _ in 0..=client.settings.redirects {
            let host = address::host(&url);
            address::check(&url, client.settings.local)?;
            let hop = self.send(client, &url, &host).await?;
            let Some(next) = redirect(&hop.response, &url)? else {
                return self.judge(client, hop, host).await;
            };
            if self.post.is_some() && !keeps_its_body(hop.response.status()) {
                let what = "sends what is posted elsewhere, which no source should";
                return Err(FetchError::unexpected(&host, what).into());
            }
            url = next;
        }
        let host = address::host(&self.url);
        let what = format!("redirects more than {} times", client.settings.redirects);
        Err(FetchError::unexpected(&host, what).into())
    }

    /// Asks one host, when it is our turn.
    async fn send(&self, client: &Client, url: &Url, host: &str) -> Result<Hop, Failure> {
        let settings = &client.settings;
        let mut pace = Duration::from_millis(
            settings
                .pace
                .unwrap_or(self.card.pace.between_requests)
                .into(),
        );
        if self.obeys_robots {
            // Boxed, since reading robots.txt is asking as well.
            let delay = Box::pin(robots::check(client, self.card, url)).await?;
            pace = pace.max(delay);
        }
        let permit = client.gates.enter(host).await;
        let failures = pace::turn(&client.pool, host, pace, settings.patience).await?;
        quota::spend(&client.pool, self.card).await?;
        let request = self.request(client, url, host);
        match timeout(settings.idle_timeout.min(self.time), request.send()).await {
            Ok(Ok(response)) => Ok(Hop {
                response,
                failures,
                permit,
            }),
            Ok(Err(error)) => Err(wire::failure(host, &error).into()),
            Err(_) => Err(FetchError::temporary(host, "did not answer in time").into()),
        }
    }

    fn request(&self, client: &Client, url: &Url, host: &str) -> reqwest::RequestBuilder {
        let is_home = url.origin() == self.url.origin();
        let mut target = if is_home {
            self.keys.address(url)
        } else {
            url.clone()
        };
        let mut headers = HeaderMap::new();
        if let Some(base) = &client.settings.rewrite {
            let mut rewritten = base.clone();
            rewritten.set_path(target.path());
            rewritten.set_query(target.query());
            target = rewritten;
            headers.extend(host.parse().map(|host| (super::ORIGINAL_HOST, host)));
        }
        let method = if self.post.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = client.http.request(method, target).headers(headers);
        request = request.header(ACCEPT, media::accept(self.accept));
        request = request.header(ACCEPT_ENCODING, body::ACCEPTED);
        for (name, mark) in self.validator.iter().flat_map(|known| known.headers()) {
            request = request.header(name, mark);
        }
        if let Some(json) = self.post {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(json.to_owned());
        }
        // A key is for the host that it was given for, and for no other that this one may send us to.
        if is_home {
            request = request.headers(self.keys.headers.clone());
        }
        request
    }

    /// What an answer that is no redirect comes to.
    async fn judge(&self, client: &Client, hop: Hop, host: String) -> Result<Reply, Failure> {
        let status = hop.response.status();
        match status.as_u16() {
            200 | 203 => {}
            304 if self.validator.is_some() => {}
            status @ (401 | 403 | 451) => return Err(FetchError::Refused { host, status }.into()),
            status @ (404 | 410) => return Err(FetchError::Gone { host, status }.into()),
            status @ (429 | 503) => {
                let wait = pause::retry_after(hop.response.headers());
                return Err(Failure::Busy { host, status, wait });
            }
            status @ (408 | 425 | 500..=599) => {
                return Err(FetchError::temporary(&host, format!("failed ({status})")).into());
            }
            status => {
                let mut body = self.open(client, hop, host.clone())?.body;
                let start = body.next().await.ok().flatten().unwrap_or_default();
                let words = self.keys.masked(&media::first_words(&start));
                return Err(
                    FetchError::unexpected(&host, format!("answered {status}: “{words}”")).into(),
                );
            }
        }
        let mut reply = self.open(client, hop, host)?;
        reply.unchanged = status == StatusCode::NOT_MODIFIED;
        Ok(reply)
    }

    fn open(&self, client: &Client, hop: Hop, host: String) -> Result<Reply, FetchError> {
        let headers = hop.response.headers().clone();
        let packing = Packing::of(&headers).map_err(|name| {
            FetchError::unexpected(
                &host,
                format!("packs its answer as `{name}`, which was not asked for"),
            )
        })?;
        let (packed, plain) = self.limits;
        let allowance = Allowance {
            idle: client.settings.idle_timeout,
            time: self.time,
            bytes: if packing == Packing::Plain {
                plain
            } else {
                packed
            },
        };
        let wire = Wire::new(hop.response, host, allowance);
        wire.check_length()?;
        Ok(Reply {
            body: Body::new(wire, packing, plain),
            headers,
            unchanged: false,
            failures: hop.failures,
            permit: hop.permit,
        })
    }
}

/// A host's answer, and the leave to read it.
struct Hop {
    response: Response,
    failures: i32,
    permit: Permit,
}

/// Where an answer sends us, if it does. What was asked in secret is never asked again in the open.
fn redirect(response: &Response, url: &Url) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let host = address::host(url);
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok());
    let Some(mut next) = location.and_then(|location| url.join(location).ok()) else {
        return Err(FetchError::unexpected(&host, "redirects to no address"));
    };
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(FetchError::forbidden(
            &address::host(&next),
            format!("{host} redirects to it without encryption"),
        ));
    }
    next.set_fragment(None);
    Ok(Some(next))
}

fn keeps_its_body(status: StatusCode) -> bool {
    matches!(status.as_u16(), 307 | 308)
}

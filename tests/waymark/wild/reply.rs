//! An answer, and how it is given.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// An answer.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) manner: Manner,
}

/// How an answer is given.
#[derive(Clone, Copy)]
pub(super) enum Manner {
    /// As it should be.
    Well,
    /// The body so many times over, until the connection closes.
    Endless(usize),
    /// Closed after so many bytes of the announced body.
    Cut(usize),
    /// Reset after so many bytes of the announced body.
    Reset(usize),
    /// Byte by byte, with a pause after each.
    Drip(Duration),
    /// Not at all.
    Silent,
}

impl Reply {
    /// An answer without a body.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            manner: Manner::Well,
        }
    }

    /// JSON.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json", body)
    }

    /// A web page.
    pub(crate) fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::of("text/html; charset=utf-8", body)
    }

    /// A body of some media type.
    pub(crate) fn of(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self::status(200).header("Content-Type", media_type);
        reply.body = body.into();
        reply
    }

    /// An answer that sends elsewhere.
    pub(crate) fn redirect(location: &str) -> Self {
        Self::status(302).header("Location", location)
    }

    /// The same with another status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same packed by gzip.
    pub(crate) fn gzip(mut self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&self.body).unwrap();
        self.body = encoder.finish().unwrap();
        self.header("Content-Encoding", "gzip")
    }

    /// The body over and over, until the client has had enough or so many times.
    pub(crate) fn endless(mut self, times: usize) -> Self {
        self.manner = Manner::Endless(times);
        self
    }

    /// The same, closed after so many bytes of its body.
    pub(crate) fn cut_at(mut self, bytes: usize) -> Self {
        self.manner = Manner::Cut(bytes);
        self
    }

    /// The same, reset after so many bytes of its body.
    pub(crate) fn reset_at(mut self, bytes: usize) -> Self {
        self.manner = Manner::Reset(bytes);
        self
    }

    /// The same, byte by byte.
    pub(crate) fn drip(mut self, pause: Duration) -> Self {
        self.manner = Manner::Drip(pause);
        self
    }

    /// No answer.
    pub(crate) fn silence() -> Self {
        let mut reply = Self::status(200);
        reply.manner = Manner::Silent;
        reply
    }

    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Played\r\n", self.status);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        if matches!(self.manner, Manner::Endless(_)) {
            head.push_str("Connection: close\r\n");
        } else if self.status != 304 {
            let length = self.body.len().to_string();
            head.extend(["Content-Length: ", &length, "\r\n"]);
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

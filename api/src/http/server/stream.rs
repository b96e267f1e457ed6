//! The bytes of a connection: what comes is noticed, whoever does not take in what goes is given up, and the end is said politely.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Duration, Instant, Sleep, sleep},
};

use super::{course::Course, debt::Debt, place::Place};

/// How long what a client still sends is read and thrown away once everything was said.
const FAREWELL: Duration = Duration::from_secs(2);

/// How many bytes of it, in blocks of 8 KiB.
const FAREWELL_BLOCKS: usize = 2_048;

/// The bytes of a connection. It keeps the connection's place for as long as it lives, whatever is spoken over it.
pub(super) struct Stream {
    socket: TcpStream,
    course: Arc<Course>,
    answer_patience: Duration,
    debt: Debt,
    alarm: Option<Pin<Box<Sleep>>>,
    farewell: Option<Farewell>,
    _place: Place,
}

/// The end of a connection from our side. To close a socket while the client still sends makes the system cut the connection, and
/// the client would never read why.
struct Farewell {
    until: Pin<Box<Sleep>>,
    blocks: usize,
}

impl Stream {
    /// That of a socket.
    pub(super) fn new(
        socket: TcpStream,
        course: Arc<Course>,
        place: Place,
        answer_patience: Duration,
    ) -> Self {
        Self {
            socket,
            course,
            answer_patience,
            debt: Debt::default(),
            alarm: None,
            farewell: None,
            _place: place,
        }
    }

    /// What came of writing; an error where the client has let us wait for too long.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(result) = written {
            if self.alarm.take().is_some() {
                let bytes = result.as_ref().map_or(0, |bytes| *bytes);
                self.debt.taken(Instant::now(), bytes);
            }
            return Poll::Ready(result);
        }
        let until = self.debt.waits(Instant::now(), self.answer_patience);
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        ready!(alarm.as_mut().poll(context));
        // Nobody will take what the system has still to send either.
        self.socket.set_zero_linger()?;
        let message = "the client does not take in its answer";
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, message)))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.course.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self {
            socket, farewell, ..
        } = &mut *self;
        if farewell.is_none() {
            ready!(Pin::new(&mut *socket).poll_shutdown(context))?;
        }
        let farewell = farewell.get_or_insert_with(|| Farewell {
            until: Box::pin(sleep(FAREWELL)),
            blocks: FAREWELL_BLOCKS,
        });
        let mut block = [0; 8_192];
        while farewell.until.as_mut().poll(context).is_pending() && farewell.blocks > 0 {
            let mut unread = ReadBuf::new(&mut block);
            let read = ready!(Pin::new(&mut *socket).poll_read(context, &mut unread));
            if read.is_err() || unread.filled().is_empty() {
                break;
            }
            farewell.blocks -= 1;
        }
        Poll::Ready(Ok(()))
    }
}

//! Bytes in both directions at once: neither side waits for the other.

use super::{Awaited, OK, Replay, WRITE_AHEAD};
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::report::units;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

impl<T> Replay<T> {
    /// Writes, reads, or both, as soon as either is possible. `at_most` ends the wait without an error; where it is
    /// nothing, only what is possible now is done.
    pub(super) async fn turn(&mut self, at_most: Option<Duration>) -> Result<()> {
        let limit = at_most.unwrap_or(self.bounds.silence).min(self.bounds.silence);
        let moved = if limit.is_zero() {
            std::future::poll_fn(|cx| match self.poll_turn(cx) {
                Poll::Ready(moved) => Poll::Ready(Ok(moved)),
                Poll::Pending => Poll::Ready(Err(())),
            })
            .await
        } else {
            tokio::time::timeout(limit, std::future::poll_fn(|cx| self.poll_turn(cx))).await.map_err(|_| ())
        };
        match moved {
            Ok(Ok(())) => self.take_replies(),
            Ok(Err(error)) => Err(self.lost(&error)),
            Err(()) if at_most.is_some() => Ok(()),
            Err(()) => Err(self.silent()),
        }
    }

    pub(super) fn poll_turn(&mut self, cx: &mut std::task::Context<'_>) -> Poll<io::Result<()>> {
        let mut moved = false;
        while self.written < self.outgoing.len() && self.broken.is_none() {
            match Pin::new(&mut self.stream).poll_write(cx, &self.outgoing[self.written..]) {
                Poll::Ready(Ok(0)) => self.broken = Some(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(length)) => {
                    self.written += length;
                    (moved, self.needs_flush) = (true, true);
                }
                Poll::Ready(Err(error)) => self.broken = Some(error),
                Poll::Pending => break,
            }
        }
        self.forget_written();
        if self.is_written() && self.needs_flush && self.broken.is_none() {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.needs_flush = false,
                Poll::Ready(Err(error)) => self.broken = Some(error),
                Poll::Pending => {}
            }
        }
        if !self.awaited.is_empty() {
            let mut space = ReadBuf::new(&mut self.scratch);
            match Pin::new(&mut self.stream).poll_read(cx, &mut space) {
                Poll::Ready(Ok(())) if space.filled().is_empty() => {
                    let closed = || io::Error::new(io::ErrorKind::UnexpectedEof, "it was closed");
                    return Poll::Ready(Err(self.broken.take().unwrap_or_else(closed)));
                }
                Poll::Ready(Ok(())) => {
                    self.incoming.extend_from_slice(space.filled());
                    moved = true;
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {}
            }
        }
        if moved {
            return Poll::Ready(Ok(()));
        }
        match self.broken.take() {
            Some(error) => Poll::Ready(Err(error)),
            None => Poll::Pending,
        }
    }

    fn take_replies(&mut self) -> Result<()> {
        let incoming = std::mem::take(&mut self.incoming);
        let mut rest = &incoming[..];
        while !rest.is_empty() {
            let reply = if self.reader.at_boundary() && rest.starts_with(OK) {
                rest = &rest[OK.len()..];
                Reply::Simple(b"OK".to_vec())
            } else {
                match self.reader.next(&mut rest) {
                    Ok(Some(reply)) => reply,
                    Ok(None) => break,
                    Err(error) => return Err(self.unreadable(&error)),
                }
            };
            self.take_reply(reply)?;
        }
        Ok(())
    }

    fn take_reply(&mut self, reply: Reply) -> Result<()> {
        let reply = match reply {
            Reply::Error(text) => Reply::Error(self.renames.hide(&String::from_utf8_lossy(&text)).into_bytes()),
            other => other,
        };
        let Some(Awaited { tag, bytes, .. }) = self.awaited.pop_front() else {
            return Err(Error::failed(format!("Redis on {} sent a reply to no command", self.subject)));
        };
        self.bytes_awaited -= bytes;
        self.acknowledged += 1;
        match tag {
            Some(tag) => self.answers.push_back((tag, reply)),
            None => self.asked = Some(reply),
        }
        Ok(())
    }

    fn is_written(&self) -> bool {
        self.written == self.outgoing.len()
    }

    /// Forgets what is written: all at once, or when it is the larger part.
    fn forget_written(&mut self) {
        if self.is_written() {
            self.outgoing.clear();
            self.outgoing.shrink_to(self.bounds.bytes_in_flight);
            self.written = 0;
        } else if self.written > WRITE_AHEAD && self.written > self.outgoing.len() / 2 {
            self.outgoing.drain(..self.written);
            self.written = 0;
        }
    }

    fn lost(&self, error: &io::Error) -> Error {
        self.counted(Error::failed(format!("the connection to {} was lost", self.subject)).because(error))
            .hint("was the pod or its server killed? kubectl get events and redis-ops health tell more")
    }

    fn silent(&self) -> Error {
        let lasted = units::duration(self.bounds.silence.as_secs_f64());
        self.counted(Error::failed(format!("Redis on {} has been silent for {lasted}", self.subject))).hint(format!(
            "{} DURATION waits longer; is the server blocked or its node overloaded?",
            self.bounds.silence_option
        ))
    }

    fn unreadable(&self, error: &dyn std::error::Error) -> Error {
        self.counted(Error::failed(format!("Redis on {} sent what is no reply", self.subject)).because(error))
    }

    fn counted(&self, error: Error) -> Error {
        error.cause(format!(
            "{} commands were acknowledged, and {} were on their way",
            units::count(self.acknowledged),
            units::count(self.awaited.len() as u64)
        ))
    }
}

//! A stream that remembers why it failed: whoever drives it may only learn that it did.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is kept of a stream that ended without an error.
pub const CLOSED: &str = "the server closed the connection";

/// So many bytes of what came last are kept: an error reply that is longer says nothing more by that.
const KEPT: usize = 1024;

/// The first error of a stream, or that it has ended, once it has; and the error reply that came last.
#[derive(Debug, Clone, Default)]
pub struct LastWords(Arc<Said>);

#[derive(Debug, Default)]
struct Said {
    end: OnceLock<String>,
    heard: Mutex<Vec<u8>>,
}

impl LastWords {
    /// The error's text, or [`CLOSED`].
    pub fn get(&self) -> Option<&str> {
        self.0.end.get().map(String::as_str)
    }

    /// The error reply, without its leading `-`, if nothing came after it: a server at its maxclients, or in protected mode,
    /// says so to whoever connects, before it is asked anything, and closes.
    pub fn refusal(&self) -> Option<String> {
        let heard = self.0.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = heard.strip_suffix(b"\r\n")?;
        let line = whole.rsplit(|byte| *byte == b'\n').next()?;
        // Where it begins is seen, or it is all that ever came.
        let begins = line.len() < whole.len() || whole.len() + 2 < KEPT;
        line.strip_prefix(b"-").filter(|_| begins).map(|text| String::from_utf8_lossy(text).into_owned())
    }

    fn heard(&self, bytes: &[u8]) {
        let mut heard = self.0.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let last = &bytes[bytes.len().saturating_sub(KEPT)..];
        let surplus = (heard.len() + last.len()).saturating_sub(KEPT);
        heard.drain(..surplus);
        heard.extend_from_slice(last);
    }

    fn note<T>(&self, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &result {
            self.0.end.get_or_init(|| error.to_string());
        }
        result
    }
}

/// The stream, and where its first error is kept.
#[derive(Debug)]
pub struct Remembering<S> {
    stream: S,
    last_words: LastWords,
}

impl<S> Remembering<S> {
    /// Wraps a stream.
    pub fn new(stream: S, last_words: LastWords) -> Self {
        Self { stream, last_words }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Remembering<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if matches!(result, Poll::Ready(Ok(()))) && buffer.filled().len() == before && buffer.remaining() > 0 {
            self.last_words.0.end.get_or_init(|| CLOSED.to_owned());
        } else if buffer.filled().len() > before {
            self.last_words.heard(&buffer.filled()[before..]);
        }
        self.last_words.note(result)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Remembering<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, data);
        self.last_words.note(result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_flush(cx);
        self.last_words.note(result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    struct Failing;

    impl AsyncRead for Failing {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Err(io::Error::other("dial tcp4 127.0.0.1:6379: connect: connection refused")))
        }
    }

    #[tokio::test]
    async fn the_first_error_stays_known() {
        let last_words = LastWords::default();
        assert_eq!(last_words.get(), None);
        let mut stream = Remembering::new(Failing, last_words.clone());
        assert!(stream.read_u8().await.is_err());
        assert!(last_words.get().is_some_and(|text| text.ends_with("connection refused")));
    }

    #[tokio::test]
    async fn a_refusal_that_nobody_asked_for_stays_known() {
        let refusal = async |bytes: &'static [u8]| {
            let last_words = LastWords::default();
            let mut all = Vec::new();
            Remembering::new(bytes, last_words.clone()).read_to_end(&mut all).await.ok();
            last_words.refusal()
        };
        let told = refusal(b"-ERR max number of clients reached\r\n").await;
        assert_eq!(told.as_deref(), Some("ERR max number of clients reached"));
        assert_eq!(refusal(b"-ERR one\r\n+OK\r\n").await, None);
        assert_eq!(refusal(b"+OK\r\n").await, None);
    }

    #[tokio::test]
    async fn an_end_is_told_from_data() {
        let last_words = LastWords::default();
        let mut stream = Remembering::new(&b"+"[..], last_words.clone());
        assert_eq!((stream.read_u8().await.ok(), last_words.get()), (Some(b'+'), None));
        assert!(stream.read_u8().await.is_err());
        assert_eq!(last_words.get(), Some(CLOSED));
    }
}

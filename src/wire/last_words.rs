//! A stream that remembers why it failed: whoever drives it may only learn that it did.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is kept of a stream that ended without an error.
pub const CLOSED: &str = "the server closed the connection";

/// So much of what comes first is kept: what Redis says of its protected mode takes 1,067 bytes.
const KEPT: usize = 4096;

/// The first error of a stream, or that it has ended, once it has; and what came first, where it may be all that ever came.
#[derive(Debug, Clone, Default)]
pub struct LastWords(Arc<Said>);

#[derive(Debug, Default)]
struct Said {
    end: OnceLock<String>,
    first: Mutex<Vec<u8>>,
}

impl LastWords {
    /// The error's text, or [`CLOSED`].
    pub fn get(&self) -> Option<&str> {
        self.0.end.get().map(String::as_str)
    }

    /// Whether the other side hung up, in whichever way: some servers reset what they do not understand.
    pub fn hung_up(&self) -> bool {
        self.get().is_some_and(|text| text == CLOSED || text.contains("onnection reset"))
    }

    /// An error reply, without its leading `-`, that is all that ever came: a server at its maxclients, or in protected mode,
    /// says so to whoever connects, before it is asked anything, and closes. What came in an open session is never shown.
    pub fn refusal(&self) -> Option<String> {
        let first = self.0.first.lock().unwrap_or_else(PoisonError::into_inner);
        let line = first.strip_prefix(b"-").and_then(|rest| rest.strip_suffix(b"\r\n"));
        line.filter(|line| first.len() <= KEPT && !line.contains(&b'\n'))
            .map(|line| String::from_utf8_lossy(line).into_owned())
    }

    /// One byte more is kept than may have come, to know that more came.
    fn heard(&self, bytes: &[u8]) {
        let mut first = self.0.first.lock().unwrap_or_else(PoisonError::into_inner);
        let room = (KEPT + 1 - first.len()).min(bytes.len());
        first.extend_from_slice(&bytes[..room]);
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
        assert_eq!(refusal(b"+OK\r\n$7\r\n-secret\r\n").await, None, "a value is no reply");
        assert_eq!(refusal(b"+OK\r\n-NOPERM of a session\r\n").await, None);
        let denied: &'static [u8] = [&b"-DENIED"[..], &[b' '; 1058], b"\r\n"].concat().leak();
        assert!(refusal(denied).await.is_some_and(|told| told.starts_with("DENIED")));
        let long: &'static [u8] = [&[b'-'; KEPT][..], b"\r\n"].concat().leak();
        assert_eq!(refusal(long).await, None);
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

//! A stream that remembers how it ended. The RESP driver reads ahead: when a port is refused before the first command is
//! sent, it takes the reason with it, and the command would only meet a broken pipe.

use super::dial::BoxStream;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How a stream ended, once it has: an error in words.
#[derive(Debug, Clone, Default)]
pub(super) struct Ending(Arc<OnceLock<String>>);

impl Ending {
    /// The words; none while the stream goes on.
    pub(super) fn words(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// A stream whose ending is kept.
pub(super) struct Overheard {
    stream: BoxStream,
    ending: Ending,
}

impl Overheard {
    /// Wraps a stream; the ending is told by the second value, whoever owns the first by then.
    pub(super) fn new(stream: BoxStream) -> (Self, Ending) {
        let ending = Ending::default();
        (Self { stream, ending: ending.clone() }, ending)
    }
}

impl AsyncRead for Overheard {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        // The first ending counts; what follows it says less.
        match &read {
            Err(error) => drop(self.ending.0.set(error.to_string())),
            Ok(()) if buffer.filled().len() == before && buffer.remaining() > 0 => {
                drop(self.ending.0.set("the connection was closed by the server or its pod".to_owned()));
            }
            Ok(()) => {}
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Overheard {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn the_first_ending_is_kept() {
        let (mut stream, ending) = Overheard::new(Box::new(tokio::io::join(&b"+OK"[..], tokio::io::sink())));
        let mut buffer = [0; 3];
        assert_eq!(stream.read(&mut buffer).await.ok(), Some(3));
        assert_eq!(ending.words(), None);
        assert_eq!(stream.read(&mut buffer).await.ok(), Some(0));
        assert_eq!(ending.words(), Some("the connection was closed by the server or its pod"));
    }
}

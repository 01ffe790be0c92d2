//! A port of a pod as a stream, straight over the websocket of the API server: no listener, no task, no copy loop.
//!
//! The protocol is `v4.channel.k8s.io` port-forward (kubelet/pkg/cri/streaming/portforward/websocket.go): channel 0
//! carries data, channel 1 an error text; each begins with one frame that holds the port as two little-endian bytes.
//! A killed pod looks like a clean end of the stream, so an end never means "complete" to the layers above.

use super::client::Kubernetes;
use crate::console::Console;
use crate::error::{Error, Result};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures::{Sink, Stream};
use kube::client::UpgradeConnectionError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Interval, MissedTickBehavior};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{self, Message};

/// Bytes of data a frame carries at most.
const MAX_FRAME: usize = 64 * 1024;
/// Load balancers drop connections that stay silent for a minute or more.
const PING_EVERY: Duration = Duration::from_secs(30);
/// Pings that may stay unanswered, with nothing else arriving either, before the connection counts as lost.
const PINGS_UNANSWERED: u32 = 4;

/// A forwarded port. Reading it gives an error, not an end, when the websocket is lost or the port is refused.
pub struct ForwardStream<S> {
    websocket: WebSocketStream<S>,
    port: u16,
    unread: Bytes,
    opened: [bool; 2],
    ended: bool,
    close_received: bool,
    close_sent: bool,
    ping: Interval,
    pings_unanswered: u32,
    ping_unflushed: bool,
    console: Arc<Console>,
}

/// Opens a stream to a port of a pod. Both opening frames have arrived when it returns.
///
/// # Errors
/// Of kind Target: the API's refusal with the missing right, a protocol that is not spoken, or no answer in time.
pub async fn open(
    kubernetes: &Kubernetes,
    namespace: &str,
    pod: &str,
    port: u16,
    timeout: Duration,
) -> Result<ForwardStream<impl AsyncRead + AsyncWrite + Unpin + Send + use<>>> {
    let attempt = || Error::target(format!("cannot open a port-forward to {namespace}/{pod}:{port}"));
    let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}/portforward?ports={port}");
    let request = http::Request::get(path).body(Vec::new()).map_err(|error| attempt().because(&error))?;
    let opening = async {
        let connection = kubernetes
            .client
            .connect(request)
            .await
            .map_err(|error| explain(attempt(), (namespace, pod, port), &error))?;
        // kube offers v5 too, where streams are closed by a channel of its own; port-forwards know no such thing.
        if connection.supports_stream_close() {
            return Err(no_protocol(attempt(), namespace, pod, port));
        }
        let mut stream = ForwardStream::new(connection.into_stream(), port, PING_EVERY, kubernetes.console());
        std::future::poll_fn(|cx| stream.poll_open(cx)).await.map_err(|error| attempt().because(&error))?;
        Ok(stream)
    };
    tokio::time::timeout(timeout, opening).await.unwrap_or_else(|_| {
        Err(attempt()
            .cause(format!("no answer within {} ms", timeout.as_millis()))
            .hint("--node-timeout DURATION waits longer; is the pod's node reachable from the API server?"))
    })
}

fn explain(attempt: Error, (namespace, pod, port): (&str, &str, u16), error: &kube::Error) -> Error {
    match error {
        kube::Error::Api(status) if status.code == 403 => attempt
            .cause(status.message.clone())
            .hint(format!(
                "the right is missing: get on pods/portforward (and create from Kubernetes 1.35); to check: \
                 kubectl auth can-i get pods --subresource=portforward -n {namespace}"
            ))
            .hint("--url redis://HOST reaches a server without the Kubernetes API"),
        kube::Error::Api(status) => attempt.cause(format!("{} ({})", status.message, status.code)),
        kube::Error::UpgradeConnection(
            UpgradeConnectionError::SecWebSocketProtocolMismatch | UpgradeConnectionError::ProtocolSwitch(_),
        ) => no_protocol(attempt, namespace, pod, port).because(error),
        other => attempt.because(other),
    }
}

fn no_protocol(attempt: Error, namespace: &str, pod: &str, port: u16) -> Error {
    attempt.cause("the API server, or a proxy before it, does not speak v4.channel.k8s.io over websockets").hint(
        format!("a way round: kubectl port-forward -n {namespace} {pod} {port}, then --url redis://127.0.0.1:{port}"),
    )
}

impl<S: AsyncRead + AsyncWrite + Unpin> ForwardStream<S> {
    fn new(websocket: WebSocketStream<S>, port: u16, ping_every: Duration, console: Arc<Console>) -> Self {
        let mut ping = tokio::time::interval_at(Instant::now() + ping_every, ping_every);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            websocket,
            port,
            unread: Bytes::new(),
            opened: [false; 2],
            ended: false,
            close_received: false,
            close_sent: false,
            ping,
            pings_unanswered: 0,
            ping_unflushed: false,
            console,
        }
    }

    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.opened != [true; 2] {
            if !ready!(self.poll_message(cx))? {
                return Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the API server ended the stream before it began",
                )));
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Takes one message in. `true`: go on, `unread` may hold data; `false`: the peer closed the stream properly.
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let message = match Pin::new(&mut self.websocket).poll_next(cx) {
            Poll::Ready(message) => message,
            Poll::Pending => {
                ready!(self.poll_keep_alive(cx))?;
                return Poll::Pending;
            }
        };
        self.pings_unanswered = 0;
        match message {
            // After the close frame the connection may end in any way.
            None | Some(Err(_)) if self.close_received => {
                self.ended = true;
                Poll::Ready(Ok(false))
            }
            None => Poll::Ready(Err(self.lost("the websocket ended without a close frame"))),
            Some(Err(error)) => {
                self.ended = true;
                Poll::Ready(Err(to_io(error)))
            }
            Some(Ok(Message::Binary(frame))) => Poll::Ready(self.take_frame(frame).map(|()| true)),
            Some(Ok(Message::Close(_))) => {
                self.close_received = true;
                Poll::Ready(Ok(true))
            }
            Some(Ok(_)) => Poll::Ready(Ok(true)),
        }
    }

    fn take_frame(&mut self, mut frame: Bytes) -> io::Result<()> {
        if frame.is_empty() {
            return Ok(());
        }
        let channel = usize::from(frame.get_u8());
        self.console.frame(|| format!("port {} < channel {channel}, {} bytes", self.port, frame.len()));
        let invalid = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
        let opened = self.opened.get_mut(channel).ok_or_else(|| invalid(format!("unexpected channel {channel}")))?;
        if !*opened {
            if frame.len() != 2 || frame.get_u16_le() != self.port {
                return Err(invalid("the opening frame does not name the port".to_owned()));
            }
            *opened = true;
        } else if channel == 1 {
            self.ended = true;
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, self.explain_end(&frame)));
        } else {
            self.unread = frame;
        }
        Ok(())
    }

    /// A refused port is told by the kubelet in five lines of ids; of all else it says, nothing is left out.
    fn explain_end(&self, text: &[u8]) -> String {
        let text = String::from_utf8_lossy(text);
        if text.contains("connection refused") {
            format!("connection refused: nothing listens on port {} of the pod", self.port)
        } else {
            text.into_owned()
        }
    }

    /// Sends a ping when one is due. Ready only with an error: the peer has been silent for too long.
    fn poll_keep_alive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.ping.poll_tick(cx).is_ready() {
            if self.pings_unanswered >= PINGS_UNANSWERED {
                return Poll::Ready(Err(self.lost("the API server answers no pings")));
            }
            // A peer that takes no bytes is still being written to; that write will notice.
            if Pin::new(&mut self.websocket).poll_ready(cx).is_ready() {
                Pin::new(&mut self.websocket).start_send(Message::Ping(Bytes::new())).map_err(to_io)?;
                self.console.frame(|| format!("port {} > ping", self.port));
                self.pings_unanswered += 1;
                self.ping_unflushed = true;
            }
        }
        if self.ping_unflushed && Pin::new(&mut self.websocket).poll_flush(cx).map_err(to_io)?.is_ready() {
            self.ping_unflushed = false;
        }
        Poll::Pending
    }

    fn lost(&mut self, text: &str) -> io::Error {
        self.ended = true;
        io::Error::new(io::ErrorKind::ConnectionReset, format!("the port-forward was lost: {text}"))
    }
}

const DROPPED: &str = "the port-forward was lost: the API server, or a proxy before it, dropped the connection";

fn ended_early() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, DROPPED)
}

fn to_io(error: tungstenite::Error) -> io::Error {
    match error {
        // rustls and tungstenite have words of their own for it, which say nothing to who does not write Rust.
        tungstenite::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => ended_early(),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => ended_early(),
        // A dropped connection is told by whichever comes first, the end of what can be read or a refused packet.
        tungstenite::Error::Io(error)
            if matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe
            ) =>
        {
            io::Error::new(error.kind(), DROPPED)
        }
        tungstenite::Error::Io(error) => io::Error::new(error.kind(), format!("the port-forward was lost: {error}")),
        tungstenite::Error::ConnectionClosed
        | tungstenite::Error::AlreadyClosed
        | tungstenite::Error::Protocol(ProtocolError::SendAfterClosing) => {
            io::Error::new(io::ErrorKind::BrokenPipe, "the port-forward is closed")
        }
        error => io::Error::new(io::ErrorKind::ConnectionReset, format!("the port-forward was lost: {error}")),
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for ForwardStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            if !self.unread.is_empty() {
                let length = self.unread.len().min(buffer.remaining());
                buffer.put_slice(&self.unread[..length]);
                self.unread.advance(length);
                return Poll::Ready(Ok(()));
            }
            if self.ended || !ready!(self.poll_message(cx))? {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for ForwardStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        ready!(Pin::new(&mut self.websocket).poll_ready(cx)).map_err(to_io)?;
        let length = data.len().min(MAX_FRAME);
        let mut frame = BytesMut::with_capacity(length + 1);
        frame.put_u8(0);
        frame.put_slice(&data[..length]);
        self.console.frame(|| format!("port {} > channel 0, {length} bytes", self.port));
        Pin::new(&mut self.websocket).start_send(Message::Binary(frame.freeze())).map_err(to_io)?;
        Poll::Ready(Ok(length))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.websocket).poll_flush(cx).map_err(to_io)
    }

    /// Ends the whole connection: the protocol cannot close one direction alone.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.close_received || self.ended {
            // Over already, and the answer to the peer's close frame went out while reading.
            return Poll::Ready(Ok(()));
        }
        let done = |error: io::Error| match error.kind() {
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        };
        if !self.close_sent {
            if let Err(error) = ready!(Pin::new(&mut self.websocket).poll_ready(cx)) {
                return Poll::Ready(done(to_io(error)));
            }
            self.close_sent = true;
            if let Err(error) = Pin::new(&mut self.websocket).start_send(Message::Close(None)) {
                return Poll::Ready(done(to_io(error)));
            }
        }
        Poll::Ready(ready!(Pin::new(&mut self.websocket).poll_flush(cx)).map_err(to_io).or_else(done))
    }
}

#[cfg(test)]
mod tests;

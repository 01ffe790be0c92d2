//! A command that is fed: bytes into its stdin, so many and not one more.
//!
//! Over `v4.channel.k8s.io` a client cannot close a command's input, so the command has to know how much there is
//! (`head -c 1234`) and ends by itself.

use super::{Ending, Output, PING_EVERY, Place, STATUS, STDERR, STDERR_BYTES, STDOUT, connect, ending};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::report::units;
use bytes::{BufMut, Bytes, BytesMut};
use futures::{SinkExt, StreamExt};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;
use tokio_tungstenite::tungstenite::Message;

/// Script for `sh -c` that takes `$1` bytes of its input into the file `$2`, and says how many the file has then. The shell
/// has something to say at the end, and so keeps its output open: where the last holder of it closes it, as `head > FILE` alone
/// does, containerd takes the command for ended, and drops the input that is still on its way (28 of 40 times with two
/// messages, Kubernetes 1.20).
pub const TAKE: &str = "head -c \"$1\" > \"$2\" && wc -c < \"$2\"";

const STDIN: u8 = 0;
/// What one message holds. Larger ones are split on the way, smaller ones cost more.
const MESSAGE_BYTES: usize = 32 * 1024;
/// What is kept of stdout.
const STDOUT_BYTES: usize = 64 * 1024;
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the command has started.
    pub opening: Duration,
    /// Between two signs of life: bytes that are taken, or come.
    pub silence: Duration,
}

/// Runs a command whose stdin gets `bytes` bytes from `input`; `taken` is told how many have gone so far.
///
/// # Errors
/// Of kind Target as [`super::open`]; of kind Failed when the connection is lost, nothing moves for too long, or `input`
/// ends early; what `input` itself gives. A command that ends before it has taken all is an [`Ending`].
pub async fn feed(
    kubernetes: &Kubernetes,
    place: &Place,
    command: &[&str],
    (bytes, input): (u64, &mut Receiver<Result<Bytes>>),
    patience: Patience,
    taken: impl Fn(u64) + Sync,
) -> Result<Output> {
    let (websocket, subject) =
        connect(kubernetes, place, command, "stdin=true&stderr=true&tty=false", patience.opening).await?;
    let (mut sink, mut source) = websocket.split();
    let sent = AtomicU64::new(0);
    let writing = async {
        while sent.load(Ordering::Relaxed) < bytes {
            let Some(piece) = input.recv().await else {
                let so_far = sent.load(Ordering::Relaxed);
                return Err(Error::failed(format!("{subject} was to be given {bytes} bytes"))
                    .cause(format!("there were {so_far}")));
            };
            let mut piece = piece?;
            while !piece.is_empty() {
                let part = piece.split_to(piece.len().min(MESSAGE_BYTES));
                let mut message = BytesMut::with_capacity(part.len() + 1);
                message.put_u8(STDIN);
                message.put_slice(&part);
                // A command that has ended takes no more: its status says why.
                if sink.send(Message::Binary(message.freeze())).await.is_err() {
                    return Ok(());
                }
                sent.fetch_add(part.len() as u64, Ordering::Relaxed);
                taken(sent.load(Ordering::Relaxed));
            }
        }
        // Nothing more is written, and what was has to leave.
        let _ = sink.flush().await;
        Ok(())
    };
    tokio::pin!(writing);
    let (mut stdout, mut stderr, mut status) = (Vec::new(), Vec::new(), Vec::new());
    let (mut all_sent, mut heard, mut moved) = (false, Instant::now(), 0);
    let failed = |text: &str| Error::failed(format!("{subject} {text}"));
    loop {
        let message = tokio::select! {
            written = &mut writing, if !all_sent => {
                written?;
                (all_sent, heard) = (true, Instant::now());
                continue;
            }
            message = source.next() => message,
            () = tokio::time::sleep(LOOK_EVERY) => {
                let now = sent.load(Ordering::Relaxed);
                if now != moved {
                    (moved, heard) = (now, Instant::now());
                }
                if heard.elapsed() > patience.silence {
                    let lasted = units::duration(patience.silence.as_secs_f64());
                    return Err(failed(&format!("has neither taken nor said anything for {lasted}"))
                        .hint("is the API server or the pod's node gone or overloaded?"));
                }
                continue;
            }
        };
        let frame = match message {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Close(_))) | None => {
                return Err(failed("ended without saying how")
                    .cause("the API server closed the stream before the command's exit status came")
                    .hint("was the pod or its node lost? kubectl get events and redis-ops health tell more"));
            }
            Some(Ok(_)) => continue,
            Some(Err(error)) => {
                return Err(Error::failed(format!("the connection to {subject} was lost"))
                    .cause("the API server, or a proxy before it, dropped it")
                    .because(&error));
            }
        };
        heard = Instant::now();
        let Some((channel, text)) = frame.split_first() else { continue };
        let (kept, most) = match *channel {
            STDOUT => (&mut stdout, STDOUT_BYTES),
            STDERR => (&mut stderr, STDERR_BYTES),
            STATUS => (&mut status, STDOUT_BYTES),
            _ => continue,
        };
        kept.extend_from_slice(&text[..text.len().min(most.saturating_sub(kept.len()))]);
        if let Some(ending) = ending::parse_status(&status) {
            let stderr = String::from_utf8_lossy(&stderr).trim().to_owned();
            let ending = if ending == Ending::Success && sent.load(Ordering::Relaxed) < bytes {
                Ending::Failed("it ended before it had taken all".to_owned())
            } else {
                ending
            };
            return Ok(Output { stdout, stderr, ending });
        }
    }
}

/// Load balancers drop what is silent, and a message every half second is more than enough.
const _: () = assert!(LOOK_EVERY.as_millis() < PING_EVERY.as_millis());

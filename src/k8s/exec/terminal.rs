//! A command that somebody talks to: bytes both ways, and the size of a terminal.
//!
//! Channel 4 carries sizes as JSON (k8s.io/client-go/tools/remotecommand, `TerminalSize`).

use super::{Ending, PING_EVERY, Place, STATUS, STDERR, STDOUT, connect, ending};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use bytes::{BufMut, Bytes, BytesMut};
use futures::{SinkExt, StreamExt};
use std::io;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;

const STDIN: u8 = 0;
const RESIZE: u8 = 4;

/// What goes to the command.
#[derive(Debug)]
pub struct Interaction {
    /// What is typed; none where the command has no stdin.
    pub input: Option<mpsc::Receiver<Bytes>>,
    /// Columns and rows; none where it has no terminal.
    pub size: Option<watch::Receiver<(u16, u16)>>,
}

/// Where what it says goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Its stdout; of a terminal both.
    Stdout,
    /// Its stderr.
    Stderr,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// The status.
    pub ending: Ending,
    /// Whether it said anything before: one that did was there to be run.
    pub spoke: bool,
}

/// Runs a command, or with no words attaches to the one that runs in the container, until it ends.
///
/// # Errors
/// Of kind Target as [`super::open`]; of kind Failed when the connection is lost before the command has ended, or
/// `output` fails.
pub async fn interact(
    kubernetes: &Kubernetes,
    place: &Place,
    command: &[&str],
    opening: Duration,
    interaction: Interaction,
    mut output: impl FnMut(Wanted, &[u8]) -> io::Result<()>,
) -> Result<Ended> {
    let Interaction { mut input, mut size } = interaction;
    let (stdin, tty) = (input.is_some(), size.is_some());
    let streams = format!("stdin={stdin}&stderr={}&tty={tty}", !tty);
    let (websocket, subject) = connect(kubernetes, place, command, &streams, opening).await?;
    let (mut sink, mut source) = websocket.split();
    let (mut status, mut spoke) = (Vec::new(), false);
    let lost = |why: &str| {
        Error::failed(format!("the connection to {subject} was lost"))
            .cause(why.to_owned())
            .hint("was the pod or its node lost? kubectl get events and redis-ops health tell more")
    };
    // The size that it begins with is sent as one that has changed.
    if let Some(size) = &mut size {
        size.mark_changed();
    }
    loop {
        let typed = async {
            match &mut input {
                Some(input) => input.recv().await,
                None => std::future::pending().await,
            }
        };
        let resized = async {
            let Some(size) = &mut size else { return std::future::pending().await };
            match size.changed().await {
                Ok(()) => *size.borrow_and_update(),
                Err(_) => std::future::pending().await,
            }
        };
        let message = tokio::select! {
            message = source.next() => message,
            typed = typed => {
                match typed {
                    // A command that has ended takes no more: its status says why.
                    Some(bytes) => drop(sink.send(framed(STDIN, &bytes)).await),
                    None => input = None,
                }
                continue;
            }
            (columns, rows) = resized => {
                let size = format!("{{\"Width\":{columns},\"Height\":{rows}}}");
                let _ = sink.send(framed(RESIZE, size.as_bytes())).await;
                continue;
            }
            () = tokio::time::sleep(PING_EVERY) => {
                let _ = tokio::time::timeout(Duration::from_secs(1), sink.send(Message::Ping(Bytes::new()))).await;
                continue;
            }
        };
        let frame = match message {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Close(_))) | None => return Err(lost("it ended without an exit status")),
            Some(Ok(_)) => continue,
            Some(Err(error)) => return Err(lost("the API server, or a proxy before it, dropped it").because(&error)),
        };
        let Some((channel, bytes)) = frame.split_first().filter(|(_, bytes)| !bytes.is_empty()) else { continue };
        let whose = match *channel {
            STDOUT => Wanted::Stdout,
            STDERR => Wanted::Stderr,
            STATUS => {
                status.extend_from_slice(bytes);
                if let Some(ending) = ending::parse_status(&status) {
                    return Ok(Ended { ending, spoke });
                }
                continue;
            }
            _ => continue,
        };
        spoke = true;
        output(whose, bytes).map_err(|error| Error::failed("cannot write what the command says").because(&error))?;
    }
}

fn framed(channel: u8, bytes: &[u8]) -> Message {
    let mut message = BytesMut::with_capacity(bytes.len() + 1);
    message.put_u8(channel);
    message.put_slice(bytes);
    Message::Binary(message.freeze())
}

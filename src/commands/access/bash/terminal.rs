//! The user's terminal, given to a program elsewhere: every key goes there as it is, and its size follows.

use crate::console;
use crate::error::{Error, Result};
use crate::k8s::exec::{Interaction, Wanted};
use crate::render;
use bytes::Bytes;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use std::io::{self, IsTerminal, Read};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// What is typed ahead at most.
const PIECES_AHEAD: usize = 16;
const PIECE: usize = 4096;

/// The terminal as it was.
pub(super) struct Terminal {
    before: Termios,
}

/// The terminal while it belongs to a program elsewhere. Dropping it puts it back.
pub(super) struct Raw<'a> {
    terminal: &'a Terminal,
    size: watch::Receiver<(u16, u16)>,
    follower: JoinHandle<()>,
}

impl Terminal {
    /// The terminal, if stdin and stdout are one.
    pub(super) fn open() -> Option<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return None;
        }
        let before = tcgetattr(io::stdin()).ok()?;
        Some(Self { before })
    }

    /// Takes the terminal.
    ///
    /// # Errors
    /// Of kind Failed: it cannot be set.
    pub(super) fn raw(&self) -> Result<Raw<'_>> {
        let failed = |error: &dyn std::error::Error| Error::failed("cannot use the terminal").because(error);
        let mut raw = self.before.clone();
        raw.make_raw();
        let mut changes = signal(SignalKind::window_change()).map_err(|error| failed(&error))?;
        let (told, size) = watch::channel(size_now());
        tcsetattr(io::stdin(), OptionalActions::Now, &raw).map_err(|error| failed(&error))?;
        let follower = tokio::spawn(async move {
            while changes.recv().await.is_some() {
                told.send_replace(size_now());
            }
        });
        Ok(Raw { terminal: self, size, follower })
    }
}

impl Raw<'_> {
    /// What goes to the program: first these keys, then those of the user. A thread reads them as long as the process lives:
    /// nothing else may read stdin any more.
    pub(super) fn interaction(&self, first: &'static str) -> Interaction {
        let (keys, input) = mpsc::channel(PIECES_AHEAD);
        // An empty frame would be no key, and there is room for the first.
        if !first.is_empty() {
            let _ = keys.try_send(Bytes::from_static(first.as_bytes()));
        }
        std::thread::spawn(move || {
            let mut buffer = [0; PIECE];
            while let Ok(read @ 1..) = io::stdin().lock().read(&mut buffer) {
                // A program that has ended takes no more.
                if keys.blocking_send(Bytes::copy_from_slice(&buffer[..read])).is_err() {
                    return;
                }
            }
        });
        Interaction { input: Some(input), size: Some(self.size.clone()) }
    }
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        self.follower.abort();
        // Where that fails there is no terminal any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.terminal.before);
    }
}

fn size_now() -> (u16, u16) {
    tcgetwinsize(io::stdin()).map_or((80, 24), |size| (size.ws_col, size.ws_row))
}

/// What goes to a program without a terminal: nothing.
pub(super) fn without() -> Interaction {
    Interaction { input: None, size: None }
}

/// What a program says goes where its own streams would.
pub(super) fn write(whose: Wanted, bytes: &[u8]) -> io::Result<()> {
    match whose {
        Wanted::Stdout => render::stream_bytes(bytes).map(drop),
        Wanted::Stderr => console::pass_on(bytes),
    }
}

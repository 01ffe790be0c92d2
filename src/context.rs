//! What a command receives: settings, console, clock, and the words it was called with.

use crate::console::Console;
use crate::report::TargetRef;
use crate::settings::Settings;
use crate::undo::Undo;
use crate::watch::History;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// The surroundings of a run. Commands read neither the environment nor the clock by other ways.
#[derive(Debug, Clone)]
pub struct Context {
    /// The resolved settings.
    pub settings: Settings,
    /// Where words that are not the answer go.
    pub console: Arc<Console>,
    /// The command line without the program's name, for hints that say what to type.
    pub argv: Vec<String>,
    /// When the whole run has to end, `--timeout`.
    pub deadline: Option<Instant>,
    /// How a command learns that the user wants it to end.
    pub ending: Arc<Ending>,
    /// What earlier ticks of a watching run saw.
    pub history: Arc<History>,
    /// What has to be taken back before the process ends, however it ends.
    pub undo: Arc<Undo>,
    /// Whether the command is about keys and their server, so that a Sentinel named by `--url` is the wrong one.
    pub means_data: bool,
    /// What the run turned out to be about: known to who writes of its end, however it ends.
    pub target: Arc<Mutex<Option<TargetRef>>>,
}

impl Context {
    /// The wait for one node: `--node-timeout`, or what `--timeout` leaves of it.
    pub fn time_for_a_node(&self) -> Duration {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        left.map_or(self.settings.node_timeout, |left| left.min(self.settings.node_timeout))
    }

    /// The option that bounds such a wait: what `--timeout` leaves may be the shorter one.
    pub fn option_of(&self, wait: Duration) -> &'static str {
        if wait < self.settings.node_timeout { "--timeout" } else { "--node-timeout" }
    }

    /// Notes what the run is about.
    pub fn note_target(&self, target: TargetRef) {
        if let Ok(mut noted) = self.target.lock() {
            *noted = Some(target);
        }
    }

    /// What the run is about, once that is known.
    pub fn resolved(&self) -> Option<TargetRef> {
        self.target.lock().ok().and_then(|noted| noted.clone())
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Ctrl-C as a question: a command that has something to show of what it has seen asks to be told, and ends by itself. One
/// that goes on after it, such as a shell, catches it. All others are dropped where they are.
#[derive(Debug, Default)]
pub struct Ending {
    awaited: AtomicBool,
    asked: Notify,
    catchers: AtomicUsize,
    struck: Notify,
}

impl Ending {
    /// Waits until the user wants the command to end.
    pub async fn asked(&self) {
        self.awaited.store(true, Ordering::Relaxed);
        self.asked.notified().await;
    }

    /// Tells a command that it is to end; whether there is one that listens.
    pub fn ask(&self) -> bool {
        self.asked.notify_one();
        self.awaited.load(Ordering::Relaxed)
    }

    /// From now on Ctrl-C does not end the run, as long as the value lives: whoever has it is told.
    pub fn catch(&self) -> Caught<'_> {
        self.catchers.fetch_add(1, Ordering::SeqCst);
        // One from before was meant for something else.
        let _ = self.struck.notified().now_or_never();
        Caught { ending: self }
    }

    /// Ctrl-C: whether somebody caught it.
    pub fn strike(&self) -> bool {
        let caught = self.catchers.load(Ordering::SeqCst) > 0;
        if caught {
            self.struck.notify_one();
        }
        caught
    }
}

/// Ctrl-C, caught. Dropping it gives the signal its meaning back.
#[derive(Debug)]
pub struct Caught<'a> {
    ending: &'a Ending,
}

impl Caught<'_> {
    /// Waits for the next Ctrl-C.
    pub async fn struck(&self) {
        self.ending.struck.notified().await;
    }
}

impl Drop for Caught<'_> {
    fn drop(&mut self) {
        self.ending.catchers.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn ctrl_c_is_caught_as_long_as_somebody_wants_it() {
        let ending = Ending::default();
        assert!(!ending.strike());
        let caught = ending.catch();
        assert!(ending.strike());
        caught.struck().await;
        drop(caught);
        assert!(!ending.strike());
        let caught = ending.catch();
        assert!(ending.strike());
        drop(caught);
        assert!(ending.catch().struck().now_or_never().is_none(), "one from before is not told");
    }
}

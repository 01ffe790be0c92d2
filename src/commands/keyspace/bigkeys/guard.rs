//! What others wait while a scan goes on: PINGs on a connection of their own.

use crate::domain::keyspace::report::PingReport;
use crate::domain::latency;
use crate::error::Result;
use crate::wire::session::Session;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// PINGs before the scan begins, of which the shortest counts.
const BEFORE: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);
/// Samples that are kept; with 20 ms between them this is an hour.
const MOST: usize = 180_000;

/// The PINGs of one member. Dropping it ends them.
pub(super) struct Guard {
    round_trip: Duration,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    /// The longest since somebody looked.
    longest: Duration,
    /// When the one was sent that has no answer yet.
    sent: Option<Instant>,
    microseconds: Vec<u64>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Guard {
    /// Begins, on a session that is used for nothing else.
    ///
    /// # Errors
    /// When not even the first PINGs are answered.
    pub(super) async fn start(mut session: Session) -> Result<Self> {
        let ping = [redis::cmd("PING")];
        let mut round_trip = Duration::MAX;
        for _ in 0..BEFORE {
            let sent = Instant::now();
            session.flight(&ping).await?;
            round_trip = round_trip.min(sent.elapsed());
        }
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let sent = Instant::now();
                note(&shared, |seen| seen.sent = Some(sent));
                // A connection that is lost is the scan's to find.
                let Ok(_) = session.flight(&ping).await else { return note(&shared, |seen| seen.sent = None) };
                let took = sent.elapsed();
                note(&shared, |seen| {
                    seen.sent = None;
                    seen.longest = seen.longest.max(took);
                    if seen.microseconds.len() < MOST {
                        seen.microseconds.push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
                    }
                });
                tokio::time::sleep(PAUSE).await;
            }
        });
        Ok(Self { round_trip, seen, task })
    }

    /// The way there and back, when nothing else was asked.
    pub(super) fn round_trip(&self) -> Duration {
        self.round_trip
    }

    /// How much longer than that a PING has taken since this was last asked, or takes now.
    pub(super) fn delay(&self) -> Duration {
        let mut longest = Duration::ZERO;
        note(&self.seen, |seen| {
            let waiting = seen.sent.map_or(Duration::ZERO, |sent| sent.elapsed());
            longest = std::mem::take(&mut seen.longest).max(waiting);
        });
        longest.saturating_sub(self.round_trip)
    }

    /// All of it.
    pub(super) fn report(&self) -> Option<PingReport> {
        let mut microseconds = Vec::new();
        note(&self.seen, |seen| microseconds.clone_from(&seen.microseconds));
        let distribution = latency::distribution(&microseconds)?;
        Some(PingReport {
            before_microseconds: u64::try_from(self.round_trip.as_micros()).unwrap_or(u64::MAX),
            p50_microseconds: distribution.p50_microseconds,
            p99_microseconds: distribution.p99_microseconds,
            longest_microseconds: distribution.greatest_microseconds,
        })
    }
}

fn note(seen: &Mutex<Seen>, change: impl FnOnce(&mut Seen)) {
    if let Ok(mut seen) = seen.lock() {
        change(&mut seen);
    }
}

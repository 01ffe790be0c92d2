//! A writer that runs through a switch, as a client would that knows both servers: how long nobody took its writes, and
//! whether the last one that the old primary acknowledged is on the new one.

use super::line::{Line, command};
use crate::report::units;
use serde::Serialize;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Time between two writes to the same server.
const EVERY: Duration = Duration::from_millis(5);
/// How long the keys outlive a run that is killed.
const EXPIRY_MS: &str = "60000";

/// What the prober saw so far.
#[derive(Debug, Default)]
struct Record {
    last_ack: Option<Instant>,
    longest: Duration,
    acks: [u64; 2],
    /// The last number that the old primary acknowledged.
    last_on_old: Option<u64>,
    last_on_old_at: Option<Instant>,
    /// Acknowledgements of the old primary after the first of the new one.
    split: u64,
    refused: Option<String>,
}

/// The running prober.
#[derive(Debug)]
pub(super) struct Prober {
    record: Arc<Mutex<Record>>,
    tasks: Vec<JoinHandle<()>>,
    key: String,
}

/// What it saw.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Probed {
    /// The longest time in which nobody took a write; none where the probe could not write.
    pub outage_ms: Option<u64>,
    /// Writes that the old primary acknowledged, and the new one.
    pub acknowledged: [u64; 2],
    /// Whether the last write that the old primary acknowledged is on the new one; none where it was not asked.
    pub last_write_kept: Option<bool>,
    /// Writes that the old primary acknowledged after the new one had acknowledged one.
    pub split_writes: u64,
    /// Why the probe could not write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    #[serde(skip)]
    last_on_old: Option<u64>,
    #[serde(skip)]
    last_on_old_at: Option<Instant>,
    #[serde(skip)]
    key: String,
}

impl Prober {
    /// Starts writing to both; returns once the old one has acknowledged a write, or after a second.
    pub(super) async fn start(old: Line, new: Line, key: String) -> Self {
        let record = Arc::new(Mutex::new(Record::default()));
        let sides = [(0, old, format!("{key}:old")), (1, new, format!("{key}:new"))];
        let tasks = sides.map(|(side, line, key)| tokio::spawn(write(side, line, key, Arc::clone(&record))));
        let prober = Self { record, tasks: tasks.into(), key };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(1) && prober.acks(0) == 0 {
            tokio::time::sleep(EVERY).await;
        }
        prober
    }

    fn acks(&self, side: usize) -> u64 {
        self.record.lock().map_or(0, |record| record.acks[side])
    }

    /// Waits until the new one has acknowledged a write, or the time is over; then ends.
    pub(super) async fn end(self, patience: Duration) -> Probed {
        let started = Instant::now();
        while started.elapsed() < patience && self.acks(1) == 0 && self.acks(0) > 0 {
            tokio::time::sleep(EVERY).await;
        }
        self.tasks.iter().for_each(JoinHandle::abort);
        let key = self.key.clone();
        let none = Probed::none(key);
        let Ok(record) = self.record.lock() else { return none };
        let both = record.acks.iter().all(|acks| *acks > 0);
        Probed {
            outage_ms: both.then(|| u64::try_from(record.longest.as_millis()).unwrap_or(u64::MAX)),
            acknowledged: record.acks,
            split_writes: record.split,
            refused: record.refused.clone().filter(|_| record.acks[0] == 0),
            last_on_old: record.last_on_old,
            last_on_old_at: record.last_on_old_at,
            ..none
        }
    }
}

impl Drop for Prober {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Probed {
    /// Nothing was seen: there was no prober.
    pub(super) fn none(key: String) -> Self {
        Self {
            outage_ms: None,
            acknowledged: [0, 0],
            last_write_kept: None,
            split_writes: 0,
            refused: None,
            last_on_old: None,
            last_on_old_at: None,
            key,
        }
    }

    /// When the old primary acknowledged a write for the last time.
    pub(super) fn last_on_old_at(&self) -> Option<Instant> {
        self.last_on_old_at
    }

    /// Reads from the new primary what the old one acknowledged last: soon after the switch, as the key expires.
    pub(super) async fn look_for_last(&mut self, line: &mut Line) {
        let (Some(last), None) = (self.last_on_old, self.last_write_kept) else { return };
        let old = format!("{}:old", self.key);
        if let Ok(replies) = line.ask(&[command(&["GET", &old])]).await
            && let Some(Ok(value)) = replies.first()
        {
            let kept = crate::target::survey::text(value).parse::<u64>();
            self.last_write_kept = Some(kept.is_ok_and(|kept| kept >= last));
        }
    }

    /// Whether writes are known to be lost. An acknowledgement of the old primary that comes after one of the new may only
    /// have been slow on its way: the last of them says whether the new one has them.
    pub(super) fn lost(&self) -> Option<String> {
        match (self.last_write_kept, self.split_writes) {
            (Some(false), 0) => Some("a write that the old primary had acknowledged is not on it".to_owned()),
            (Some(false) | None, split @ 1..) => {
                Some(format!("{split} writes were acknowledged by the old primary after it took over"))
            }
            (Some(true), _) | (None, 0) => None,
        }
    }

    /// Writes and reads a key on the new primary, and takes the keys away. Returns what is wrong.
    pub(super) async fn check(&self, line: &mut Line) -> Result<(), String> {
        let (old, new) = (format!("{}:old", self.key), format!("{}:new", self.key));
        let commands = [
            command(&["SET", &new, "last", "PX", EXPIRY_MS]),
            command(&["GET", &new]),
            command(&["DEL", &old]),
            command(&["DEL", &new]),
        ];
        let replies = line.ask(&commands).await.map_err(|error| error.chain())?;
        let said = |index: usize| match replies.get(index) {
            Some(Ok(value)) => Ok(crate::target::survey::text(value)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("no reply".to_owned()),
        };
        said(0)?;
        match said(1)?.as_str() {
            "last" => Ok(()),
            other => Err(format!("a key that was just written to it reads as {other:?}")),
        }
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        match (self.outage_ms, &self.refused) {
            (Some(outage), _) => format!(
                "nobody took writes for {} ms ({} were acknowledged before and after)",
                units::count(outage),
                units::count(self.acknowledged[0] + self.acknowledged[1])
            ),
            (None, Some(why)) => format!("how long nobody took writes was not measured: {why}"),
            (None, None) => "how long nobody took writes was not measured".to_owned(),
        }
    }
}

async fn write(side: usize, mut line: Line, key: String, record: Arc<Mutex<Record>>) {
    for number in 1_u64.. {
        let value = number.to_string();
        let answered = line.ask(&[command(&["SET", &key, &value, "PX", EXPIRY_MS])]).await;
        let refused = match &answered {
            Ok(replies) => super::line::refusal(replies),
            Err(error) => Some(error.chain()),
        };
        if let Ok(mut record) = record.lock() {
            note(&mut record, side, number, refused);
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn note(record: &mut Record, side: usize, number: u64, refused: Option<String>) {
    if refused.is_some() {
        if side == 0 {
            record.refused = refused;
        }
        return;
    }
    let now = Instant::now();
    if let Some(last) = record.last_ack {
        record.longest = record.longest.max(now - last);
    }
    record.last_ack = Some(now);
    record.acks[side] += 1;
    if side == 0 {
        record.last_on_old = Some(number);
        record.last_on_old_at = Some(now);
        record.split += u64::from(record.acks[1] > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_that_was_slow_on_its_way_is_no_lost_write() {
        let of = |kept, split_writes| {
            Probed { last_write_kept: kept, split_writes, ..Probed::none("probe".to_owned()) }.lost().is_some()
        };
        assert!(!of(Some(true), 0) && !of(Some(true), 1) && !of(None, 0));
        assert!(of(Some(false), 0) && of(Some(false), 2) && of(None, 1));
    }
}

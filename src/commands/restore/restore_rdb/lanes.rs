//! Which connection a key belongs to, and the queue to it.

use super::feed::Job;
use crate::formats::slot;
use tokio::sync::mpsc;

/// Jobs handed over at a time, in bytes and in number.
const BATCH_BYTES: usize = 128 * 1024;
const BATCH_JOBS: usize = 256;

/// Which connection a key belongs to.
#[derive(Debug, Clone)]
pub(in crate::commands::restore) struct Routes {
    /// The primary of each slot; none outside of cluster mode.
    slots: Option<Vec<u16>>,
    primaries: usize,
    connections: usize,
}

impl Routes {
    /// To so many connections of each primary.
    pub fn new(slots: Option<Vec<u16>>, primaries: usize, connections: usize) -> Self {
        Self { slots, primaries, connections: connections.max(1) }
    }

    /// All connections.
    pub fn lanes(&self) -> usize {
        self.primaries * self.connections
    }

    /// The primary that a connection leads to.
    pub fn primary(&self, lane: usize) -> usize {
        lane / self.connections
    }

    /// The first connection of each primary.
    pub fn first_lanes(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.lanes()).step_by(self.connections)
    }

    /// The connection of a key: the same for each of its commands.
    pub fn lane(&self, name: &[u8]) -> usize {
        match &self.slots {
            None if self.connections == 1 => 0,
            None => usize::from(slot::of(name)) % self.connections,
            Some(slots) => {
                let slot = usize::from(slot::of(name));
                usize::from(slots[slot]) * self.connections + slot % self.connections
            }
        }
    }
}

/// The queue to one connection. Whoever pushes waits while it is full; once the connection has ended nobody takes what is
/// pushed.
pub(in crate::commands::restore) struct Lane {
    queue: mpsc::Sender<Vec<Job>>,
    batch: Vec<Job>,
    bytes: usize,
}

impl Lane {
    /// A queue, and where its jobs come out.
    pub fn new() -> (Self, mpsc::Receiver<Vec<Job>>) {
        let (queue, jobs) = mpsc::channel(1);
        (Self { queue, batch: Vec::new(), bytes: 0 }, jobs)
    }

    /// Adds a job of so many bytes. To be called outside of the asynchronous runtime: it may wait.
    pub fn push(&mut self, job: Job, bytes: usize) {
        self.batch.push(job);
        self.bytes += bytes;
        if self.bytes >= BATCH_BYTES || self.batch.len() >= BATCH_JOBS {
            self.flush();
        }
    }

    /// Hands over what is gathered.
    pub fn flush(&mut self) {
        if !self.batch.is_empty() {
            // Nobody takes it: then the run has failed, which the taker tells.
            let _ = self.queue.blocking_send(std::mem::take(&mut self.batch));
        }
        self.bytes = 0;
    }
}

//! A client that counts: each number is appended to a list on the primary, wherever that is, and is noted once the server
//! has acknowledged it. What was acknowledged has to be there in the end.

use crate::sandbox::{Connection, Reply, Server};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The key of the list. In a cluster it lies in the shard of `{counter}`, slot 6680.
pub const KEY: &str = "{counter}:log";

/// Numbers of one writer: no two writers of a process have one in common, so that none finds another's in place of its own.
const NUMBERS_EACH: u64 = 1_000_000_000;

/// A writer that runs.
pub struct Writer {
    stop: Arc<AtomicBool>,
    progress: Arc<Progress>,
    thread: JoinHandle<Written>,
}

/// How far it is.
#[derive(Default)]
struct Progress {
    acknowledged: AtomicU64,
    /// The longest time between two acknowledgements since the last lap, microseconds.
    longest_gap: AtomicU64,
}

/// What it wrote.
#[derive(Debug)]
pub struct Written {
    /// The numbers that were acknowledged.
    pub acknowledged: Vec<u64>,
}

impl Writer {
    /// Starts a client of these servers, of which it finds the one that takes writes.
    pub fn start(servers: Vec<Server>) -> Self {
        static WRITERS: AtomicU64 = AtomicU64::new(0);
        let first = WRITERS.fetch_add(1, Ordering::SeqCst) * NUMBERS_EACH;
        let (stop, progress) = (Arc::new(AtomicBool::new(false)), Arc::<Progress>::default());
        let (stopped, told) = (Arc::clone(&stop), Arc::clone(&progress));
        let thread = std::thread::spawn(move || write(&servers, first, &stopped, &told));
        let writer = Self { stop, progress, thread };
        writer.until_more(20);
        writer
    }

    /// Waits until so many more writes were acknowledged.
    ///
    /// # Panics
    /// They are not within half a minute.
    pub fn until_more(&self, more: u64) {
        let count = || self.progress.acknowledged.load(Ordering::SeqCst);
        let wanted = count() + more;
        super::until("writes are acknowledged", || count() >= wanted);
    }

    /// The longest time in which no write was acknowledged, since this was last asked.
    pub fn lap(&self) -> Duration {
        Duration::from_micros(self.progress.longest_gap.swap(0, Ordering::SeqCst))
    }

    /// Ends it.
    pub fn stop(self) -> Written {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("the writer does not panic")
    }
}

impl Written {
    /// The acknowledged numbers that are not on this server.
    pub fn lost_on(&self, server: &Server) -> Vec<u64> {
        let there: BTreeSet<u64> =
            server.cli(&["LRANGE", KEY, "0", "-1"]).lines().filter_map(|line| line.parse().ok()).collect();
        self.acknowledged.iter().copied().filter(|number| !there.contains(number)).collect()
    }
}

fn write(servers: &[Server], first: u64, stop: &AtomicBool, progress: &Progress) -> Written {
    let mut written = Written { acknowledged: Vec::new() };
    let mut last = Instant::now();
    let (mut at, mut number) = (0, first);
    let mut connection: Option<Connection> = None;
    while !stop.load(Ordering::SeqCst) {
        if connection.is_none() {
            at = (at + 1) % servers.len();
            connection = servers[at].connect().ok();
        }
        number += 1;
        let reply = connection.as_mut().map(|connection| connection.call(&["RPUSH", KEY, &number.to_string()]));
        match reply {
            Some(Ok(Reply::Integer(_))) => {
                if !written.acknowledged.is_empty() {
                    let gap = u64::try_from(last.elapsed().as_micros()).unwrap_or(u64::MAX);
                    progress.longest_gap.fetch_max(gap, Ordering::SeqCst);
                }
                last = Instant::now();
                written.acknowledged.push(number);
                progress.acknowledged.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(1));
            }
            // a replica, or nobody
            _ => {
                connection = None;
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }
    written
}

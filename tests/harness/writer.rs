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

/// A writer that runs.
pub struct Writer {
    stop: Arc<AtomicBool>,
    count: Arc<AtomicU64>,
    thread: JoinHandle<Written>,
}

/// What it wrote.
#[derive(Debug)]
pub struct Written {
    /// The numbers that were acknowledged.
    pub acknowledged: Vec<u64>,
    /// The longest time between two acknowledgements.
    pub longest_gap: Duration,
}

impl Writer {
    /// Starts a client of these servers, of which it finds the one that takes writes.
    pub fn start(servers: Vec<Server>) -> Self {
        let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stopped, counted) = (Arc::clone(&stop), Arc::clone(&count));
        let thread = std::thread::spawn(move || write(&servers, &stopped, &counted));
        let writer = Self { stop, count, thread };
        writer.until_more(20);
        writer
    }

    /// Waits until so many more writes were acknowledged.
    ///
    /// # Panics
    /// They are not within half a minute.
    pub fn until_more(&self, more: u64) {
        let wanted = self.count.load(Ordering::SeqCst) + more;
        super::until("writes are acknowledged", || self.count.load(Ordering::SeqCst) >= wanted);
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

fn write(servers: &[Server], stop: &AtomicBool, count: &AtomicU64) -> Written {
    let mut written = Written { acknowledged: Vec::new(), longest_gap: Duration::ZERO };
    let mut last = Instant::now();
    let (mut at, mut number) = (0, 0_u64);
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
                    written.longest_gap = written.longest_gap.max(last.elapsed());
                }
                last = Instant::now();
                written.acknowledged.push(number);
                count.fetch_add(1, Ordering::SeqCst);
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

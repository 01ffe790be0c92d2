//! The load from here: connections of our own, each with so many requests under way, each request timed.

use super::facts::Primary;
use super::keys;
use crate::context::Context;
use crate::domain::benchmark::histogram::Histogram;
use crate::domain::benchmark::test::{RANDOM, Test, value};
use crate::domain::benchmark::{Load, Measured};
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::discover::Target;
use crate::wire::pipe::Pipe;
use futures::{StreamExt, TryStreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Connections that are opened at a time: each is one to the API server and through its kubelet.
const OPENED_AT_ONCE: usize = 16;

/// The open connections, by primary.
#[derive(Debug)]
pub(super) struct Lanes(Vec<Vec<Pipe>>);

/// What the connections to a primary share.
#[derive(Debug)]
struct Shared {
    /// Requests that nobody has taken on yet.
    left: AtomicU64,
    ends: Option<Instant>,
}

impl Lanes {
    /// Opens them all.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn open(context: &Context, target: &Target, primaries: &[Primary], load: &Load) -> Result<Self> {
        let mut lanes = Vec::with_capacity(primaries.len());
        for primary in primaries {
            let login = target.login(&primary.member);
            let open = |_| {
                Pipe::open(&target.dialer, &primary.member, &login, context.settings.node_timeout, &context.console)
            };
            let opened = futures::stream::iter(0..load.clients).map(open).buffered(OPENED_AT_ONCE).try_collect();
            lanes.push(opened.await.map_err(|error: Error| {
                let connections = if load.clients == 1 { "connection" } else { "connections" };
                error.while_attempting(format!("open {} {connections} to {}", load.clients, primary.member.subject()))
            })?);
        }
        Ok(Self(lanes))
    }

    /// Runs a test on all primaries at the same time.
    ///
    /// # Errors
    /// Of kind Target: a server is lost, silent, or answers with an error.
    pub(super) async fn run(
        &mut self,
        primaries: &[Primary],
        test: Test,
        load: &Load,
        ttl_seconds: u64,
    ) -> Result<Vec<(Measured, u64)>> {
        let started = Instant::now();
        let mut running = JoinSet::new();
        let lanes = std::mem::take(&mut self.0);
        for (number, (primary, pipes)) in primaries.iter().zip(lanes).enumerate() {
            let words: Vec<Vec<u8>> =
                test.words(&primary.prefix, &value(load), ttl_seconds).into_iter().map(String::into_bytes).collect();
            let ends = load.duration_milliseconds.map(|milliseconds| started + Duration::from_millis(milliseconds));
            let left = AtomicU64::new(if ends.is_some() { u64::MAX } else { load.requests });
            let shared = Arc::new(Shared { left, ends });
            for (lane, pipe) in pipes.into_iter().enumerate() {
                let request = Request::new(words.clone(), test.range(load), seed(number, lane));
                let (shared, pipeline) = (Arc::clone(&shared), u64::from(load.pipeline));
                running.spawn(async move { (number, drive(pipe, request, &shared, pipeline, started).await) });
            }
        }
        let mut all: Vec<(Vec<Pipe>, Histogram, Duration)> = Vec::new();
        all.resize_with(primaries.len(), Default::default);
        while let Some(ended) = running.join_next().await {
            let (number, ended) = ended.map_err(|error| Error::failed("a connection's work ended").because(&error))?;
            let (pipe, times, took) = ended?;
            let of = &mut all[number];
            of.0.push(pipe);
            of.1.merge(&times);
            of.2 = of.2.max(took);
        }
        let mut measured = Vec::with_capacity(all.len());
        for (pipes, times, took) in all {
            measured.push((figures(&times, took), times.total()));
            self.0.push(pipes);
        }
        Ok(measured)
    }
}

fn figures(times: &Histogram, took: Duration) -> Measured {
    Measured {
        ops_per_second: times.total() as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE),
        p50_microseconds: times.percentile(50),
        p95_microseconds: times.percentile(95),
        p99_microseconds: times.percentile(99),
        greatest_microseconds: times.greatest(),
    }
}

/// One connection's part of a test.
async fn drive(
    mut pipe: Pipe,
    mut request: Request,
    shared: &Shared,
    pipeline: u64,
    started: Instant,
) -> Result<(Pipe, Histogram, Duration)> {
    let mut times = Histogram::default();
    while shared.ends.is_none_or(|ends| Instant::now() < ends) {
        let left = shared.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left > 0).then(|| left.saturating_sub(pipeline))
        });
        let Ok(left) = left else { break };
        let count = left.min(pipeline);
        for _ in 0..count {
            request.push(&mut pipe);
        }
        let sent = Instant::now();
        pipe.send().await?;
        for _ in 0..count {
            if let Reply::Error(text) = keys::next(&mut pipe).await? {
                let text = String::from_utf8_lossy(&text).into_owned();
                return Err(Error::target(format!("{} answers with an error", pipe.subject())).cause(text));
            }
            times.add(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
    }
    Ok((pipe, times, started.elapsed()))
}

/// A request, with other random numbers each time.
struct Request {
    words: Vec<Vec<u8>>,
    /// Where the numbers are: which word, and from which byte on.
    holes: Vec<(usize, usize)>,
    range: u64,
    random: u64,
}

/// No two connections begin with the same number.
fn seed(primary: usize, lane: usize) -> u64 {
    0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(((primary as u64 + 1) << 32) | (lane as u64 + 1))
}

impl Request {
    fn new(words: Vec<Vec<u8>>, range: u64, random: u64) -> Self {
        let hole = |(index, word): (usize, &Vec<u8>)| Some((index, memchr::memmem::find(word, RANDOM.as_bytes())?));
        let holes = words.iter().enumerate().filter_map(hole).collect();
        Self { words, holes, range: range.max(1), random }
    }

    fn push(&mut self, pipe: &mut Pipe) {
        self.fill();
        let words: Vec<&[u8]> = self.words.iter().map(Vec::as_slice).collect();
        pipe.push(&words);
    }

    /// Puts other numbers in: xorshift is random enough for keys.
    fn fill(&mut self) {
        for (index, at) in &self.holes {
            self.random ^= self.random << 13;
            self.random ^= self.random >> 7;
            self.random ^= self.random << 17;
            let digits = format!("{:012}", self.random % self.range);
            self.words[*index][*at..*at + RANDOM.len()].copy_from_slice(digits.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_below_their_range_and_meet_all_of_it() {
        let words = ["MGET", "p:k:__rand_int__", "p:k:__rand_int__"].map(|word| word.as_bytes().to_vec()).to_vec();
        let mut request = Request::new(words, 100, seed(0, 0));
        let mut met = std::collections::BTreeSet::new();
        for _ in 0..2_500 {
            request.fill();
            for word in &request.words[1..] {
                let text = std::str::from_utf8(word).expect("text");
                met.insert(text["p:k:".len()..].parse::<u64>().expect("a number"));
            }
        }
        assert_eq!((met.len(), met.first(), met.last()), (100, Some(&0), Some(&99)));
        assert_ne!(seed(0, 1), seed(1, 0));
    }
}

//! The replay itself: a thread reads the files, this task sends what they hold and matches every reply.

use super::source::Source;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::restore::point_in_time::History;
use crate::domain::restore::point_in_time::account::Account;
use crate::domain::restore::point_in_time::base_feed::BaseFeed;
use crate::domain::restore::point_in_time::feed::{self, Feed, Flight, Part, Sent};
use crate::error::{Error, Kind, Result};
use crate::formats::aof::{AofParser, AofVisitor, Event};
use crate::formats::info::Info;
use crate::formats::rdb::{KeyEnd, KeyInfo, Update, Visitor, Want};
use crate::formats::resp::Reply;
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::unpack::CHUNK;
use crate::target::discover::Target;
use crate::target::topology::Member;
use crate::wire::replay::{Bounds, Replay};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;

/// Pieces that wait to be sent; each is what 256 KiB of a file make.
const QUEUE: usize = 4;

/// What is replayed to whom.
pub(super) struct Replaying<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) member: &'a Member,
    pub(super) source: Arc<Source>,
    pub(super) history: &'a History,
    pub(super) lift_up_to_ms: Option<u64>,
    pub(super) silence: Duration,
    /// Counts what was acknowledged, for whoever tells of an early end.
    pub(super) acknowledged: Arc<AtomicU64>,
}

/// How far it went.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// Keys of the snapshot, and its functions.
    pub(super) base: Account,
    /// Commands after it.
    pub(super) commands: Account,
    /// Keys in each database after the snapshot; none where there is no snapshot.
    pub(super) keys_after_base: Option<BTreeMap<u64, u64>>,
    /// Commands that were sent and not answered: executed or not.
    pub(super) unanswered: u64,
    /// Why it ended before its end.
    pub(super) stopped: Option<Error>,
}

#[derive(Debug, Clone, Copy)]
struct Tag {
    file: usize,
    is_base: bool,
    sent: Sent,
}

enum Piece {
    Flight { file: usize, is_base: bool, flight: Flight },
    Read { bytes: u64 },
    BaseEnd,
}

impl Replaying<'_> {
    /// Replays. What went wrong on the way is in the result, with how far it went.
    pub(super) async fn run(&self, consent: &Consent) -> Replayed {
        let mut replayed = Replayed::default();
        let bounds = Bounds { silence: self.silence, ..Bounds::default() };
        let (target, console) = (self.target, &self.context.console);
        let login = target.login(self.member);
        match Replay::open(consent, &target.dialer, self.member, &login, bounds, console).await {
            Err(error) => replayed.stopped = Some(error),
            Ok(mut replay) => {
                let sent = self.send(&mut replay, &mut replayed).await;
                self.take(&mut replay, &mut replayed);
                replayed.stopped = sent.err();
                replayed.unanswered = replay.into_unanswered().count() as u64;
            }
        }
        replayed
    }

    async fn send(&self, replay: &mut Replay<Tag>, replayed: &mut Replayed) -> Result<()> {
        let (queue, mut pieces) = mpsc::channel(QUEUE);
        let waiting = StopOnDrop::default();
        let (source, stop, lift) = (Arc::clone(&self.source), waiting.stop(), self.lift_up_to_ms);
        let parts: Vec<Option<Part>> = (0..self.history.files.len())
            .map(|file| self.history.part(file).map(|(end, without)| Part { end, without, lift_up_to_ms: lift }))
            .collect();
        let reader = tokio::task::spawn_blocking(move || read(&source, &parts, lift, &stop, &queue));
        let total = self.history.files.iter().map(|file| file.replayed_bytes).sum();
        let mut progress = self.context.console.progress("replaying the AOF", Some(total));
        let mut done = 0;
        while let Some(piece) = pieces.recv().await {
            match piece {
                Piece::Read { bytes } => {
                    done += bytes;
                    progress.set_done(done.min(total));
                }
                Piece::Flight { file, is_base, flight } => {
                    for (sent, words) in flight.iter() {
                        replay.send(Tag { file, is_base, sent }, &words).await?;
                        self.take(replay, replayed);
                        judge_fatal(replayed)?;
                    }
                }
                Piece::BaseEnd => {
                    replay.finish().await?;
                    self.take(replay, replayed);
                    judge_fatal(replayed)?;
                    replayed.keys_after_base = keys(replay.ask(&[b"INFO", b"keyspace"]).await?);
                }
            }
        }
        reader.await.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
        replay.finish().await?;
        self.take(replay, replayed);
        judge_fatal(replayed)
    }

    fn take(&self, replay: &mut Replay<Tag>, replayed: &mut Replayed) {
        while let Some((Tag { file, is_base, sent }, reply)) = replay.answered() {
            let name = self.history.files.get(file).map_or("", |file| file.name.as_str());
            let account = if is_base { &mut replayed.base } else { &mut replayed.commands };
            account.take(name, &sent, &reply);
        }
        self.acknowledged.store(replayed.base.acknowledged + replayed.commands.acknowledged, Ordering::Relaxed);
    }
}

/// The error after which it is of no use to go on.
fn judge_fatal(replayed: &Replayed) -> Result<()> {
    match replayed.base.fatal.as_ref().or(replayed.commands.fatal.as_ref()) {
        Some(fatal) => Err(Error::failed("the server takes no more").cause(fatal.words())),
        None => Ok(()),
    }
}

fn keys(reply: Reply) -> Option<BTreeMap<u64, u64>> {
    let Reply::Bulk(text) = reply else { return None };
    let info = Info::parse(&String::from_utf8_lossy(&text));
    Some(info.databases().iter().map(|database| (database.index, database.keys)).collect())
}

/// A file's snapshot and its commands, each turned into what is sent.
struct Both {
    base: BaseFeed,
    feed: Feed,
    has_base_ended: bool,
}

/// Reads the files in order and hands on what they make.
fn read(
    source: &Source,
    parts: &[Option<Part>],
    lift_up_to_ms: Option<u64>,
    stop: &Stop,
    queue: &mpsc::Sender<Piece>,
) -> Result<()> {
    let hand_on = |piece| queue.blocking_send(piece).map_err(|_| Error::failed("the replay was given up"));
    let steps = &source.found.set.steps;
    let mut chunk = vec![0; CHUNK];
    source.found.visit_in_order(stop, &mut |step, pieces| {
        let file = steps.iter().position(|other| other.name == step.name).unwrap_or(steps.len());
        let Some(part) = parts.get(file).copied().flatten() else { return Ok(()) };
        let wrong = |text: String| {
            Error::new(Kind::Verification, format!("{} changed while it was replayed", step.name.escape_ascii()))
                .cause(text)
        };
        let mut both = Both { base: BaseFeed::new(lift_up_to_ms), feed: Feed::new(part), has_base_ended: false };
        let mut parser = AofParser::new(feed::options());
        while !both.feed.is_over() {
            stop.check()?;
            let length = match pieces.next_piece(&mut chunk)? {
                0 => break,
                length => length,
            };
            let is_over = match parser.push(&chunk[..length], &mut both) {
                Ok(flow) => flow.is_break(),
                // What is wanted of it ends before the damage.
                Err(error) if error.last_good_offset >= part.end => true,
                Err(error) => return Err(wrong(error.to_string())),
            };
            if let Some(text) = both.base.failure.take() {
                return Err(wrong(text).while_attempting("restore the snapshot at the start of the AOF"));
            }
            hand_on(Piece::Read { bytes: length as u64 })?;
            let flight = std::mem::take(&mut both.base.flight);
            if !flight.is_empty() {
                hand_on(Piece::Flight { file, is_base: true, flight })?;
            }
            if std::mem::take(&mut both.has_base_ended) {
                hand_on(Piece::BaseEnd)?;
            }
            let flight = std::mem::take(&mut both.feed.flight);
            if !flight.is_empty() {
                hand_on(Piece::Flight { file, is_base: false, flight })?;
            }
            if is_over {
                break;
            }
        }
        // A file that has become shorter since it was looked at.
        if part.end != u64::MAX && parser.last_good_offset() < part.end && !both.feed.is_over() {
            return Err(wrong(format!("it ends at {}, and was whole up to {}", parser.last_good_offset(), part.end)));
        }
        Ok(())
    })
}

impl Visitor for Both {
    fn function(&mut self, code: &[u8], len: u64) {
        self.base.function(code, len);
    }

    fn update(&mut self, update: &Update<'_>) {
        self.base.update(update);
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.base.key(key)
    }

    fn payload(&mut self, chunk: &[u8]) {
        self.base.payload(chunk);
    }

    fn key_end(&mut self, end: &KeyEnd) {
        self.base.key_end(end);
    }
}

impl AofVisitor for Both {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.has_base_ended |= matches!(event, Event::BaseEnd { .. });
        self.feed.event(event)
    }
}

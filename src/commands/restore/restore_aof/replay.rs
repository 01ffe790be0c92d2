//! The replay itself: a thread reads the files; keys of the snapshot go to the servers as restore-rdb writes them, and
//! this task sends the commands after it, and matches every reply.

use super::router::Router;
use super::source::Source;
use crate::commands::restore::restore_rdb::feed::{Feeder, Terms};
use crate::commands::restore::restore_rdb::lanes::{Lane, Routes};
use crate::commands::restore::restore_rdb::preflight::Servers;
use crate::commands::restore::restore_rdb::shared::{Account as KeyAccount, Shared};
use crate::commands::restore::restore_rdb::worker::{Reach, Worker};
use crate::domain::restore::point_in_time::History;
use crate::domain::restore::point_in_time::account::{Account, CommandError};
use crate::domain::restore::point_in_time::feed::{self, Feed, Flight, Part};
use crate::domain::restore::refusal::{self, Refusal};
use crate::error::{Error, Kind, Result};
use crate::formats::aof::{AofParser, AofVisitor, Event};
use crate::formats::info::Info;
use crate::formats::rdb::{KeyEnd, KeyInfo, Update, Visitor, Want};
use crate::formats::resp::Reply;
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::unpack::CHUNK;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Pieces that wait to be sent; each is what 256 KiB of a file make.
const QUEUE: usize = 4;

/// What is replayed to whom.
pub(super) struct Replaying<'a> {
    pub(super) reach: &'a Reach,
    pub(super) servers: &'a Servers,
    pub(super) source: Arc<Source>,
    pub(super) history: &'a History,
    /// How the snapshot's keys are written.
    pub(super) terms: Terms,
    /// Of several histories one brings the functions and scripts, which all have.
    pub(super) everywhere: bool,
    /// The primaries that all its keys are at.
    pub(super) own: Vec<usize>,
    /// Counts what was acknowledged, for whoever tells of an early end.
    pub(super) acknowledged: Arc<AtomicU64>,
}

/// How far it went.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// Keys of the snapshot, and its functions.
    pub(super) base: Account,
    /// Keys of the snapshot that the server has no place for.
    pub(super) left_out: u64,
    /// Commands after it.
    pub(super) commands: Account,
    /// Keys in each database after the snapshot; none where there is no snapshot.
    pub(super) keys_after_base: Option<BTreeMap<u64, u64>>,
    /// Commands that were sent and not answered: executed or not.
    pub(super) unanswered: u64,
    /// Why it ended before its end.
    pub(super) stopped: Option<Error>,
}

impl Replayed {
    /// Whether a server may have executed something of it.
    pub(super) fn has_changed(&self) -> bool {
        let accounts = [&self.base, &self.commands];
        self.unanswered > 0 || accounts.iter().any(|account| account.acknowledged > 0 || account.in_doubt > 0)
    }
}

enum Piece {
    Flight { file: usize, flight: Flight },
    Read { bytes: u64 },
    BaseEnd,
}

/// The snapshot's keys on their way to the servers.
struct Base {
    shared: Arc<Shared>,
    workers: JoinSet<Result<()>>,
}

impl Replaying<'_> {
    /// Replays. What went wrong on the way is in the result, with how far it went.
    pub(super) async fn run(&self) -> Replayed {
        let mut replayed = Replayed::default();
        match Router::open(self.reach, self.servers, self.everywhere, self.own.clone()).await {
            Err(error) => replayed.stopped = Some(error),
            Ok(mut router) => {
                let sent = self.send(&mut router, &mut replayed).await;
                if sent.is_err() {
                    router.give_up().await;
                }
                self.take(&mut router, &replayed);
                let (commands, unanswered) = router.into_accounts();
                replayed.commands = commands;
                replayed.unanswered += unanswered;
                replayed.stopped = sent.err();
            }
        }
        replayed
    }

    /// A connection to each primary for the snapshot's keys.
    async fn open_base(&self) -> Result<(Base, Vec<Lane>)> {
        let shared = Arc::new(Shared::default());
        let (mut workers, mut lanes) = (JoinSet::new(), Vec::new());
        // This run is told to end as a whole.
        let (_, end_by) = watch::channel(None);
        if self.history.base_keys() > 0 || self.history.base.as_ref().is_some_and(|base| base.functions > 0) {
            for primary in &self.servers.primaries {
                let replay = self.reach.open(&primary.member).await?;
                let (lane, jobs) = Lane::new();
                let worker = Worker::new(self.reach.clone(), Arc::clone(&shared), primary.member.clone(), replay);
                lanes.push(lane);
                workers.spawn(worker.run(jobs, end_by.clone()));
            }
        }
        Ok((Base { shared, workers }, lanes))
    }

    async fn send(&self, router: &mut Router, replayed: &mut Replayed) -> Result<()> {
        let (mut base, lanes) = self.open_base().await?;
        let sent = self.send_pieces(router, replayed, &mut base, lanes).await;
        if sent.is_err() {
            // What the servers have of the snapshot counts; a further error says nothing new.
            let _ = self.end_base(&mut base, replayed).await;
        }
        sent
    }

    async fn send_pieces(
        &self,
        router: &mut Router,
        replayed: &mut Replayed,
        base: &mut Base,
        lanes: Vec<Lane>,
    ) -> Result<()> {
        let (queue, mut pieces) = mpsc::channel(QUEUE);
        let waiting = StopOnDrop::default();
        let (source, stop, lift) = (Arc::clone(&self.source), waiting.stop(), self.terms.lift_up_to_ms);
        let parts: Vec<Option<Part>> = (0..self.history.files.len())
            .map(|file| self.history.part(file).map(|(end, without)| Part { end, without, lift_up_to_ms: lift }))
            .collect();
        let (terms, routes) = (self.terms.clone(), self.servers.routes(1));
        let reader = tokio::task::spawn_blocking(move || read(&source, &parts, (terms, routes, lanes), &stop, &queue));
        let total = self.history.files.iter().map(|file| file.replayed_bytes).sum();
        let mut progress = self.reach.context.console.progress("replaying the AOF", Some(total));
        let mut done = 0;
        while let Some(piece) = pieces.recv().await {
            match piece {
                Piece::Read { bytes } => {
                    done += bytes;
                    progress.set_done(done.min(total));
                    self.note(replayed.base.acknowledged.max(base.shared.counts().sum()), router);
                }
                Piece::Flight { file, flight } => {
                    for (sent, words) in flight.iter() {
                        router.send(file, sent, &words).await?;
                        self.take(router, replayed);
                        judge_fatal(router)?;
                    }
                }
                Piece::BaseEnd => {
                    self.end_base(base, replayed).await?;
                    let mut keys = BTreeMap::new();
                    for reply in router.ask(&[b"INFO", b"keyspace"]).await? {
                        keyspace(&reply, &mut keys);
                    }
                    replayed.keys_after_base = Some(keys);
                }
            }
        }
        reader.await.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
        router.finish().await?;
        self.take(router, replayed);
        judge_fatal(router)
    }

    /// Waits until every key of the snapshot is settled.
    async fn end_base(&self, base: &mut Base, replayed: &mut Replayed) -> Result<()> {
        let mut ended = Ok(());
        while let Some(result) = base.workers.join_next().await {
            let result = result.map_err(|error| Error::failed("a task ended").because(&error)).flatten();
            if ended.is_ok() {
                ended = result;
            }
        }
        let account = base.shared.account();
        replayed.left_out = account.counts.left_out;
        replayed.unanswered = account.unanswered;
        let file = self.history.files.first().map(|file| file.name.as_str()).unwrap_or_default();
        replayed.base = of_keys(&account, file);
        ended
    }

    fn take(&self, router: &mut Router, replayed: &Replayed) {
        router.take(|file| self.history.files.get(file).map_or("", |file| file.name.as_str()));
        self.note(replayed.base.acknowledged, router);
    }

    fn note(&self, keys: u64, router: &Router) {
        self.acknowledged.store(keys + router.acknowledged(), Ordering::Relaxed);
    }
}

/// What became of the snapshot's keys and functions, as of commands.
fn of_keys(account: &KeyAccount, file: &str) -> Account {
    let counts = account.counts;
    let error = |command: &str, error: String| CommandError {
        file: file.to_owned(),
        offset: 0,
        command: command.to_owned(),
        error,
    };
    let mut base = Account::default();
    base.acknowledged = counts.restored + counts.expired + account.functions.loaded;
    base.errors = counts.failed + account.functions.refused.len() as u64;
    base.answered = base.acknowledged + base.errors;
    base.first_errors =
        account.failures.iter().map(|one| error(&format!("key {}", one.key), one.why.clone())).collect();
    base.first_errors.extend(account.functions.refused.iter().map(|text| error("FUNCTION LOAD", text.clone())));
    if base.answered > 0 {
        base.last = Some((file.to_owned(), 0));
    }
    base
}

/// The error after which it is of no use to go on.
fn judge_fatal(router: &Router) -> Result<()> {
    match router.fatal() {
        Some(fatal) => {
            let error = Error::failed("the server takes no more").cause(fatal.words());
            Err(match refusal::judge(&fatal.error) {
                Refusal::Whole(Some(hint)) => error.hint(hint),
                _ => error,
            })
        }
        None => Ok(()),
    }
}

fn keyspace(reply: &Reply, keys: &mut BTreeMap<u64, u64>) {
    let Reply::Bulk(text) = reply else { return };
    let info = Info::parse(&String::from_utf8_lossy(text));
    for database in info.databases() {
        *keys.entry(database.index).or_default() += database.keys;
    }
}

/// A file's snapshot and its commands, each turned into what is sent.
struct Both<'a> {
    base: Option<Feeder<'a>>,
    feed: Feed,
    has_base_ended: bool,
    /// Why the snapshot cannot be restored as it is.
    failure: Option<String>,
}

/// Reads the files in order and hands on what they make.
fn read(
    source: &Source,
    parts: &[Option<Part>],
    (terms, routes, lanes): (Terms, Routes, Vec<Lane>),
    stop: &Stop,
    queue: &mpsc::Sender<Piece>,
) -> Result<()> {
    let hand_on = |piece| queue.blocking_send(piece).map_err(|_| Error::failed("the replay was given up"));
    let steps = &source.found.set.steps;
    let mut chunk = vec![0; CHUNK];
    let mut base = (!lanes.is_empty()).then(|| Feeder::new(&terms, &routes, lanes));
    source.found.visit_in_order(stop, &mut |step, pieces| {
        let file = steps.iter().position(|other| other.name == step.name).unwrap_or(steps.len());
        let Some(part) = parts.get(file).copied().flatten() else { return Ok(()) };
        let wrong = |text: String| {
            Error::new(Kind::Verification, format!("{} changed while it was replayed", step.name.escape_ascii()))
                .cause(text)
        };
        let mut both = Both { base: base.take(), feed: Feed::new(part), has_base_ended: false, failure: None };
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
            if let Some(text) = both.failure.take() {
                return Err(wrong(text).while_attempting("restore the snapshot at the start of the AOF"));
            }
            hand_on(Piece::Read { bytes: length as u64 })?;
            if std::mem::take(&mut both.has_base_ended) {
                // With the feeder the queues of the workers end.
                if let Some(feeder) = both.base.take() {
                    feeder
                        .finish()
                        .map_err(|error| error.while_attempting("restore the snapshot at the start of the AOF"))?;
                }
                hand_on(Piece::BaseEnd)?;
            }
            let flight = std::mem::take(&mut both.feed.flight);
            if !flight.is_empty() {
                hand_on(Piece::Flight { file, flight })?;
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

impl Visitor for Both<'_> {
    fn function(&mut self, code: &[u8], len: u64) {
        if code.len() as u64 != len {
            self.failure
                .get_or_insert_with(|| format!("a function library of {len} bytes is too large to be restored"));
        }
        if let Some(base) = &mut self.base {
            base.function(code, len);
        }
    }

    fn update(&mut self, update: &Update<'_>) {
        let offset = update.offset;
        self.failure.get_or_insert_with(|| {
            format!("at offset {offset} a command stands between the keys, which is not replayed")
        });
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        if key.is_name_cut() {
            let (offset, length) = (key.offset, key.name_len);
            self.failure.get_or_insert_with(|| format!("the name of the key at offset {offset} has {length} bytes"));
            return Want::Nothing;
        }
        self.base.as_mut().map_or(Want::Nothing, |base| base.key(key))
    }

    fn payload(&mut self, chunk: &[u8]) {
        if let Some(base) = &mut self.base {
            base.payload(chunk);
        }
    }

    fn key_end(&mut self, end: &KeyEnd) {
        if let Some(base) = &mut self.base {
            base.key_end(end);
        }
    }
}

impl AofVisitor for Both<'_> {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.has_base_ended |= matches!(event, Event::BaseEnd { .. });
        self.feed.event(event)
    }
}

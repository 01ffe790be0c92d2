//! The live engine: the source is read once more, and its keys go to the servers over all connections at once.

use super::feed::{Feeder, Terms};
use super::lanes::Lane;
use super::preflight::Servers;
use super::shared::Shared;
use super::state::{self, State};
use super::worker::{Reach, Worker};
use crate::commands::restore::read_back::SeenAgain;
use crate::commands::restore::source::Source;
use crate::error::{Error, Result};
use crate::store::stop::StopOnDrop;
use crate::wire::line::Line;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Between two looks at the servers, and two notes of how far it has come.
const EVERY: Duration = Duration::from_secs(1);
/// Time for the other connections to finish what they have, once one has failed.
const TIME_TO_FINISH: Duration = Duration::from_secs(5);
/// Time for the replies to what was sent, once the run is told to end: well below what is left of such a run.
const TIME_TO_TELL: Duration = Duration::from_millis(500);
/// Time for the connections to tell what they know by then.
const TIME_TO_STOP: Duration = Duration::from_millis(250);

/// One pass.
pub(super) struct Pass<'a> {
    pub reach: &'a Reach,
    pub servers: &'a Servers,
    pub source: &'a Arc<Source>,
    pub terms: Terms,
    pub connections: usize,
    pub shared: &'a Arc<Shared>,
    /// Where to note how far it has come.
    pub note: Option<(&'a Path, State)>,
    /// What progress is shown of, and of how many keys with how many bytes.
    pub label: String,
    pub total: (u64, u64),
}

/// How a pass ended that began.
#[derive(Default)]
pub(super) struct Ended {
    /// Keys that were meant; none where the source was not read to its end.
    pub selected: Option<u64>,
    /// Why it stopped.
    pub error: Option<Error>,
    /// A signal came.
    pub interrupted: bool,
    /// A connection did not tell in time what was acknowledged: more may have been than is counted.
    pub uncounted: bool,
    /// A server evicted keys: which, and how many.
    pub evicted: Option<(String, u64)>,
    /// What was read back.
    pub seen: Option<SeenAgain>,
}

impl Ended {
    /// Whether it came to its end, and nothing was dropped.
    pub fn is_whole(&self) -> bool {
        self.error.is_none() && !self.interrupted && self.evicted.is_none()
    }
}

impl Pass<'_> {
    /// Runs the pass to its end, or to the first reason to stop.
    ///
    /// # Errors
    /// A connection could not be opened: nothing was sent.
    pub async fn run(self) -> Result<Ended> {
        let Self { reach, servers, source, terms, connections, shared, mut note, label, total } = self;
        let console = Arc::clone(&reach.context.console);
        let routes = servers.routes(connections);
        let (mut lanes, mut workers) = (Vec::new(), JoinSet::new());
        let mut opened = Vec::new();
        let (told, end_by) = watch::channel(None);
        for lane in 0..routes.lanes() {
            let member = &servers.primaries[routes.primary(lane)].member;
            opened.push((member.clone(), reach.open(member).await?));
        }
        for (member, replay) in opened {
            let (lane, jobs) = Lane::new();
            lanes.push(lane);
            let worker = Worker::new(reach.clone(), Arc::clone(shared), member, replay);
            workers.spawn(worker.run(jobs, end_by.clone()));
        }
        let probes = terms.probe.is_some();
        let stop = StopOnDrop::default();
        let (reading, source) = (stop.stop(), Arc::clone(source));
        let mut reader = tokio::task::spawn_blocking(move || {
            let mut feeder = Feeder::new(&terms, &routes, lanes);
            for file in &source.files {
                source.visit(file, &mut feeder, &reading)?;
            }
            feeder.finish()
        });
        let mut stop = Some(stop);
        let mut watching = tokio::spawn(watch_evictions(lines(reach, servers), baseline(servers)));
        let asked = reach.context.ending.asked();
        tokio::pin!(asked);
        let mut progress = console.progress(&label, Some(total.1));
        let mut ended = Ended::default();
        let (mut read, mut give_up_at) = (false, None::<tokio::time::Instant>);
        let mut tick = tokio::time::interval(EVERY);
        loop {
            let overdue = async {
                match give_up_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                result = &mut reader, if !read => {
                    read = true;
                    match result.map_err(|error| Error::failed("a worker thread ended").because(&error)).flatten() {
                        Ok(selected) => ended.selected = Some(selected),
                        // The reader gives up because somebody else has failed.
                        Err(_) if ended.error.is_some() || ended.evicted.is_some() || ended.interrupted => {}
                        Err(error) => ended.error = Some(error),
                    }
                }
                result = workers.join_next(), if read || !workers.is_empty() => match result {
                    None => break,
                    Some(result) => {
                        let result = result.map_err(|error| Error::failed("a task ended").because(&error)).flatten();
                        if let Err(error) = result {
                            drop(stop.take());
                            give_up_at.get_or_insert(tokio::time::Instant::now() + TIME_TO_FINISH);
                            ended.error.get_or_insert(error);
                        }
                        if workers.is_empty() {
                            drop(stop.take());
                            if ended.interrupted {
                                break;
                            }
                        }
                    }
                },
                Ok(evicted) = &mut watching, if !probes && ended.evicted.is_none() => {
                    ended.evicted = Some(evicted);
                    drop(stop.take());
                    give_up_at.get_or_insert(tokio::time::Instant::now() + TIME_TO_FINISH);
                }
                () = &mut asked, if !probes && !ended.interrupted => {
                    ended.interrupted = true;
                    drop(stop.take());
                    let by = tokio::time::Instant::now() + TIME_TO_TELL;
                    told.send_replace(Some(by));
                    give_up_at = Some(by + TIME_TO_STOP);
                }
                _ = tick.tick() => {
                    progress.set_done(share(total.1, shared.counts().sum(), total.0));
                    keep_note(&mut note, shared, &console);
                }
                () = overdue => break,
            }
        }
        drop(stop);
        watching.abort();
        ended.uncounted = !workers.is_empty();
        workers.shutdown().await;
        drop(progress);
        keep_note(&mut note, shared, &console);
        Ok(ended)
    }
}

/// Writes down how far it has come. A folder that cannot be written to is said once: then there is no `--resume`.
fn keep_note(note: &mut Option<(&Path, State)>, shared: &Shared, console: &crate::console::Console) {
    let Some((path, state)) = note else { return };
    (state.point, state.counts) = shared.point();
    if let Err(error) = state::save(path, state) {
        console.warning(&format!("{}: this run cannot be resumed", error.chain()));
        *note = None;
    }
}

fn lines(reach: &Reach, servers: &Servers) -> Vec<Line> {
    let line = |primary: &super::preflight::Primary| Line::to(&reach.context, &reach.target, &primary.member);
    servers.primaries.iter().map(line).collect()
}

/// Keys each server has evicted so far.
fn baseline(servers: &Servers) -> Vec<u64> {
    servers.primaries.iter().map(|primary| primary.info.number("evicted_keys").unwrap_or(0)).collect()
}

/// Looks at the servers until one has evicted more keys than before.
async fn watch_evictions(mut lines: Vec<Line>, baseline: Vec<u64>) -> (String, u64) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Some(found) = evicted(&mut lines, &baseline).await {
            return found;
        }
    }
}

async fn evicted(lines: &mut [Line], baseline: &[u64]) -> Option<(String, u64)> {
    for (line, before) in lines.iter_mut().zip(baseline) {
        // A server that does not answer now is told by the connection that writes to it.
        let Ok(info) = line.info("stats").await else { continue };
        let now = info.number("evicted_keys").unwrap_or(0);
        if now > *before {
            return Some((line.member().name.clone(), now - before));
        }
    }
    None
}

/// Whether a server has evicted keys since the beginning.
pub(in crate::commands::restore) async fn evicted_since(reach: &Reach, servers: &Servers) -> Option<(String, u64)> {
    evicted(&mut lines(reach, servers), &baseline(servers)).await
}

/// The bytes of so many keys, as if all were of one size.
fn share(bytes: u64, keys: u64, of: u64) -> u64 {
    u64::try_from(u128::from(bytes) * u128::from(keys) / u128::from(of.max(1))).unwrap_or(bytes)
}

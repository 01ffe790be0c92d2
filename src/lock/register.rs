//! The rule of a lock that other machines see: made by one, renewed while it is held, taken over from the dead, removed
//! at the end. Where it stands is a [`Register`].

use super::{held_by, process};
use crate::context::Context;
use crate::domain::lock::{Holder, RENEWED_EVERY, Seen, Verdict, Written, judge};
use crate::error::{Error, Result};
use crate::undo::Pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How often a lock that is held by somebody is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A place for one lock, which every run sees and whose versions are compared by the place itself.
pub(super) trait Register: Clone + Send + Sync + 'static {
    /// Makes the lock; Conflict where there is one.
    fn create(&self, holder: &Holder) -> impl Future<Output = Result<Written>> + Send;
    /// Reads it; Conflict where there is none.
    fn fetch(&self) -> impl Future<Output = Result<Written>> + Send;
    /// Renews it or takes it over, if it still has this version.
    fn replace(&self, holder: &Holder, version: &str) -> impl Future<Output = Result<Written>> + Send;
    /// Removes it if it is this holder's: another run's stays.
    fn remove(&self, holder: &Holder) -> impl Future<Output = Result<()>> + Send;
    /// What it is, as people are told: `Lease apps/redis-ops-cache`.
    fn shown(&self) -> String;
    /// The command that removes it.
    fn removed_by(&self) -> String;
}

/// Whether the lock was taken.
pub(super) enum Taken {
    /// It was, and is being renewed.
    Yes(Pending, Renewal),
    /// There is no such lock for this user.
    Unavailable(Error),
}

/// The task that renews a lock.
#[derive(Debug)]
pub(super) struct Renewal {
    task: tokio::task::JoinHandle<()>,
    lost: Arc<AtomicBool>,
}

impl Renewal {
    /// Whether somebody else has taken the lock.
    pub(super) fn lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The register with its holder. A write that was begun is finished even when nobody waits for it any more, and what
/// removes the lock waits for it: else the lock could come into being behind the one who removes it.
#[derive(Clone)]
struct Writer<R> {
    register: R,
    holder: Holder,
    writing: Arc<Mutex<()>>,
}

impl<R: Register> Writer<R> {
    async fn create(&self) -> Result<Written> {
        let (register, holder) = (self.register.clone(), self.holder.clone());
        self.settled(async move { register.create(&holder).await }).await
    }

    async fn replace(&self, version: &str) -> Result<Written> {
        let (register, holder, version) = (self.register.clone(), self.holder.clone(), version.to_owned());
        self.settled(async move { register.replace(&holder, &version).await }).await
    }

    async fn settled(&self, write: impl Future<Output = Result<Written>> + Send + 'static) -> Result<Written> {
        let writing = Arc::clone(&self.writing).lock_owned().await;
        let task = tokio::spawn(async move {
            let written = write.await;
            drop(writing);
            written
        });
        task.await.map_err(|error| Error::failed("the task of the lock ended").because(&error))?
    }
}

/// Takes the lock of the instance called `name`: makes it, or takes it over from a run that has ended.
///
/// # Errors
/// Locked, naming the holder; those of the register.
pub(super) async fn take<R: Register>(context: &Context, register: R, name: &str, holder: &Holder) -> Result<Taken> {
    let writer = Writer { register, holder: holder.clone(), writing: Arc::default() };
    let lost = Arc::new(AtomicBool::new(false));
    let pending = registered(context, &writer, &lost);
    match acquire(context, &writer, name).await {
        Ok(Written::Done(seen)) => {
            let task = tokio::spawn(renew(writer, seen.version, Arc::clone(&lost)));
            Ok(Taken::Yes(pending, Renewal { task, lost }))
        }
        // Nothing was made.
        Ok(Written::Unavailable(error)) => {
            pending.done();
            Ok(Taken::Unavailable(error))
        }
        Ok(Written::Conflict) => Err(Error::failed(format!("cannot take the lock {}", writer.register.shown()))),
        Err(error) => {
            if error.kind() == crate::error::Kind::Locked {
                pending.done();
            }
            Err(error)
        }
    }
}

/// Done, or Unavailable.
async fn acquire<R: Register>(context: &Context, writer: &Writer<R>, name: &str) -> Result<Written> {
    let mut first_seen: Option<(Seen, Instant)> = None;
    loop {
        let taken = match writer.create().await? {
            Written::Conflict => None,
            other => Some(other),
        };
        if let Some(taken) = taken {
            return Ok(taken);
        }
        let seen = match writer.register.fetch().await? {
            // Made by a request of ours whose answer was lost.
            Written::Done(seen) if seen.holder == writer.holder => return Ok(Written::Done(seen)),
            Written::Done(seen) => seen,
            Written::Unavailable(error) => return Ok(Written::Unavailable(error)),
            // it was given back in between
            Written::Conflict => {
                tokio::time::sleep(LOOK_EVERY / 10).await;
                continue;
            }
        };
        let (before, since) = first_seen.get_or_insert_with(|| (seen.clone(), Instant::now()));
        let renewed = before.version != seen.version;
        match judge(process::known_here(&seen.holder), renewed, since.elapsed()) {
            Verdict::Held => return Err(held_by(&seen.holder, name, context.now())),
            Verdict::Watch => {
                context.console.status_once(&format!(
                    "the lock is held by {}: watching whether that run is alive",
                    seen.holder.words()
                ));
                tokio::time::sleep(LOOK_EVERY).await;
            }
            Verdict::Dead => {
                context.console.status(&format!("the lock of a dead run is taken over: {}", seen.holder.words()));
                match writer.replace(&seen.version).await? {
                    // somebody was faster; who that is has to be watched anew
                    Written::Conflict => first_seen = None,
                    other => return Ok(other),
                }
            }
        }
    }
}

/// Registers the end of the lock, before it is there.
fn registered<R: Register>(context: &Context, writer: &Writer<R>, lost: &Arc<AtomicBool>) -> Pending {
    let what = format!("the lock is still there: {}", writer.register.shown());
    let (writer, lost, console) = (writer.clone(), Arc::clone(lost), Arc::clone(&context.console));
    let by_hand = writer.register.removed_by();
    context.undo.register(what, by_hand, async move {
        // For good: a renewal that is still to come waits in vain.
        let _writing = writer.writing.lock().await;
        if lost.load(Ordering::Relaxed) {
            return Ok(());
        }
        // A lock that stays ends by itself, when the next run watches it not being renewed: no reason to fail.
        if let Err(error) = writer.register.remove(&writer.holder).await {
            console.warning(&format!("the lock could not be given back, and ends by itself: {}", error.chain()));
            error.hints().iter().for_each(|hint| console.status(&format!("hint: {hint}")));
        }
        Ok(())
    })
}

/// A renewal that fails is tried again; only a lock that somebody else has written to is given up.
async fn renew<R: Register>(writer: Writer<R>, mut version: String, lost: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        match writer.replace(&version).await {
            Ok(Written::Done(seen)) => version = seen.version,
            // Our own write, if only its answer was lost; else somebody else's.
            Ok(Written::Conflict) => match writer.register.fetch().await {
                Ok(Written::Done(seen)) if seen.holder == writer.holder => version = seen.version,
                Ok(Written::Done(_) | Written::Conflict) => {
                    lost.store(true, Ordering::Relaxed);
                    return;
                }
                Ok(Written::Unavailable(_)) | Err(_) => {}
            },
            Ok(Written::Unavailable(_)) | Err(_) => {}
        }
    }
}

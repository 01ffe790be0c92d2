//! What has to be taken back before the process ends: settings lent from a server, locks, uploads that are open. And what
//! has to be told where a run ends in the middle of work that cannot be taken back.
//!
//! A run can end anywhere: by an error, Ctrl-C, SIGTERM, a timeout. Files are taken away by `Drop`; what needs a
//! connection is registered here first, and undone by [`Undo::all`] after the work was dropped. Only SIGKILL leaves it.

use crate::error::Result;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Longest wait for everything that has to be taken back; a killed run is asked again by its supervisor after 30 s.
const LONGEST: Duration = Duration::from_secs(15);

/// One thing to take back.
struct Action {
    number: u64,
    what: String,
    by_hand: String,
    is_work: bool,
    work: BoxFuture<'static, Result<()>>,
}

/// Everything that is to be taken back, of one run.
#[derive(Default)]
pub struct Undo {
    actions: Mutex<(u64, Vec<Action>)>,
}

impl std::fmt::Debug for Undo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Undo").finish_non_exhaustive()
    }
}

/// What could not be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What it is: `auto-aof-rewrite-percentage of apps/cache-0 is 0`.
    pub what: String,
    /// Why it could not be taken back.
    pub why: String,
    /// The command that does it by hand.
    pub by_hand: String,
    /// Whether it is work that was begun, and that goes on with the command, rather than something to be put back.
    pub is_work: bool,
}

impl Left {
    /// What is left, in a sentence.
    pub fn sentence(&self) -> String {
        let between = if self.is_work { ": " } else { ", and could not be put back: " };
        format!("{}{between}{}", self.what, self.why)
    }

    /// What to type, where there is something.
    pub fn hint(&self) -> Option<String> {
        let word = if self.is_work { "to go on" } else { "to put it back" };
        (!self.by_hand.is_empty()).then(|| format!("{word}: {}", self.by_hand))
    }
}

/// A registered action: [`Pending::done`] when there is nothing to take back any more, [`Pending::now`] to do it. If
/// this is dropped the action stays registered, and is done when the run ends.
#[derive(Debug)]
#[must_use = "what was registered is undone at the end of the run, unless this says it is done"]
pub struct Pending {
    undo: Arc<Undo>,
    number: u64,
}

impl Undo {
    /// Registers how something is taken back, **before** it is done. `what` says what is left if that fails, `by_hand`
    /// the command for it.
    pub fn register(
        self: &Arc<Self>,
        what: impl Into<String>,
        by_hand: impl Into<String>,
        work: impl Future<Output = Result<()>> + Send + 'static,
    ) -> Pending {
        self.keep(what.into(), by_hand.into(), false, Box::pin(work))
    }

    /// Registers work that is not taken back, **before** it is begun: where the run ends in the middle of it, `account` says
    /// how far it is, as an error, and `command` goes on with it. Nothing is said of it where that is no error.
    pub fn account_for(
        self: &Arc<Self>,
        what: impl Into<String>,
        command: impl Into<String>,
        account: impl Future<Output = Result<()>> + Send + 'static,
    ) -> Pending {
        self.keep(what.into(), command.into(), true, Box::pin(account))
    }

    fn keep(
        self: &Arc<Self>,
        what: String,
        by_hand: String,
        is_work: bool,
        work: BoxFuture<'static, Result<()>>,
    ) -> Pending {
        let mut number = 0;
        if let Ok(mut actions) = self.actions.lock() {
            actions.0 += 1;
            number = actions.0;
            actions.1.push(Action { number, what, by_hand, is_work, work });
        }
        Pending { undo: Arc::clone(self), number }
    }

    fn take(&self, number: u64) -> Option<Action> {
        let mut actions = self.actions.lock().ok()?;
        let index = actions.1.iter().position(|action| action.number == number)?;
        Some(actions.1.remove(index))
    }

    /// The work of an action, which stays registered: one that is begun and dropped half way is finished by
    /// [`Undo::all`].
    fn share(&self, number: u64) -> Option<Shared<BoxFuture<'static, Result<()>>>> {
        let mut actions = self.actions.lock().ok()?;
        let action = actions.1.iter_mut().find(|action| action.number == number)?;
        let nothing: BoxFuture<'static, Result<()>> = Box::pin(std::future::ready(Ok(())));
        let work = std::mem::replace(&mut action.work, nothing).shared();
        action.work = Box::pin(work.clone());
        Some(work)
    }

    /// Takes back everything that is registered, the latest first, and returns what is left.
    pub async fn all(&self) -> Vec<Left> {
        self.all_within(LONGEST).await
    }

    async fn all_within(&self, longest: Duration) -> Vec<Left> {
        let actions = self.actions.lock().map(|mut actions| std::mem::take(&mut actions.1)).unwrap_or_default();
        let deadline = tokio::time::Instant::now() + longest;
        let mut left = Vec::new();
        for action in actions.into_iter().rev() {
            let mut by_hand = action.by_hand;
            let why = match tokio::time::timeout_at(deadline, action.work).await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => {
                    // what to type may be known only now
                    by_hand = error.hints().first().filter(|_| by_hand.is_empty()).cloned().unwrap_or(by_hand);
                    error.chain()
                }
                Err(_) => format!("it took longer than {} ms", longest.as_millis()),
            };
            left.push(Left { what: action.what, why, by_hand, is_work: action.is_work });
        }
        left
    }
}

impl Pending {
    /// There is nothing to take back any more.
    pub fn done(self) {
        self.undo.take(self.number);
    }

    /// Takes it back now.
    ///
    /// # Errors
    /// The action's own; it is not tried again.
    pub async fn now(self) -> Result<()> {
        let Some(work) = self.undo.share(self.number) else { return Ok(()) };
        let done = work.await;
        self.undo.take(self.number);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_is_registered_and_not_done_is_taken_back_latest_first() {
        let undo = Arc::new(Undo::default());
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut pending = Vec::new();
        for name in ["lock", "setting", "upload"] {
            let order = Arc::clone(&order);
            let work = async move {
                order.lock().map_err(|_| Error::failed("poisoned"))?.push(name);
                Ok(())
            };
            pending.push(undo.register(name, "", work));
        }
        pending.remove(1).done();
        drop(pending);
        assert_eq!(undo.all().await, []);
        assert_eq!(*order.lock().expect("nobody panicked"), ["upload", "lock"]);
        assert_eq!(undo.all().await, []);
    }

    #[tokio::test]
    async fn what_is_taken_back_now_is_not_taken_back_again() {
        let undo = Arc::new(Undo::default());
        let times = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&times);
        let pending = undo.register("setting", "", async move {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        assert!(pending.now().await.is_ok());
        undo.all().await;
        assert_eq!(times.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn what_was_begun_and_dropped_half_way_is_finished_at_the_end() {
        let undo = Arc::new(Undo::default());
        let (begun, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (counts, ends) = (Arc::clone(&begun), Arc::clone(&ended));
        let pending = undo.register("lock", "", async move {
            counts.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            ends.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        assert!(tokio::time::timeout(Duration::from_millis(5), pending.now()).await.is_err(), "it is dropped");
        assert_eq!(undo.all().await, []);
        assert_eq!((begun.load(Ordering::SeqCst), ended.load(Ordering::SeqCst)), (1, 1));
    }

    #[tokio::test]
    async fn what_fails_or_hangs_is_left_with_the_command_for_it() {
        let undo = Arc::new(Undo::default());
        drop(undo.register("the lock stays", "kubectl delete lease x", std::future::pending()));
        drop(undo.register("the setting stays", "redis-cli CONFIG SET …", async { Err(Error::failed("refused")) }));
        let left = undo.all_within(Duration::from_millis(50)).await;
        let said: Vec<_> = left.iter().map(|left| (left.what.as_str(), left.why.as_str())).collect();
        assert_eq!(said, [("the setting stays", "refused"), ("the lock stays", "it took longer than 50 ms")]);
        assert_eq!(left[1].by_hand, "kubectl delete lease x");
    }

    #[tokio::test]
    async fn work_that_was_begun_is_accounted_for_and_goes_on_with_a_command() {
        let undo = Arc::new(Undo::default());
        drop(
            undo.account_for("the restart", "redis-ops restart", async { Err(Error::failed("a-1 was, a-0 was not")) }),
        );
        drop(undo.account_for("nothing was begun", "redis-ops restart", async { Ok(()) }));
        let left = undo.all().await;
        let said: Vec<_> = left.iter().map(|left| (left.sentence(), left.hint())).collect();
        let hint = Some("to go on: redis-ops restart".to_owned());
        assert_eq!(said, [("the restart: a-1 was, a-0 was not".to_owned(), hint)]);
    }
}

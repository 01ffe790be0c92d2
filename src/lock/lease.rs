//! The lock of the cluster: a Lease beside the instance, renewed while the run lasts.

use super::{held_by, process};
use crate::context::Context;
use crate::domain::lock::{Holder, RENEWED_EVERY, Verdict, judge};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::k8s::leases::{LeaseFacts, Written};
use crate::undo::Pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often a lock that is held by somebody is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Whether the lock was taken.
pub(super) enum Taken {
    /// It was, and is being renewed.
    Yes(Pending, Renewal),
    /// The cluster has no Leases for this user.
    Unavailable(Error),
}

/// The task that renews a Lease.
#[derive(Debug)]
pub(super) struct Renewal {
    task: tokio::task::JoinHandle<()>,
    lost: Arc<AtomicBool>,
}

impl Renewal {
    /// Whether somebody else has taken the Lease.
    pub(super) fn lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Takes the Lease `redis-ops-<instance>`: makes it, or takes it over from a run that has ended.
///
/// # Errors
/// Locked, naming the holder; Target, when the API cannot be asked.
pub(super) async fn take(
    context: &Context,
    kubernetes: &Kubernetes,
    namespace: &str,
    instance: &str,
    holder: &Holder,
) -> Result<Taken> {
    let name = format!("redis-ops-{instance}");
    let mut first_seen: Option<(LeaseFacts, Instant)> = None;
    loop {
        let lease = match kubernetes.create_lease(namespace, &name, holder).await? {
            Written::Done(lease) => lease,
            Written::Unavailable(error) => return Ok(Taken::Unavailable(error)),
            Written::Conflict => {
                let seen = match kubernetes.fetch_lease(namespace, &name).await? {
                    Written::Done(seen) => seen,
                    Written::Unavailable(error) => return Ok(Taken::Unavailable(error)),
                    // it was given back in between
                    Written::Conflict => continue,
                };
                let known = process::known_here(&seen.holder);
                let (before, since) = first_seen.get_or_insert_with(|| (seen.clone(), Instant::now()));
                let renewed = before.version != seen.version;
                match judge(known, renewed, since.elapsed()) {
                    Verdict::Held => {
                        return Err(held_by(&seen.holder, &format!("{namespace}/{instance}"), context.now()));
                    }
                    Verdict::Watch => {
                        context.console.status_once(&format!(
                            "the lock is held by {}: watching whether that run is alive",
                            seen.holder.words()
                        ));
                        tokio::time::sleep(LOOK_EVERY).await;
                        continue;
                    }
                    Verdict::Dead => {
                        context
                            .console
                            .status(&format!("the lock of a dead run is taken over: {}", seen.holder.words()));
                        match kubernetes.replace_lease(namespace, &name, holder, &seen.version).await? {
                            Written::Done(lease) => lease,
                            Written::Unavailable(error) => return Ok(Taken::Unavailable(error)),
                            // somebody was faster; who that is has to be watched anew
                            Written::Conflict => {
                                first_seen = None;
                                continue;
                            }
                        }
                    }
                }
            }
        };
        return Ok(keep(context, kubernetes, namespace, &name, holder, lease));
    }
}

/// Renews the Lease from now on, and registers its end.
fn keep(
    context: &Context,
    kubernetes: &Kubernetes,
    namespace: &str,
    name: &str,
    holder: &Holder,
    lease: LeaseFacts,
) -> Taken {
    let lost = Arc::new(AtomicBool::new(false));
    let place = (namespace.to_owned(), name.to_owned());
    let renewing = renew(kubernetes.clone(), place, holder.clone(), lease.version, Arc::clone(&lost));
    let task = tokio::spawn(renewing);
    let (stopper, kubernetes, holder) = (task.abort_handle(), kubernetes.clone(), holder.clone());
    let (namespace, name) = (namespace.to_owned(), name.to_owned());
    let what = format!("the lock is still there: Lease {namespace}/{name}");
    let by_hand = format!("kubectl delete lease {name} -n {namespace}");
    let (taken_by_another, console) = (Arc::clone(&lost), Arc::clone(&context.console));
    let pending = context.undo.register(what, by_hand, async move {
        stopper.abort();
        if taken_by_another.load(Ordering::Relaxed) {
            return Ok(());
        }
        // A Lease that stays ends by itself, when the next run watches it not being renewed: no reason to fail.
        if let Err(error) = kubernetes.delete_lease(&namespace, &name, &holder).await {
            console.warning(&format!("the lock could not be given back, and ends by itself: {}", error.chain()));
            error.hints().iter().for_each(|hint| console.status(hint));
        }
        Ok(())
    });
    Taken::Yes(pending, Renewal { task, lost })
}

/// A renewal that fails is tried again; only a Lease that somebody else has written to is given up.
async fn renew(
    kubernetes: Kubernetes,
    (namespace, name): (String, String),
    holder: Holder,
    mut version: String,
    lost: Arc<AtomicBool>,
) {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        match kubernetes.replace_lease(&namespace, &name, &holder, &version).await {
            Ok(Written::Done(lease)) => version = lease.version,
            // Our own write, if only its answer was lost; else somebody else's.
            Ok(Written::Conflict) => match kubernetes.fetch_lease(&namespace, &name).await {
                Ok(Written::Done(seen)) if seen.holder == holder => version = seen.version,
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

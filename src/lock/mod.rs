//! One acting run per instance: a Lease in the cluster; where there are none for this user, an object beside the backups
//! in a bucket; else a file of this machine.

mod bucket;
mod lease;
mod local;
mod process;
mod register;

use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::lock::Holder;
use crate::error::{Error, Kind, Result};
use crate::report::units;
use crate::store::s3::lock_object::LockObject;
use crate::store::s3::{Access, S3, S3Location, Storing};
use crate::store::stop::StopOnDrop;
use crate::target::discover::Target;
use crate::target::topology::Instance;
use crate::undo::Pending;
use chrono::{DateTime, SecondsFormat, Utc};
use register::{Renewal, Taken};
use std::sync::Arc;

/// The lock of an instance, held. It is given back when the run ends, however it ends.
#[derive(Debug)]
#[must_use = "the lock is given back by release"]
pub struct Lock {
    /// The file is the first to be taken and the last to be given back.
    pending: Vec<Pending>,
    renewals: Vec<Renewal>,
}

/// Buckets in which a lock can stand: those that the run writes to.
#[derive(Debug, Clone, Default)]
pub struct Buckets {
    /// How to reach the store.
    pub access: Access,
    /// How objects are stored there.
    pub storing: Storing,
    /// Where in it.
    pub locations: Vec<S3Location>,
}

impl Lock {
    /// Takes the lock of the target's instance for `command`. Where the cluster has no Leases for this user, a file of
    /// this machine stands in, and that is said.
    ///
    /// # Errors
    /// Of kind Locked, naming the holder and since when; Target, when the API cannot be asked.
    pub async fn take(context: &Context, target: &Target, command: &str) -> Result<Self> {
        Self::take_for(context, target, command, Buckets::default()).await
    }

    /// As [`Lock::take`], for a run that writes to buckets: they stand in first.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub async fn take_for(context: &Context, target: &Target, command: &str, buckets: Buckets) -> Result<Self> {
        // Boxed: its requests are deep, and it is part of every acting command.
        Box::pin(Self::taken(context, target, command, buckets)).await
    }

    async fn taken(context: &Context, target: &Target, command: &str, buckets: Buckets) -> Result<Self> {
        let holder = process::holder(command, context.now().to_rfc3339_opts(SecondsFormat::Secs, true));
        let instance = &target.instance;
        let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &instance.namespace) else {
            // Nobody else may know the server by this address.
            return Ok(Self { pending: vec![local::take(context, instance, &holder)?], renewals: Vec::new() });
        };
        let lease = lease::LeaseLock::of(kubernetes, namespace, &instance.name);
        let why = match register::take(context, lease, &instance.full_name(), &holder).await? {
            Taken::Yes(pending, renewal) => return Ok(Self { pending: vec![pending], renewals: vec![renewal] }),
            Taken::Unavailable(error) => error.chain(),
        };
        let file = local::take(context, instance, &holder);
        if let Err(error) = &file
            && error.kind() == Kind::Locked
        {
            context.console.warning(&format!("no lock in the cluster ({why}); there is one of this machine"));
            return Err(error.clone());
        }
        let (mut lock, refused) = Self::in_buckets(context, instance, &holder, buckets).await?;
        let (shown, is_bucket) = (lock.shown.join(" and "), !lock.shown.is_empty());
        if is_bucket {
            context.console.status(&format!("no lock in the cluster ({why}): {shown} is the lock"));
            for error in refused {
                context.console.warning(&format!("no lock there: {}", error.chain()));
            }
            lock.lock.pending.splice(0..0, file.ok());
        } else {
            let reasons: Vec<String> = std::iter::once(why).chain(refused.iter().map(Error::chain)).collect();
            let places = if refused.is_empty() { "in the cluster" } else { "in the cluster, nor in a bucket" };
            context.console.warning(&format!(
                "no lock {places} ({}): runs on other machines are not kept from running beside this one",
                reasons.join("; ")
            ));
            lock.lock.pending.push(file?);
        }
        Ok(lock.lock)
    }

    /// Takes every lock there can be in buckets; those that cannot be had are told with the reason.
    async fn in_buckets(
        context: &Context,
        instance: &Instance,
        holder: &Holder,
        buckets: Buckets,
    ) -> Result<(InBuckets, Vec<Error>)> {
        let (mut taken, mut refused) = (InBuckets::default(), Vec::new());
        let Buckets { access, storing, mut locations } = buckets;
        if locations.is_empty() {
            return Ok((taken, refused));
        }
        // In one order for all runs: two that wanted them crosswise would both give up.
        locations.sort_by_key(ToString::to_string);
        let waiting = StopOnDrop::default();
        let (console, stop) = (Arc::clone(&context.console), waiting.stop());
        let connected = tokio::task::spawn_blocking(move || S3::connect(&access, &console, &stop)).await;
        let connected = connected.map_err(|error| Error::failed("a worker thread ended").because(&error))?;
        let s3 = match connected {
            Ok(s3) => s3,
            Err(error) => return Ok((taken, vec![error])),
        };
        let folder = naming::instance_folder(instance.namespace.as_deref(), &instance.name);
        for location in &locations {
            let object = LockObject::new(&s3, &storing, location, &folder);
            let shown = object.shown();
            match register::take(context, bucket::BucketLock::of(object), &instance.full_name(), holder).await? {
                Taken::Yes(pending, renewal) => {
                    taken.lock.pending.push(pending);
                    taken.lock.renewals.push(renewal);
                    taken.shown.push(shown);
                }
                Taken::Unavailable(error) => refused.push(error),
            }
        }
        Ok((taken, refused))
    }

    /// Whether runs on other machines see it.
    pub fn is_seen_elsewhere(&self) -> bool {
        !self.renewals.is_empty()
    }

    /// Gives the lock back, the work being done. A run that is told to end meanwhile does not wait for it: the lock is
    /// given back as the run ends, and what was done is told.
    ///
    /// # Errors
    /// None at present: a lock that cannot be given back ends by itself, which is said.
    pub async fn release(self, context: &Context) -> Result<()> {
        if self.renewals.iter().any(Renewal::lost) {
            context.console.warning("the lock was taken over by another run, since it could not be renewed in time");
        }
        drop(self.renewals);
        let given_back = async {
            for pending in self.pending.into_iter().rev() {
                pending.now().await?;
            }
            Ok(())
        };
        tokio::select! {
            given_back = given_back => given_back,
            () = context.ending.asked() => Ok(()),
        }
    }
}

/// The locks in buckets, and where they are.
#[derive(Debug)]
struct InBuckets {
    lock: Lock,
    shown: Vec<String>,
}

impl Default for InBuckets {
    fn default() -> Self {
        Self { lock: Lock { pending: Vec::new(), renewals: Vec::new() }, shown: Vec::new() }
    }
}

fn held_by(holder: &Holder, name: &str, now: DateTime<Utc>) -> Error {
    let since = DateTime::parse_from_rfc3339(&holder.since).ok();
    let age = since.and_then(|since| (now - since.to_utc()).to_std().ok());
    let age = age.map_or_else(String::new, |age| format!(" ({} ago)", units::duration(age.as_secs_f64())));
    Error::new(Kind::Locked, format!("another run works on {name}"))
        .cause(format!("{} holds the lock since {}{age}", holder.words(), holder.since))
        .hint("wait until it has ended; the lock of a run that was killed is taken over by itself")
}

//! One acting run per instance: a Lease in the cluster, else a file of this machine.

mod lease;
mod local;
mod process;

use crate::context::Context;
use crate::domain::lock::Holder;
use crate::error::{Error, Kind, Result};
use crate::report::units;
use crate::target::discover::Target;
use crate::undo::Pending;
use chrono::{DateTime, SecondsFormat, Utc};

/// The lock of an instance, held. It is given back when the run ends, however it ends.
#[derive(Debug)]
#[must_use = "the lock is given back by release"]
pub struct Lock {
    pending: Pending,
    held: Held,
}

#[derive(Debug)]
enum Held {
    Lease(lease::Renewal),
    File,
}

impl Lock {
    /// Takes the lock of the target's instance for `command`. Where the cluster has no Leases for this user, a file of
    /// this machine stands in, and that is said.
    ///
    /// # Errors
    /// Of kind Locked, naming the holder and since when; Target, when the API cannot be asked.
    pub async fn take(context: &Context, target: &Target, command: &str) -> Result<Self> {
        let holder = process::holder(command, context.now().to_rfc3339_opts(SecondsFormat::Secs, true));
        let instance = &target.instance;
        if let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &instance.namespace) {
            match lease::take(context, kubernetes, namespace, &instance.name, &holder).await? {
                lease::Taken::Yes(pending, renewal) => return Ok(Self { pending, held: Held::Lease(renewal) }),
                lease::Taken::Unavailable(error) => {
                    let why = error.chain();
                    context.console.warning(&format!(
                        "no lock in the cluster ({why}): runs on other machines are not kept from running beside this one"
                    ));
                }
            }
        }
        let pending = local::take(context, instance, &holder)?;
        Ok(Self { pending, held: Held::File })
    }

    /// Whether another run has taken the lock over in the meantime, because this one could not renew it.
    fn lost(&self) -> bool {
        match &self.held {
            Held::Lease(renewal) => renewal.lost(),
            Held::File => false,
        }
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// None at present: a lock that cannot be given back ends by itself, which is said.
    pub async fn release(self, context: &Context) -> Result<()> {
        if self.lost() {
            context.console.warning("the lock was taken over by another run, since it could not be renewed in time");
        }
        self.pending.now().await
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

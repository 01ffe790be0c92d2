//! A write and a read: does a primary take what it is for. The key is our own, and is gone after a minute in any case.

use crate::commands::observe::whole::Whole;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use crate::store::tee::hex;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey;
use crate::target::topology::Member;
use crate::wire::session::Session;
use ring::rand::{SecureRandom, SystemRandom};
use std::time::Instant;

/// Names that are tried until one falls into a slot of the primary, in a cluster.
const TRIES: u32 = 4096;

/// Writes to every primary and reads it back. Returns the milliseconds of the slowest, and what failed.
pub(super) async fn write_and_read(context: &Context, whole: &Whole) -> (Option<f64>, Vec<Finding>) {
    let (mut slowest, mut findings) = (None::<f64>, Vec::new());
    let primaries = whole.members.iter().filter(|member| member.role() == Some(Role::Primary));
    for facts in primaries {
        // A primary of a cluster that has no slots takes no writes.
        let shard = whole.cluster.as_ref().map(|cluster| cluster.shard_of(&facts.name));
        if shard.is_some_and(|shard| shard.is_none()) {
            continue;
        }
        let Some(member) = whole.target.instance.members().find(|member| member.name == facts.name) else { continue };
        match one(context, &whole.target, member).await {
            Ok(milliseconds) => slowest = Some(slowest.map_or(milliseconds, |before| before.max(milliseconds))),
            Err(error) => {
                let message = format!("does not take a write and give it back: {}", error.chain());
                let finding = Finding::new("upgrade-canary", Severity::Critical, &facts.subject, message);
                findings.push(error.hints().iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone())));
            }
        }
    }
    (slowest, findings)
}

async fn one(context: &Context, target: &Target, member: &Member) -> Result<f64> {
    let limit = context.time_for_a_node();
    let mut session = Session::open(&target.dialer, member, &target.login(member), limit, &context.console).await?;
    let value = random()?;
    for attempt in 0..TRIES {
        let key = format!("redis-ops:canary:{value}:{attempt}");
        let started = Instant::now();
        let mut set = redis::cmd("SET");
        set.arg(&key).arg(&value).arg("EX").arg(60);
        match session.command(&set).await {
            Err(error) if error.causes().iter().any(|cause| cause.starts_with("MOVED")) => continue,
            other => other?,
        };
        let mut get = redis::cmd("GET");
        get.arg(&key);
        let read = session.command(&get).await?;
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        let mut remove = redis::cmd("DEL");
        remove.arg(&key);
        session.command(&remove).await?;
        if survey::text(&read) != value {
            return Err(Error::target("what was read is not what was written"));
        }
        return Ok(milliseconds);
    }
    Err(Error::target(format!("no name of {TRIES} fell into one of its slots")))
}

fn random() -> Result<String> {
    let mut bytes = [0; 8];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::failed("no random numbers"))?;
    Ok(hex(&bytes))
}

//! What speaks against the histories of all shards, and what is to be done with them.

use super::Shard;
use crate::commands::restore::restore_aof::{RestoreAofArgs, plan as single};
use crate::commands::restore::restore_rdb::preflight::Servers;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::restore::fitting;
use crate::domain::restore::point_in_time::shards;
use crate::error::{Error, Result};
use crate::report::units::count;
use crate::store::place::Place;

/// What speaks against it, before anything is changed.
pub(super) fn refuse(args: &RestoreAofArgs, servers: &Servers, all: &[Shard], held: u64, name: &str) -> Result<()> {
    if held > 0 && !args.flush_first && !args.on_top {
        return Err(Error::refused(format!("{name} is not empty: it holds {} keys", count(held)))
            .hint("--flush-first removes them first: what is there afterwards is what was there then")
            .hint("--on-top replays history over them"));
    }
    let slots = servers.slots.as_deref().unwrap_or_default();
    for shard in all {
        let replayed = &shard.history.replayed;
        let of = format!("the history of slots {}", shards::words(&shard.slots));
        if let Some(wipe) = &replayed.last_wipe
            && (!shards::is_alone(&shard.slots, slots) || (held > 0 && !args.flush_first))
        {
            return Err(Error::refused(format!("{of} removes all keys of its server on the way"))
                .cause(format!("the last time at {}: here it would remove keys that are not its own", wipe.place()))
                .hint("--before-command FLUSHALL ends before it; restore-rdb restores a backup of the keys"));
        }
        if let Some(forbidden) = &replayed.first_forbidden {
            return Err(Error::refused(format!("{of} holds commands that no server writes to an AOF")).cause(format!(
                "the first is {} at {}",
                forbidden.command,
                forbidden.place()
            )));
        }
        if shard.history.databases().iter().any(|db| *db != 0) {
            return Err(Error::refused(format!("{of} uses databases, and a Redis Cluster has database 0 alone")));
        }
        let has_times = shard.history.base.as_ref().is_some_and(|base| base.fields_with_expiry > 0);
        if has_times && !servers.format.is_none_or(fitting::has_field_expiry) {
            return Err(Error::refused(format!("{of} has hash fields with expiry times, which {name} has not")));
        }
    }
    Ok(())
}

/// What is to be done, shard by shard.
pub(super) fn plan(
    args: &RestoreAofArgs,
    place: &Place,
    servers: &Servers,
    all: &[Shard],
    held: u64,
    name: &str,
) -> Plan {
    let primaries: Vec<&str> = servers.primaries.iter().map(|primary| primary.member.name.as_str()).collect();
    let mut steps = Vec::new();
    if held > 0 {
        let does = format!("back up the {} keys that are there to {}", count(held), args.safety_backup_to);
        steps.push(Step::new("safety-backup", does));
    }
    if held > 0 && args.flush_first {
        steps.push(Step::new("flush", format!("remove the {} keys of {}", count(held), primaries.join(", "))));
    }
    let mut remarks = Vec::new();
    for shard in all {
        let slots = shards::words(&shard.slots);
        let keys = shard.history.base_keys();
        let snapshot =
            if keys > 0 { format!("restore the {} keys of its snapshot, then ", count(keys)) } else { String::new() };
        let words = single::replay_in_words(&shard.history);
        steps.push(Step::new("replay", format!("slots {slots}: {snapshot}{words}")));
        let lines = single::cut_in_words(&shard.history).into_iter().chain(shard.history.remarks.iter().cloned());
        remarks.extend(lines.map(|line| format!("slots {slots}: {line}")));
    }
    steps.push(Step::new("verify", "match every reply, and see that no key was dropped"));
    Plan {
        intent: format!("replay the histories of {} shards of {place} into {name}", all.len()),
        target: name.to_owned(),
        danger: if held > 0 { Danger::Destroys } else { Danger::Changes },
        steps,
        remarks,
    }
}

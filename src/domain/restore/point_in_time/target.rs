//! The server that history is replayed to, and what speaks against it.

use super::history::History;
use super::sighting::Sighting;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::report::units;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is to become of the keys that the target holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Onto {
    /// There are to be none.
    Empty,
    /// They are removed first.
    Flushed,
    /// History is replayed over them.
    OnTop,
}

/// The server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetFacts {
    /// Its pod, or `host:port`.
    pub member: String,
    /// Its version.
    pub version: Option<String>,
    /// Which process it is: another one has lost what was not on disk.
    pub run_id: Option<String>,
    /// Whether it is a primary.
    pub is_primary: bool,
    /// Whether it loads its data.
    pub is_loading: bool,
    /// Whether it is in cluster mode.
    pub is_cluster: bool,
    /// Keys in each database that has any.
    pub keys: BTreeMap<u64, u64>,
    /// Memory of its data and buffers.
    pub used_memory_bytes: u64,
    /// `maxmemory`; none where there is no bound.
    pub maxmemory_bytes: Option<u64>,
    /// `maxmemory_policy`.
    pub maxmemory_policy: String,
    /// Keys that it has dropped for want of memory since it started.
    pub evicted_keys: u64,
    /// Whether it has an AOF.
    pub aof_enabled: bool,
    /// Bytes of that AOF.
    pub aof_bytes: u64,
    /// Clients, ours among them.
    pub connected_clients: u64,
    /// Replicas that get what is replayed.
    pub replicas: u64,
}

impl TargetFacts {
    /// From INFO.
    #[must_use]
    pub fn of(member: &str, info: &Info) -> Self {
        let number = |field| info.number(field).unwrap_or(0);
        let flag = |field| info.flag(field).unwrap_or(false);
        Self {
            member: member.to_owned(),
            version: info.version(),
            run_id: info.text("run_id").map(str::to_owned),
            is_primary: info.text("role") == Some("master"),
            is_loading: flag("loading"),
            is_cluster: flag("cluster_enabled"),
            keys: info.databases().iter().map(|database| (database.index, database.keys)).collect(),
            used_memory_bytes: number("used_memory"),
            maxmemory_bytes: info.number("maxmemory").filter(|bytes| *bytes > 0),
            maxmemory_policy: info.text("maxmemory_policy").unwrap_or_default().to_owned(),
            evicted_keys: number("evicted_keys"),
            aof_enabled: flag("aof_enabled"),
            aof_bytes: number("aof_current_size"),
            connected_clients: number("connected_clients"),
            replicas: number("connected_slaves"),
        }
    }

    /// All of its keys.
    #[must_use]
    pub fn all_keys(&self) -> u64 {
        self.keys.values().sum()
    }

    /// Whether it can be written to at all.
    ///
    /// # Errors
    /// Refused, with the reason.
    pub fn judge(&self, name: &str) -> Result<()> {
        let member = &self.member;
        if self.is_cluster {
            return Err(Error::refused(format!("{name} is a Redis Cluster, and an AOF is the history of one shard"))
                .cause("the commands of one shard may name keys that have moved to another since")
                .hint("redis-ops restore-rdb takes a backup of all shards, and sends each key to where it belongs"));
        }
        if !self.is_primary {
            return Err(Error::refused(format!("{member} is a replica: what is written to it is lost"))
                .hint("redis-ops role shows the primary"));
        }
        if self.is_loading {
            return Err(Error::refused(format!("{member} is loading its data"))
                .hint("try again when redis-ops health says that it has finished"));
        }
        Ok(())
    }

    /// Whether history can be replayed to it.
    ///
    /// # Errors
    /// Refused: keys that nobody spoke of, history that would wipe them, too little memory (but with `force`).
    pub fn judge_replay(&self, history: &History, onto: Onto, choices: &Choices<'_>) -> Result<()> {
        let held = self.all_keys();
        if held > 0 && onto == Onto::Empty {
            return Err(self.not_empty(held, choices));
        }
        if held > 0
            && onto == Onto::OnTop
            && let Some(wipe) = &history.replayed.last_wipe
        {
            return Err(Error::refused(format!(
                "history would remove the {} keys that {} holds",
                units::count(held),
                self.member
            ))
            .cause(format!("{} of them, the last at {}", count_of(history.replayed.wipes, wipe), wipe.place()))
            .hint("--flush-first instead of --on-top replays it to an empty server, as it was"));
        }
        if let Some(forbidden) = &history.replayed.first_forbidden {
            return Err(Error::refused("the AOF holds commands that no server writes to one")
                .cause(format!(
                    "{} of them, the first is {} at {}",
                    units::count(history.replayed.forbidden),
                    forbidden.command,
                    forbidden.place()
                ))
                .hint("who wrote it? --until-offset FILE:OFFSET replays what stands before it"));
        }
        match self.memory_missing(history, onto) {
            Some(words) if !choices.force => {
                Err(Error::refused(format!("the memory of {} is too short", self.member)).cause(words).hint(
                    "raise maxmemory (redis-ops config shows it), or add --force: the server then refuses writes or \
                     drops keys, which is told",
                ))
            }
            _ => Ok(()),
        }
    }

    /// What is missing for the snapshot, by what the server that wrote it used.
    fn memory_missing(&self, history: &History, onto: Onto) -> Option<String> {
        let maxmemory = self.maxmemory_bytes?;
        let wanted: u64 = history.base.as_ref()?.aux.get("used-mem")?.parse().ok()?;
        let kept = if onto == Onto::OnTop { self.used_memory_bytes } else { 0 };
        (wanted + kept > maxmemory).then(|| {
            format!(
                "maxmemory is {} ({}), and the server that wrote the snapshot used {}{}",
                units::bytes(maxmemory),
                self.maxmemory_policy,
                units::bytes(wanted),
                if kept > 0 { format!(", beside the {} in use here", units::bytes(kept)) } else { String::new() }
            )
        })
    }

    fn not_empty(&self, held: u64, choices: &Choices<'_>) -> Error {
        let dbs: Vec<String> = self.keys.iter().map(|(db, keys)| format!("db{db} {}", units::count(*keys))).collect();
        let error = Error::refused(format!("{} is not empty: it holds {} keys", self.member, units::count(held)))
            .cause(dbs.join(", "));
        let error = match choices.command {
            Some(command) => error.hint(format!(
                "--then-rest goes on after {command}: all of history but that command, with what was written since"
            )),
            None => error,
        };
        error
            .hint("--flush-first removes them first: what is there afterwards is what was there then")
            .hint("--on-top replays history over them")
    }
}

/// What was said on the command line, as far as refusals depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices<'a> {
    /// `--before-command`, in words.
    pub command: Option<&'a str>,
    /// `--force`.
    pub force: bool,
}

fn count_of(wipes: u64, last: &Sighting) -> String {
    let name = last.command.split(' ').next().unwrap_or_default();
    if wipes == 1 { format!("one {name}") } else { format!("{} such commands", units::count(wipes)) }
}

/// What is to be known before history is replayed.
#[must_use]
pub fn remarks(history: &History, target: &TargetFacts, lifts: bool) -> Vec<String> {
    let mut remarks = history.remarks.clone();
    let replayed = &history.replayed;
    let count = units::count;
    if replayed.relative_times > 0 {
        remarks.push(format!(
            "{} commands set a time to live that begins when they are executed (servers write absolute ones): it begins \
             anew",
            count(replayed.relative_times)
        ));
    }
    if lifts {
        remarks.push(
            "times to live that have passed, or will within the hour, are set 1,100 years later during the replay, \
             since history may prolong them, and brought down at its end: keys whose time has passed are there \
             meanwhile"
                .to_owned(),
        );
    }
    let fields = replayed.past_field_times
        + history.base.as_ref().map_or(0, |base| if base.fields_with_expiry > 0 { 1 } else { 0 });
    if fields > 0 {
        remarks.push(
            "times of hash fields stay as they are: a field whose time has passed is gone at once, even where history \
             would have prolonged it"
                .to_owned(),
        );
    }
    if replayed.scripts > 0 {
        remarks
            .push(format!("{} scripts or functions are called, which may look at the clock", count(replayed.scripts)));
    }
    if replayed.left_out > 0 {
        remarks.push(format!("{} messages are left out: subscribers have had them", count(replayed.left_out)));
    }
    if replayed.wipes > 0 {
        remarks.push(format!(
            "history itself holds {} FLUSHALL, FLUSHDB or SWAPDB before its end, which are replayed",
            count(replayed.wipes)
        ));
    }
    if history.base.as_ref().is_some_and(|base| !base.modules.is_empty()) {
        let modules: Vec<&str> = history.base.iter().flat_map(|base| base.modules.iter().map(String::as_str)).collect();
        remarks
            .push(format!("the snapshot holds data of modules ({}), which the server must have", modules.join(", ")));
    }
    if target.connected_clients > 1 + target.replicas {
        remarks.push(format!(
            "{} clients are connected to {}: what they write or take from queues meanwhile is mixed into history",
            count(target.connected_clients - 1),
            target.member
        ));
    }
    if target.replicas > 0 {
        remarks.push(format!("{} replicas follow, and get all of it", count(target.replicas)));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::super::cut::CutRule;
    use super::super::history::{Surveyed, Wish};
    use super::super::survey::Surveyor;
    use super::*;
    use crate::formats::aof::Role;
    use crate::formats::resp::encode_command;

    fn facts(more: &str) -> TargetFacts {
        TargetFacts::of("cache-0", &Info::parse(&format!("role:master\r\nconnected_clients:1\r\n{more}")))
    }

    fn history(lines: &[&str]) -> History {
        let mut bytes = Vec::new();
        for line in lines {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            encode_command(&mut bytes, &words);
        }
        let rule = CutRule::End;
        let mut surveyor = Surveyor::new("a.aof", rule.for_file(0, "a.aof", 1), 1000);
        surveyor.take(&bytes);
        let surveyed = Surveyed { role: Role::Legacy, may_be_truncated: true, survey: surveyor.finish() };
        History::of(rule, vec![surveyed], Wish::default()).expect("whole")
    }

    #[test]
    fn replicas_loading_servers_and_clusters_are_refused() {
        assert!(facts("").judge("apps/cache").is_ok());
        for more in ["role:slave", "loading:1", "cluster_enabled:1"] {
            assert!(facts(more).judge("apps/cache").is_err(), "{more}");
        }
    }

    #[test]
    fn keys_are_never_mixed_up_unasked() {
        let full = facts("# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n");
        assert_eq!(full.all_keys(), 3);
        let choices = Choices { command: Some("FLUSHALL"), force: false };
        let plain = history(&["SET a 1"]);
        let error = full.judge_replay(&plain, Onto::Empty, &choices).expect_err("not empty");
        assert!(error.hints().len() == 3 && error.hints()[0].contains("--then-rest"), "{:?}", error.hints());
        assert!(full.judge_replay(&plain, Onto::Flushed, &choices).is_ok());
        assert!(full.judge_replay(&plain, Onto::OnTop, &choices).is_ok());
        let wiping = history(&["SET a 1", "FLUSHDB"]);
        let error = full.judge_replay(&wiping, Onto::OnTop, &choices).expect_err("it would wipe");
        assert!(error.chain().contains("one FLUSHDB of them"), "{}", error.chain());
        assert!(facts("").judge_replay(&wiping, Onto::Empty, &choices).is_ok());
        assert!(facts("").judge_replay(&history(&["CONFIG SET a b"]), Onto::Empty, &choices).is_err());
    }

    #[test]
    fn what_is_to_be_known_is_said() {
        let all = history(&["EXPIRE a 5", "SET a 1 PXAT 5", "FLUSHALL", "PUBLISH c m", "EVAL x 0"]);
        let said = remarks(&all, &facts("connected_clients:4\r\nconnected_slaves:1\r\n"), true).join("\n");
        for words in ["begins anew", "brought down", "FLUSHALL", "1 messages", "1 scripts", "3 clients", "1 replicas"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(remarks(&history(&["SET a 1"]), &facts(""), false).is_empty());
    }
}

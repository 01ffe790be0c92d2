//! Whether the servers can take the data: who takes writes, which commands there are, what the user may do, how much
//! memory is left. Everything that can be known before anything is changed.

use super::lanes::Routes;
use crate::context::Context;
use crate::domain::restore::contents::Contents;
use crate::domain::restore::room::Memory;
use crate::domain::version;
use crate::error::{Error, Result};
use crate::formats::cluster::SLOTS;
use crate::formats::info::Info;
use crate::formats::rdb::{Dialect, Header};
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::session::{Reply, Session};
use redis::Cmd;
use std::collections::BTreeSet;

/// A server that takes writes.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Primary {
    pub member: Member,
    pub info: Info,
}

/// The servers.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Servers {
    pub primaries: Vec<Primary>,
    /// The primary of each slot; none outside of cluster mode.
    pub slots: Option<Vec<u16>>,
    /// The format of the oldest; none where it is not known.
    pub format: Option<Header>,
}

impl Servers {
    pub(in crate::commands::restore) fn routes(&self, connections: usize) -> Routes {
        Routes::new(self.slots.clone(), self.primaries.len(), connections)
    }

    /// Each start of a server has an id of its own.
    pub fn run_ids(&self) -> Vec<String> {
        self.primaries.iter().map(|primary| primary.info.text("run_id").unwrap_or_default().to_owned()).collect()
    }

    /// The modules that each of them has; none where one does not say.
    pub fn modules(&self) -> Option<BTreeSet<String>> {
        let mut all = self.primaries.iter().map(|primary| primary.info.modules());
        let first = all.next()??.clone();
        all.try_fold(first, |common, one| Some(common.intersection(one?).cloned().collect()))
    }

    /// Keys there are now, in all databases.
    pub fn keys(&self) -> u64 {
        self.primaries.iter().flat_map(|primary| primary.info.databases()).map(|database| database.keys).sum()
    }

    /// Databases that hold keys.
    pub fn databases(&self) -> Vec<u64> {
        self.primaries.iter().flat_map(|primary| primary.info.databases()).map(|database| database.index).collect()
    }

    pub fn memory(&self) -> Vec<Memory> {
        let of = |primary: &Primary| {
            let number = |field| primary.info.number(field).unwrap_or(0);
            Memory {
                maxmemory_bytes: number("maxmemory"),
                limit_bytes: primary.member.memory_limit_bytes(),
                used_bytes: number("used_memory"),
                data_bytes: number("used_memory_dataset"),
                policy: primary.info.text("maxmemory_policy").unwrap_or("noeviction").to_owned(),
            }
        };
        self.primaries.iter().map(of).collect()
    }
}

/// Finds the servers to write to.
///
/// # Errors
/// Of kind Target where nobody answered, Refused where those who did take no writes.
pub(in crate::commands) fn find(target: &Target, answers: &[Answer]) -> Result<Servers> {
    let name = target.instance.full_name();
    let primary =
        |answer: &Answer| answer.info().map(|info| Primary { member: answer.member.clone(), info: info.clone() });
    let (primaries, slots) = match survey::cluster(answers) {
        None => {
            (answers.iter().filter(|answer| answer.role() == Some(Role::Primary)).filter_map(primary).collect(), None)
        }
        Some(cluster) => {
            if !cluster.uncovered.is_empty() || cluster.shards.is_empty() {
                return Err(Error::refused(format!("no node of {name} serves some of its slots"))
                    .hint("redis-ops check-replication shows which"));
            }
            let mut slots = vec![0; usize::from(SLOTS)];
            let mut primaries = Vec::new();
            for (number, shard) in cluster.shards.iter().enumerate() {
                let node = &cluster.nodes[shard.primary];
                let answered = answers.iter().find(|answer| Some(&answer.member.name) == node.member.as_ref());
                let Some(found) = answered.and_then(primary) else {
                    let error =
                        Error::target(format!("{}, the primary of a shard of {name}, cannot be asked", node.name()));
                    return Err(match answered.and_then(|answer| answer.result.as_ref().err()) {
                        Some(reason) => error.cause(reason.chain()),
                        None => error,
                    });
                };
                primaries.push(found);
                for range in &shard.slots {
                    slots[usize::from(range.first)..=usize::from(range.last)].fill(u16::try_from(number).unwrap_or(0));
                }
            }
            (primaries, Some(slots))
        }
    };
    one_primary(&name, answers, &primaries, slots.is_some())?;
    for Primary { member, info } in &primaries {
        if info.flag("loading") == Some(true) {
            return Err(Error::refused(format!("{} is loading its data", member.subject()))
                .hint("try again when redis-ops health says it has finished"));
        }
    }
    let formats: Option<Vec<Header>> = primaries.iter().map(|primary| version::rdb_header(&primary.info)).collect();
    let oldest = |formats: Vec<Header>| {
        formats.into_iter().min_by_key(|header| (header.dialect == Dialect::Valkey, header.version))
    };
    Ok(Servers { primaries, slots, format: formats.and_then(oldest) })
}

/// Outside of cluster mode there is one server to write to, and no doubt about which.
fn one_primary(name: &str, answers: &[Answer], primaries: &[Primary], cluster: bool) -> Result<()> {
    match primaries {
        _ if cluster => Ok(()),
        [_] => Ok(()),
        [] => {
            let silent: Vec<&Error> = answers.iter().filter_map(|answer| answer.result.as_ref().err()).collect();
            let replicas: Vec<&str> = answers
                .iter()
                .filter(|answer| answer.role() == Some(Role::Replica))
                .map(|answer| answer.member.name.as_str())
                .collect();
            let error = if replicas.is_empty() {
                Error::target(format!("no member of {name} answers"))
            } else {
                Error::refused(format!("no primary of {name} can be seen"))
                    .cause(format!("{} follows another, and takes no writes", replicas.join(", ")))
                    .hint("redis-ops role shows who the primary is")
            };
            Err(silent.iter().fold(error, |error, silent| error.caused_by(silent)))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|primary| primary.member.name.as_str()).collect();
            let error = Error::refused(format!("{name} has {} primaries: {}", several.len(), names.join(", ")))
                .cause("what is written to one of them is not on the others");
            Err(names.iter().fold(error, |error, name| error.hint(format!("--pod {name} names the one that is meant"))))
        }
    }
}

/// What the run will have to do.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands::restore) struct Needs {
    pub large: bool,
    pub functions: bool,
    pub highest_db: u64,
}

impl Needs {
    fn commands(self, contents: &Contents) -> Vec<&'static str> {
        let mut commands = vec!["RESTORE"];
        if self.large {
            commands.extend(["EXISTS", "PEXPIRE", "PEXPIREAT", "PERSIST", "RENAME", "RENAMENX", "UNLINK"]);
            for kind in contents.types.keys() {
                commands.extend(match kind.as_str() {
                    "string" => &["APPEND", "STRLEN"][..],
                    "list" => &["RPUSH", "LLEN"],
                    "set" => &["SADD", "SCARD"],
                    "zset" => &["ZADD", "ZCARD"],
                    "hash" => &["HSET", "HLEN"],
                    "stream" => &["XADD", "XLEN", "XSETID", "XGROUP", "XCLAIM"],
                    _ => &[],
                });
            }
        }
        if self.functions {
            commands.push("FUNCTION");
        }
        commands
    }
}

/// Asks each primary whether it will do what is needed.
///
/// # Errors
/// Refused, with what is missing and how to get it.
pub(in crate::commands::restore) async fn check(
    context: &Context,
    target: &Target,
    servers: &Servers,
    contents: &Contents,
    needs: Needs,
) -> Result<()> {
    let names = needs.commands(contents);
    for Primary { member, info } in &servers.primaries {
        let login = target.login(member);
        let mut session =
            Session::open(&target.dialer, member, &login, context.time_for_a_node(), &context.console).await?;
        check_databases(&mut session, member, needs.highest_db, servers.slots.is_some()).await?;
        check_saves(&mut session, member, info).await?;
        check_commands(&mut session, member, &names).await?;
        check_rights(&mut session, member, &names).await?;
    }
    Ok(())
}

async fn check_databases(session: &mut Session, member: &Member, highest: u64, cluster: bool) -> Result<()> {
    if highest == 0 {
        return Ok(());
    }
    let mut select = redis::cmd("SELECT");
    select.arg(highest);
    match only(session.flight(&[select]).await?) {
        Some(Err(error)) => {
            let refused =
                Error::refused(format!("{} has no database {highest}", member.subject())).cause(error.to_string());
            Err(if cluster {
                refused.cause("a Redis Cluster has database 0 alone").hint("--db 0 restores what is in database 0")
            } else {
                refused.hint("raise `databases` in the server's configuration, or restore a part with --db")
            })
        }
        _ => Ok(()),
    }
}

/// A server whose last save failed takes no writes, unless it was told to.
async fn check_saves(session: &mut Session, member: &Member, info: &Info) -> Result<()> {
    if info.text("rdb_last_bgsave_status") != Some("err") {
        return Ok(());
    }
    let get = |name: &str| {
        let mut command = redis::cmd("CONFIG");
        command.arg("GET").arg(name);
        command
    };
    let replies = session.flight(&[get("stop-writes-on-bgsave-error"), get("save")]).await?;
    let value = |reply: &Reply| {
        reply.as_ref().ok().and_then(|value| survey::plain(value).pairs().find_map(|(_, value)| value.text()))
    };
    let values: Vec<Option<String>> = replies.iter().map(value).collect();
    if let [Some(stops), Some(save)] = values.as_slice()
        && stops == "yes"
        && !save.is_empty()
    {
        return Err(Error::refused(format!("{} takes no writes: its last save failed", member.subject()))
            .hint("is its disk full? redis-ops health tells more"));
    }
    Ok(())
}

/// `COMMAND INFO` names nothing for a command that is disabled or renamed.
async fn check_commands(session: &mut Session, member: &Member, names: &[&'static str]) -> Result<()> {
    let mut command = redis::cmd("COMMAND");
    command.arg("INFO").arg(names);
    let Some(Ok(redis::Value::Array(infos))) = only(session.flight(&[command]).await?) else { return Ok(()) };
    let missing: Vec<&str> =
        names.iter().zip(&infos).filter(|(_, info)| matches!(info, redis::Value::Nil)).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let error = Error::refused(format!("{} does not know {}", member.subject(), missing.join(", ")));
    Err(error.hint(format!("if it is renamed there: --rename-command {}=NEW-NAME", missing[0])))
}

/// `ACL DRYRUN` tells beforehand what the user may do (Redis 7.0); elsewhere the first error tells.
async fn check_rights(session: &mut Session, member: &Member, names: &[&'static str]) -> Result<()> {
    let mut whoami = redis::cmd("ACL");
    whoami.arg("WHOAMI");
    let Some(Ok(user)) = only(session.flight(&[whoami]).await?) else { return Ok(()) };
    let user = survey::text(&user);
    let dry = |words: &[&str]| {
        let mut command = redis::cmd("ACL");
        command.arg("DRYRUN").arg(&user).arg(words);
        command
    };
    let trials: Vec<(&str, Cmd)> = names
        .iter()
        .filter_map(|name| {
            let words: &[&str] = match *name {
                "RESTORE" => &["RESTORE", "redis-ops", "0", "x", "ABSTTL"],
                "EXISTS" | "PERSIST" | "UNLINK" => &[name, "redis-ops"],
                "RENAME" | "RENAMENX" => &[name, "redis-ops", "redis-ops"],
                "PEXPIRE" | "PEXPIREAT" => &[name, "redis-ops", "1"],
                "FUNCTION" => &["FUNCTION", "LOAD", "x"],
                _ => return None,
            };
            Some((*name, dry(words)))
        })
        .collect();
    let commands: Vec<Cmd> = trials.iter().map(|(_, command)| command.clone()).collect();
    let replies = session.flight(&commands).await?;
    let denied = |reply: &Reply| match reply {
        Ok(value) => Some(survey::text(value)).filter(|text| text != "OK" && !text.is_empty()),
        Err(_) => None,
    };
    let first = trials.iter().zip(&replies).find_map(|((name, _), reply)| Some((*name, denied(reply)?)));
    match first {
        None => Ok(()),
        Some((name, text)) => Err(Error::refused(format!("user {user} may not {name} on {}", member.subject()))
            .cause(text)
            .hint(format!("ACL SETUSER {user} +{} ~*, or log in as another with --redis-user", name.to_lowercase()))),
    }
}

fn only(replies: Vec<Reply>) -> Option<Reply> {
    replies.into_iter().next()
}

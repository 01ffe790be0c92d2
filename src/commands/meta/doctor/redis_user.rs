//! As whom each server knows the caller, and what that user may not do.

use crate::context::Context;
use crate::domain::{leftovers, silence};
use crate::error::Error;
use crate::report::{Finding, Table};
use crate::target::discover::Target;
use crate::target::survey;
use crate::wire::session::{Reply, Session};
use redis::Cmd;
use serde::Serialize;

/// Commands of redis-ops' commands, each as it would be given, on a key that nobody has.
const TRIED: [&str; 24] = [
    "INFO",
    "PING",
    "ROLE",
    "CONFIG GET maxmemory",
    "COMMAND INFO ping",
    "CLIENT LIST",
    "SLOWLOG GET 1",
    "LATENCY LATEST",
    "MEMORY STATS",
    "MONITOR",
    "SCAN 0",
    "TYPE redis-ops:none",
    "STRLEN redis-ops:none",
    "MEMORY USAGE redis-ops:none",
    "PTTL redis-ops:none",
    "REPLCONF rdb-only 1",
    "SYNC",
    "PSYNC ? -1",
    "BGSAVE",
    "BGREWRITEAOF",
    "RESTORE redis-ops:none 0 x",
    "UNLINK redis-ops:none",
    "FLUSHALL",
    "REPLICAOF NO ONE",
];

/// A member.
#[derive(Debug, Serialize)]
pub(super) struct UserRow {
    member: String,
    /// `ACL WHOAMI`; none where it may not be asked.
    user: Option<String>,
    /// Commands that the user may not give; none where that cannot be told.
    refused: Option<Vec<String>>,
}

/// Asks every member. One that is silent is a finding.
pub(super) async fn ask(context: &Context, target: &Target) -> (Vec<UserRow>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for member in target.instance.members() {
        let (login, limit) = (target.login(member), context.time_for_a_node());
        let asked = async {
            let mut session = Session::open(&target.dialer, member, &login, limit, &context.console).await?;
            let mut whoami = redis::cmd("ACL");
            whoami.arg("WHOAMI");
            let mut users = redis::cmd("ACL");
            users.arg("USERS");
            let mut replies = session.flight(&[whoami, users]).await?.into_iter();
            let mut next = || replies.next().and_then(Result::ok);
            let (user, users) = (next(), next());
            let left = users.and_then(|users| leftovers::judge_users(&member.subject(), &names(&users)));
            let user = user.as_ref().map(survey::text).filter(|user| !user.is_empty());
            let refused = match &user {
                Some(user) => refused(session.flight(&TRIED.map(|words| dry_run(user, words))).await?),
                None => None,
            };
            Ok::<_, Error>((UserRow { member: member.name.clone(), user, refused }, left))
        };
        match asked.await {
            Ok((row, left)) => {
                rows.push(row);
                findings.extend(left);
            }
            Err(error) => findings.push(silence::finding(&member.subject(), &error)),
        }
    }
    (rows, findings)
}

fn names(users: &redis::Value) -> Vec<String> {
    survey::plain(users).list().iter().filter_map(|user| user.text()).collect()
}

fn dry_run(user: &str, words: &str) -> Cmd {
    let mut command = redis::cmd("ACL");
    command.arg("DRYRUN").arg(user);
    for word in words.split(' ') {
        command.arg(word);
    }
    command
}

/// What was refused; none where the server refused to tell.
fn refused(replies: Vec<Reply>) -> Option<Vec<String>> {
    let mut refused = Vec::new();
    for (words, reply) in TRIED.into_iter().zip(replies) {
        match reply {
            // The reply is OK, or the reason in words.
            Ok(value) if survey::text(&value) != "OK" => refused.push(name(words)),
            Ok(_) => {}
            // One that is disabled, or that this server does not know yet.
            Err(error) if error.text.contains("not found") => refused.push(name(words)),
            Err(_) => return None,
        }
    }
    Some(refused)
}

/// `memory usage`.
fn name(words: &str) -> String {
    let words: Vec<&str> =
        words.split(' ').take_while(|word| word.chars().all(|one| one.is_ascii_uppercase())).collect();
    words.join(" ").to_lowercase()
}

pub(super) fn table(rows: &[UserRow]) -> Table {
    let mut table = Table::new(&["MEMBER", "USER", "MAY NOT"]);
    for row in rows {
        let refused = match &row.refused {
            None => "cannot be told (ACL DRYRUN, Redis 7.0)".to_owned(),
            Some(none) if none.is_empty() => "-".to_owned(),
            Some(some) => some.join(", "),
        };
        table.row([row.member.as_str().into(), row.user.as_deref().unwrap_or("-").into(), refused.into()]);
    }
    table
}

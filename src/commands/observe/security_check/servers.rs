//! What the servers say of themselves, and whether they talk to somebody who does not log in.

use crate::context::Context;
use crate::domain::config;
use crate::domain::security::{MemberFacts, Open, Strength, acl};
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::formats::reply::Plain;
use crate::report::Finding;
use crate::target::discover::Target;
use crate::target::survey::{self, Answer};
use crate::wire::rename::Renames;
use crate::wire::session::{Login, Session};
use redis::Cmd;
use std::collections::BTreeMap;

/// Commands that destroy data, block the server, tell or change everything, or run code: with words that are allowed
/// where the command is.
const DANGEROUS: [&[&str]; 7] = [
    &["FLUSHALL"],
    &["FLUSHDB"],
    &["CONFIG", "SET", "maxmemory", "0"],
    &["KEYS", "*"],
    &["DEBUG", "SLEEP", "0"],
    &["SHUTDOWN"],
    &["MODULE", "LOAD", "x"],
];

/// The questions before the trials of [`DANGEROUS`].
const CONFIG: usize = 0;
const USERS: usize = 1;
const COMMANDS: usize = 2;
const LIST: usize = 3;
const TRIALS: usize = 4;

/// Asks every member. What could not be asked is a finding.
///
/// # Errors
/// As [`survey::ask`].
pub(super) async fn look(context: &Context, target: &Target, findings: &mut Vec<Finding>) -> Result<Vec<MemberFacts>> {
    let answers = survey::ask(context, target, redis::cmd("INFO"), &questions()).await?;
    let tried =
        futures::future::join_all(answers.iter().map(|answer| try_without_login(context, target, answer))).await;
    let mut members = Vec::with_capacity(answers.len());
    for (answer, open) in answers.into_iter().zip(tried) {
        members.push(facts(target, answer, open, findings));
    }
    Ok(members)
}

fn command(words: &[&str]) -> Cmd {
    let mut command = Cmd::new();
    command.arg(words);
    command
}

fn questions() -> Vec<Cmd> {
    let names = DANGEROUS.map(|words| words[0]);
    let mut questions = vec![
        command(&["CONFIG", "GET", "*"]),
        command(&["ACL", "LIST"]),
        command(&[&["COMMAND", "INFO"][..], &names].concat()),
        command(&["COMMAND", "LIST"]),
    ];
    // Nothing is executed: the server only says whether it would be (Redis 7.0 and later).
    questions.extend(DANGEROUS.map(|words| command(&[&["ACL", "DRYRUN", "default"][..], words].concat())));
    questions
}

/// PING on a connection of its own, without AUTH.
async fn try_without_login(context: &Context, target: &Target, answer: &Answer) -> Open {
    if answer.result.is_err() {
        return Open::Unknown;
    }
    let limit = context.time_for_a_node();
    let nobody = Login::default();
    let trial = async {
        let mut session = Session::open(&target.dialer, &answer.member, &nobody, limit, &context.console).await?;
        session.command(&redis::cmd("PING")).await
    };
    match tokio::time::timeout(limit, trial).await {
        Ok(Ok(_)) => Open::Yes,
        Ok(Err(error)) if error.to_string().ends_with("wants a password") => Open::No,
        Ok(Err(error)) if error.chain().contains("NOPERM") => Open::Restricted,
        _ => Open::Unknown,
    }
}

fn facts(target: &Target, answer: Answer, open: Open, findings: &mut Vec<Finding>) -> MemberFacts {
    let subject = answer.member.subject();
    let mut facts = MemberFacts {
        subject: subject.clone(),
        name: answer.member.name.clone(),
        open,
        reached_plain: target.dialer.tls.is_none(),
        ..MemberFacts::default()
    };
    if let Err(error) = &answer.result {
        findings.push(silence::finding(&subject, error));
        return facts;
    }
    if open == Open::No {
        facts.password = target.login(&answer.member).password.map(|password| Strength::of(password.reveal()));
    }
    if open == Open::Unknown {
        let message = "could not be tried without a login";
        let found = Finding::new("unreachable", crate::report::Severity::Unknown, &subject, message);
        findings.push(found.hint("--node-timeout DURATION waits longer; maxclients may be reached: redis-ops clients"));
    }
    let mut ask = |index: usize, name: &str| match answer.reply(index)? {
        Ok(reply) => Some(reply),
        Err(error) => {
            findings.push(unavailable::finding(&subject, name, &error));
            None
        }
    };
    facts.config = ask(CONFIG, "CONFIG GET").map(|reply| parameters(&reply));
    facts.users =
        if is_before(&answer, 6) { Some(Vec::new()) } else { ask(USERS, "ACL LIST").map(|reply| users(&reply)) };
    let there = ask(COMMANDS, "COMMAND INFO").map(|reply| reply.list().iter().map(is_there).collect::<Vec<_>>());
    if let Some(there) = there.filter(|there| there.len() == DANGEROUS.len()) {
        let list = answer.reply(LIST).and_then(Result::ok);
        facts.renamed = renamed(&there, list.as_ref());
        facts.reachable = reachable(&facts, &answer, &there, &target.dialer.renames);
    }
    facts
}

fn is_before(answer: &Answer, major: u32) -> bool {
    let version = answer.info().and_then(|info| info.version());
    let own = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    own.is_some_and(|own| own < major)
}

/// The parameters without the secret ones.
fn parameters(reply: &Plain) -> BTreeMap<String, String> {
    let shown = |(name, value): (String, &Plain)| Some((name, value.text()?));
    reply.pairs().filter_map(shown).filter(|(name, _)| !config::is_secret(name)).collect()
}

fn users(reply: &Plain) -> Vec<acl::User> {
    let lines: Vec<String> = reply.list().iter().filter_map(Plain::text).collect();
    acl::parse(&lines)
}

fn is_there(row: &Plain) -> bool {
    !row.list().is_empty()
}

/// Commands that the server's own list has and that it does not answer to.
fn renamed(there: &[bool], list: Option<&Plain>) -> Vec<String> {
    let known: Vec<String> = list.map_or(&[][..], Plain::list).iter().filter_map(Plain::text).collect();
    let names = DANGEROUS.iter().zip(there).filter(|(_, there)| !**there).map(|(words, _)| words[0]);
    names.filter(|name| known.iter().any(|one| one.eq_ignore_ascii_case(name))).map(str::to_owned).collect()
}

/// The dangerous commands that the default user reaches by the names that everybody knows; nothing where it cannot be
/// told of one of them.
fn reachable(facts: &MemberFacts, answer: &Answer, there: &[bool], renames: &Renames) -> Option<Vec<String>> {
    let mut reachable = Vec::new();
    for (index, words) in DANGEROUS.iter().enumerate() {
        let name = words[0];
        let guard = match name {
            "DEBUG" => facts.parameter("enable-debug-command"),
            "MODULE" => facts.parameter("enable-module-command"),
            _ => None,
        };
        // Since 7.0 both are off by default: where the configuration is not told, its check is UNKNOWN already.
        let guarded = matches!(guard, Some("no" | "local"))
            || (facts.config.is_none() && ["DEBUG", "MODULE"].contains(&name) && !is_before(answer, 7));
        let secret = renames.of(name.as_bytes()) != name.as_bytes();
        if !there[index] || secret || guarded {
            continue;
        }
        let allowed = match (answer.reply(TRIALS + index), &facts.users) {
            (Some(Ok(reply)), _) => reply.text().is_some_and(|text| text == "OK"),
            (_, Some(users)) if users.is_empty() => true,
            (_, Some(users)) => {
                users.iter().any(|user| user.name == "default" && user.on && user.allows(&name.to_lowercase()))
            }
            (_, None) => return None,
        };
        if allowed {
            reachable.push(name.to_owned());
        }
    }
    Some(reachable)
}

//! `slowlog`: the slow commands of all members, as one list.

use crate::context::Context;
use crate::domain::{command_words, silence, unavailable};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::reply::Plain;
use crate::formats::slowlog::{self, SlowCommand};
use crate::report::{Block, Finding, Outcome, Report, Severity, Table, Verdict, View, units};
use crate::target::discover;
use crate::target::survey::{self, Answer};
use crate::target::topology::AddressMap;
use crate::wire::rename::Renames;
use chrono::{DateTime, SecondsFormat, Utc};
use redis::Cmd;
use serde::Serialize;
use std::cmp::Reverse;

/// The command's name.
pub const NAME: &str = "slowlog";

/// Entries asked of each member where the longest are wanted: they may be old.
const MANY: u64 = 1024;

/// Characters of a command's words, without and with its arguments.
const SHOWN: usize = 60;
const SHOWN_WITH_ARGUMENTS: usize = 400;

/// List the slow commands of all members, newest or longest first
///
/// From SLOWLOG, or from Valkey's COMMANDLOG where a server has no SLOWLOG. The duration is that of the execution alone.
/// Ages are by the server's own clock. Of a command its name and first key are shown; the arguments may hold user data
/// and need --arguments. Passwords of AUTH, CONFIG SET and the like are never shown.
///
/// Exit status: 0 all members answered, 2 a server is down, 3 a member could not be asked or refuses SLOWLOG.
///
/// Examples:
///   redis-ops slowlog -n apps -r cache
///   redis-ops slowlog --sort duration --limit 5 -n apps -r cache
///   redis-ops slowlog --arguments --role primary -o json -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct SlowlogArgs {
    /// What comes first: the newest, or the longest of the last 1024 of each member
    #[arg(long, value_name = "ORDER", default_value = "time")]
    sort: Order,
    /// Entries to show
    #[arg(long, value_name = "NUMBER", default_value = "20", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
    /// Show all arguments, which may hold user data
    #[arg(long)]
    arguments: bool,
}

/// `--sort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    Time,
    Duration,
}

#[derive(Debug, Serialize)]
struct SlowlogReport {
    entries: Vec<Entry>,
    members: Vec<MemberLog>,
}

#[derive(Debug, Serialize)]
struct Entry {
    member: String,
    id: u64,
    time: Option<String>,
    /// By the server's own clock.
    age_seconds: Option<i64>,
    duration_microseconds: u64,
    client_address: Option<String>,
    /// The member behind the address, where the client is one.
    client_member: Option<String>,
    client_name: Option<String>,
    command: String,
    #[serde(skip)]
    unix_seconds: i64,
}

#[derive(Debug, Serialize)]
struct MemberLog {
    member: String,
    /// Commands that take longer are logged; 0 logs all, none are logged where it is negative.
    threshold_microseconds: Option<i64>,
    /// Entries that the server keeps.
    max_length: Option<u64>,
    entries: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &SlowlogArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let count = if args.sort == Order::Duration { args.limit.max(MANY) } else { args.limit };
    let mut answers = survey::ask(context, &target, redis::cmd("INFO"), &flight("SLOWLOG", count)).await?;
    let lacking = |answer: &Answer| matches!(answer.reply(0), Some(Err(error)) if error.contains("unknown command"));
    // Valkey means to do without SLOWLOG one day; other servers would only count an error.
    let valkey = |answer: &Answer| answer.info().is_some_and(|info| info.text("valkey_version").is_some());
    if answers.iter().any(|answer| lacking(answer) && valkey(answer)) {
        let again = survey::ask(context, &target, redis::cmd("INFO"), &flight("COMMANDLOG", count)).await?;
        for (answer, other) in answers.iter_mut().zip(again) {
            if lacking(answer) && answer.member.name == other.member.name {
                *answer = other;
            }
        }
    }
    let addresses = AddressMap::of_pods(&target.instance);
    let mut findings = Vec::new();
    let mut report = SlowlogReport { entries: Vec::new(), members: Vec::new() };
    for answer in &answers {
        let (log, found) = read(answer);
        findings.extend(found);
        report.entries.extend(entries(answer, &addresses, &target.dialer.renames, args.arguments));
        report.members.push(log);
    }
    match args.sort {
        Order::Time => report.entries.sort_by_key(|entry| Reverse((entry.unix_seconds, entry.id))),
        Order::Duration => report.entries.sort_by_key(|entry| Reverse(entry.duration_microseconds)),
    }
    report.entries.truncate(usize::try_from(args.limit).unwrap_or(usize::MAX));
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// GET, LEN, the settings, and the server's clock.
fn flight(command: &str, count: u64) -> [Cmd; 4] {
    let (mut get, mut length, mut settings) = (redis::cmd(command), redis::cmd(command), redis::cmd("CONFIG"));
    get.arg("GET").arg(count);
    length.arg("LEN");
    if command == "COMMANDLOG" {
        get.arg("slow");
        length.arg("slow");
    }
    settings.arg("GET").arg("slowlog-*");
    [get, length, settings, redis::cmd("TIME")]
}

fn read(answer: &Answer) -> (MemberLog, Vec<Finding>) {
    let subject = answer.member.subject();
    let mut findings = Vec::new();
    let mut ask = |index: usize, command: &str| match answer.reply(index) {
        Some(Ok(reply)) => Some(reply),
        Some(Err(error)) => {
            findings.push(unavailable::finding(&subject, command, &error));
            None
        }
        None => None,
    };
    ask(0, "SLOWLOG GET");
    let settings = ask(2, "CONFIG GET");
    let setting =
        |name: &str| settings.as_ref()?.pairs().find(|(known, _)| known == name).and_then(|(_, value)| value.signed());
    let log = MemberLog {
        member: answer.member.name.clone(),
        threshold_microseconds: setting("slowlog-log-slower-than"),
        max_length: setting("slowlog-max-len").and_then(|length| u64::try_from(length).ok()),
        entries: answer.reply(1).and_then(Result::ok).and_then(|reply| reply.number()),
    };
    if let Err(error) = &answer.result {
        findings.push(silence::finding(&subject, error));
    }
    if log.threshold_microseconds.is_some_and(|threshold| threshold < 0) {
        let message = "logs no slow commands: slowlog-log-slower-than is negative";
        findings.push(
            Finding::new("slowlog-off", Severity::Info, subject, message)
                .hint("CONFIG SET slowlog-log-slower-than 10000 logs what takes longer than 10 ms"),
        );
    }
    (log, findings)
}

fn entries(answer: &Answer, addresses: &AddressMap, renames: &Renames, arguments: bool) -> Vec<Entry> {
    let log = answer.reply(0).and_then(Result::ok).unwrap_or(Plain::Nothing);
    let time = answer.reply(3).and_then(Result::ok).and_then(|time| time.list().first()?.signed());
    let now = time.or_else(|| i64::try_from(answer.info()?.server_time_ms()? / 1000).ok());
    let most = if arguments { SHOWN_WITH_ARGUMENTS } else { SHOWN };
    let entry = |slow: SlowCommand| Entry {
        member: answer.member.name.clone(),
        id: slow.id,
        time: DateTime::<Utc>::from_timestamp(slow.unix_seconds, 0)
            .map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)),
        age_seconds: now.map(|now| now.saturating_sub(slow.unix_seconds)),
        duration_microseconds: slow.duration_microseconds,
        client_member: slow.client_address.as_deref().and_then(|address| {
            let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
            addresses.member(host).map(str::to_owned)
        }),
        client_address: slow.client_address,
        client_name: slow.client_name,
        command: command_words::show(&renames.original_words(slow.words), arguments, most),
        unix_seconds: slow.unix_seconds,
    };
    slowlog::parse(&log).into_iter().map(entry).collect()
}

impl Report for SlowlogReport {
    fn view(&self) -> View {
        let mut logs = Table::new(&["MEMBER", "#ENTRIES", "#KEPT", "#LOGGED FROM"]);
        for log in &self.members {
            let threshold = log.threshold_microseconds.map(|threshold| match u64::try_from(threshold) {
                Ok(0) => "every command".to_owned(),
                Ok(threshold) => units::microseconds(threshold),
                Err(_) => "off".to_owned(),
            });
            let count = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), units::count).into();
            logs.row([
                log.member.as_str().into(),
                count(log.entries),
                count(log.max_length),
                threshold.unwrap_or_else(|| "-".to_owned()).into(),
            ]);
        }
        if self.entries.is_empty() {
            return View::of(Block::Table(logs));
        }
        let mut table = Table::new(&["#AGE", "#DURATION", "MEMBER", "CLIENT", "COMMAND"]);
        for entry in &self.entries {
            let age = entry.age_seconds.map(|age| units::duration(age.max(0) as f64));
            let client = entry.client_name.as_ref().or(entry.client_member.as_ref()).or(entry.client_address.as_ref());
            table.row([
                age.or_else(|| entry.time.clone()).unwrap_or_else(|| "-".to_owned()).into(),
                units::microseconds(entry.duration_microseconds).into(),
                entry.member.as_str().into(),
                client.map_or("-", String::as_str).into(),
                entry.command.as_str().into(),
            ]);
        }
        View { blocks: vec![Block::Table(table), Block::Table(logs)], last: None }
    }
}

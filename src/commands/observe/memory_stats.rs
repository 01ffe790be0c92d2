//! `memory-stats`: where every member's memory is, and what bounds it.

use crate::context::Context;
use crate::domain::backup::headroom::{self, Headroom};
use crate::domain::health::{MemberFacts, judge_memory};
use crate::domain::memory::{self, Diagnosis};
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::formats::memory_stats::{DatabaseOverhead, MemoryStats};
use crate::report::{Block, Cell, Finding, Outcome, Report, Table, Tone, Verdict, View, units};
use crate::target::discover;
use crate::target::shards::ShardTag;
use crate::target::survey::{self, Answer};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "memory-stats";

/// Show where every member's memory is, and judge it
///
/// From INFO, MEMORY STATS and MEMORY DOCTOR: data set and overhead, per database; what the process occupies and how
/// fragmented it is; maxmemory, eviction policy and the container's limit, and whether a fork would fit into it.
/// Fragmentation is judged from 16 MiB of data on.
///
/// Exit status: 0 OK, 1 WARNING, 2 CRITICAL (docs/findings.md has the rules), 3 a member could not be asked.
///
/// Examples:
///   redis-ops memory-stats -n apps -r cache
///   redis-ops memory-stats --role primary -o json -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct MemoryStatsArgs {}

#[derive(Debug, Serialize)]
struct MemoryReport {
    members: Vec<MemberMemory>,
}

#[derive(Debug, Serialize)]
struct MemberMemory {
    member: String,
    /// The shard it is in, in cluster mode.
    shard: Option<ShardTag>,
    used_bytes: Option<u64>,
    rss_bytes: Option<u64>,
    peak_bytes: Option<u64>,
    dataset_bytes: Option<u64>,
    overhead_bytes: Option<u64>,
    startup_bytes: Option<u64>,
    /// None where it did not answer.
    keys: Option<u64>,
    databases: Vec<DatabaseOverhead>,
    clients_bytes: Option<u64>,
    replica_clients_bytes: Option<u64>,
    replication_backlog_bytes: Option<u64>,
    aof_buffer_bytes: Option<u64>,
    scripts_bytes: Option<u64>,
    fragmentation_ratio: Option<f64>,
    allocator_fragmentation_ratio: Option<f64>,
    allocator: Option<String>,
    maxmemory_bytes: Option<u64>,
    maxmemory_policy: Option<String>,
    evicted_keys: Option<u64>,
    container_limit_bytes: Option<u64>,
    fork: Option<Headroom>,
    doctor: Option<Diagnosis>,
    #[serde(skip)]
    worst: Tone,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut commands = [redis::cmd("MEMORY"), redis::cmd("MEMORY")];
    commands[0].arg("STATS");
    commands[1].arg("DOCTOR");
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &commands).await?;
    let mut findings = Vec::new();
    let mut members = Vec::new();
    for answer in answers {
        let (member, found) = judge(answer);
        members.push(member);
        findings.extend(found);
    }
    let report = MemoryReport { members };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn judge(answer: Answer) -> (MemberMemory, Vec<Finding>) {
    let subject = answer.member.subject();
    let limit_bytes = answer.member.memory_limit_bytes();
    let shard = answer.shard();
    let mut findings = Vec::new();
    let mut reply = |index: usize, command: &str| match answer.reply(index) {
        Some(Ok(reply)) => Some(reply),
        Some(Err(error)) => {
            findings.push(unavailable::finding(&subject, command, &error));
            None
        }
        None => None,
    };
    let stats = reply(0, "MEMORY STATS").map(|reply| MemoryStats::parse(&reply));
    let doctor = reply(1, "MEMORY DOCTOR").and_then(|reply| reply.text()).map(|words| Diagnosis::parse(&words));
    let facts = MemberFacts {
        subject: subject.clone(),
        name: answer.member.name,
        intended_role: answer.member.intended_role,
        pod: answer.member.pod,
        container: answer.member.container,
        answer: answer.result.map(|(info, _)| info),
        save_points: None,
    };
    let fork = facts.info().map(|info| headroom::judge(info, limit_bytes));
    match &facts.answer {
        Err(error) => findings.push(silence::finding(&subject, error)),
        Ok(info) => {
            findings.extend(judge_memory(&facts));
            findings.extend(memory::judge_fragmentation(&subject, info));
            findings.extend(memory::judge_unbounded(&subject, info, limit_bytes));
            findings.extend(fork.as_ref().and_then(|fork| memory::judge_headroom(&subject, fork)));
            findings.extend(doctor.iter().flat_map(|doctor| doctor.findings(&subject)));
        }
    }
    let info = facts.info().cloned().unwrap_or_default();
    // A server that says nothing is no empty one.
    let keys = facts.info().map(|info| info.databases().iter().map(|database| database.keys).sum());
    let described = describe(facts.name, &info, stats.unwrap_or_default(), fork, doctor, limit_bytes);
    (MemberMemory { shard, keys, ..described }, findings)
}

fn describe(
    member: String,
    info: &Info,
    stats: MemoryStats,
    fork: Option<Headroom>,
    doctor: Option<Diagnosis>,
    limit_bytes: Option<u64>,
) -> MemberMemory {
    let sum = |names: &[&str]| {
        let known: Vec<u64> = names.iter().filter_map(|name| stats.bytes(name)).collect();
        (!known.is_empty()).then(|| known.iter().sum())
    };
    let worst = if fork.as_ref().is_some_and(|fork| !fork.enough) { Tone::Warn } else { Tone::Plain };
    MemberMemory {
        member,
        shard: None,
        used_bytes: info.number("used_memory"),
        rss_bytes: info.number("used_memory_rss"),
        peak_bytes: info.number("used_memory_peak"),
        dataset_bytes: stats.bytes("dataset.bytes").or_else(|| info.number("used_memory_dataset")),
        overhead_bytes: stats.bytes("overhead.total").or_else(|| info.number("used_memory_overhead")),
        startup_bytes: stats.bytes("startup.allocated").or_else(|| info.number("used_memory_startup")),
        keys: None,
        clients_bytes: stats.bytes("clients.normal").or_else(|| info.number("mem_clients_normal")),
        replica_clients_bytes: stats.bytes("clients.slaves").or_else(|| info.number("mem_clients_slaves")),
        replication_backlog_bytes: stats
            .bytes("replication.backlog")
            .or_else(|| info.number("mem_replication_backlog")),
        aof_buffer_bytes: stats.bytes("aof.buffer").or_else(|| info.number("mem_aof_buffer")),
        scripts_bytes: sum(&["lua.caches", "functions.caches", "script.VMs"]),
        databases: stats.databases,
        fragmentation_ratio: info.decimal("mem_fragmentation_ratio"),
        allocator_fragmentation_ratio: info.decimal("allocator_frag_ratio"),
        allocator: info.text("mem_allocator").map(str::to_owned),
        maxmemory_bytes: info.number("maxmemory"),
        maxmemory_policy: info.text("maxmemory_policy").map(str::to_owned),
        evicted_keys: info.number("evicted_keys"),
        container_limit_bytes: limit_bytes,
        fork,
        doctor,
        worst,
    }
}

type Row = (&'static str, fn(&MemberMemory) -> Option<Cell>);

const ROWS: [Row; 21] = [
    ("used", |member| bytes(member.used_bytes)),
    ("  data set", |member| bytes(member.dataset_bytes)),
    ("  overhead", |member| bytes(member.overhead_bytes)),
    ("    at startup", |member| bytes(member.startup_bytes)),
    ("    tables of keys", |member| tables(member, |database| database.main_bytes)),
    ("    tables of expiries", |member| tables(member, |database| database.expires_bytes)),
    ("    clients", |member| bytes(member.clients_bytes)),
    ("    replicas", |member| bytes(member.replica_clients_bytes)),
    ("    replication backlog", |member| bytes(member.replication_backlog_bytes)),
    ("    AOF buffer", |member| bytes(member.aof_buffer_bytes)),
    ("    scripts, functions", |member| bytes(member.scripts_bytes)),
    ("keys", |member| Some(units::count(member.keys?).into())),
    ("peak", |member| bytes(member.peak_bytes)),
    ("resident", |member| bytes(member.rss_bytes)),
    ("fragmentation", |member| {
        let judged = member.used_bytes.is_some_and(|used| used >= memory::LEAST_JUDGED_BYTES);
        let ratio = member.fragmentation_ratio?;
        Some(if judged { format!("{ratio:.2}") } else { format!("{ratio:.2} (small)") }.into())
    }),
    ("allocator", |member| Some(member.allocator.as_deref()?.into())),
    ("maxmemory", |member| match member.maxmemory_bytes? {
        0 => Some("none".into()),
        limit => bytes(Some(limit)),
    }),
    ("policy", |member| Some(member.maxmemory_policy.as_deref()?.into())),
    ("evicted keys", |member| Some(units::count(member.evicted_keys?).into())),
    ("container limit", |member| bytes(member.container_limit_bytes)),
    ("a fork may need", |member| Some(Cell::toned(units::bytes(member.fork.as_ref()?.expected_bytes), member.worst))),
];

fn bytes(value: Option<u64>) -> Option<Cell> {
    value.map(|value| units::bytes(value).into())
}

fn tables(member: &MemberMemory, of: fn(&DatabaseOverhead) -> u64) -> Option<Cell> {
    (!member.databases.is_empty()).then(|| units::bytes(member.databases.iter().map(of).sum()).into())
}

impl Report for MemoryReport {
    fn view(&self) -> View {
        let names: Vec<String> = self.members.iter().map(|member| format!("#{}", member.member)).collect();
        let columns: Vec<&str> = std::iter::once("MEMORY").chain(names.iter().map(String::as_str)).collect();
        let mut table = Table::new(&columns);
        let mut row = |name: &str, cells: Vec<Option<Cell>>| {
            if cells.iter().any(Option::is_some) {
                let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".into()));
                table.row(std::iter::once(name.into()).chain(cells));
            }
        };
        row("shard", self.members.iter().map(|member| Some(member.shard.as_ref()?.words().into())).collect());
        for (name, cell) in ROWS {
            row(name, self.members.iter().map(cell).collect());
        }
        row("doctor", self.members.iter().map(|member| Some(member.doctor.as_ref()?.words().into())).collect());
        View::of(Block::Table(table))
    }
}

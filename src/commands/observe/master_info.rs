//! `master-info`: the primary, whoever it is, with its history, its backlog and what is attached to it.

use super::replication_info::seconds;
use super::shard;
use super::whole::{self, Whole};
use crate::context::Context;
use crate::domain::health;
use crate::domain::replication::Attached;
use crate::error::Result;
use crate::formats::info::Info;
use crate::report::{Block, Cell, Outcome, Report, Table, Tone, Verdict, View, units};
use crate::target::discover::no_member_with_role;
use crate::target::shards::ShardTag;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "master-info";

/// Show the primary: history, offset, backlog, attached replicas
///
/// The primary is who says that it is, not who has a certain name; in cluster mode every shard has one. The backlog is
/// what a replica that was away can still catch up from without a full copy. With --pod it is the primary of that
/// member's chain.
///
/// Exit status: 0 in order, 2 two primaries, none, or a server is down, 3 a member could not be asked.
///
/// Examples:
///   redis-ops master-info -n apps -r cache
///   redis-ops master-info -n apps -r cache -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct MasterInfoArgs {}

/// The rules on a Redis Cluster that are about its primaries.
const PRIMARIES: [&str; 3] = ["slots-uncovered", "two-primaries", "cluster-unseen"];

#[derive(Debug, Serialize)]
struct MasterReport {
    primaries: Vec<PrimaryInfo>,
}

#[derive(Debug, Serialize)]
struct PrimaryInfo {
    member: String,
    /// Its shard, in cluster mode.
    shard: Option<ShardTag>,
    replication_id: Option<String>,
    /// The history it had before it was promoted, and the offset up to which that one is valid.
    second_replication_id: Option<String>,
    second_offset: Option<u64>,
    offset: Option<u64>,
    backlog: Backlog,
    /// `no-failover`, `waiting-for-sync` or `failover-in-progress` (6.2 and later).
    failover_state: Option<String>,
    /// Replicas online and in time, where writes depend on them (`min-replicas-to-write`).
    good_replicas: Option<u64>,
    attached: Vec<Attached>,
}

#[derive(Debug, Serialize)]
struct Backlog {
    active: Option<bool>,
    size_bytes: Option<u64>,
    held_bytes: Option<u64>,
    first_offset: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or one server was asked and is no primary. A member that does not answer is a
/// finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let whole = whole::look(context, &[]).await?;
    let mut facts = whole.health_facts(context, Vec::new());
    facts.members.clone_from(&whole.members);
    facts.partial = !whole.complete;
    let mut findings = health::judge_roles(&facts);
    findings.retain(|finding| finding.id != "role-unexpected");
    findings.extend(facts.judge_cluster().into_iter().filter(|finding| PRIMARIES.contains(&finding.id.as_str())));
    findings.extend(facts.members.iter().filter_map(health::judge_reach));
    let report = MasterReport { primaries: describe(&whole) };
    if report.primaries.is_empty() && findings.is_empty() {
        return Err(no_member_with_role("primary", &whole.target.instance));
    }
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(whole.target.reference()), &report))
}

fn describe(whole: &Whole) -> Vec<PrimaryInfo> {
    let leads = |primary: usize| {
        whole.topology.nodes.iter().any(|node| node.primary == Some(primary) && whole.wants_name(&node.member))
    };
    let primaries = whole.topology.primaries().filter(|(index, _)| leads(*index));
    let described = primaries.filter_map(|(index, node)| {
        let info = whole.members[index].info()?;
        let attached = whole.topology.attached.iter().filter(|attached| attached.node == index);
        Some(PrimaryInfo {
            member: node.member.clone(),
            shard: node.shard.clone(),
            replication_id: node.replication_id.clone(),
            // Without a second history the id is all zeroes and the offset -1.
            second_replication_id: positive(info, "second_repl_offset")
                .and_then(|_| info.text("master_replid2").map(str::to_owned)),
            second_offset: positive(info, "second_repl_offset"),
            offset: node.offset,
            backlog: Backlog {
                active: info.flag("repl_backlog_active"),
                size_bytes: info.number("repl_backlog_size"),
                held_bytes: info.number("repl_backlog_histlen"),
                first_offset: info.number("repl_backlog_first_byte_offset"),
            },
            failover_state: info.text("master_failover_state").map(str::to_owned),
            good_replicas: info.number("min_slaves_good_slaves"),
            attached: attached.cloned().collect(),
        })
    });
    described.collect()
}

fn positive(info: &Info, field: &str) -> Option<u64> {
    info.signed(field).and_then(|value| u64::try_from(value).ok())
}

impl Report for MasterReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        let sharded = self.primaries.iter().any(|primary| primary.shard.is_some());
        for primary in &self.primaries {
            blocks.push(Block::Fields(fields(primary, sharded)));
            blocks.push(if primary.attached.is_empty() {
                Block::Line("No replica is attached.".into())
            } else {
                Block::Table(attached(&primary.attached))
            });
        }
        View { blocks, last: None }
    }
}

fn fields(primary: &PrimaryInfo, sharded: bool) -> Vec<(String, Cell)> {
    let text = |value: &Option<String>| Cell::plain(value.as_deref().unwrap_or("-"));
    let number = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
    let backlog = &primary.backlog;
    let held = match (backlog.active, backlog.held_bytes, backlog.size_bytes) {
        (Some(true), Some(held), Some(size)) => {
            let from = number(backlog.first_offset);
            format!("{} of {}, from offset {from}", units::bytes(held), units::bytes(size))
        }
        (Some(false), ..) => "none: no replica was attached yet".to_owned(),
        _ => "-".to_owned(),
    };
    let mut fields = vec![
        ("primary".to_owned(), Cell::plain(primary.member.as_str())),
        ("shard".to_owned(), shard::cell(primary.shard.as_ref())),
        ("history".to_owned(), text(&primary.replication_id)),
        ("offset".to_owned(), number(primary.offset).into()),
        ("backlog".to_owned(), held.into()),
    ];
    if !sharded {
        fields.retain(|(name, _)| name != "shard");
    }
    if let (Some(id), Some(offset)) = (&primary.second_replication_id, primary.second_offset) {
        fields.push(("before".to_owned(), format!("{id}, up to offset {offset}").into()));
    }
    if let Some(state) = primary.failover_state.as_deref().filter(|state| *state != "no-failover") {
        fields.push(("failover".to_owned(), Cell::toned(state, Tone::Warn)));
    }
    if let Some(good) = primary.good_replicas {
        fields.push(("writable by".to_owned(), format!("{good} replicas in time").into()));
    }
    fields
}

fn attached(replicas: &[Attached]) -> Table {
    let mut table = Table::new(&["REPLICA", "ADDRESS", "STATE", "#OFFSET", "#LAG", "#ACK"]);
    for replica in replicas {
        let name = match &replica.member {
            Some(member) => Cell::plain(member.as_str()),
            None if replica.is_phantom() => Cell::toned("(phantom)", Tone::Warn),
            None if replica.rdb_channel => Cell::plain("(carries the RDB)"),
            None => Cell::toned("(outside)", Tone::Warn),
        };
        let online = replica.state == "online";
        table.row([
            name,
            replica.address().into(),
            Cell::toned(replica.state.as_str(), if online { Tone::Plain } else { Tone::Warn }),
            replica.offset.to_string().into(),
            replica.lag_bytes.map_or("-".to_owned(), units::bytes).into(),
            seconds(online.then_some(replica.acknowledged_seconds_ago)).into(),
        ]);
    }
    table
}

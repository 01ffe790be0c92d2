//! `replication-info`: who follows whom, how closely.

use super::shard;
use super::whole::{self, Whole};
use crate::context::Context;
use crate::domain::health;
use crate::domain::replication::{Link, Node, Row, Topology, judge_structure};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Table, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "replication-info";

/// Show who follows whom in an instance, and how closely
///
/// One tree for all members, replicas below the member they follow, whatever name or address they were told. LAG is
/// bytes behind the primary. HEARD is since a replica heard of whom it follows, which sends something at least every
/// 10 s; ACK since that one had an acknowledgement of it, which comes every second. Replicas outside the instance that
/// are attached to a member are in the tree, and so is whom members follow outside of it.
///
/// Exit status: 0 in order, 1 a phantom, a stranger or a role that is not the intended one, 2 a link is lost, two
/// primaries or none, or a server is down, 3 a member could not be asked.
///
/// Examples:
///   redis-ops replication-info -n apps -r cache
///   redis-ops replication-info -n apps -r cache -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ReplicationInfoArgs {}

#[derive(Debug, Serialize)]
struct ReplicationReport {
    #[serde(flatten)]
    topology: Topology,
    #[serde(skip)]
    rows: Vec<Row>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let whole = whole::look(context, &[]).await?;
    let findings = judge(context, &whole);
    let report = narrowed(&whole);
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(whole.target.reference()), &report))
}

fn judge(context: &Context, whole: &Whole) -> Vec<Finding> {
    let facts = whole.health_facts(context, Vec::new());
    let mut findings = health::judge_roles(&facts);
    for member in &facts.members {
        let replica = member.role() == Some(Role::Replica);
        findings.extend(
            health::judge_reach(member).or_else(|| replica.then(|| health::judge_link(member, &facts.addresses))?),
        );
    }
    findings.extend(facts.judge_cluster());
    findings.extend(judge_structure(&whole.topology, whole.complete));
    whole.retain_wanted(&mut findings);
    findings
}

/// The tree; with `--pod` or `--role` the wanted members alone, and what is attached to them.
fn narrowed(whole: &Whole) -> ReplicationReport {
    let mut topology = whole.topology.clone();
    let mut rows = topology.rows();
    if whole.is_narrowed() {
        rows.retain(|row| matches!(row, Row::Member { node, .. } if whole.wants(&topology.nodes[*node])));
        rows.iter_mut().for_each(|row| {
            if let Row::Member { depth, .. } = row {
                *depth = 0;
            }
        });
        let kept: Vec<Node> = topology.nodes.iter().filter(|node| whole.wants(node)).cloned().collect();
        for row in &mut rows {
            if let Row::Member { node, .. } = row {
                *node = kept.iter().position(|one| one.member == topology.nodes[*node].member).unwrap_or(0);
            }
        }
        topology.attached.retain(|attached| kept.iter().any(|node| node.member == attached.to));
        topology.nodes = kept;
    }
    ReplicationReport { topology, rows }
}

impl Report for ReplicationReport {
    fn view(&self) -> View {
        let sharded = self.topology.is_sharded();
        let mut columns = vec!["MEMBER", "ROLE", "LINK", "#OFFSET", "#LAG", "#HEARD", "#ACK"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        for row in &self.rows {
            let mut tag = None;
            let mut cells: Vec<Cell> = match row {
                Row::Member { node, depth } => {
                    let node = &self.topology.nodes[*node];
                    tag = Some(shard::cell(node.shard.as_ref()));
                    member_row(node, *depth).into()
                }
                Row::Outside { address } => {
                    let name = Cell::toned(format!("{address} (outside)"), Tone::Warn);
                    std::iter::once(name).chain((0..6).map(|_| "-".into())).collect()
                }
                Row::Attached { attached, depth } => {
                    let one = &self.topology.attached[*attached];
                    let what = if one.is_phantom() { "phantom" } else { "outside" };
                    vec![
                        Cell::toned(format!("{}{} ({what})", branch(*depth), one.address()), Tone::Warn),
                        "-".into(),
                        one.state.as_str().into(),
                        one.offset.to_string().into(),
                        one.lag_bytes.map_or("-".to_owned(), units::bytes).into(),
                        "-".into(),
                        seconds(Some(one.acknowledged_seconds_ago)).into(),
                    ]
                }
            };
            if sharded {
                cells.insert(1, tag.unwrap_or_else(|| "-".into()));
            }
            table.row(cells);
        }
        View::of(Block::Table(table))
    }
}

fn member_row(node: &Node, depth: usize) -> [Cell; 7] {
    let link = match (node.link, node.sync_left_bytes) {
        (None, _) => "-".into(),
        (Some(link @ Link::Up), _) => Cell::toned(link.word(), Tone::Good),
        (Some(link @ Link::Syncing), Some(left)) => {
            Cell::toned(format!("{}, {} left", link.word(), units::bytes(left)), Tone::Warn)
        }
        (Some(link @ Link::Syncing), None) => Cell::toned(link.word(), Tone::Warn),
        (Some(link @ Link::Down), _) => Cell::toned(link.word(), Tone::Bad),
    };
    [
        format!("{}{}", branch(depth), node.member).into(),
        node.role.map_or("-", Role::word).into(),
        link,
        node.offset.map_or("-".to_owned(), |offset| offset.to_string()).into(),
        node.lag_bytes.map_or("-".to_owned(), units::bytes).into(),
        seconds(node.heard_seconds_ago).into(),
        seconds(node.acknowledged_seconds_ago).into(),
    ]
}

fn branch(depth: usize) -> String {
    match depth {
        0 => String::new(),
        _ => format!("{}└ ", "  ".repeat(depth - 1)),
    }
}

/// Whole seconds, as the server counts them.
pub(super) fn seconds(seconds: Option<u64>) -> String {
    match seconds {
        None => "-".to_owned(),
        Some(seconds @ 0..60) => format!("{seconds}s"),
        Some(seconds) => units::duration(seconds as f64),
    }
}

//! `dbsize`: keys of every database on every member.

use super::{shard, whole};
use crate::context::Context;
use crate::domain::health;
use crate::domain::replication::{Count, MemberKeys, Total, count_keys, judge_keys, total};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "dbsize";

/// Count the keys of every database on every member
///
/// All databases, not the first alone; EXPIRES are those with an expiry. In cluster mode the shards' primaries are summed.
/// Replicas are compared with their primary: a difference is INFO as long as lag or expiry may explain it, and a WARNING
/// where keys without an expiry differ at the same replication offset.
///
/// Exit status: 0 counted, 1 a replica does not have what its primary has, or a server is loading, 2 a server is down,
/// two primaries or none, 3 a member could not be asked, or the instance's keys cannot be told.
///
/// Examples:
///   redis-ops dbsize -n apps -r cache
///   redis-ops dbsize -n apps -r cache --role primary -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct DbsizeArgs {}

/// The rules on a Redis Cluster that bear on its keys.
const OF_KEYS: [&str; 5] = ["slots-uncovered", "two-primaries", "slots-moving", "cluster-unseen", "nodes-unasked"];

#[derive(Debug, Serialize)]
struct DbsizeReport {
    /// The instance's keys: the primary's, or all primaries' in cluster mode; none where that cannot be told.
    total: Option<Total>,
    members: Vec<MemberKeys>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let whole = whole::look(context, &[]).await?;
    let cluster =
        whole.members.iter().any(|member| member.info().is_some_and(|info| info.flag("cluster_enabled") == Some(true)));
    let counted = count_keys(&whole.members, &whole.topology);
    // Without one primary, or with two, it cannot be said which keys are the instance's.
    let facts = whole.health_facts(context, Vec::new());
    let mut findings = health::judge_roles(&facts);
    findings.extend(facts.judge_cluster().into_iter().filter(|finding| OF_KEYS.contains(&finding.id.as_str())));
    findings.retain(|finding| finding.id != "role-unexpected");
    findings.extend(whole.members.iter().filter_map(health::judge_reach));
    findings.extend(judge_keys(&counted, &whole.topology));
    whole.retain_wanted(&mut findings);
    // One of several shards, or a replica, is not the instance.
    let shards = whole.cluster.as_deref();
    let total = total(&counted, cluster, shards).filter(|_| !cluster || whole.complete);
    // Nothing is wrong with what was seen, and yet it is not what was asked for.
    if total.is_none() && Verdict::of(&findings) == Verdict::Ok {
        let message = if cluster {
            "how many keys it has cannot be told: not all its shards were asked"
        } else {
            "how many keys it has cannot be told: its primary was not asked"
        };
        findings.push(
            Finding::new("keys-untold", Severity::Unknown, whole.target.instance.full_name(), message)
                .hint("-n NAMESPACE -r INSTANCE asks all its members"),
        );
    }
    let wanted = counted.into_iter().zip(&whole.topology.nodes).filter(|(_, node)| whole.wants(node));
    let report = DbsizeReport { total, members: wanted.map(|(keys, _)| keys).collect() };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(whole.target.reference()), &report))
}

impl Report for DbsizeReport {
    fn view(&self) -> View {
        let line = match &self.total {
            Some(total) => {
                let primaries = match total.primaries.as_slice() {
                    [primary] => primary.clone(),
                    several => format!("{} primaries", several.len()),
                };
                Cell::plain(format!("{}, on {primaries}", sentence(total.count)))
            }
            None => Cell::toned("How many keys the instance has cannot be told.", Tone::Warn),
        };
        let sharded = self.members.iter().any(|member| member.shard.is_some());
        let mut columns = vec!["MEMBER", "ROLE", "DB", "#KEYS", "#EXPIRES"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        for member in &self.members {
            let mut row = |database: String, count: Option<Count>| {
                let number = |value: Option<u64>| value.map_or("-".to_owned(), units::count);
                let mut cells = vec![
                    member.member.as_str().into(),
                    member.role.map_or("-", Role::word).into(),
                    database.into(),
                    number(count.map(|count| count.keys)).into(),
                    number(count.map(|count| count.expires)).into(),
                ];
                shard::add_cell(&mut cells, sharded, member.shard.as_ref());
                table.row(cells);
            };
            let databases = member.databases.as_deref().unwrap_or_default();
            for database in databases {
                row(database.database.to_string(), Some(database.count));
            }
            if databases.len() != 1 {
                row("all".to_owned(), member.all);
            }
        }
        View { blocks: vec![Block::Line(line), Block::Table(table)], last: None }
    }
}

fn sentence(count: Count) -> String {
    let keys = if count.keys == 1 { "key" } else { "keys" };
    match count.expires {
        0 => format!("{} {keys}", units::count(count.keys)),
        expires => format!("{} {keys}, {} of them with an expiry", units::count(count.keys), units::count(expires)),
    }
}

//! `role`: who is the primary, and who is meant to be.

use super::shard;
use super::whole::{self, Whole};
use crate::context::Context;
use crate::domain::health;
use crate::error::Result;
use crate::report::{Block, Cell, Outcome, Report, Table, Tone, Verdict, View};
use crate::target::flavour::Role;
use crate::target::shards::ShardTag;
use crate::target::survey;
use crate::wire::session::Reply;
use redis::Value;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "role";

/// Show the role of every member beside the intended one
///
/// The role is the server's own word. Some deployments fix roles: a chart that makes ordinal 0 the primary at every
/// start, Bitnami's pods named for theirs; another role than that will be undone by the next restart. STATE is that of
/// a replica's link as ROLE tells it: connect, connecting, sync, connected.
///
/// Exit status: 0 in order, 1 a role is not the intended one, 2 two primaries, none, or a server is down, 3 a member
/// could not be asked.
///
/// Examples:
///   redis-ops role -n apps -r cache
///   redis-ops role -n apps --pod cache-redis-0 -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RoleArgs {}

#[derive(Debug, Serialize)]
struct RoleReport {
    members: Vec<MemberRole>,
}

#[derive(Debug, Serialize)]
struct MemberRole {
    member: String,
    /// The shard it is in, in cluster mode.
    shard: Option<ShardTag>,
    role: Option<Role>,
    /// The role its deployment fixes, if it fixes one.
    intended_role: Option<Role>,
    /// The member a replica follows, or `host:port` of somebody else.
    follows: Option<String>,
    /// The state of a replica's link by ROLE; by INFO (`up`, `syncing`, `down`) where ROLE is refused.
    state: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let whole = whole::look(context, &[redis::cmd("ROLE")]).await?;
    let facts = whole.health_facts(context, Vec::new());
    let mut findings = health::judge_roles(&facts);
    findings.extend(facts.judge_cluster());
    findings.extend(facts.members.iter().filter_map(health::judge_reach));
    let report = RoleReport { members: describe(&whole) };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(whole.target.reference()), &report))
}

fn describe(whole: &Whole) -> Vec<MemberRole> {
    let seen = whole.members.iter().zip(&whole.topology.nodes).zip(&whole.replies);
    let wanted = seen.filter(|((_, node), _)| whole.wants(node));
    let rows = wanted.map(|((member, node), replies)| {
        let follows = node.follows.as_ref();
        let link = node.link.map(|link| link.word().to_owned());
        MemberRole {
            member: node.member.clone(),
            shard: node.shard.clone(),
            role: node.role,
            intended_role: member.intended_role,
            follows: follows.map(|one| one.member.clone().unwrap_or_else(|| format!("{}:{}", one.host, one.port))),
            state: link.map(|link| replies.first().and_then(link_state).unwrap_or(link)),
        }
    });
    rows.collect()
}

/// The fourth element of a replica's ROLE: `slave`, host, port, state, offset.
fn link_state(reply: &Reply) -> Option<String> {
    match reply {
        Ok(Value::Array(parts)) if parts.len() >= 4 => {
            Some(survey::text(&parts[3])).filter(|state| !state.is_empty() && survey::text(&parts[0]) == "slave")
        }
        _ => None,
    }
}

impl Report for RoleReport {
    fn view(&self) -> View {
        let sharded = self.members.iter().any(|member| member.shard.is_some());
        let mut columns = vec!["MEMBER", "ROLE", "INTENDED", "FOLLOWS", "STATE"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        for member in &self.members {
            let unexpected = member.role.zip(member.intended_role).is_some_and(|(role, intended)| role != intended);
            let role = member.role.map_or("-", Role::word);
            let state = member.state.as_deref().unwrap_or("-");
            let mut cells = vec![
                member.member.as_str().into(),
                Cell::toned(role, if unexpected { Tone::Warn } else { Tone::Plain }),
                member.intended_role.map_or("-", Role::word).into(),
                member.follows.as_deref().unwrap_or("-").into(),
                Cell::toned(state, if ["-", "connected", "up"].contains(&state) { Tone::Plain } else { Tone::Warn }),
            ];
            shard::add_cell(&mut cells, sharded, member.shard.as_ref());
            table.row(cells);
        }
        View::of(Block::Table(table))
    }
}

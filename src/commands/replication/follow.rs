//! The other members after a switch: told whom to follow where nobody else tells them, and waited for.

use super::job::{Book, Job};
use super::line::{Line, command, refusal};
use super::scene::{self, Scene};
use crate::domain::promote::Way;
use crate::domain::replication::Link;
use crate::formats::cluster::parse_nodes;
use crate::target::flavour::Role;
use crate::target::survey::text;
use crate::target::topology::{Endpoint, Member};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);

/// REPLICAOF on every other member that answered before, the old primary too: by an address that outlives the pod.
pub(super) async fn repoint(job: &Job, to: usize, book: &mut Book) {
    if matches!(job.way, Way::Sentinel | Way::Cluster) {
        return;
    }
    let facts = &job.scene.facts;
    let Some((host, port)) = address(job) else {
        book.failed("repoint", format!("no address of {} is known that the others could follow", facts.name(to)));
        return;
    };
    let port = port.to_string();
    for index in others(job, to) {
        let node = &facts.topology.nodes[index];
        let there =
            node.follows.as_ref().is_some_and(|follows| follows.host == host && follows.port.to_string() == port);
        if (index != job.pair.old && there) || node.role.is_none() {
            continue;
        }
        let Ok(member) = job.scene.member(index) else { continue };
        let mut line = Line::to(&job.context, &job.scene.target, &member);
        let said = match line.ask(&[command(&["REPLICAOF", &host, &port])]).await {
            Ok(replies) => refusal(&replies),
            Err(error) => Some(error.chain()),
        };
        if let Some(why) = said {
            book.failed("repoint", format!("{}: {why}", facts.name(index)));
        }
    }
}

/// Where the others follow the new primary. Where it is one already, and nobody follows it yet, its own pod's address.
fn address(job: &Job) -> Option<(String, u16)> {
    let facts = &job.scene.facts;
    if let Some(known) = facts.stable_address(job.pair).filter(|_| job.pair.old != job.pair.new) {
        return Some(known);
    }
    let new = facts.name(job.pair.new);
    let nodes = facts.topology.nodes.iter();
    // by a name if the others go by names: its own in place of theirs
    let named = nodes.filter_map(|node| node.follows.as_ref()).find_map(|follows| {
        let (first, rest) = follows.host.split_once('.')?;
        let is_pod = facts.topology.index_of(first).is_some();
        is_pod.then(|| (format!("{new}.{rest}"), follows.port))
    });
    let member = job.scene.member(job.pair.new).ok()?;
    named.or_else(|| own_address(&member))
}

/// Where other servers reach a member: its pod's address, or what `--url` says.
pub(super) fn own_address(member: &Member) -> Option<(String, u16)> {
    match &member.endpoint {
        Endpoint::Pod { port, .. } => Some((member.pod.as_ref()?.ip.clone()?, *port)),
        Endpoint::Address { host, port } => Some((host.clone(), *port)),
    }
}

/// The members of the shard that answered before, but for the new primary.
fn others(job: &Job, to: usize) -> Vec<usize> {
    let mut others = job.scene.facts.siblings(job.pair);
    others.extend([job.pair.old, job.pair.new]);
    others.sort_unstable();
    others.dedup();
    others.retain(|index| *index != to && job.scene.facts.topology.nodes[*index].role.is_some());
    others
}

/// Waits until every other member that can be expected to follow does, its link up, and Sentinels agree. Returns what was
/// seen last.
pub(super) async fn wait(job: &Job, to: usize) -> (Option<Scene>, Result<(), String>) {
    let started = Instant::now();
    let mut last = None;
    loop {
        let missing = match scene::refreshed(&job.context, &job.scene.target).await {
            Ok(scene) => {
                let missing = match lacking(job, to, &scene) {
                    None if job.way == Way::Cluster => unknown_to_the_new(job, to).await,
                    missing => missing,
                };
                last = Some(scene);
                missing
            }
            Err(error) => Some(error.chain()),
        };
        match missing {
            None => return (last, Ok(())),
            Some(why) if job.is_over(started) => return (last, Err(why)),
            Some(_) => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}

/// Who is not yet a replica of the new primary of a shard in its own view: it would not hand over to that one.
async fn unknown_to_the_new(job: &Job, to: usize) -> Option<String> {
    let facts = &job.scene.facts;
    let member = job.scene.member(to).ok()?;
    let mut line = Line::to(&job.context, &job.scene.target, &member);
    let replies = line.ask(&[command(&["CLUSTER", "NODES"])]).await.ok()?;
    let nodes = parse_nodes(&text(replies.first()?.as_ref().ok()?));
    let own = nodes.iter().find(|node| node.is("myself"))?.id.clone();
    let known = |name: &str| {
        let mut here =
            nodes.iter().filter(|node| facts.topology.addresses.member_at(&node.host, node.port) == Some(name));
        here.any(|node| node.primary_id.as_deref() == Some(&own))
    };
    let others: Vec<usize> = others(job, to);
    let unknown = others.into_iter().map(|index| facts.name(index)).find(|name| !known(name))?;
    Some(format!("{} does not know yet that {unknown} follows it", facts.name(to)))
}

/// What is not yet as it should be.
fn lacking(job: &Job, to: usize, scene: &Scene) -> Option<String> {
    let (before, now) = (&job.scene.facts, &scene.facts);
    let new = before.name(to);
    let at = now.topology.index_of(new)?;
    if now.topology.nodes[at].role != Some(Role::Primary) {
        return Some(format!("{new} is no primary"));
    }
    for index in others(job, to) {
        let name = before.name(index);
        let Some(node) = now.topology.index_of(name).map(|at| &now.topology.nodes[at]) else {
            return Some(format!("{name} is gone"));
        };
        match (node.role, node.link) {
            (None, _) => return Some(format!("{name} does not answer")),
            (Some(Role::Primary), _) => return Some(format!("{name} is a primary")),
            (Some(Role::Replica), Some(Link::Up)) if node.upstream == Some(at) => {}
            (Some(Role::Replica), Some(Link::Up)) => return Some(format!("{name} does not follow {new}")),
            (Some(Role::Replica), _) => return Some(format!("the link of {name} to {new} is not up")),
        }
    }
    let views = now.sentinels.iter().flat_map(|seen| &seen.views);
    let mut astray =
        views.filter(|(_, view)| now.topology.addresses.member_at(&view.watched.host, view.watched.port) != Some(new));
    astray.next().map(|(name, _)| format!("the Sentinel in {name} does not name {new} yet"))
}

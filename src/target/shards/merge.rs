//! Many views of a cluster made one.

use super::{Cluster, ClusterShard, ClusterView, Conflict, Place};
use crate::formats::cluster::{ClusterNode, SLOTS, SlotRange, count, ranges};
use crate::target::flavour::Role;
use std::collections::BTreeMap;

/// A view that could be had.
struct Seen<'a> {
    member: &'a str,
    nodes: &'a [ClusterNode],
    /// The id of the member itself.
    own: &'a str,
}

/// See [`Cluster::of`].
pub fn merge(views: &[ClusterView], members: &[String], member_at: &dyn Fn(&str, u16) -> Option<String>) -> Cluster {
    let seen: Vec<Seen<'_>> = views.iter().filter_map(seen).collect();
    let (main, separate) = split(seen);
    let lines = best_lines(&main);
    let mut cluster = Cluster {
        nodes: lines.iter().map(|line| place(line, &main, member_at)).collect(),
        separate: separate.iter().map(|view| (view.member.to_owned(), count(&own_line(view).slots))).collect(),
        failing: members_that(views, |view| view.state.as_deref() == Some("fail")),
        unseen: views
            .iter()
            .filter_map(|view| Some((view.member.clone(), view.nodes.as_ref().err()?.clone())))
            .collect(),
        views: main.len() + separate.len(),
        ..Cluster::default()
    };
    assign(&mut cluster, &lines);
    cluster.disagreements = disagreements(&cluster, &main, &lines);
    cluster.outside = members.iter().filter(|member| cluster.shard_of(member).is_none()).cloned().collect();
    cluster
}

fn members_that(views: &[ClusterView], holds: impl Fn(&ClusterView) -> bool) -> Vec<String> {
    views.iter().filter(|view| holds(view)).map(|view| view.member.clone()).collect()
}

fn seen(view: &ClusterView) -> Option<Seen<'_>> {
    let nodes = view.nodes.as_ref().ok()?;
    let own = nodes.iter().find(|node| node.is("myself"))?;
    Some(Seen { member: &view.member, nodes, own: &own.id })
}

fn own_line<'a>(view: &Seen<'a>) -> &'a ClusterNode {
    // `seen` found it
    view.nodes.iter().find(|node| node.id == view.own).unwrap_or(&view.nodes[0])
}

/// Parts the views into those of one cluster and the rest: members that do not know each other. The one cluster is that
/// with the most slots, then the most members.
fn split(seen: Vec<Seen<'_>>) -> (Vec<Seen<'_>>, Vec<Seen<'_>>) {
    let knows =
        |one: &Seen<'_>, other: &Seen<'_>| one.nodes.iter().any(|node| node.id == other.own && !node.is("handshake"));
    let mut groups: Vec<Vec<Seen<'_>>> = Vec::new();
    for view in seen {
        let (mut mine, others): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group: &Vec<Seen<'_>>| group.iter().any(|other| knows(&view, other) || knows(other, &view)));
        let mut merged: Vec<Seen<'_>> = mine.drain(..).flatten().collect();
        merged.push(view);
        groups = others;
        groups.push(merged);
    }
    let weight = |group: &Vec<Seen<'_>>| {
        let slots: u32 = group.iter().map(|view| count(&own_line(view).slots)).sum();
        (slots, group.len())
    };
    let Some(main) = (0..groups.len()).max_by_key(|index| weight(&groups[*index])) else {
        return (Vec::new(), Vec::new());
    };
    let main = groups.swap_remove(main);
    (main, groups.into_iter().flatten().collect())
}

/// The line of every node that tells most: its own, else that of the greatest epoch.
fn best_lines<'a>(views: &[Seen<'a>]) -> Vec<&'a ClusterNode> {
    let mut best: BTreeMap<&str, &ClusterNode> = BTreeMap::new();
    for node in views.iter().flat_map(|view| view.nodes) {
        let known = best.entry(&node.id).or_insert(node);
        let better = node.is("myself") || (!known.is("myself") && node.epoch > known.epoch);
        if better {
            *known = node;
        }
    }
    best.into_values().collect()
}

fn place(line: &ClusterNode, views: &[Seen<'_>], member_at: &dyn Fn(&str, u16) -> Option<String>) -> Place {
    let own = views.iter().find(|view| view.own == line.id);
    let told: Vec<(&str, &ClusterNode)> = views
        .iter()
        .filter(|view| view.own != line.id)
        .filter_map(|view| Some((view.member, view.nodes.iter().find(|node| node.id == line.id)?)))
        .collect();
    let those = |holds: &dyn Fn(&ClusterNode) -> bool| -> Vec<String> {
        told.iter().filter(|(_, node)| holds(node)).map(|(member, _)| (*member).to_owned()).collect()
    };
    let elsewhere = |(member, node): &(&str, &ClusterNode)| {
        let known = own.filter(|_| !node.host.is_empty())?;
        let there = member_at(&node.host, node.port);
        (there.as_deref() != Some(known.member)).then(|| ((*member).to_owned(), node.host.clone()))
    };
    let by_address = || member_at(&line.host, line.port);
    let address = if line.host.is_empty() { String::new() } else { format!("{}:{}", line.host, line.port) };
    Place {
        id: line.id.clone(),
        address,
        member: own.map(|view| view.member.to_owned()).or_else(by_address),
        role: if line.is("slave") { Role::Replica } else { Role::Primary },
        answered: own.is_some(),
        failed: those(&|node| node.is("fail")).len() * 2 > told.len(),
        suspected_by: those(&|node| node.is("fail?")),
        cut_off_from: those(&|node| !node.connected),
        looked_for_at: told.iter().filter_map(elsewhere).collect(),
        handshake_with: those(&|node| node.is("handshake")),
        moving_slots: line.moving_slots,
        epoch: line.epoch,
    }
}

/// Gives every slot to its owner, and makes the shards of that.
fn assign(cluster: &mut Cluster, lines: &[&ClusterNode]) {
    let mut owners: Vec<Option<usize>> = vec![None; usize::from(SLOTS)];
    let mut claimed: BTreeMap<(usize, usize), Vec<u16>> = BTreeMap::new();
    let mut primaries: Vec<usize> =
        (0..lines.len()).filter(|index| cluster.nodes[*index].role == Role::Primary).collect();
    primaries.sort_by_key(|index| lines[*index].epoch);
    for node in primaries {
        for slot in lines[node].slots.iter().flat_map(|range| range.first..=range.last) {
            let before = owners[usize::from(slot)].replace(node);
            // A line about a silent node may be an old one; two that each say so of themselves do differ.
            if let Some(older) = before.filter(|older| cluster.nodes[*older].answered && cluster.nodes[node].answered) {
                claimed.entry((node, older)).or_default().push(slot);
            }
        }
    }
    cluster.conflicts = claimed
        .into_iter()
        .map(|((newer, older), slots)| Conflict { slots: ranges(slots.into_iter()), newer, older })
        .collect();
    let slots_of = |owner: Option<usize>| -> Vec<SlotRange> {
        ranges((0..SLOTS).filter(|slot| owners[usize::from(*slot)] == owner))
    };
    let down = |owner: Option<usize>| owner.is_none_or(|owner| cluster.nodes[owner].failed);
    cluster.uncovered = ranges((0..SLOTS).filter(|slot| down(owners[usize::from(*slot)])));
    let follows: Vec<Option<usize>> = (0..lines.len()).map(|index| top(lines, index)).collect();
    let mut shards: Vec<ClusterShard> = Vec::new();
    for primary in 0..lines.len() {
        let slots = slots_of(Some(primary));
        if slots.is_empty() {
            continue;
        }
        let mut replicas: Vec<usize> =
            (0..lines.len()).filter(|index| *index != primary && follows[*index] == Some(primary)).collect();
        replicas.sort_by_key(|index| cluster.nodes[*index].name());
        shards.push(ClusterShard { slots, primary, replicas });
    }
    shards.sort_by_key(|shard| shard.slots[0]);
    cluster.shards = shards;
}

/// The primary at the top of a replica's chain.
fn top(lines: &[&ClusterNode], index: usize) -> Option<usize> {
    let mut at = index;
    for _ in 0..lines.len() {
        let Some(primary) = &lines[at].primary_id else { return Some(at) };
        at = lines.iter().position(|line| line.id == *primary)?;
    }
    None
}

/// Who sees a node's role, primary or slots otherwise than the node itself does, or does not know it at all.
fn disagreements(cluster: &Cluster, views: &[Seen<'_>], lines: &[&ClusterNode]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for view in views {
        for (line, place) in
            lines.iter().zip(&cluster.nodes).filter(|(line, place)| place.answered && line.id != view.own)
        {
            let name = place.name();
            let what = match view.nodes.iter().find(|node| node.id == line.id) {
                None => format!("does not know {name}"),
                Some(node) if node.is("slave") != line.is("slave") => format!("the role of {name}"),
                Some(node) if node.primary_id != line.primary_id => format!("whom {name} follows"),
                Some(node) if node.slots != line.slots => format!("the slots of {name}"),
                Some(_) => continue,
            };
            found.push((view.member.to_owned(), what));
        }
    }
    found
}

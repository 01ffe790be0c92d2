//! Views of made-up clusters.

use super::*;
use crate::formats::cluster::parse_nodes;

/// Three shards: a-0, a-1, a-2 with a-3, a-4, a-5; node ids are `n0` … `n5`, addresses 10.0.0.0 ….
const NODES: [&str; 6] = [
    "n0 10.0.0.0:6379@1 master - 0 0 1 connected 0-5460",
    "n1 10.0.0.1:6379@1 master - 0 0 2 connected 5461-10922",
    "n2 10.0.0.2:6379@1 master - 0 0 3 connected 10923-16383",
    "n3 10.0.0.3:6379@1 slave n2 0 0 3 connected",
    "n4 10.0.0.4:6379@1 slave n0 0 0 1 connected",
    "n5 10.0.0.5:6379@1 slave n1 0 0 2 connected",
];

/// What member `a-<own>` says, with some lines said otherwise.
fn view(own: usize, changed: &[(usize, &str)]) -> ClusterView {
    let line = |index: usize| {
        let line = changed.iter().find(|(at, _)| *at == index).map_or(NODES[index], |(_, line)| line);
        if index == own {
            line.replace(" master", " myself,master").replace(" slave", " myself,slave")
        } else {
            line.to_owned()
        }
    };
    let lines: Vec<String> = (0..6).map(line).collect();
    ClusterView { member: format!("a-{own}"), state: Some("ok".into()), nodes: Ok(parse_nodes(&lines.join("\n"))) }
}

fn merged(views: &[ClusterView]) -> Cluster {
    let members: Vec<String> = (0..6).map(|index| format!("a-{index}")).collect();
    let member_at = |host: &str, _: u16| host.strip_prefix("10.0.0.").map(|last| format!("a-{last}"));
    Cluster::of(views, &members, &member_at)
}

fn names(cluster: &Cluster, shard: usize) -> Vec<String> {
    let shard = &cluster.shards[shard];
    std::iter::once(shard.primary).chain(shard.replicas.clone()).map(|node| cluster.nodes[node].name()).collect()
}

#[test]
fn shards_are_told_by_slots_and_all_views_agree() {
    let views: Vec<ClusterView> = (0..6).map(|own| view(own, &[])).collect();
    let cluster = merged(&views);
    assert_eq!(
        (names(&cluster, 0), names(&cluster, 2)),
        (vec!["a-0".into(), "a-4".into()], vec!["a-2".into(), "a-3".into()])
    );
    assert_eq!(cluster.shard_of("a-5").map(|tag| (tag.number, tag.words())), Some((1, "5461-10922".into())));
    assert_eq!((cluster.primary_of("a-3"), cluster.rank_of("a-3")), (Some("a-2"), (2, true)));
    assert!(cluster.uncovered.is_empty() && cluster.disagreements.is_empty() && cluster.outside.is_empty());
    let one = merged(&views[..1]);
    assert_eq!(names(&one, 1), ["a-1", "a-5"], "one view tells it, too");
}

#[test]
fn a_failed_primary_leaves_its_slots_uncovered_until_a_replica_has_them() {
    let failed = "n0 10.0.0.0:6379@1 master,fail - 0 0 1 disconnected 0-5460";
    let cluster = merged(&[view(1, &[(0, failed)]), view(2, &[(0, failed)]), view(3, &[])]);
    assert_eq!(words(&cluster.uncovered), "0-5460");
    assert_eq!(cluster.shard_of("a-4").map(|tag| tag.number), Some(0));
    let cluster = merged(&[view(1, &[(0, failed)]), view(2, &[]), view(3, &[])]);
    assert!(cluster.uncovered.is_empty(), "one of three is no majority");
    let taken = [
        (0, "n0 10.0.0.0:6379@1 master,fail - 0 0 1 disconnected"),
        (4, "n4 10.0.0.4:6379@1 master - 0 0 9 connected 0-5460"),
    ];
    let cluster = merged(&[view(1, &taken), view(4, &taken)]);
    assert_eq!((names(&cluster, 0), cluster.outside.as_slice()), (vec!["a-4".to_owned()], &["a-0".to_owned()][..]));
    assert!(cluster.uncovered.is_empty());
}

#[test]
fn two_that_claim_a_slot_are_in_conflict_and_the_greater_epoch_has_it() {
    let taken = [(4, "n4 10.0.0.4:6379@1 master - 0 0 9 connected 0-5460")];
    let cluster = merged(&[view(0, &[]), view(4, &taken)]);
    let conflict = &cluster.conflicts[0];
    assert_eq!(
        (cluster.nodes[conflict.newer].name(), cluster.nodes[conflict.older].name()),
        ("a-4".into(), "a-0".into())
    );
    assert_eq!(words(&conflict.slots), "0-5460");
    assert_eq!(names(&cluster, 0), ["a-4"]);
    assert!(cluster.disagreements.contains(&("a-0".into(), "the role of a-4".into())), "{:?}", cluster.disagreements);
    let silent = merged(&[view(4, &taken)]);
    assert!(silent.conflicts.is_empty(), "a-0 does not say so itself");
}

#[test]
fn a_fresh_node_is_a_cluster_of_its_own() {
    let fresh = ClusterView {
        member: "a-6".into(),
        state: Some("fail".into()),
        nodes: Ok(parse_nodes("n6 :6379@16379 myself,master - 0 0 0 connected")),
    };
    let members: Vec<String> = (0..7).map(|index| format!("a-{index}")).collect();
    let cluster = Cluster::of(&[view(0, &[]), view(1, &[]), fresh], &members, &|host, _| {
        host.strip_prefix("10.0.0.").map(|last| format!("a-{last}"))
    });
    assert_eq!(
        (cluster.separate.as_slice(), cluster.outside.as_slice()),
        (&[("a-6".to_owned(), 0)][..], &["a-6".to_owned()][..])
    );
    assert_eq!((cluster.shards.len(), cluster.nodes.len()), (3, 6));
}

#[test]
fn without_views_nothing_is_known() {
    let denied = ClusterView { member: "a-0".into(), state: None, nodes: Err("NOPERM".into()) };
    let cluster = merged(&[denied]);
    assert_eq!((cluster.views, cluster.shards.len(), cluster.unseen.len()), (0, 0, 1));
}
